//! The flags of `mlflow run` that say whether, how often and how long a project runs.

use std::time::Duration;

use clap::Args;
use jiff::SignedDuration;

use crate::project::Policy;

/// Whether, how often and how long.
#[derive(Args, Debug)]
#[command(next_help_heading = "Workflow options")]
pub(super) struct WorkflowArgs {
    /// Run only if no finished run was the same, and print the ID of that one otherwise
    ///
    /// The same is: the content of the project (of a git repository, what it does not ignore) and
    /// of the files that parameters of type `path` name, the entry point, the parameters and the
    /// version. Runs that were started with this flag are known again.
    #[arg(long)]
    needed: bool,

    /// Run a project that fails up to N times more, each time as a new run
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) retry: u32,

    /// End a run that takes longer, such as 90, 15m or 1h30m; it counts as KILLED
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(super) timeout: Option<Duration>,

    /// Print the ID of the run, and let it go on by itself; see `mlflow runs wait`
    #[arg(long, conflicts_with_all = ["grid", "sample", "objective"])]
    pub(super) background: bool,
}

impl WorkflowArgs {
    pub(super) fn policy(&self) -> Policy {
        Policy {
            only_if_needed: self.needed,
            retries: self.retry,
            timeout: self.timeout,
        }
    }
}

/// Reads a number of seconds, or numbers with units.
pub(in crate::cli) fn duration(text: &str) -> Result<Duration, String> {
    let expected = || "expected seconds, or something like `90s`, `15m` or `1h30m`".to_owned();
    let duration = if let Ok(seconds) = text.parse::<f64>() {
        Duration::try_from_secs_f64(seconds).ok()
    } else {
        let duration = text.parse::<SignedDuration>().ok();
        duration.and_then(|duration| Duration::try_from(duration).ok())
    };
    let duration = duration.ok_or_else(expected)?;
    if duration.is_zero() {
        return Err("expected more than no time at all".to_owned());
    }
    Ok(duration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units_or_are_seconds() {
        for (text, millis) in [
            ("90", 90_000),
            ("0.5", 500),
            ("90s", 90_000),
            ("15m", 900_000),
            ("1h30m", 5_400_000),
        ] {
            assert_eq!(duration(text).unwrap().as_millis(), millis, "{text}");
        }
        for wrong in ["", "0", "-1", "x", "5 parsecs"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
