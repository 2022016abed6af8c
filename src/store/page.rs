//! One page of a longer result.

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
