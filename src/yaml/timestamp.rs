//! Dates and times: which spellings PyYAML takes for one, and how Python prints it.

use std::fmt::Write as _;

use jiff::civil::{Date, DateTime};

/// A date, or a date and time, as `str` and as `repr` give it.
#[derive(Debug, PartialEq)]
pub(super) struct Timestamp {
    pub(super) text: String,
    pub(super) repr: String,
}

/// Seconds in a day.
const DAY: i32 = 24 * 60 * 60;

/// Reads `2020-01-31` or `2020-01-31T10:00:00.5+01:00`. A day or time that does not exist is
/// none, where PyYAML refuses the whole file.
pub(super) fn parse(spelling: &str) -> Option<Timestamp> {
    date(spelling).or_else(|| date_and_time(spelling))
}

fn date(spelling: &str) -> Option<Timestamp> {
    let mut cursor = Cursor(spelling);
    let (year, month, day) = (cursor.year()?, cursor.after('-', 2)?, cursor.after('-', 2)?);
    cursor.0.is_empty().then_some(())?;
    let date = Date::new(year, month, day).ok()?;
    Some(Timestamp {
        text: date.to_string(),
        repr: format!("datetime.date({year}, {month}, {day})"),
    })
}

fn date_and_time(spelling: &str) -> Option<Timestamp> {
    let mut cursor = Cursor(spelling);
    let (year, month, day) = (cursor.year()?, cursor.after('-', 1)?, cursor.after('-', 1)?);
    let at_time = cursor.0.trim_start_matches([' ', '\t']);
    cursor.0 = match cursor.0.strip_prefix(['T', 't']) {
        Some(time) => time,
        None => (at_time.len() < cursor.0.len()).then_some(at_time)?,
    };
    let (hour, minute, second) = (
        cursor.number(1)?,
        cursor.after(':', 2)?,
        cursor.after(':', 2)?,
    );
    let micros = cursor.fraction();
    let offset = match cursor.0 {
        "" => None,
        _ => Some(cursor.offset()?),
    };
    let nanos = micros * 1000;
    let time = DateTime::new(year, month, day, hour, minute, second, nanos).ok()?;
    Some(Timestamp {
        text: text(time, micros, offset),
        repr: repr(time, micros, offset),
    })
}

fn text(time: DateTime, micros: i32, offset: Option<i32>) -> String {
    let mut text = time.strftime("%Y-%m-%d %H:%M:%S").to_string();
    if micros > 0 {
        let _ = write!(text, ".{micros:06}");
    }
    if let Some(offset) = offset {
        let sign = if offset < 0 { '-' } else { '+' };
        let minutes = offset.abs() / 60;
        let _ = write!(text, "{sign}{:02}:{:02}", minutes / 60, minutes % 60);
    }
    text
}

fn repr(time: DateTime, micros: i32, offset: Option<i32>) -> String {
    let (year, month, day) = (time.year(), time.month(), time.day());
    let mut repr = format!("datetime.datetime({year}, {month}, {day}");
    let _ = write!(repr, ", {}, {}", time.hour(), time.minute());
    if time.second() > 0 || micros > 0 {
        let _ = write!(repr, ", {}", time.second());
    }
    if micros > 0 {
        let _ = write!(repr, ", {micros}");
    }
    match offset {
        None => {}
        Some(0) => repr.push_str(", tzinfo=datetime.timezone.utc"),
        Some(offset) => {
            // Python keeps the seconds of a difference positive.
            let days = if offset < 0 { "days=-1, " } else { "" };
            let seconds = offset.rem_euclid(DAY);
            let delta = format!("datetime.timedelta({days}seconds={seconds})");
            let _ = write!(repr, ", tzinfo=datetime.timezone({delta})");
        }
    }
    repr.push(')');
    repr
}

/// What is still to be read.
struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    fn year(&mut self) -> Option<i16> {
        let digits = self.digits(4);
        (digits.len() == 4).then(|| digits.parse().ok())?
    }

    /// A number of at least so many digits and at most two, behind a separator.
    fn after(&mut self, separator: char, at_least: usize) -> Option<i8> {
        self.0 = self.0.strip_prefix(separator)?;
        self.number(at_least)
    }

    fn number(&mut self, at_least: usize) -> Option<i8> {
        let digits = self.digits(2);
        (digits.len() >= at_least).then(|| digits.parse().ok())?
    }

    /// Microseconds: of a longer fraction, the first six digits count.
    fn fraction(&mut self) -> i32 {
        let Some(rest) = self.0.strip_prefix('.') else {
            return 0;
        };
        self.0 = rest;
        let digits = self.digits(usize::MAX);
        let six = format!("{digits:0<6.6}");
        six.parse().expect("six digits are a number")
    }

    /// Seconds east of Greenwich, up to the end.
    fn offset(&mut self) -> Option<i32> {
        let zone = self.0.trim_start_matches([' ', '\t']);
        if zone == "Z" {
            return Some(0);
        }
        let sign = if zone.starts_with('-') { -1 } else { 1 };
        self.0 = zone.strip_prefix(['-', '+'])?;
        let hours = i32::from(self.number(1)?);
        let minutes = match self.0 {
            "" => 0,
            _ => i32::from(self.after(':', 2)?),
        };
        let seconds = (hours * 60 + minutes) * 60;
        (self.0.is_empty() && seconds < DAY).then_some(sign * seconds)
    }

    fn digits(&mut self, at_most: usize) -> &'a str {
        let is_digit = |byte: &u8| byte.is_ascii_digit();
        let length = self.0.bytes().take_while(is_digit).count().min(at_most);
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        digits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_printed_as_python_prints_them() {
        for (spelling, text, repr) in [
            ("2020-01-31", "2020-01-31", "datetime.date(2020, 1, 31)"),
            (
                "2020-01-01T00:00:00Z",
                "2020-01-01 00:00:00+00:00",
                "datetime.datetime(2020, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)",
            ),
            (
                "2020-1-2  3:04:05.1234567 -3",
                "2020-01-02 03:04:05.123456-03:00",
                "datetime.datetime(2020, 1, 2, 3, 4, 5, 123456, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=75600)))",
            ),
            (
                "2020-01-01t10:00:07.+05:30",
                "2020-01-01 10:00:07+05:30",
                "datetime.datetime(2020, 1, 1, 10, 0, 7, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))",
            ),
        ] {
            let found = parse(spelling).unwrap_or_else(|| panic!("{spelling}"));
            assert_eq!((found.text.as_str(), found.repr.as_str()), (text, repr));
        }
    }

    #[test]
    fn other_texts_are_no_times() {
        for spelling in [
            "2020-1-31",
            "2020-01-32",
            "20-01-01",
            "2020-01-01T",
            "2020-01-01T1:2:3",
            "2020-01-0110:00:00",
            "2020-01-01 10:00:00 +1:2",
            "2020-01-01 10:00:00 UTC",
            "2020-01-01 10:00",
        ] {
            assert_eq!(parse(spelling), None, "{spelling}");
        }
    }
}
