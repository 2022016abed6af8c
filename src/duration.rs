//! Ages and durations: how they are read, and how they are shown.
//!
//! They are read in the form in which MLflow spells ages: numbers with their units, from the longest
//! to the shortest: `30d`, `1d2h3m4s`, `1.5h`. They are shown in two units at most, as on the page:
//! `340 ms`, `4.2 s`, `3 min 20 s`.

use std::time::Duration;

/// The units, from the longest, with their milliseconds.
const UNITS: [(&str, f64); 5] = [
    ("d", DAY),
    ("h", 3_600_000.0),
    ("m", 60_000.0),
    ("s", SECOND),
    ("ms", 1.0),
];
const DAY: f64 = 86_400_000.0;
const SECOND: f64 = 1_000.0;
/// The units in which times and durations are shown.
pub(crate) const MILLIS_PER_SECOND: i64 = 1_000;
pub(crate) const MILLIS_PER_MINUTE: i64 = 60 * MILLIS_PER_SECOND;
pub(crate) const MILLIS_PER_HOUR: i64 = 60 * MILLIS_PER_MINUTE;
pub(crate) const MILLIS_PER_DAY: i64 = 24 * MILLIS_PER_HOUR;
/// The longest duration: more than three thousand years.
const LONGEST: f64 = 1e14;

/// Reads an age, for clap, in the form of MLflow's `gc`; a number without a unit is one of days.
pub fn age(text: &str) -> Result<Duration, String> {
    with_default_unit(text, DAY).ok_or_else(|| {
        format!(
            "Could not parse any time information from '{text}': expected days, or numbers with \
             the units d, h, m and s, in this order: `30`, `30d`, `12h`, `2d8h5m20s`"
        )
    })
}

/// Reads an age in milliseconds, for clap.
pub fn age_in_millis(text: &str) -> Result<i64, String> {
    let age = age(text)?;
    Ok(i64::try_from(age.as_millis()).unwrap_or(i64::MAX))
}

/// Reads how long something may take; a number without a unit is one of seconds.
pub fn timeout(text: &str) -> Result<Duration, String> {
    let timeout = in_seconds(text)
        .ok_or_else(|| "expected seconds, or something like `90s`, `15m` or `1h30m`".to_owned())?;
    if timeout.is_zero() {
        return Err("expected more than no time at all".to_owned());
    }
    Ok(timeout)
}

/// Reads a duration; a number without a unit is one of seconds.
pub fn in_seconds(text: &str) -> Option<Duration> {
    with_default_unit(text, SECOND)
}

/// A duration for people.
pub fn text(duration: Duration) -> String {
    of_millis(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
}

/// The time between two moments in milliseconds, for people. A clock that was set back gives a
/// negative one.
pub fn between(start: i64, end: i64) -> String {
    of_millis(end.saturating_sub(start))
}

/// So many milliseconds, for people: `340 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
pub fn of_millis(millis: i64) -> String {
    if millis < 0 {
        return format!("-{}", of_millis(millis.saturating_neg()));
    }
    match millis {
        ..MILLIS_PER_SECOND => format!("{millis} ms"),
        MILLIS_PER_SECOND..MILLIS_PER_MINUTE => {
            let tenths = millis / (MILLIS_PER_SECOND / 10);
            match tenths % 10 {
                0 => format!("{} s", tenths / 10),
                tenth => format!("{}.{tenth} s", tenths / 10),
            }
        }
        MILLIS_PER_MINUTE..MILLIS_PER_HOUR => {
            in_two(millis, (MILLIS_PER_MINUTE, "min"), (MILLIS_PER_SECOND, "s"))
        }
        MILLIS_PER_HOUR..MILLIS_PER_DAY => {
            in_two(millis, (MILLIS_PER_HOUR, "h"), (MILLIS_PER_MINUTE, "min"))
        }
        _ => in_two(millis, (MILLIS_PER_DAY, "d"), (MILLIS_PER_HOUR, "h")),
    }
}

/// A duration in a unit and a smaller one, of which none is left out.
fn in_two(millis: i64, (unit, name): (i64, &str), (below, name_below): (i64, &str)) -> String {
    let count = millis / unit;
    match millis % unit / below {
        0 => format!("{count} {name}"),
        rest => format!("{count} {name} {rest} {name_below}"),
    }
}

fn with_default_unit(text: &str, unit: f64) -> Option<Duration> {
    let millis = match number(text) {
        Some(number) => in_range(number * unit)?,
        None => milliseconds(text)?,
    };
    u64::try_from(millis).ok().map(Duration::from_millis)
}

fn milliseconds(text: &str) -> Option<i64> {
    let mut units = UNITS.into_iter();
    let mut rest = text;
    let mut sum = 0.0;
    while !rest.is_empty() {
        let is_digit = |c: char| c == '.' || c.is_ascii_digit();
        let value;
        (value, rest) = rest.split_at(rest.find(|c| !is_digit(c))?);
        let unit;
        (unit, rest) = rest.split_at(rest.find(is_digit).unwrap_or(rest.len()));
        let (_, length) = units.find(|(name, _)| *name == unit.trim_end())?;
        sum += number(value)? * length;
    }
    in_range(sum).filter(|_| !text.is_empty())
}

/// A number without sign and exponent.
fn number(text: &str) -> Option<f64> {
    let is_plain = text.chars().all(|c| c == '.' || c.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}

fn in_range(millis: f64) -> Option<i64> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "MLflow drops what is less than a millisecond"
    )]
    (millis <= LONGEST).then_some(millis as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_those_of_mlflow() {
        for (text, expected) in [
            ("30d", 2_592_000_000),
            ("8h", 28_800_000),
            ("2m4s", 124_000),
            ("1d2h3m4s", 93_784_000),
            ("1d 2h", 93_600_000),
            ("1.2d3h4m5s", 114_725_000),
            ("0s", 0),
            (".5s", 500),
            ("0.0001s", 0),
            ("100m", 6_000_000),
            ("1m100ms", 60_100),
        ] {
            assert_eq!(age_in_millis(text).as_ref(), Ok(&expected), "{text}");
        }
    }

    #[test]
    fn a_duration_is_shown_in_two_units_at_most() {
        for (millis, text) in [
            (0, "0 ms"),
            (300, "300 ms"),
            (1_000, "1 s"),
            (1_234, "1.2 s"),
            (59_999, "59.9 s"),
            (60_000, "1 min"),
            (90_000, "1 min 30 s"),
            (7_500_000, "2 h 5 min"),
            (86_400_000, "1 d"),
            (273_600_000, "3 d 4 h"),
            (-1_000, "-1 s"),
        ] {
            assert_eq!(of_millis(millis), text);
        }
        assert_eq!(of_millis(i64::MIN), of_millis(-i64::MAX));
        assert_eq!(between(5_000, 3_999), "-1 s");
        assert_eq!(text(Duration::MAX), of_millis(i64::MAX));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "d",
            "1h1d",
            "1d1d",
            "-1d",
            "1 d",
            "1D",
            "1w",
            ".d",
            "1..2d",
            "1.2.3h",
            "1é",
            "inf s",
            "1e9d",
            "99999999999999999999d",
        ] {
            assert!(age(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_number_alone_has_the_unit_of_its_flag() {
        for (text, millis) in [
            ("90", 90_000),
            ("0.5", 500),
            ("90s", 90_000),
            ("15m", 900_000),
            ("1h30m", 5_400_000),
        ] {
            assert_eq!(timeout(text).unwrap().as_millis(), millis, "{text}");
        }
        for wrong in ["", "0", "-1", "x", "5 parsecs", "1e3", "."] {
            assert!(timeout(wrong).is_err(), "{wrong}");
        }
        let day = Duration::from_secs(86_400);
        assert_eq!(age("30"), Ok(30 * day));
        assert_eq!(age("30d"), Ok(30 * day));
        assert_eq!(age("12h"), Ok(day / 2));
        assert_eq!(age("0"), Ok(Duration::ZERO));
        assert!(age("month").is_err());
    }
}
