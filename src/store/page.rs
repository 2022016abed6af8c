//! One page of a longer result.

use crate::search::page_token;

/// Some results, and where to go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The results of this page, in order.
    pub items: Vec<T>,
    /// What to pass for the next page; `None` when this is the last.
    pub next_page_token: Option<String>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            next_page_token: None,
        }
    }
}

impl<T> Page<T> {
    /// Makes a page of the results from `offset` on, of which one more than `max_results` was
    /// asked for: if it came, there is a next page.
    pub(crate) fn cut(mut items: Vec<T>, offset: usize, max_results: usize) -> Self {
        let has_more = items.len() > max_results;
        items.truncate(max_results);
        Self {
            items,
            next_page_token: has_more.then(|| page_token(offset + max_results)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::page_offset;

    #[test]
    fn a_page_that_got_one_more_than_it_shows_has_a_next_one() {
        let page = Page::cut(vec![1, 2, 3], 4, 2);
        assert_eq!(page.items, [1, 2]);
        assert_eq!(page_offset(page.next_page_token.as_deref()).unwrap(), 6);
        assert_eq!(Page::cut(vec![1, 2], 4, 2).next_page_token, None);
    }
}
