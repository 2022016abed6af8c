//! Numbers as people read them.

/// How many digits of a measured number are read.
const DIGITS: i32 = 4;
/// From this on, and below its inverse, numbers have exponents.
const LARGE: f64 = 1e7;
/// Below this, numbers have exponents.
const SMALL: f64 = 1e-4;

/// A number with the digits that people compare: `0.9517`, `12345`, `1.2e-7`, `NaN`. Whole numbers
/// keep theirs.
pub fn short_number(value: f64) -> String {
    if !value.is_finite() {
        return match value {
            value if value.is_nan() => "NaN".to_owned(),
            value if value > 0.0 => "Infinity".to_owned(),
            _ => "-Infinity".to_owned(),
        };
    }
    let size = value.abs();
    if size != 0.0 && !(SMALL..LARGE).contains(&size) {
        return exponential(value);
    }
    if value.fract() == 0.0 {
        return format!("{value}");
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the numbers here are between 1e-4 and 1e7"
    )]
    let magnitude = size.log10().floor() as i32;
    let places = usize::try_from(DIGITS - 1 - magnitude).unwrap_or_default();
    without_zeros(&format!("{value:.places$}"))
}

fn exponential(value: f64) -> String {
    let text = format!("{value:.3e}");
    match text.split_once('e') {
        Some((digits, exponent)) => format!("{}e{exponent}", without_zeros(digits)),
        None => text,
    }
}

fn without_zeros(text: &str) -> String {
    if !text.contains('.') {
        return text.to_owned();
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// How a number changed, with its sign: `+0.0123 (+1.3 %)`.
pub fn change(from: f64, to: f64) -> String {
    let difference = to - from;
    if !difference.is_finite() {
        return String::new();
    }
    let sign = if difference < 0.0 { "" } else { "+" };
    let absolute = format!("{sign}{}", short_number(difference));
    if from == 0.0 || difference == 0.0 {
        return absolute;
    }
    let percent = difference / from.abs() * 100.0;
    let sign = if percent < 0.0 { "" } else { "+" };
    format!("{absolute} ({sign}{percent:.1} %)")
}

/// The units of sizes, each a thousand of the one before.
const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];

/// A size for people, to three digits or fewer before the point: `12.3 MB`.
pub fn readable(bytes: u64) -> String {
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "one digit behind the point is shown"
    )]
    let mut size = bytes as f64 / 1000.0;
    let [mut unit, larger_units @ ..] = UNITS;
    for larger in larger_units {
        if size < 1000.0 {
            break;
        }
        size /= 1000.0;
        unit = larger;
    }
    format!("{size:.1} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_are_read() {
        for (value, text) in [
            (0.0, "0"),
            (1.0, "1"),
            (-12345.0, "-12345"),
            (0.951_734_21, "0.9517"),
            (0.5, "0.5"),
            (123.456, "123.5"),
            (1234.56, "1235"),
            (0.000_123_456, "0.0001235"),
            (0.000_012_3, "1.23e-5"),
            (1e300, "1e300"),
            (1.234e9, "1.234e9"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(short_number(value), text);
        }
    }

    #[test]
    fn a_change_has_its_sign_and_its_share() {
        for (from, to, text) in [
            (0.9, 0.95, "+0.05 (+5.6 %)"),
            (2.0, 1.0, "-1 (-50.0 %)"),
            (-2.0, -1.0, "+1 (+50.0 %)"),
            (0.0, 1.0, "+1"),
            (1.0, 1.0, "+0"),
            (1.0, f64::NAN, ""),
        ] {
            assert_eq!(change(from, to), text);
        }
    }

    #[test]
    fn sizes_are_readable() {
        for (bytes, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1500, "1.5 kB"),
            (12_345_678, "12.3 MB"),
        ] {
            assert_eq!(readable(bytes), text);
        }
    }
}
