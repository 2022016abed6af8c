//! Statements as the server reads them.
//!
//! * Placeholders have no numbers there: a value that stands in two places is sent twice.
//! * `key` is one of its words, so the columns of that name stand in quotes.
//! * A condition on a list of values is a query of a JSON list ([`LIST`]). MariaDB up to 11 looks at
//!   every row of a table that is changed by such a condition, and cannot tell how many rows a short
//!   list finds. So a list that is short enough is sent as values of their own.

use mysql::Value as DriverValue;
use serde_json::Value as Json;

use super::super::session::Value;
use super::value::parameter;

/// What stands before and after the query of a list, in a statement of the SQL layer.
pub(super) const LIST: (&str, &str) = ("/*[*/", "/*]*/");

/// The most items that become values of their own where a list is only looked at.
const MOST_READ: usize = 64;

/// The same where rows are changed.
const MOST_CHANGED: usize = 16_384;

/// A statement as it is prepared.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) sql: String,
    /// Which value goes to each placeholder, counted from 0.
    pub(super) places: Vec<usize>,
    lists: Vec<List>,
}

/// A list in a statement.
#[derive(Debug, PartialEq, Eq)]
struct List {
    /// Where its query stands in the text.
    begin: usize,
    end: usize,
    /// Which of the placeholders stands for it.
    place: usize,
}

impl Text {
    /// Translates a statement of the SQL layer.
    pub(super) fn new(statement: &str) -> Self {
        let mut text = Self {
            sql: String::with_capacity(statement.len() + 8),
            places: Vec::new(),
            lists: Vec::new(),
        };
        let mut rest = statement;
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '\'' | '"' | '`' => text.quoted(rest, first),
                '?' => text.placeholder(rest),
                '/' if rest.starts_with(LIST.0) => {
                    text.lists.push(List {
                        begin: text.sql.len(),
                        end: text.sql.len(),
                        place: text.places.len(),
                    });
                    LIST.0.len()
                }
                '/' if rest.starts_with(LIST.1) => {
                    let list = text.lists.last_mut().expect("a list begins before it ends");
                    list.end = text.sql.len();
                    LIST.1.len()
                }
                c if is_of_word(c) => text.word(rest),
                c => {
                    text.sql.push(c);
                    c.len_utf8()
                }
            };
            rest = &rest[length..];
        }
        text
    }

    /// Copies what stands in quotes. A quote that stands twice ends one text and begins another.
    fn quoted(&mut self, rest: &str, quote: char) -> usize {
        let end = rest[1..].find(quote).map_or(rest.len(), |end| end + 2);
        self.sql.push_str(&rest[..end]);
        end
    }

    fn placeholder(&mut self, rest: &str) -> usize {
        let digits = rest[1..].find(|c: char| !c.is_ascii_digit());
        let end = digits.map_or(rest.len(), |end| end + 1);
        let number: usize = rest[1..end].parse().expect("placeholders are numbered");
        self.sql.push('?');
        self.places.push(number - 1);
        end
    }

    fn word(&mut self, rest: &str) -> usize {
        let end = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
        match &rest[..end] {
            "key" => self.sql.push_str("`key`"),
            word => self.sql.push_str(word),
        }
        end
    }

    /// The statement that inserts so many rows, made from the one that inserts one.
    pub(super) fn for_rows(&self, rows: usize) -> Self {
        let width = self.places.len();
        let mut sql = String::with_capacity(self.sql.len() + rows * (width * 3 + 4));
        let (head, behind) = self.sql.split_once(" VALUES (").expect("it inserts values");
        let (row, tail) = behind.split_once(')').expect("a row ends");
        sql.push_str(head);
        for number in 0..rows {
            sql.push_str(if number == 0 { " VALUES (" } else { ", (" });
            sql.push_str(row);
            sql.push(')');
        }
        sql.push_str(tail);
        let places = (0..rows).flat_map(|row| self.places.iter().map(move |at| row * width + at));
        Self {
            sql,
            places: places.collect(),
            lists: Vec::new(),
        }
    }

    /// The statement and its values with each list as values of their own; `None` if it has no list,
    /// or too long a one. Their number is a power of 2, the last one again and again, so that few
    /// statements are prepared.
    pub(super) fn with_items(&self, values: &[Value]) -> Option<(String, Vec<DriverValue>)> {
        if self.lists.is_empty() {
            return None;
        }
        let is_query = self.sql.starts_with("SELECT") || self.sql.starts_with("WITH");
        let most = if is_query { MOST_READ } else { MOST_CHANGED };
        let mut sql = String::with_capacity(self.sql.len());
        let mut sent = Vec::new();
        let (mut at, mut place) = (0, 0);
        let single = |place: &usize| parameter(&values[*place]);
        for list in &self.lists {
            sql.push_str(&self.sql[at..list.begin]);
            sent.extend(self.places[place..list.place].iter().map(single));
            let items = items(&values[self.places[list.place]], most)?;
            sql.push_str(&vec!["?"; items.len()].join(", "));
            sent.extend(items);
            (at, place) = (list.end, list.place + 1);
        }
        sql.push_str(&self.sql[at..]);
        sent.extend(self.places[place..].iter().map(single));
        Some((sql, sent))
    }
}

/// The items of a list; none is NULL, which nothing is equal to.
fn items(list: &Value, most: usize) -> Option<Vec<DriverValue>> {
    let Value::Text(text) = list else {
        return None;
    };
    let items: Vec<Json> = serde_json::from_str(text).ok()?;
    if items.len() > most {
        return None;
    }
    let mut items: Vec<DriverValue> = items.iter().map(item).collect::<Option<_>>()?;
    let filling = items.last().cloned().unwrap_or(DriverValue::NULL);
    items.resize(items.len().next_power_of_two(), filling);
    Some(items)
}

fn item(item: &Json) -> Option<DriverValue> {
    match item {
        Json::String(text) => Some(text.as_str().into()),
        Json::Number(number) => number.as_i64().map(DriverValue::Int),
        _ => None,
    }
}

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_and_keys_are_translated_but_not_in_quotes() {
        let text = Text::new("SELECT key, t.key, 'key ?1''s' FROM t WHERE a = ?2 OR ?1 = \"key\"");
        assert_eq!(
            text.sql,
            "SELECT `key`, t.`key`, 'key ?1''s' FROM t WHERE a = ? OR ? = \"key\""
        );
        assert_eq!(text.places, [1, 0]);
        assert_eq!(Text::new("ON DUPLICATE KEY UPDATE keys = ?12").places, [11]);
    }

    #[test]
    fn an_insert_of_one_row_becomes_one_of_many() {
        let one = Text::new(
            "INSERT INTO t (key, a) VALUES (?1, ?2) ON DUPLICATE KEY UPDATE a = VALUES(a)",
        );
        let two = one.for_rows(2);
        assert_eq!(
            two.sql,
            "INSERT INTO t (`key`, a) VALUES (?, ?), (?, ?) ON DUPLICATE KEY UPDATE a = VALUES(a)"
        );
        assert_eq!(two.places, [0, 1, 2, 3]);
    }

    #[test]
    fn a_short_list_is_sent_as_values() {
        let text =
            Text::new("DELETE FROM t WHERE a = ?1 AND b IN (/*[*/SELECT x(?2)/*]*/) AND c = ?3");
        assert_eq!(
            text.sql,
            "DELETE FROM t WHERE a = ? AND b IN (SELECT x(?)) AND c = ?"
        );
        let sent = |list: &str| {
            let values = [Value::Integer(1), Value::Text(list), Value::Integer(9)];
            text.with_items(&values)
        };
        let (sql, values) = sent("[2,3,4]").unwrap();
        assert_eq!(
            sql,
            "DELETE FROM t WHERE a = ? AND b IN (?, ?, ?, ?) AND c = ?"
        );
        assert_eq!(values, [1, 2, 3, 4, 4, 9].map(DriverValue::Int));
        let (sql, values) = sent("[]").unwrap();
        assert_eq!(sql, "DELETE FROM t WHERE a = ? AND b IN (?) AND c = ?");
        assert_eq!(values[1], DriverValue::NULL);
        let long: Vec<usize> = (0..=MOST_CHANGED).collect();
        assert_eq!(sent(&format!("{long:?}")), None);
        assert_eq!(Text::new("SELECT 1").with_items(&[]), None);
    }
}
