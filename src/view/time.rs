//! Times as people read them.

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How long ago something was, in one unit: `5 s ago`, `3 d ago`. A time that is still to come is
/// that of another clock.
pub fn ago(millis: i64, now: i64) -> String {
    let age = now.saturating_sub(millis);
    let (count, unit) = match age {
        ..SECOND => return "now".to_owned(),
        SECOND..MINUTE => (age / SECOND, "s"),
        MINUTE..HOUR => (age / MINUTE, "min"),
        HOUR..DAY => (age / HOUR, "h"),
        _ => (age / DAY, "d"),
    };
    format!("{count} {unit} ago")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_as_far_away_as_people_say() {
        for (age, text) in [
            (-5, "now"),
            (999, "now"),
            (5_400, "5 s ago"),
            (59 * MINUTE, "59 min ago"),
            (25 * HOUR, "1 d ago"),
        ] {
            assert_eq!(ago(1_000_000_000 - age, 1_000_000_000), text);
        }
    }
}
