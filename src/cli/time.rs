//! Times for people and for spreadsheets.

use jiff::{Timestamp, tz::TimeZone};

/// Local time with its zone, as MLflow's lists show it: `2026-11-23 08:08:52 UTC`.
pub(super) fn local(millis: i64) -> String {
    format(millis, TimeZone::system(), "%Y-%m-%d %H:%M:%S %Z")
}

/// UTC with milliseconds, as MLflow's CSV has it: `2026-11-23 08:08:52.357+00:00`.
pub(super) fn utc(millis: i64) -> String {
    format(millis, TimeZone::UTC, "%Y-%m-%d %H:%M:%S%.3f+00:00")
}

/// A time that the calendar does not have is shown as its number.
fn format(millis: i64, zone: TimeZone, format: &str) -> String {
    match Timestamp::from_millisecond(millis) {
        Ok(time) => time.to_zoned(zone).strftime(format).to_string(),
        Err(_) => millis.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_in_a_spreadsheet_is_utc_with_milliseconds() {
        assert_eq!(utc(1_795_421_332_357), "2026-11-23 08:08:52.357+00:00");
        assert_eq!(utc(i64::MAX), i64::MAX.to_string());
    }
}
