//! Revision 75868b020152: what was said of traces in tags, metadata and JSON gets columns.
//!
//! Rows are read in pages, in the order of their keys, and each is written by a statement of its
//! own. Everything may be done again, in case an upgrade was interrupted here: nothing is removed
//! before all columns are filled.

use serde_json::Value as Json;

use crate::error::{Error, ErrorCode};

use super::super::super::session::{Row, Session, SqlResult, ToValue, Value, values};
use super::super::super::upgrade_rules::json;
use super::super::super::upgrade_rules::traces::{
    DIMENSIONS, assessment, dimensions, finite_number, first_characters, whole_number,
};
use super::super::words::Words;

/// Rows of a page.
const PAGE: usize = 1_000;

/// The counts of tokens of a trace: the columns, which the metadata and the metrics name alike.
const TOKENS: [&str; 6] = [
    "input_tokens",
    "output_tokens",
    "total_tokens",
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
    "cache_creation_input_tokens_above_1hr",
];

/// The costs of a trace and of a span, likewise.
const COSTS: [&str; 3] = ["input_cost", "output_cost", "total_cost"];

/// The longest model and provider.
const MAX_DIMENSION: usize = 500;

/// Names and sessions of traces, which SQL alone can read. A trace through the gateway costs what
/// its spans cost.
const NAMES: &str = "\
    UPDATE trace_info SET trace_name = (
        SELECT LEFT(t.value, 4096) FROM trace_tags AS t
        WHERE t.request_id = trace_info.request_id AND t.\"key\" = 'mlflow.traceName')
    WHERE EXISTS (
        SELECT 1 FROM trace_tags AS t
        WHERE t.request_id = trace_info.request_id AND t.\"key\" = 'mlflow.traceName')";
const SESSIONS: &str = "\
    UPDATE trace_info SET session_id = (
        SELECT LEFT(m.value, 250) FROM trace_request_metadata AS m
        WHERE m.request_id = trace_info.request_id AND m.\"key\" = 'mlflow.trace.session')
    WHERE EXISTS (
        SELECT 1 FROM trace_request_metadata AS m
        WHERE m.request_id = trace_info.request_id AND m.\"key\" = 'mlflow.trace.session')";
const GATEWAY_COSTS: &str = "\
    UPDATE trace_info SET total_cost = (
        SELECT sum(s.total_cost) FROM spans AS s WHERE s.trace_id = trace_info.request_id)
    WHERE total_cost IS NULL
      AND EXISTS (SELECT 1 FROM spans AS s
                  WHERE s.trace_id = trace_info.request_id AND s.total_cost IS NOT NULL)
      AND EXISTS (SELECT 1 FROM trace_request_metadata AS m
                  WHERE m.request_id = trace_info.request_id
                    AND m.\"key\" = 'mlflow.gateway.endpointId')";

/// What the columns replace.
const REPLACED: [&str; 4] = [
    "DELETE FROM trace_tags WHERE \"key\" = 'mlflow.traceName'",
    "DELETE FROM trace_request_metadata
     WHERE \"key\" IN ('mlflow.trace.session', 'mlflow.trace.tokenUsage', 'mlflow.trace.cost')",
    "DELETE FROM trace_metrics
     WHERE \"key\" IN ('input_tokens', 'output_tokens', 'total_tokens', 'cache_read_input_tokens',
                       'cache_creation_input_tokens', 'cache_creation_input_tokens_above_1hr')",
    "DELETE FROM span_metrics WHERE \"key\" IN ('input_cost', 'output_cost', 'total_cost')",
];

/// A span by its trace and its own id.
type SpanKey = (String, String);

/// The value of an assessment, and the experiment and the time of its trace.
type Assessed = (Option<String>, Option<i64>, Option<i64>);

/// Refuses what would be lost, as MLflow does.
pub(super) fn check(session: &dyn Session, words: Words) -> SqlResult<()> {
    for table in ["spans", "assessments"] {
        let mut orphan = None;
        session.query(
            &format!(
                "SELECT trace_id FROM {table}
                 WHERE NOT EXISTS (SELECT 1 FROM trace_info WHERE request_id = trace_id) LIMIT 1"
            ),
            &[],
            &mut |row| {
                orphan = row.text(0);
                Ok(())
            },
        )?;
        if let Some(trace) = orphan {
            return Err(Error::new(
                ErrorCode::InvalidState,
                format!(
                    "a row of the table `{table}` belongs to the trace `{trace}`, which is not there"
                ),
            )
            .hint("delete such rows, then upgrade again")
            .into());
        }
    }
    each_dimensions(
        session,
        words,
        &mut |(trace, span), text| match dimensions(text) {
            Some(_) => Ok(()),
            None => Err(Error::new(
                ErrorCode::InvalidState,
                format!(
                    "the span `{span}` of the trace `{trace}` has `dimension_attributes` that this \
                 upgrade would lose; expected a JSON object with `{}` and `{}`",
                    DIMENSIONS[0], DIMENSIONS[1]
                ),
            )
            .into()),
        },
    )
}

/// Fills the columns and removes what they replace.
pub(super) fn fill(session: &dyn Session, words: Words) -> SqlResult<()> {
    session.run(NAMES)?;
    session.run(SESSIONS)?;
    fill_from_metadata(session, "mlflow.trace.tokenUsage", &TOKENS, |value| {
        value.and_then(whole_number).map(Value::Integer)
    })?;
    fill_from_metadata(session, "mlflow.trace.cost", &COSTS, |value| {
        value.and_then(finite_number).map(Value::Float)
    })?;
    for column in TOKENS {
        fill_from_metric(session, column)?;
    }
    for column in COSTS {
        fill_span_cost(session, column)?;
    }
    each_dimensions(session, words, &mut |(trace, span), text| {
        let found = dimensions(text).unwrap_or_default();
        let named = |name: &str| {
            let text = found.get(name).and_then(Json::as_str);
            text.map(|text| first_characters(text, MAX_DIMENSION))
        };
        let (model, provider) = (named(DIMENSIONS[0]), named(DIMENSIONS[1]));
        session.execute(
            "UPDATE spans SET model_name = ?3, model_provider = ?4
             WHERE trace_id = ?1 AND span_id = ?2",
            &values![trace, span, model, provider],
        )?;
        Ok(())
    })?;
    session.run(GATEWAY_COSTS)?;
    fill_assessments(session)?;
    REPLACED
        .iter()
        .try_for_each(|statement| session.run(statement))
}

/// Fills columns of traces from the members of a JSON object in the metadata.
fn fill_from_metadata(
    session: &dyn Session,
    key: &str,
    columns: &[&str],
    read: impl Fn(Option<&Json>) -> Option<Value<'static>>,
) -> SqlResult<()> {
    let set: Vec<String> = (2..)
        .zip(columns)
        .map(|(number, column)| format!("{column} = ?{number}"))
        .collect();
    let update = format!(
        "UPDATE trace_info SET {} WHERE request_id = ?1",
        set.join(", ")
    );
    let query = "SELECT request_id, value FROM trace_request_metadata
                 WHERE request_id > ?1 AND \"key\" = ?2 ORDER BY request_id LIMIT 1000";
    each_row(
        session,
        query,
        &[key.to_value()],
        |row| (row.text_or_empty(0), row.text(1)),
        &mut |trace, text: Option<String>| {
            let object = text.as_deref().and_then(json::read);
            let member = |name: &&str| object.as_ref().and_then(|object| object.get(*name));
            let mut row = vec![trace.to_value()];
            row.extend(
                columns
                    .iter()
                    .map(|name| read(member(name)).unwrap_or(Value::Null)),
            );
            session.execute(&update, &row)?;
            Ok(())
        },
    )
}

/// Fills a column of traces from their metrics, which come before what the metadata say.
fn fill_from_metric(session: &dyn Session, column: &str) -> SqlResult<()> {
    let update = format!("UPDATE trace_info SET {column} = ?2 WHERE request_id = ?1");
    let query = "SELECT request_id, value FROM trace_metrics
                 WHERE request_id > ?1 AND \"key\" = ?2 ORDER BY request_id LIMIT 1000";
    each_row(
        session,
        query,
        &[column.to_value()],
        |row| (row.text_or_empty(0), row.number(1)),
        &mut |trace, number: Option<f64>| {
            let number = number.and_then(|number| whole_number(&Json::from(number)));
            session.execute(&update, &values![trace, number])?;
            Ok(())
        },
    )
}

/// Fills a column of spans from their metrics.
fn fill_span_cost(session: &dyn Session, column: &str) -> SqlResult<()> {
    let update = format!("UPDATE spans SET {column} = ?3 WHERE trace_id = ?1 AND span_id = ?2");
    let query = "SELECT trace_id, span_id, value FROM span_metrics
                 WHERE (trace_id, span_id) > (?1, ?2) AND \"key\" = ?3
                 ORDER BY trace_id, span_id LIMIT 1000";
    each_span(
        session,
        query,
        &[column.to_value()],
        |row| row.number(2),
        &mut |(trace, span), cost: Option<f64>| {
            let cost = cost.filter(|cost| cost.is_finite());
            session.execute(&update, &values![trace, span, cost])?;
            Ok(())
        },
    )
}

/// Fills where and when the trace of an assessment was, and what it counts as.
fn fill_assessments(session: &dyn Session) -> SqlResult<()> {
    let query = "SELECT a.assessment_id, a.value, t.experiment_id, t.timestamp_ms
                 FROM assessments AS a JOIN trace_info AS t ON t.request_id = a.trace_id
                 WHERE a.assessment_id > ?1 ORDER BY a.assessment_id LIMIT 1000";
    each_row(
        session,
        query,
        &[],
        |row| {
            (
                row.text_or_empty(0),
                (row.text(1), row.whole(2), row.whole(3)),
            )
        },
        &mut |id, (text, experiment, time): Assessed| {
            let (number, is_number) = text.as_deref().map_or((None, false), assessment);
            session.execute(
                "UPDATE assessments SET experiment_id = ?2, trace_timestamp_ms = ?3,
                        aggregate_value = ?4, is_numeric_value = ?5
                 WHERE assessment_id = ?1",
                &values![id, experiment, time, number, is_number],
            )?;
            Ok(())
        },
    )
}

/// Passes on what each span says of its model, where the column is still there.
fn each_dimensions(
    session: &dyn Session,
    words: Words,
    each: &mut dyn FnMut(&SpanKey, &str) -> SqlResult<()>,
) -> SqlResult<()> {
    let mut is_there = false;
    session.query(
        &format!(
            "SELECT 1 FROM information_schema.columns
             WHERE table_schema = {} AND table_name = 'spans'
               AND column_name = 'dimension_attributes'",
            words.current_schema()
        ),
        &[],
        &mut |_| {
            is_there = true;
            Ok(())
        },
    )?;
    if !is_there {
        return Ok(());
    }
    // The type of the column is JSON, which joined to a text becomes one.
    let query = "SELECT trace_id, span_id, CONCAT(dimension_attributes, '') FROM spans
                 WHERE (trace_id, span_id) > (?1, ?2) AND dimension_attributes IS NOT NULL
                 ORDER BY trace_id, span_id LIMIT 1000";
    each_span(
        session,
        query,
        &[],
        |row| row.text_or_empty(2),
        &mut |key, text: String| each(key, &text),
    )
}

/// Passes on the rows of a query that begins after a span (`?1`, `?2`), page by page.
fn each_span<T>(
    session: &dyn Session,
    query: &str,
    further: &[Value],
    read: impl Fn(&Row) -> T,
    each: &mut dyn FnMut(&SpanKey, T) -> SqlResult<()>,
) -> SqlResult<()> {
    let mut last = SpanKey::default();
    loop {
        let mut page = Vec::new();
        let mut parameters = values![last.0, last.1].to_vec();
        parameters.extend_from_slice(further);
        session.query(query, &parameters, &mut |row| {
            page.push(((row.text_or_empty(0), row.text_or_empty(1)), read(row)));
            Ok(())
        })?;
        let length = page.len();
        for (key, value) in page {
            each(&key, value)?;
            last = key;
        }
        if length < PAGE {
            return Ok(());
        }
    }
}

/// Passes on the rows of a query that begins after a key (`?1`), page by page.
fn each_row<T>(
    session: &dyn Session,
    query: &str,
    further: &[Value],
    read: impl Fn(&Row) -> (String, T),
    each: &mut dyn FnMut(&str, T) -> SqlResult<()>,
) -> SqlResult<()> {
    let mut last = String::new();
    loop {
        let mut page = Vec::new();
        let mut parameters = vec![last.to_value()];
        parameters.extend_from_slice(further);
        session.query(query, &parameters, &mut |row| {
            page.push(read(row));
            Ok(())
        })?;
        let length = page.len();
        for (key, value) in page {
            each(&key, value)?;
            last = key;
        }
        if length < PAGE {
            return Ok(());
        }
    }
}
