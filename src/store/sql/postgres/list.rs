//! A list as a table, and what stands for a list of one item.
//!
//! The server makes one plan for a statement, and keeps it, if that seems no dearer than one for each
//! time. How long a list is it cannot know beforehand, so a statement with one is planned each time.
//! That takes longer than to read one run. So a list of one item is sent as the item.

use serde_json::Value as Json;

use super::super::dialect::Items;
use super::super::session::Value;

/// The list `?1` as the table `page` of [`super::super::dialect::Dialect::list`].
pub(super) fn table(items: Items) -> String {
    table_of(
        "json_array_elements_text",
        &format!("item{} AS value", cast(items)),
    )
}

/// The list `?1` of pairs of a text and a whole number as the table `page`.
pub(super) fn table_of_pairs() -> String {
    table_of(
        "json_array_elements",
        "item ->> 0 AS text, (item ->> 1)::bigint AS number",
    )
}

/// The limit tells the planner how long a list is. It takes it for a hundred otherwise, and reads
/// whole tables for the rows of one run.
fn table_of(elements: &str, columns: &str) -> String {
    format!(
        "(SELECT place - 1 AS key, {columns}
          FROM {elements}(?1::json) WITH ORDINALITY AS items (item, place)
          LIMIT json_array_length(?1::json)) AS page"
    )
}

/// The same for a list of one item, which is the value itself.
fn table_of_one(items: Items) -> String {
    let cast = match cast(items) {
        "" => "::text",
        cast => cast,
    };
    format!("(SELECT 0::bigint AS key, ?1{cast} AS value) AS page")
}

fn cast(items: Items) -> &'static str {
    match items {
        Items::Texts | Items::NumbersAsText => "",
        Items::Numbers => "::bigint",
    }
}

/// A statement whose list is replaced by its one item; `None` if it has no list `?1`, or uses it
/// otherwise too.
pub(super) fn with_one(sql: &str) -> Option<String> {
    let lists = [Items::Texts, Items::Numbers].map(|items| (table(items), table_of_one(items)));
    let mut one = sql.to_owned();
    let mut rest = sql.to_owned();
    for (many, single) in &lists {
        one = one.replace(many, single);
        rest = rest.replace(many, "");
    }
    let uses_list = rest.split("?1").skip(1).any(|behind| {
        let next = behind.bytes().next();
        next.is_none_or(|next| !next.is_ascii_digit())
    });
    (one != sql && !uses_list).then_some(one)
}

/// The item of a list of one item, where that is the first value.
pub(super) fn only_item(values: &[Value]) -> Option<String> {
    let Some(Value::Text(list)) = values.first() else {
        return None;
    };
    if !list.starts_with('[') {
        return None;
    }
    let items: Vec<Json> = serde_json::from_str(list).ok()?;
    match &items[..] {
        [Json::String(text)] => Some(text.clone()),
        [Json::Number(number)] => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_one_item_is_that_item() {
        let text = |list: &str| only_item(&[Value::Text(list), Value::Integer(1)]);
        assert_eq!(text(r#"["a\"b"]"#).as_deref(), Some(r#"a"b"#));
        assert_eq!(text("[12]").as_deref(), Some("12"));
        for no_list_of_one in ["[]", "[1,2]", "[[1]]", "a", "[null]"] {
            assert_eq!(text(no_list_of_one), None, "{no_list_of_one}");
        }
        let page = format!(
            "SELECT page.key FROM {} WHERE a = ?12",
            table(Items::Numbers)
        );
        assert_eq!(
            with_one(&page).as_deref(),
            Some(
                "SELECT page.key FROM (SELECT 0::bigint AS key, ?1::bigint AS value) AS page \
                 WHERE a = ?12"
            )
        );
        assert_eq!(with_one(&format!("{page} AND b = ?1")), None);
        assert_eq!(with_one("SELECT 1 WHERE a = ?1"), None);
    }
}
