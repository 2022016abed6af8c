//! The columns `lifecycle_stage`, in whichever table.

use crate::entity::{LifecycleStage, ViewType};

use super::session::{Row, ToValue, Value};

impl ToValue for LifecycleStage {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self.as_str())
    }
}

/// Reads a stage. NULL, and what is no stage, count as the column's default, active.
pub(super) fn read(row: &Row, column: usize) -> LifecycleStage {
    let stage = row.value(column).text();
    stage
        .and_then(|stage| stage.parse().ok())
        .unwrap_or(LifecycleStage::Active)
}

/// The condition that a listing shows the stage in a column. The stages stand in it themselves: how
/// many rows have them an engine can know beforehand.
pub(super) fn shows(view: ViewType, column: &str) -> String {
    let stages = [LifecycleStage::Active, LifecycleStage::Deleted];
    let shown = stages.into_iter().filter(|stage| view.shows(*stage));
    let shown = shown.map(|stage| match stage {
        LifecycleStage::Active => format!("{column} = '{stage}' OR {column} IS NULL"),
        LifecycleStage::Deleted => format!("{column} = '{stage}'"),
    });
    format!("({})", shown.collect::<Vec<_>>().join(" OR "))
}
