//! How long statements and locks of a transaction may take.

use std::time::Duration;

use super::remote::{LOCK_PATIENCE, patience};

/// What transactions begin with, behind their `BEGIN`. It holds for the transaction alone, so that a
/// pooler may give the session to others.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Limits {
    pub(super) reading: String,
    pub(super) writing: String,
    /// How long the server may be silent before the connection counts as lost.
    pub(super) patience: Option<Duration>,
}

impl Limits {
    /// The limits of transactions. What the options of the address say goes first.
    pub(super) fn new(statement: Option<Duration>, options: Option<&str>) -> Self {
        let set = |name: &str, limit: Option<Duration>| match limit {
            Some(limit) if !options.is_some_and(|options| options.contains(name)) => {
                format!("; SET LOCAL {name} = {}", limit.as_millis().max(1))
            }
            _ => String::new(),
        };
        let reading = set("statement_timeout", statement);
        let writing = format!("{reading}{}", set("lock_timeout", Some(LOCK_PATIENCE)));
        let limit = statement.filter(|_| !reading.is_empty());
        Self {
            reading,
            writing,
            patience: Some(patience(limit)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_address_says_goes_first() {
        let limits = Limits::new(None, None);
        assert_eq!(limits.reading, "");
        assert_eq!(limits.writing, "; SET LOCAL lock_timeout = 20000");
        let half = Some(Duration::from_millis(500));
        let limits = Limits::new(half, Some("-c lock_timeout=5s"));
        assert_eq!(limits.reading, "; SET LOCAL statement_timeout = 500");
        assert_eq!(limits.writing, limits.reading);
        assert_eq!(limits.patience, Some(patience(half)));
        let limits = Limits::new(half, Some("-cstatement_timeout=1s -clock_timeout=1s"));
        assert_eq!((limits.reading.as_str(), limits.writing.as_str()), ("", ""));
        assert_eq!(limits.patience, Some(patience(None)));
    }
}
