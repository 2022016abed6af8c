//! Where a page of runs begins in the order of a metric.
//!
//! By the number of a page alone an engine finds all results before it again, only to count them. So the
//! token of a page has a bookmark beside that number where it can: the value of the metric in the last
//! result before the page, and how many of those before it have that value. With it a page far down costs
//! what the first one does. Python's MLflow, and whoever else finds pages by their number, reads that
//! alone.

use std::cmp::Ordering;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::entity::Run;
use crate::search::{Direction, Number, Relation, Test, decode_token, encode_token};
use crate::store::Page;

use super::builder::QueryBuilder;

/// Where a page begins in the order of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Bookmark {
    value: f64,
    ties: usize,
}

/// What the token of a page with a bookmark holds.
#[derive(Serialize, Deserialize)]
struct Token {
    offset: usize,
    after: Bookmark,
}

impl Bookmark {
    /// The bookmark of a token; `None` where it has only the number.
    pub(super) fn of_token(token: Option<&str>) -> Option<Self> {
        decode_token::<Token>(token?).map(|token| token.after)
    }

    /// Puts the bookmark of the next page of runs, which begins after `offset` results in the order of
    /// the metric, into its token. `before` is the bookmark of the page itself.
    pub(super) fn put(
        page: &mut Page<Arc<Run>>,
        offset: usize,
        metric: &str,
        before: Option<Self>,
    ) {
        let runs = &page.items;
        let value = |run: &Run| {
            let found = run.data.metrics.iter().find(|found| found.key == metric);
            found.map(|found| found.value)
        };
        let last = runs.last().and_then(|run| value(run));
        let last = last.filter(|last| last.is_finite());
        let (Some(last), Some(token)) = (last, &mut page.next_page_token) else {
            return;
        };
        let is_last = |value: f64| value.partial_cmp(&last) == Some(Ordering::Equal);
        let backwards = runs.iter().rev();
        let mut ties = backwards
            .take_while(|run| value(run).is_some_and(is_last))
            .count();
        if ties == runs.len() {
            let earlier = before.filter(|before| is_last(before.value));
            ties += earlier.map_or(0, |before| before.ties);
        }
        *token = encode_token(&Token {
            offset: offset + runs.len(),
            after: Self { value: last, ties },
        });
    }

    /// Adds the condition that a metric comes not before the value in an order of that direction.
    pub(super) fn comes_not_before(
        self,
        sql: &mut QueryBuilder,
        metric: &str,
        direction: Direction,
    ) {
        let relation = match direction {
            Direction::Ascending => Relation::GreaterOrEqual,
            Direction::Descending => Relation::LessOrEqual,
        };
        let value = sql.dialect().number(&format!("{metric}.value"));
        sql.push(&format!("{metric}.is_nan OR "))
            .test(&value, &Test::Number(relation, Number::Float(self.value)));
    }

    /// How many of what is left come before the page.
    pub(super) fn offset(self) -> usize {
        self.ties
    }
}
