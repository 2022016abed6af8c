//! The columns `lifecycle_stage`, in whichever table.

use crate::entity::{LifecycleStage, ViewType};

use super::list::List;
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

/// The stages that a listing shows.
pub(super) fn shown_stages(view: ViewType) -> List {
    let stages = [LifecycleStage::Active, LifecycleStage::Deleted];
    let shown = stages.into_iter().filter(|stage| view.shows(*stage));
    List::new(&shown.map(LifecycleStage::as_str).collect::<Vec<_>>())
}
