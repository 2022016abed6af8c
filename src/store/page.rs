//! Pages of a longer result, and reading one after the other.

use crate::entity::limits::MAX_RESULTS_PER_PAGE;
use crate::error::Result;
use crate::search::page_token;

/// Some results, and the token of the next page.
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

/// Sorts as much as the page needs and cuts it out, with one result more.
pub(super) fn ranked_page<T, R: Ord>(
    mut found: Vec<T>,
    max_results: usize,
    offset: usize,
    rank: impl Fn(&T) -> &R,
) -> Vec<T> {
    let end = offset.saturating_add(max_results).saturating_add(1);
    if end < found.len() {
        found.select_nth_unstable_by(end, |a, b| rank(a).cmp(rank(b)));
        found.truncate(end);
    }
    found.sort_unstable_by(|a, b| rank(a).cmp(rank(b)));
    found.drain(..offset.min(found.len()));
    found
}

/// Most results that are asked for at once, where nothing else is said.
const PAGE_SIZE: usize = MAX_RESULTS_PER_PAGE;

/// The results of all pages, one after the other. It asks for a page when the one before has been
/// read, and ends with the first error.
pub struct Pages<T, A> {
    ask: A,
    token: Option<String>,
    items: std::vec::IntoIter<T>,
    /// How many results may still be asked for.
    left: usize,
    is_last: bool,
}

impl<T, A> Pages<T, A>
where
    A: FnMut(Option<String>, usize) -> Result<Page<T>>,
{
    /// Asks for pages by a token, which the first one does not have, and a size.
    pub fn new(ask: A) -> Self {
        Self {
            ask,
            token: None,
            items: Vec::new().into_iter(),
            left: usize::MAX,
            is_last: false,
        }
    }

    /// Limits the results to this number, and asks for no more; `None` means all.
    #[must_use]
    pub fn up_to(self, limit: Option<usize>) -> Self {
        let left = limit.unwrap_or(usize::MAX);
        Self { left, ..self }
    }
}

impl<T, A> Iterator for Pages<T, A>
where
    A: FnMut(Option<String>, usize) -> Result<Page<T>>,
{
    type Item = Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.items.next() {
                return Some(Ok(item));
            }
            if self.is_last || self.left == 0 {
                return None;
            }
            match (self.ask)(self.token.take(), self.left.min(PAGE_SIZE)) {
                Ok(page) => {
                    self.left = self.left.saturating_sub(page.items.len());
                    self.is_last = page.next_page_token.is_none();
                    self.token = page.next_page_token;
                    self.items = page.items.into_iter();
                }
                Err(error) => {
                    self.is_last = true;
                    return Some(Err(error));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use crate::search::page_offset;

    #[test]
    fn a_page_that_got_one_more_than_it_shows_has_a_next_one() {
        let page = Page::cut(vec![1, 2, 3], 4, 2);
        assert_eq!(page.items, [1, 2]);
        assert_eq!(page_offset(page.next_page_token.as_deref()).unwrap(), 6);
        assert_eq!(Page::cut(vec![1, 2], 4, 2).next_page_token, None);
    }

    #[test]
    fn a_page_has_one_result_more_than_it_shows() {
        let numbers = || vec![5, 3, 1, 4, 2];
        assert_eq!(ranked_page(numbers(), 2, 0, |n| n), [1, 2, 3]);
        assert_eq!(ranked_page(numbers(), 2, 2, |n| n), [3, 4, 5]);
        assert_eq!(ranked_page(numbers(), 2, 4, |n| n), [5]);
        assert_eq!(ranked_page(numbers(), 2, 9, |n| n), [0; 0]);
        assert_eq!(ranked_page(numbers(), usize::MAX, 1, |n| n), [2, 3, 4, 5]);
    }

    /// Gives the numbers from 1 to `count` in pages of two at most, and notes what is asked for.
    fn numbers(
        count: usize,
        asked: &mut Vec<(usize, usize)>,
    ) -> impl FnMut(Option<String>, usize) -> Result<Page<usize>> {
        move |token, size| {
            let offset = page_offset(token.as_deref())?;
            asked.push((offset, size));
            let size = size.min(2);
            let items = (1..=count).skip(offset).take(size + 1).collect();
            Ok(Page::cut(items, offset, size))
        }
    }

    #[test]
    fn all_pages_are_read_and_none_after_the_last() {
        let mut asked = Vec::new();
        let all: Result<Vec<usize>> = Pages::new(numbers(5, &mut asked)).collect();
        assert_eq!(all.unwrap(), [1, 2, 3, 4, 5]);
        assert_eq!(asked, [(0, PAGE_SIZE), (2, PAGE_SIZE), (4, PAGE_SIZE)]);
    }

    #[test]
    fn no_more_is_asked_for_than_is_wanted() {
        let mut asked = Vec::new();
        let some = Pages::new(numbers(5, &mut asked)).up_to(Some(3));
        assert_eq!(some.map(Result::unwrap).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(asked, [(0, 3), (2, 1)]);
        let none = Pages::new(numbers(5, &mut asked)).up_to(Some(0));
        assert_eq!(none.count(), 0);
    }

    #[test]
    fn an_error_ends_the_pages() {
        let mut pages = Pages::new(|_, _| -> Result<Page<usize>> { Err(Error::internal("no")) });
        assert!(pages.next().is_some_and(|first| first.is_err()));
        assert!(pages.next().is_none());
    }
}
