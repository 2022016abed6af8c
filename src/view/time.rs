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

/// How long something took, in the units in which commands read durations: `0.3s`, `1m30s`,
/// `2h05m`, `3d4h`.
pub fn length(millis: i64) -> String {
    if millis < 0 {
        return format!("-{}", length(millis.saturating_neg()));
    }
    let (days, hours) = (millis / DAY, millis % DAY / HOUR);
    let (minutes, seconds) = (millis % HOUR / MINUTE, millis % MINUTE / SECOND);
    match millis {
        ..SECOND => format!("{millis}ms"),
        SECOND..10_000 => format!("{seconds}.{}s", millis % SECOND / 100),
        10_000..MINUTE => format!("{seconds}s"),
        MINUTE..HOUR => format!("{minutes}m{seconds:02}s"),
        HOUR..DAY => format!("{hours}h{minutes:02}m"),
        _ => format!("{days}d{hours}h"),
    }
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

    #[test]
    fn durations_have_two_units_at_most() {
        for (millis, text) in [
            (0, "0ms"),
            (1_234, "1.2s"),
            (59_999, "59s"),
            (90_000, "1m30s"),
            (2 * HOUR + 5 * MINUTE, "2h05m"),
            (3 * DAY + 4 * HOUR, "3d4h"),
            (-1_000, "-1.0s"),
        ] {
            assert_eq!(length(millis), text);
        }
    }
}
