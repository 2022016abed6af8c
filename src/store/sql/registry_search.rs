//! Searches for registered models and their versions in SQL: one query selects the names, or the
//! names and numbers, of a page, in order.
//!
//! Prompts are left out by one list of their names, which the database makes once for a query. A
//! condition on a tag is an `EXISTS` by the primary key of its table, as for runs.

use crate::entity::keys;
use crate::error::Result;
use crate::search::{
    Condition, Filter, ModelVersionAttribute, ModelVersionField, NO_PROMPT,
    RegisteredModelAttribute, RegisteredModelField, Tagged, Test, asks_for_prompts,
    complete_model_version_order, complete_registered_model_order,
};
use crate::store::{ModelVersionQuery, RegisteredModelQuery};

use super::builder::{KeyedTable, QueryBuilder, Translate};
use super::dialect::{Dialect, Items};
use super::feature::Feature;
use super::list::List;
use super::schema::Schema;
use super::workspace::WORKSPACE;

/// What the stage of a deleted version is.
pub(super) const DELETED: &str = "Deleted_Internal";

const MODEL_TAGS: KeyedTable = KeyedTable {
    name: "registered_model_tags",
    key: "key",
    value: "value",
    belongs: "workspace = registered_models.workspace AND keyed.name = registered_models.name",
};
const VERSION_TAGS: KeyedTable = KeyedTable {
    name: "model_version_tags",
    key: "key",
    value: "value",
    belongs: "workspace = model_versions.workspace AND keyed.name = model_versions.name
              AND keyed.version = model_versions.version",
};

/// Refuses a filter by what the schema has no place for. That nothing is a prompt without tags is
/// known.
pub(super) fn refuse_absent<F: Tagged>(filter: Option<&Filter<F>>, schema: &Schema) -> Result<()> {
    let is_tag = |field: &F| field.tag_key().is_some() && !field.marks_prompts();
    match filter {
        Some(filter) if filter.has_field(&is_tag) => schema.require(Feature::RegistryTags),
        _ => Ok(()),
    }
}

/// Selects the names of a page of registered models.
pub(super) fn registered_models(
    dialect: &'static dyn Dialect,
    query: &RegisteredModelQuery,
    offset: usize,
) -> QueryBuilder {
    let order = complete_registered_model_order(&query.order_by);
    let terms = order.iter().map(|order| {
        let column = model_column(dialect, order.key);
        let column = match order.key {
            RegisteredModelAttribute::Name => dialect.id_order(&column),
            _ => column,
        };
        format!("{column} {}", order.direction)
    });
    let mut sql = QueryBuilder::new(dialect);
    sql.push("SELECT registered_models.name FROM registered_models WHERE ");
    of_workspace(&mut sql, "registered_models");
    if !asks_for_prompts(query.filter.as_ref()) {
        no_prompts(&mut sql, "registered_models", MODEL_TAGS);
    }
    sql.filter(query.filter.as_ref())
        .push(" ORDER BY ")
        .push(&terms.collect::<Vec<_>>().join(", "));
    sql.page(query.max_results, offset);
    sql
}

/// Selects the names and numbers of a page of versions.
pub(super) fn model_versions(
    dialect: &'static dyn Dialect,
    query: &ModelVersionQuery,
    offset: usize,
) -> QueryBuilder {
    let order = complete_model_version_order(&query.order_by);
    let terms = order.iter().map(|order| {
        let column = version_column(dialect, order.key);
        let column = match order.key {
            ModelVersionAttribute::Name => dialect.id_order(&column),
            _ => column,
        };
        format!("{column} {}", order.direction)
    });
    let mut sql = QueryBuilder::new(dialect);
    existing_versions(&mut sql);
    if !asks_for_prompts(query.filter.as_ref()) {
        no_prompts(&mut sql, "model_versions", VERSION_TAGS);
    }
    sql.filter(query.filter.as_ref())
        .push(" ORDER BY ")
        .push(&terms.collect::<Vec<_>>().join(", "));
    sql.page(query.max_results, offset);
    sql
}

fn of_workspace(sql: &mut QueryBuilder, table: &str) {
    sql.push(&format!("{table}.workspace = "))
        .bind(WORKSPACE.to_owned());
}

/// Leaves out what has a name under which something is marked as a prompt.
fn no_prompts(sql: &mut QueryBuilder, table: &str, tags: KeyedTable) {
    sql.push(&format!(" AND {table}.name NOT IN ("));
    prompts(sql, tags);
    sql.push(")");
}

/// Selects the names under which something is marked as a prompt.
fn prompts(sql: &mut QueryBuilder, tags: KeyedTable) {
    let KeyedTable { name, .. } = tags;
    let value = sql.dialect().text("value");
    sql.push(&format!("SELECT name FROM {name} WHERE "));
    of_workspace(sql, name);
    sql.push(" AND key = ")
        .bind(keys::IS_PROMPT.to_owned())
        .push(&format!(" AND {value} = "))
        .bind("true".to_owned());
}

/// Selects the names under which there are versions of prompts.
pub(super) fn prompt_versions(dialect: &'static dyn Dialect) -> QueryBuilder {
    let mut sql = QueryBuilder::new(dialect);
    prompts(&mut sql, VERSION_TAGS);
    sql
}

/// Selects the names and numbers of the versions of these registered models, or of all.
pub(super) fn versions_of(
    dialect: &'static dyn Dialect,
    names: Option<&[&String]>,
) -> QueryBuilder {
    let mut sql = QueryBuilder::new(dialect);
    existing_versions(&mut sql);
    if let Some(names) = names {
        sql.push(" AND ")
            .is_in("model_versions.name", Items::Texts, List::new(names));
    }
    sql
}

/// Begins to select the names and numbers of versions that were not deleted.
fn existing_versions(sql: &mut QueryBuilder) {
    sql.push("SELECT model_versions.name, model_versions.version FROM model_versions WHERE ");
    of_workspace(sql, "model_versions");
    sql.push(" AND model_versions.current_stage != ")
        .bind(DELETED.to_owned());
}

/// Whether a search for versions goes by the primary key, and so reads few rows: the filter names
/// registered models, or all versions are listed by their names.
pub(super) fn is_by_key(query: &ModelVersionQuery) -> bool {
    let by_name = ModelVersionAttribute::Name;
    match &query.filter {
        Some(filter) => names_models(filter),
        None => complete_model_version_order(&query.order_by)[0].key == by_name,
    }
}

/// Whether a filter holds for versions of named registered models only.
fn names_models(filter: &Filter<ModelVersionField>) -> bool {
    match filter {
        Filter::And(all) => all.iter().any(names_models),
        Filter::Or(_) | Filter::Not(_) => false,
        Filter::Is(Condition { field, test }) => {
            *field == ModelVersionField::Attribute(ModelVersionAttribute::Name)
                && matches!(test, Test::Equals(true, _) | Test::OneOf(true, _))
        }
    }
}

/// Adds a test of a tag. That of prompts has a value where it is missing.
fn test_tag(sql: &mut QueryBuilder, field: &impl Tagged, tags: KeyedTable, key: &str, test: &Test) {
    if !field.marks_prompts() {
        return sql.test_keyed(tags, key, test);
    }
    let KeyedTable { name, belongs, .. } = tags;
    let value = sql.dialect().text("keyed.value");
    let value = sql.aside(|sql| {
        sql.push(&format!(
            "coalesce((SELECT {value} FROM {name} AS keyed WHERE keyed.{belongs} AND keyed.key = "
        ))
        .bind(key.to_owned())
        .push("), ")
        .bind(NO_PROMPT.to_owned())
        .push(")");
    });
    sql.push("(").test(&value, test).push(")");
}

impl Translate for RegisteredModelField {
    fn add(&self, test: &Test, sql: &mut QueryBuilder) {
        match self {
            Self::Tag(key) => test_tag(sql, self, MODEL_TAGS, key, test),
            Self::Attribute(attribute) => {
                sql.test_column(&model_column(sql.dialect(), *attribute), test);
            }
        }
    }

    fn rank(&self, _: &Test) -> u8 {
        u8::from(matches!(self, Self::Tag(_)))
    }
}

impl Translate for ModelVersionField {
    fn add(&self, test: &Test, sql: &mut QueryBuilder) {
        match self {
            Self::Tag(key) => test_tag(sql, self, VERSION_TAGS, key, test),
            Self::Attribute(attribute) => {
                sql.test_column(&version_column(sql.dialect(), *attribute), test);
            }
        }
    }

    fn rank(&self, _: &Test) -> u8 {
        u8::from(matches!(self, Self::Tag(_)))
    }
}

fn model_column(dialect: &dyn Dialect, attribute: RegisteredModelAttribute) -> String {
    match attribute {
        RegisteredModelAttribute::Name => "registered_models.name".to_owned(),
        RegisteredModelAttribute::CreationTime => dialect.whole("registered_models.creation_time"),
        RegisteredModelAttribute::LastUpdateTime => {
            dialect.whole("registered_models.last_updated_time")
        }
    }
}

fn version_column(dialect: &dyn Dialect, attribute: ModelVersionAttribute) -> String {
    let text = |name| dialect.text(&format!("model_versions.{name}"));
    let whole = |name| dialect.whole(&format!("model_versions.{name}"));
    match attribute {
        ModelVersionAttribute::Name => "model_versions.name".to_owned(),
        ModelVersionAttribute::Version => "model_versions.version".to_owned(),
        ModelVersionAttribute::RunId => text("run_id"),
        ModelVersionAttribute::Source => text("source"),
        ModelVersionAttribute::Stage => text("current_stage"),
        ModelVersionAttribute::CreationTime => whole("creation_time"),
        ModelVersionAttribute::LastUpdateTime => whole("last_updated_time"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Scratch, dialect, plan};
    use super::*;
    use crate::search::{parse_model_version_filter, parse_registered_model_filter};

    fn versions(filter: &str) -> QueryBuilder {
        let query = ModelVersionQuery {
            filter: parse_model_version_filter(filter).unwrap(),
            order_by: Vec::new(),
            max_results: 10,
            page_token: None,
        };
        model_versions(dialect(), &query, 0)
    }

    #[test]
    fn the_first_page_of_models_reads_no_more_than_it_gives() {
        let (_scratch, _store, database) = Scratch::store();
        let query = RegisteredModelQuery {
            filter: None,
            order_by: Vec::new(),
            max_results: 10,
            page_token: None,
        };
        let plan = plan(&database, registered_models(dialect(), &query, 0).sql());
        let by_name = "SEARCH registered_models USING COVERING INDEX \
                       sqlite_autoindex_registered_models_1 (workspace=?)";
        assert!(plan.contains(by_name), "{plan}");
        assert!(!plan.contains("USE TEMP B-TREE FOR ORDER BY"), "{plan}");
    }

    #[test]
    fn the_versions_of_a_model_are_found_by_its_name_and_tags_by_their_key() {
        let (_scratch, _store, database) = Scratch::store();
        let plan = plan(&database, versions("name = 'a' AND tags.k = 'v'").sql());
        for step in [
            "SEARCH model_versions USING INDEX sqlite_autoindex_model_versions_1 \
             (workspace=? AND name=?)",
            "SEARCH keyed USING INDEX",
        ] {
            assert!(plan.contains(step), "{step}\n{plan}");
        }
    }

    #[test]
    fn what_a_user_wrote_is_bound() {
        let (_scratch, store, _) = Scratch::store();
        let evil = "x'; DROP TABLE model_versions; --";
        let filter = format!("tags.`{evil}` = \"{evil}\" AND run_id IN (\"{evil}\")");
        let statement = versions(&filter);
        assert!(!statement.sql().contains("DROP"));
        let found = store.read(|tx| statement.numbered_names(tx)).unwrap();
        assert_eq!(found, []);
        let filter = parse_registered_model_filter(&format!("name = \"{evil}\"")).unwrap();
        let query = RegisteredModelQuery {
            filter,
            order_by: Vec::new(),
            max_results: 1,
            page_token: None,
        };
        let found = store.read(|tx| registered_models(tx.dialect(), &query, 0).ids(tx));
        assert_eq!(found.unwrap(), [""; 0]);
    }
}
