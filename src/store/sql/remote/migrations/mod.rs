//! The way from MLflow's first schema to any later one, on engines whose database is in another
//! process.
//!
//! Two files tell it, a step for each Alembic revision, in words that both engines nearly share:
//! those of MySQL with standard quotes. A line that begins with two dashes says how they are read:
//!
//! | line | what it means |
//! | --- | --- |
//! | `--- REVISION` | the step to this revision begins; `first` makes the tables of MLflow 0.9 |
//! | `-- on mysql`, `-- on postgres` | the next statements are for one engine |
//! | `-- on both` | the next statements are for both again |
//! | `-- fill NAME` | rows are changed by a program, a [`Fill`] |
//!
//! A statement ends with the line that ends with a semicolon. `{now}` is the time in milliseconds
//! since 1970. What a step leaves is what MLflow's own migration leaves on that engine.

mod categories;
mod checks;
mod found;
mod status;
#[cfg(test)]
mod tests;
mod traces;
mod upgrade;

use super::super::SchemaTarget;
use super::super::session::{Session, SqlResult};
use super::words::Words;

pub(in crate::store::sql) use status::status;
pub(in crate::store::sql) use upgrade::{Migrator, create, upgrade};

const SCRIPTS: [&str; 2] = [include_str!("before_3.sql"), include_str!("since_3.sql")];

/// The name of the step that makes the tables with which each database of MLflow begins.
const FIRST: &str = "first";

/// The way to one revision from the one before.
#[derive(Debug)]
struct Step {
    /// The Alembic revision, or [`FIRST`].
    revision: &'static str,
    work: Vec<Work>,
}

impl Step {
    fn is_first(&self) -> bool {
        self.revision == FIRST
    }

    /// What it brings, in a few words.
    fn brings(&self) -> &'static str {
        SchemaTarget::parse(self.revision).map_or("the first tables", SchemaTarget::brings)
    }
}

/// A part of a step.
#[derive(Debug, PartialEq, Eq)]
enum Work {
    /// A statement in the words of the engine.
    Run(String),
    /// A change of rows that SQL alone cannot make.
    Fill(Fill),
}

/// Changes of rows that follow rules of Python.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fill {
    /// Looks whether [`Fill::Traces`] would lose something.
    CheckTraces,
    /// What was said of traces in tags, metadata and JSON gets columns.
    Traces,
    /// Each category of an issue gets a row.
    IssueCategories,
}

impl Fill {
    fn named(name: &str) -> Self {
        match name {
            "check traces" => Self::CheckTraces,
            "traces" => Self::Traces,
            "issue categories" => Self::IssueCategories,
            other => unreachable!("`{other}` is the name of no fill"),
        }
    }

    /// Changes the rows.
    fn run(self, session: &dyn Session, words: Words) -> SqlResult<()> {
        match self {
            Self::CheckTraces => traces::check(session, words),
            Self::Traces => traces::fill(session, words),
            Self::IssueCategories => categories::fill(session),
        }
    }
}

/// All steps in an engine's words, from no table on.
fn steps(words: Words) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut statement = String::new();
    let mut is_ours = true;
    for line in SCRIPTS.iter().flat_map(|script| script.lines()) {
        if let Some(revision) = line.strip_prefix("--- ") {
            let work = Vec::new();
            steps.push(Step { revision, work });
            is_ours = true;
        } else if let Some(engine) = line.strip_prefix("-- on ") {
            is_ours = engine == "both" || engine == words.name();
        } else if let Some(fill) = line.strip_prefix("-- fill ") {
            let step = steps.last_mut().expect("a fill is part of a step");
            step.work.push(Work::Fill(Fill::named(fill)));
        } else if !line.starts_with("--") && !line.is_empty() {
            statement.push_str(line);
            statement.push('\n');
            if line.ends_with(';') {
                if is_ours {
                    let step = steps.last_mut().expect("a statement is part of a step");
                    let text = statement.trim_end().trim_end_matches(';');
                    step.work.push(Work::Run(words.say(text)));
                }
                statement.clear();
            }
        }
    }
    steps
}
