//! Ages as MLflow spells them: `30d`, `1d2h3m4s`, `1.5d`.

/// The units, from the longest, with their milliseconds.
const UNITS: [(char, f64); 4] = [
    ('d', 86_400_000.0),
    ('h', 3_600_000.0),
    ('m', 60_000.0),
    ('s', 1_000.0),
];
/// The longest age, which is longer than anything has been there: a million days, or so.
const LONGEST: f64 = 1e14;

/// Reads an age in milliseconds, for clap.
pub(super) fn parse(text: &str) -> Result<i64, String> {
    let expected =
        "expected numbers with the units d, h, m and s, in this order: `30d`, `2d8h5m20s`";
    milliseconds(text).ok_or_else(|| expected.to_owned())
}

fn milliseconds(text: &str) -> Option<i64> {
    let mut units = UNITS.into_iter();
    let mut rest = text;
    let mut age = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| c != '.' && !c.is_ascii_digit())?;
        let unit = rest[end..].chars().next()?;
        let (_, length) = units.find(|(name, _)| *name == unit)?;
        age += rest[..end].parse::<f64>().ok()? * length;
        rest = &rest[end + unit.len_utf8()..];
    }
    let is_age = !text.is_empty() && age <= LONGEST;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "MLflow drops what is less than a millisecond"
    )]
    is_age.then_some(age as i64)
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
            ("1.2d3h4m5s", 114_725_000),
            ("0s", 0),
            (".5s", 500),
            ("0.0001s", 0),
            ("100m", 6_000_000),
        ] {
            assert_eq!(parse(text).as_ref(), Ok(&expected), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "30",
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
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
