//! The columns `lifecycle_stage`, in whichever table.

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};

use crate::entity::{LifecycleStage, ViewType};

impl ToSql for LifecycleStage {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

/// The column may be NULL, which counts as its default, active.
impl FromSql for LifecycleStage {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Null => Ok(Self::Active),
            value => value
                .as_str()?
                .parse()
                .map_err(|()| FromSqlError::InvalidType),
        }
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
