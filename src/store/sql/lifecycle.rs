//! The columns `lifecycle_stage`, in whichever table.

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};

use crate::entity::{LifecycleStage, ViewType};

use super::cell;

impl ToSql for LifecycleStage {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

/// NULL, and what is no stage, count as the column's default, active.
impl FromSql for LifecycleStage {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let stage = cell::text_of(value).and_then(|stage| stage.parse().ok());
        Ok(stage.unwrap_or(Self::Active))
    }
}

/// The stages that a listing shows, as a JSON list.
pub(super) fn shown_stages(view: ViewType) -> &'static str {
    match view {
        ViewType::ActiveOnly => r#"["active"]"#,
        ViewType::DeletedOnly => r#"["deleted"]"#,
        ViewType::All => r#"["active", "deleted"]"#,
    }
}
