//! Retrying requests as MLflow 3.17.2 does, by `urllib3`'s rules: the first retry comes at once, the
//! next ones after twice the factor, four times the factor and so on, up to two minutes.

use std::thread;
use std::time::Duration;

use crate::config::HttpSettings;
use crate::duration;
use crate::error::Result;

use super::request_error::RequestError;

/// The longest pause that doubling comes to.
const LONGEST_PAUSE: Duration = Duration::from_secs(120);

/// How often and after which pauses to try again.
#[derive(Clone, Debug)]
pub(super) struct Retry {
    max_retries: u32,
    max_retries_unreachable: u32,
    factor: f64,
    jitter: f64,
}

impl Retry {
    pub(super) fn new(settings: &HttpSettings) -> Self {
        Self {
            max_retries: settings.max_retries,
            max_retries_unreachable: settings.max_retries_unreachable,
            factor: settings.backoff_factor,
            jitter: settings.backoff_jitter,
        }
    }

    /// Repeats an attempt until it succeeds, fails for good, or has been repeated often enough. Each
    /// pause is announced, so that users know what is waited for.
    pub(super) fn run<T>(&self, mut attempt: impl FnMut() -> Result<T, RequestError>) -> Result<T> {
        let mut is_hinted = false;
        for retry in 0.. {
            let failure = match attempt() {
                Ok(value) => return Ok(value),
                Err(failure) => failure,
            };
            let (most, retry_after) = match &failure {
                RequestError::Lasting(_) => (0, None),
                RequestError::Unreachable(_) => (self.max_retries_unreachable, None),
                RequestError::Passing { retry_after, .. } => (self.max_retries, *retry_after),
            };
            let error = failure.into_error();
            if retry >= most {
                return Err(error);
            }
            let pause = retry_after.unwrap_or_else(|| self.pause(retry));
            if pause.is_zero() {
                continue;
            }
            // Given with the first pause, and not only after the last.
            let hint = error.hints().first().filter(|_| !is_hinted);
            let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
            is_hinted = true;
            tracing::warn!(
                "{error}; trying again in {} ({} of {most}){hint}",
                duration::text(whole_seconds(pause)),
                retry + 1,
            );
            thread::sleep(pause);
        }
        unreachable!("the last retry has been the last")
    }

    /// The pause before the next retry, after so many retries.
    fn pause(&self, retries: u32) -> Duration {
        if retries == 0 {
            return Duration::ZERO;
        }
        let doubled = self.factor * 2_f64.powf(f64::from(retries));
        let seconds = doubled + self.jitter * rand::random_range(0.0..1.0);
        Duration::try_from_secs_f64(seconds).map_or(LONGEST_PAUSE, |pause| pause.min(LONGEST_PAUSE))
    }
}

/// Rounds up.
fn whole_seconds(pause: Duration) -> Duration {
    Duration::from_secs(pause.as_secs() + u64::from(pause.subsec_nanos() > 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn retry(max_retries: u32, factor: f64) -> Retry {
        Retry {
            max_retries,
            max_retries_unreachable: 1,
            factor,
            jitter: 0.0,
        }
    }

    #[test]
    fn pauses_double_up_to_two_minutes() {
        let retry = retry(7, 2.0);
        let pauses: Vec<u64> = (0..8).map(|n| retry.pause(n).as_secs()).collect();
        assert_eq!(pauses, [0, 4, 8, 16, 32, 64, 120, 120]);
    }

    #[test]
    fn what_passes_is_tried_again_and_what_stays_is_not() {
        let passing = || RequestError::passing(Error::internal("busy"));
        let retry = retry(3, 0.0);
        let mut attempts = 0;
        let result = retry.run(|| {
            attempts += 1;
            if attempts < 3 {
                Err(passing())
            } else {
                Ok(attempts)
            }
        });
        assert_eq!(result.unwrap(), 3);

        let mut attempts = 0;
        let result: Result<()> = retry.run(|| {
            attempts += 1;
            Err(passing())
        });
        assert!(result.is_err());
        assert_eq!(attempts, 4);

        let mut attempts = 0;
        let result: Result<()> = retry.run(|| {
            attempts += 1;
            Err(RequestError::Unreachable(Error::internal("nobody there")))
        });
        assert!(result.is_err());
        assert_eq!(attempts, 2);

        let mut attempts = 0;
        let result: Result<()> = retry.run(|| {
            attempts += 1;
            Err(RequestError::Lasting(Error::invalid("no")))
        });
        assert!(result.is_err());
        assert_eq!(attempts, 1);
    }
}
