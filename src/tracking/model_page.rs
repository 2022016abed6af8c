//! The page tokens of searches for logged models.
//!
//! A token is what MLflow 3.17.2 makes: the Base64 of a JSON object that says, besides where the
//! page begins, for which search it was made. It is of no use to another search.

use serde::{Deserialize, Serialize};

use crate::entity::ExperimentId;
use crate::error::{Error, Result};
use crate::search::{Direction, decode_token, encode_token, page_offset, page_token};
use crate::store::StoreKind;

use super::logged_model_search::{LoggedModelOrder, LoggedModelSearch};

/// What a token holds.
#[derive(Serialize, Deserialize)]
struct ModelPageToken {
    experiment_ids: Option<Vec<ExperimentId>>,
    filter_string: Option<String>,
    order_by: Option<Vec<OrderKey>>,
    #[serde(default)]
    offset: usize,
}

#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct OrderKey {
    field_name: String,
    #[serde(default = "is_ascending")]
    ascending: bool,
    #[serde(default)]
    dataset_name: Option<String>,
    #[serde(default)]
    dataset_digest: Option<String>,
}

fn is_ascending() -> bool {
    true
}

impl ModelPageToken {
    fn new(search: &LoggedModelSearch, offset: usize) -> Self {
        let key = |order: &LoggedModelOrder| OrderKey {
            field_name: order.field.to_owned(),
            ascending: order.direction == Direction::Ascending,
            dataset_name: order.dataset.name.clone(),
            dataset_digest: order.dataset.digest.clone(),
        };
        let order_by: Vec<OrderKey> = search.order_by.iter().map(key).collect();
        Self {
            experiment_ids: Some(search.experiment_ids.clone()),
            filter_string: search
                .filter
                .filter(|filter| !filter.is_empty())
                .map(str::to_owned),
            order_by: (!order_by.is_empty()).then_some(order_by),
            offset,
        }
    }
}

/// Whose page tokens the clients of a store are given.
pub(super) enum ModelPageTokens {
    /// Those of the server that is the store, as they are.
    OfServer,
    /// Those that are made here, each for one search.
    OfSearch,
}

impl ModelPageTokens {
    pub(super) fn of(store: StoreKind) -> Self {
        match store {
            StoreKind::Server => Self::OfServer,
            StoreKind::Files | StoreKind::Database => Self::OfSearch,
        }
    }

    /// The store's own token for the page that a search asks for.
    pub(super) fn for_store(&self, search: &LoggedModelSearch) -> Result<Option<String>> {
        match self {
            Self::OfServer => Ok(search.page_token.clone()),
            Self::OfSearch => token_for_store(search),
        }
    }

    /// The token that a client is given for the page at the store's own token.
    pub(super) fn for_client(
        &self,
        search: &LoggedModelSearch,
        of_store: String,
    ) -> Result<String> {
        match self {
            Self::OfServer => Ok(of_store),
            Self::OfSearch => token_for_client(search, &of_store),
        }
    }
}

fn token_for_store(search: &LoggedModelSearch) -> Result<Option<String>> {
    let Some(text) = search.page_token.as_deref().filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let token: ModelPageToken =
        decode_token(text).ok_or_else(|| Error::page_token_invalid(text))?;
    let wanted = ModelPageToken::new(search, token.offset);
    let other_search = |what| Err(Error::page_token_of_another_search(what));
    if token.experiment_ids != wanted.experiment_ids {
        return other_search("Experiment IDs");
    }
    if token.filter_string != wanted.filter_string {
        return other_search("Filter string");
    }
    if token.order_by != wanted.order_by {
        return other_search("Order by");
    }
    Ok(Some(page_token(token.offset)))
}

fn token_for_client(search: &LoggedModelSearch, of_store: &str) -> Result<String> {
    let offset = page_offset(Some(of_store))?;
    Ok(encode_token(&ModelPageToken::new(search, offset)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::DatasetSelector;

    fn search<'a>(filter: Option<&'a str>, field: Option<&'a str>) -> LoggedModelSearch<'a> {
        let order = field.map(|field| LoggedModelOrder {
            field,
            direction: Direction::Descending,
            dataset: DatasetSelector {
                name: None,
                digest: None,
            },
        });
        LoggedModelSearch {
            experiment_ids: vec!["1".into()],
            filter,
            order_by: order.into_iter().collect(),
            ..LoggedModelSearch::default()
        }
    }

    #[test]
    fn a_token_goes_on_with_its_own_search_and_no_other() {
        let first = search(Some("name = 'a'"), Some("metrics.a"));
        let token = token_for_client(&first, &page_token(7)).unwrap();
        let next = |search: LoggedModelSearch<'_>| {
            token_for_store(&LoggedModelSearch {
                page_token: Some(token.clone()),
                ..search
            })
        };
        assert_eq!(next(first).unwrap(), Some(page_token(7)));
        for (other, complaint) in [
            (
                LoggedModelSearch {
                    experiment_ids: vec!["2".into()],
                    ..search(Some("name = 'a'"), Some("metrics.a"))
                },
                "Experiment IDs in the page token do not match",
            ),
            (
                search(None, Some("metrics.a")),
                "Filter string in the page token does not match",
            ),
            (
                search(Some("name = 'a'"), None),
                "Order by in the page token does not match",
            ),
        ] {
            let error = next(other).unwrap_err();
            assert!(error.message().starts_with(complaint), "{error}");
        }
    }

    #[test]
    fn a_token_of_mlflow_3_17_2_is_read() {
        // `SearchLoggedModelsPaginationToken(["1"], "name = 'a'", [{"field_name": "metrics.a",
        // "ascending": False, "dataset_name": None, "dataset_digest": None}], 7).encode()`
        let theirs = "eyJleHBlcmltZW50X2lkcyI6IFsiMSJdLCAiZmlsdGVyX3N0cmluZyI6ICJuYW1lID0gJ2EnIiwg\
                      Im9yZGVyX2J5IjogW3siZmllbGRfbmFtZSI6ICJtZXRyaWNzLmEiLCAiYXNjZW5kaW5nIjogZmFs\
                      c2UsICJkYXRhc2V0X25hbWUiOiBudWxsLCAiZGF0YXNldF9kaWdlc3QiOiBudWxsfV0sICJvZmZz\
                      ZXQiOiA3fQ==";
        let read = token_for_store(&LoggedModelSearch {
            page_token: Some(theirs.to_owned()),
            ..search(Some("name = 'a'"), Some("metrics.a"))
        });
        assert_eq!(read.unwrap(), Some(page_token(7)));
    }
}
