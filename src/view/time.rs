//! Times as people read them.

use crate::duration::{MILLIS_PER_DAY, MILLIS_PER_HOUR, MILLIS_PER_MINUTE, MILLIS_PER_SECOND};

/// How long ago something was, in one unit: `5 s ago`, `3 d ago`. A time that is still to come is
/// that of another clock.
pub fn ago(millis: i64, now: i64) -> String {
    let age = now.saturating_sub(millis);
    let (count, unit) = match age {
        ..MILLIS_PER_SECOND => return "now".to_owned(),
        MILLIS_PER_SECOND..MILLIS_PER_MINUTE => (age / MILLIS_PER_SECOND, "s"),
        MILLIS_PER_MINUTE..MILLIS_PER_HOUR => (age / MILLIS_PER_MINUTE, "min"),
        MILLIS_PER_HOUR..MILLIS_PER_DAY => (age / MILLIS_PER_HOUR, "h"),
        _ => (age / MILLIS_PER_DAY, "d"),
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
            (59 * MILLIS_PER_MINUTE, "59 min ago"),
            (25 * MILLIS_PER_HOUR, "1 d ago"),
        ] {
            assert_eq!(ago(1_000_000_000 - age, 1_000_000_000), text);
        }
    }
}
