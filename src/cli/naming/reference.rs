//! The spellings of a run: what is not a text to be looked up begins with `@`.

use crate::error::{Error, Result};
use crate::project::Objective;

use super::super::usage_error::usage_error;

/// What a key of a metric has in it whose best value is the smallest. Asked for `@best` without a
/// direction, these are minimised, and the command says so.
const SMALL_IS_GOOD: [&str; 9] = [
    "loss",
    "error",
    "mse",
    "mae",
    "mape",
    "perplexity",
    "latency",
    "seconds",
    "bytes",
];

/// A run as a user names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RunReference<'a> {
    /// `@last`, or `@last~2` for the third last: by their starts.
    Latest(usize),
    /// `@best:metrics.acc`.
    Best(Best),
    /// An id, the beginning of one, or a name.
    Text(&'a str),
}

/// By which metric one run is better than another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Best {
    pub(in crate::cli) objective: Objective,
    /// Whether the key alone tells which values are good.
    pub(in crate::cli) is_guessed: bool,
}

impl<'a> RunReference<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self> {
        let Some(word) = text.strip_prefix('@') else {
            return Ok(Self::Text(text));
        };
        if word == "last" {
            return Ok(Self::Latest(0));
        }
        if let Some(back) = word.strip_prefix("last~") {
            return back.parse().map(Self::Latest).map_err(|_| unknown(text));
        }
        match word.strip_prefix("best:") {
            Some(metric) => Best::parse(metric).map(Self::Best),
            None => Err(unknown(text)),
        }
    }
}

impl Best {
    /// Reads `metrics.acc`, `acc`, `metrics.loss:min`.
    pub(in crate::cli) fn parse(text: &str) -> Result<Self> {
        if text.ends_with(":min") || text.ends_with(":max") {
            return Ok(Self {
                objective: Objective::parse(text)?,
                is_guessed: false,
            });
        }
        let objective = Objective::parse(&format!("{text}:max"))?;
        if objective.metric.is_empty() {
            return Err(usage_error(
                "the best by which metric? expected something like `@best:metrics.acc`",
            ));
        }
        let key = objective.metric.to_lowercase();
        let is_minimum = SMALL_IS_GOOD.iter().any(|part| key.contains(part));
        Ok(Self {
            objective: Objective {
                is_minimum,
                ..objective
            },
            is_guessed: true,
        })
    }

    /// The order in which the best run comes first.
    pub(in crate::cli) fn order(&self) -> String {
        let Objective { metric, is_minimum } = &self.objective;
        let direction = if *is_minimum { "ASC" } else { "DESC" };
        let quote = if metric.contains('`') { '"' } else { '`' };
        format!("metrics.{quote}{metric}{quote} {direction}")
    }

    /// What is said where the direction was guessed.
    pub(in crate::cli) fn guess(&self) -> Option<String> {
        let Objective { metric, is_minimum } = &self.objective;
        let (taken, other) = if *is_minimum {
            ("smallest", "max")
        } else {
            ("largest", "min")
        };
        self.is_guessed.then(|| {
            format!(
                "the best is the {taken} `{metric}`; `metrics.{metric}:{other}` is the other end"
            )
        })
    }
}

fn unknown(text: &str) -> Error {
    usage_error(format!(
        "`{text}` is no run; expected an ID, the beginning of one, a name, `@last`, `@last~1` or \
         `@best:metrics.acc`"
    ))
}

/// Whether a text is a filter, and not the name of a run.
pub(in crate::cli) fn is_filter(text: &str) -> bool {
    let upper = text.to_uppercase();
    !text.starts_with('@')
        && (text.contains(['=', '<', '>'])
            || [" LIKE ", " ILIKE ", " IN ", " IS "]
                .iter()
                .any(|word| upper.contains(word)))
}

/// A filter whose value a shell has taken the quotes from: `tags.branch='main'` comes as
/// `tags.branch=main`. Others are as they are.
pub(in crate::cli) fn quoted_filter(text: &str) -> String {
    let Some((field, value)) = text.split_once('=') else {
        return text.to_owned();
    };
    let is_text = ["tags.", "tag.", "params.", "param.", "run_name", "status"]
        .iter()
        .any(|start| field.trim().starts_with(start));
    let operator_ends = field.ends_with(['!', '<', '>']);
    let value = value.trim();
    let is_plain = !value.is_empty()
        && value
            .chars()
            .all(|c| c.is_alphanumeric() || "_-./:@".contains(c));
    if is_text && is_plain && !operator_ends {
        format!("{field}='{value}'")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_words_behind_an_at() {
        let parse = |text| RunReference::parse(text).unwrap();
        assert_eq!(parse("@last"), RunReference::Latest(0));
        assert_eq!(parse("@last~3"), RunReference::Latest(3));
        assert_eq!(parse("last"), RunReference::Text("last"));
        for wrong in ["@", "@first", "@last~", "@last~x", "@best", "@best:"] {
            assert!(RunReference::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_best_is_the_largest_or_what_the_key_tells() {
        for (text, order, is_guessed) in [
            ("metrics.acc", "metrics.`acc` DESC", true),
            ("val_loss", "metrics.`val_loss` ASC", true),
            ("metrics.loss:max", "metrics.`loss` DESC", false),
            ("a b:min", "metrics.`a b` ASC", false),
        ] {
            let best = Best::parse(text).unwrap();
            assert_eq!(
                (best.order().as_str(), best.is_guessed),
                (order, is_guessed)
            );
        }
    }

    #[test]
    fn a_filter_is_told_from_a_name_and_gets_its_quotes_back() {
        for (text, filter) in [
            ("tags.branch=main", "tags.branch='main'"),
            ("tags.branch = 'main'", "tags.branch = 'main'"),
            ("params.a=1", "params.a='1'"),
            ("metrics.acc>0.9", "metrics.acc>0.9"),
            ("tags.a!=b", "tags.a!=b"),
            ("run_name LIKE 'x%'", "run_name LIKE 'x%'"),
        ] {
            assert!(is_filter(text), "{text}");
            assert_eq!(quoted_filter(text), filter);
        }
        for name in ["@best:metrics.a", "nightly", "30cc66e4", "a b"] {
            assert!(!is_filter(name), "{name}");
        }
    }
}
