//! What an unquoted scalar means in YAML 1.1, as PyYAML reads it, and how Python prints it:
//! MLflow passes the defaults of parameters on, and logs them, as `str` gives them.

use std::fmt;

use serde_json::{Number, Value};

use super::timestamp::{self, Timestamp};

/// A scalar as it is spelt, and what it means.
#[derive(Debug, PartialEq)]
pub(super) struct Scalar {
    pub(super) spelling: String,
    pub(super) meaning: Meaning,
}

/// What a scalar means.
#[derive(Debug, PartialEq)]
pub(super) enum Meaning {
    Null,
    Boolean(bool),
    /// In decimal digits: there is no limit to their number.
    Integer(String),
    Float(f64),
    Time(Timestamp),
    Text,
}

impl Scalar {
    /// One without quotes.
    pub(super) fn plain(spelling: &str) -> Self {
        Self {
            spelling: spelling.to_owned(),
            meaning: Meaning::of(spelling),
        }
    }

    /// One in quotes, or in a block.
    pub(super) fn text(text: &str) -> Self {
        Self {
            spelling: text.to_owned(),
            meaning: Meaning::Text,
        }
    }

    pub(super) fn null() -> Self {
        Self {
            spelling: String::new(),
            meaning: Meaning::Null,
        }
    }

    /// As Python's `str` gives it: `0.10` is `0.1`, and `true` is `True`.
    pub(super) fn python_str(&self) -> String {
        match &self.meaning {
            Meaning::Null => "None".to_owned(),
            Meaning::Boolean(true) => "True".to_owned(),
            Meaning::Boolean(false) => "False".to_owned(),
            Meaning::Integer(digits) => digits.clone(),
            Meaning::Float(value) => float_repr(*value),
            Meaning::Time(time) => time.text.clone(),
            Meaning::Text => self.spelling.clone(),
        }
    }

    /// As JSON: `0644` is 420, as for kubectl and PyYAML. What JSON has no number for is a text.
    pub(super) fn json(&self) -> Value {
        let number = match &self.meaning {
            Meaning::Null => return Value::Null,
            Meaning::Boolean(value) => return Value::Bool(*value),
            Meaning::Integer(digits) => digits.parse().ok(),
            Meaning::Float(value) => Number::from_f64(*value),
            Meaning::Time(_) | Meaning::Text => None,
        };
        number.map_or_else(|| Value::String(self.spelling.clone()), Value::Number)
    }

    /// As Python's `repr` gives it, which is how it stands in a list.
    pub(super) fn python_repr(&self) -> String {
        match &self.meaning {
            Meaning::Text => python_repr(&self.spelling),
            Meaning::Time(time) => time.repr.clone(),
            _ => self.python_str(),
        }
    }
}

impl Meaning {
    fn of(spelling: &str) -> Self {
        match spelling {
            "" | "~" | "null" | "Null" | "NULL" => return Self::Null,
            "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
                return Self::Boolean(true);
            }
            "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
                return Self::Boolean(false);
            }
            _ => {}
        }
        integer(spelling)
            .map(Self::Integer)
            .or_else(|| float(spelling).map(Self::Float))
            .or_else(|| timestamp::parse(spelling).map(Self::Time))
            .unwrap_or(Self::Text)
    }
}

/// How many digits a whole number may have. More, and Python makes no number of them either.
const MAX_DIGITS: usize = 4_300;

/// Reads `-12`, `1_000`, `0b11`, `017`, `0xff` and, to the base 60, `12:30:45`.
fn integer(spelling: &str) -> Option<String> {
    if spelling.len() > MAX_DIGITS {
        return None;
    }
    let (sign, digits) = split_sign(spelling);
    let magnitude = if let Some(digits) = digits.strip_prefix("0b") {
        Decimal::read(digits, 2)
    } else if let Some(digits) = digits.strip_prefix("0x") {
        Decimal::read(digits, 16)
    } else if let Some(digits) = digits.strip_prefix('0').filter(|rest| !rest.is_empty()) {
        Decimal::read(digits, 8)
    } else if digits.starts_with(|c: char| c.is_ascii_digit()) {
        match digits.split_once(':') {
            None => Decimal::read(digits, 10),
            Some((first, rest)) => Decimal::read(first, 10)
                .and_then(|first| Some(first.followed_by(&sixtieths_of(rest)?))),
        }
    } else {
        None
    }?;
    let digits = magnitude.to_string();
    let sign = if digits == "0" { "" } else { sign };
    Some(format!("{sign}{digits}"))
}

/// Splits `+` or `-` off; a `+` means nothing.
fn split_sign(spelling: &str) -> (&'static str, &str) {
    match spelling.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", spelling.strip_prefix('+').unwrap_or(spelling)),
    }
}

/// The numbers below sixty between colons.
fn sixtieths_of(text: &str) -> Option<Vec<u32>> {
    let sixtieth = |part: &str| {
        let is_number = matches!(part.len(), 1 | 2) && part.bytes().all(|b| b.is_ascii_digit());
        let number = is_number.then(|| part.parse().ok())??;
        (number < 60).then_some(number)
    };
    text.split(':').map(sixtieth).collect()
}

/// A whole number of any size, in decimal digits, the last one first.
struct Decimal(Vec<u8>);

impl Decimal {
    /// Reads digits of a base, with `_` between them.
    fn read(digits: &str, base: u32) -> Option<Self> {
        let digits: Vec<u32> = digits
            .chars()
            .filter(|&c| c != '_')
            .map(|c| c.to_digit(base))
            .collect::<Option<_>>()?;
        let mut number = Self(Vec::new());
        for &digit in &digits {
            number.push(base, digit);
        }
        (!digits.is_empty()).then_some(number)
    }

    fn followed_by(mut self, sixtieths: &[u32]) -> Self {
        for &digit in sixtieths {
            self.push(60, digit);
        }
        self
    }

    /// Adds a digit of a base at the end: times the base, plus the digit.
    fn push(&mut self, base: u32, digit: u32) {
        let mut carry = digit;
        for digit in &mut self.0 {
            carry += u32::from(*digit) * base;
            *digit = last_digit(carry);
            carry /= 10;
        }
        while carry > 0 {
            self.0.push(last_digit(carry));
            carry /= 10;
        }
    }
}

fn last_digit(number: u32) -> u8 {
    u8::try_from(number % 10).expect("less than ten")
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("0");
        }
        let mut digits = self.0.iter().rev();
        digits.try_for_each(|digit| write!(f, "{digit}"))
    }
}

/// Reads `1.5`, `1.`, `.5`, `1.5e+3`, `-.inf`, `.nan` and, to the base 60, `190:20:30.15`. There
/// must be a point, and a sign in the exponent: `1e3` and `1.0e3` are texts.
fn float(spelling: &str) -> Option<f64> {
    match spelling {
        ".nan" | ".NaN" | ".NAN" => return Some(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Some(f64::NEG_INFINITY),
        _ => {}
    }
    sexagesimal(spelling).or_else(|| decimal(spelling))
}

fn decimal(spelling: &str) -> Option<f64> {
    let (mantissa, exponent) = match spelling.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (spelling, None),
    };
    let (whole, fraction) = mantissa.split_once('.')?;
    // A number that begins with its point has no sign.
    let is_mantissa = match whole {
        "" => is_number(fraction),
        _ => is_number(split_sign(whole).1) && is_digits(fraction),
    };
    let is_exponent = |text: &str| {
        let digits = text.strip_prefix(['+', '-']).unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_float = is_mantissa && exponent.is_none_or(is_exponent);
    is_float.then(|| spelling.replace('_', "").parse().ok())?
}

fn sexagesimal(spelling: &str) -> Option<f64> {
    let (whole, fraction) = spelling.split_once('.')?;
    let (sign, unsigned) = split_sign(whole);
    let (first, rest) = unsigned.split_once(':')?;
    sixtieths_of(rest).filter(|_| is_number(first) && is_digits(fraction))?;
    let digits = spelling.trim_start_matches(['+', '-']).replace('_', "");
    let (mut value, mut base) = (0.0, 1.0);
    // From the last, because the order of additions is in the last bit of the sum.
    for part in digits.rsplit(':') {
        value += part.parse::<f64>().ok()? * base;
        base *= 60.0;
    }
    Some(if sign == "-" { -value } else { value })
}

/// Digits, with `_` between and behind them.
fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && is_digits(text)
}

fn is_digits(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'_')
}

/// Python's `repr` of a float: the shortest digits, an exponent of two digits or more where it
/// is less than -4 or at least 16.
fn float_repr(value: f64) -> String {
    if !value.is_finite() {
        let sign = if value < 0.0 { "-" } else { "" };
        return if value.is_nan() {
            "nan".to_owned()
        } else {
            format!("{sign}inf")
        };
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific
        .split_once('e')
        .expect("`{:e}` writes an exponent");
    let exponent: i32 = exponent.parse().expect("`{:e}` writes a number there");
    if (-4..16).contains(&exponent) {
        return format!("{value:?}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

/// Python's `repr` of a text: in single quotes, unless there are such within it and no double
/// ones.
pub(crate) fn python_repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut repr = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => repr.push_str("\\n"),
            '\r' => repr.push_str("\\r"),
            '\t' => repr.push_str("\\t"),
            '\\' => repr.push_str("\\\\"),
            _ if c == quote => repr.extend(['\\', c]),
            _ if c.is_control() || (c.is_whitespace() && c != ' ') => {
                repr.push_str(&escape(u32::from(c)));
            }
            _ => repr.push(c),
        }
    }
    repr.push(quote);
    repr
}

fn escape(code: u32) -> String {
    if code <= 0xff {
        format!("\\x{code:02x}")
    } else {
        format!("\\u{code:04x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn python_str(spelling: &str) -> String {
        Scalar::plain(spelling).python_str()
    }

    /// What PyYAML 6.0 and Python's `str` make of unquoted scalars.
    #[test]
    fn scalars_mean_what_they_mean_in_python() {
        for (spelling, expected) in [
            ("no", "False"),
            ("off", "False"),
            ("On", "True"),
            ("yes", "True"),
            ("y", "y"),
            ("yEs", "yEs"),
            ("~", "None"),
            ("NULL", "None"),
            ("nil", "nil"),
            ("0777", "511"),
            ("010", "8"),
            ("0o10", "0o10"),
            ("08", "08"),
            ("-010", "-8"),
            ("0x_fF", "255"),
            ("-0b1_01", "-5"),
            ("0b", "0b"),
            ("0x", "0x"),
            ("0", "0"),
            ("-0", "0"),
            ("00", "0"),
            ("1_000", "1000"),
            ("+7", "7"),
            ("_1", "_1"),
            ("", "None"),
            ("12:30:45", "45045"),
            ("-1:0", "-60"),
            ("1:60", "1:60"),
            ("0:30", "0:30"),
            ("1::2", "1::2"),
            (
                "123456789012345678901234567890",
                "123456789012345678901234567890",
            ),
            ("0xffffffffffffffffffff", "1208925819614629174706175"),
            ("0.10", "0.1"),
            ("1.", "1.0"),
            (".5", "0.5"),
            ("-.5", "-.5"),
            (".", "."),
            ("._", "._"),
            ("1_0.2_5", "10.25"),
            ("1.0e-5", "1e-05"),
            ("1.0e+16", "1e+16"),
            ("1.5e-7", "1.5e-07"),
            ("123456.0", "123456.0"),
            ("1e-3", "1e-3"),
            ("1.5e3", "1.5e3"),
            ("1.5e+", "1.5e+"),
            ("190:20:30.15", "685230.15"),
            ("-1:30.", "-90.0"),
            ("1:30.5e+1", "1:30.5e+1"),
            ("-.inf", "-inf"),
            ("+.INF", "inf"),
            (".nan", "nan"),
            ("-.nan", "-.nan"),
            ("inf", "inf"),
            ("2020-01-01T00:00:00Z", "2020-01-01 00:00:00+00:00"),
            ("2020-01-01", "2020-01-01"),
        ] {
            assert_eq!(python_str(spelling), expected, "{spelling}");
        }
    }

    #[test]
    fn texts_are_represented_as_in_python() {
        for (text, expected) in [
            ("a", "'a'"),
            ("it's", "\"it's\""),
            ("it's \"x\"", "'it\\'s \"x\"'"),
            ("a\n\\\u{1}\u{a0}\u{2028}é", "'a\\n\\\\\\x01\\xa0\\u2028é'"),
        ] {
            assert_eq!(Scalar::text(text).python_repr(), expected);
        }
    }
}
