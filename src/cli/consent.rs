//! What is asked before many things are changed at once.

use serde_json::json;

use crate::error::{Error, ErrorCode, Result};

use super::context::Context;
use super::output::{self, Format, OutputArgs, counted};
use super::which::ConsentArgs;

/// Things that are to be changed.
pub(super) struct Chosen<'a> {
    /// What is done to them.
    pub(super) verb: &'a str,
    /// What one of them is.
    pub(super) noun: &'a str,
    pub(super) ids: &'a [&'a str],
    /// Whether a filter found them, so that nobody has named each.
    pub(super) is_filtered: bool,
}

impl Chosen<'_> {
    /// Whether to go on. A rehearsal ends here, after it has said what would be changed, and so does
    /// a filter that finds nothing. What a filter found is asked for on a terminal.
    pub(super) fn may_go_on(
        &self,
        consent: ConsentArgs,
        output: OutputArgs,
        context: &Context,
    ) -> Result<bool> {
        let Self {
            verb, noun, ids, ..
        } = self;
        let printer = context.printer();
        let count = counted(ids.len(), noun);
        if consent.dry_run {
            match output.format() {
                Format::Table => ids.iter().try_for_each(|id| printer.result(id))?,
                other => {
                    let records: Vec<_> = ids.iter().map(|id| json!({"id": id})).collect();
                    output::changed(printer, other, &records)?;
                }
            }
            printer.message(&format!("would {verb} {count}"));
            return Ok(false);
        }
        if ids.is_empty() {
            context.nothing_found();
            return Ok(false);
        }
        let is_asked = self.is_filtered && !consent.yes;
        if is_asked && printer.confirm(&format!("{verb} {count}?")) == Some(false) {
            return Err(Error::new(ErrorCode::Cancelled, "nothing was changed"));
        }
        Ok(true)
    }
}
