//! The rule that hides prompts: a search of the registry finds models, unless its filter asks for
//! prompts.
//!
//! 1. A model that is no prompt has no tag `mlflow.prompt.is_prompt`. To a filter it has one with
//!    the value `false`, so that `!= 'true'` and `= 'false'` find models.
//! 2. The first condition on that tag decides: `= 'true'` and `!= 'false'` ask for prompts.
//! 3. Whoever does not ask for them finds none.

use crate::entity::keys;

use super::filter::{Condition, Filter, Test};

/// What a filter finds for the tag of prompts where there is none.
pub(crate) const NO_PROMPT: &str = "false";

/// A field that may be a tag.
pub(crate) trait Tagged {
    /// The key of the tag that the field is.
    fn tag_key(&self) -> Option<&str>;

    /// Whether the field is the mark of prompts.
    fn marks_prompts(&self) -> bool {
        self.tag_key() == Some(keys::IS_PROMPT)
    }
}

/// Whether a search with this filter finds prompts at all.
pub(crate) fn asks_for_prompts<F: Tagged>(filter: Option<&Filter<F>>) -> bool {
    match filter.and_then(first_test) {
        Some(Test::Equals(equal, wanted)) => {
            wanted.eq_ignore_ascii_case(if *equal { "true" } else { NO_PROMPT })
        }
        _ => false,
    }
}

/// What the first condition on the mark of prompts asks of it.
fn first_test<F: Tagged>(filter: &Filter<F>) -> Option<&Test> {
    match filter {
        Filter::And(all) | Filter::Or(all) => all.iter().find_map(first_test),
        Filter::Not(negated) => first_test(negated),
        Filter::Is(Condition { field, test }) => field.marks_prompts().then_some(test),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::parse_registered_model_filter;

    #[test]
    fn the_first_condition_on_the_mark_decides() {
        for (text, asks) in [
            ("", false),
            ("name = 'x'", false),
            ("tags.`mlflow.prompt.is_prompt` = 'true'", true),
            ("tags.`mlflow.prompt.is_prompt` = 'TRUE'", true),
            ("tags.`mlflow.prompt.is_prompt` != 'false'", true),
            ("tags.`mlflow.prompt.is_prompt` = 'false'", false),
            ("tags.`mlflow.prompt.is_prompt` LIKE 'true'", false),
            (
                "name = 'x' AND tag.\"mlflow.prompt.is_prompt\" = 'true' \
                 AND tags.`mlflow.prompt.is_prompt` = 'false'",
                true,
            ),
        ] {
            let filter = parse_registered_model_filter(text).unwrap();
            assert_eq!(asks_for_prompts(filter.as_ref()), asks, "{text}");
        }
    }
}
