//! A table as it stands in the database and as it is to become.
//!
//! MLflow's migrations change tables through Alembic's batch mode, which reads a table's definition
//! back from the database, changes it, and writes the whole statement anew. What comes out depends
//! on what was there, and that on the versions of SQLAlchemy that ran before; so the statement is
//! read and written here by the rules of Alembic 1.20 and SQLAlchemy 2.1, which come with MLflow
//! 3.17.2:
//!
//! - A constraint keeps its name; a `CHECK` without one is left out.
//! - The primary key comes first, then what was there, then what is new. (Alembic keeps the
//!   constraints in a set: their order in its statements differs from run to run.)
//! - The words of foreign keys are in capitals, and `NO ACTION` is not written.

use rusqlite::Connection;

use crate::error::{Error, ErrorCode};

use super::super::driver::SqlResult;
use super::statement::{Token, definitions, names, quoted, unquoted};

/// A table's definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    pub(super) constraints: Vec<Constraint>,
    /// What a change expected and did not find.
    missing: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) default: Option<String>,
    pub(super) is_required: bool,
    /// The expression of a column that SQLite computes and stores.
    pub(super) computed: Option<String>,
    /// The column of the table in the database that this one was; `None` for a new one.
    pub(super) was: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Constraint {
    pub(super) name: Option<String>,
    pub(super) rule: Rule,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    PrimaryKey(Vec<String>),
    Unique(Vec<String>),
    Check(String),
    Reference {
        columns: Vec<String>,
        table: String,
        targets: Vec<String>,
        /// `ON DELETE …` and `ON UPDATE …`, as they are written.
        actions: String,
    },
}

/// Words in the definition of a column that MLflow never writes, and that would be lost.
const STRANGE: [&str; 6] = [
    "AUTOINCREMENT",
    "CHECK",
    "COLLATE",
    "PRIMARY",
    "REFERENCES",
    "UNIQUE",
];

impl Table {
    /// Reads a table from the database.
    pub(super) fn read(connection: &Connection, name: &str) -> SqlResult<Self> {
        let statement: String = connection.query_row(
            "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = ?1",
            [name],
            |row| row.get(0),
        )?;
        let strange = || strange(name, &statement);
        let definitions = definitions(&statement).ok_or_else(strange)?;
        let mut table = Self {
            name: name.to_owned(),
            columns: Vec::new(),
            constraints: Vec::new(),
            missing: None,
        };
        for definition in &definitions {
            if is_constraint(definition) {
                let constraint = Constraint::parse(definition).ok_or_else(strange)?;
                let is_lost =
                    constraint.name.is_none() && matches!(constraint.rule, Rule::Check(_));
                if !is_lost {
                    table.constraints.push(constraint);
                }
            } else {
                table
                    .columns
                    .push(Column::parse(definition).ok_or_else(strange)?);
            }
        }
        Ok(table)
    }

    /// The statement that makes the table, as SQLAlchemy lays it out.
    pub(super) fn statement(&self) -> String {
        let is_key = |constraint: &&Constraint| matches!(constraint.rule, Rule::PrimaryKey(_));
        let keys = self.constraints.iter().filter(is_key);
        let others = self.constraints.iter().filter(|c| !is_key(c));
        let definitions: Vec<String> = self
            .columns
            .iter()
            .map(Column::definition)
            .chain(keys.chain(others).map(Constraint::definition))
            .collect();
        // SQLite quotes the name of a table that was renamed, as all of Alembic's were.
        format!(
            "CREATE TABLE \"{}\" (\n\t{}\n)",
            self.name,
            definitions.join(", \n\t")
        )
    }

    /// Says which part of the table was expected and is not there.
    pub(super) fn complete(self) -> SqlResult<Self> {
        match &self.missing {
            None => Ok(self),
            Some(missing) => Err(Error::new(
                ErrorCode::InvalidState,
                format!(
                    "the table `{}` is not as MLflow makes it: it has no {missing}",
                    self.name
                ),
            )
            .into()),
        }
    }

    // The changes, named after what the migrations do.

    pub(super) fn retype(&mut self, column: &str, kind: &str) -> &mut Self {
        self.change(column, |column| kind.clone_into(&mut column.kind))
    }

    pub(super) fn require(&mut self, column: &str, is_required: bool) -> &mut Self {
        self.change(column, |column| column.is_required = is_required)
    }

    pub(super) fn rename(&mut self, column: &str, name: &str) -> &mut Self {
        self.change(column, |column| name.clone_into(&mut column.name))
    }

    /// Adds a column behind the others; with a default, it must have a value.
    pub(super) fn add(&mut self, name: &str, kind: &str, default: Option<&str>) -> &mut Self {
        self.columns.push(Column {
            name: name.to_owned(),
            kind: kind.to_owned(),
            default: default.map(str::to_owned),
            is_required: default.is_some(),
            computed: None,
            was: None,
        });
        self
    }

    pub(super) fn drop_column(&mut self, name: &str) -> &mut Self {
        let found = self.columns.len();
        self.columns.retain(|column| column.name != name);
        let is_missing = self.columns.len() == found;
        self.miss(is_missing, || format!("column `{name}`"))
    }

    pub(super) fn primary_key(&mut self, name: &str, columns: &[&str]) -> &mut Self {
        self.constraints
            .retain(|constraint| !matches!(constraint.rule, Rule::PrimaryKey(_)));
        self.constrain(Some(name), Rule::PrimaryKey(owned(columns)))
    }

    pub(super) fn unique(&mut self, name: &str, columns: &[&str]) -> &mut Self {
        self.constrain(Some(name), Rule::Unique(owned(columns)))
    }

    pub(super) fn drop_unique(&mut self, column: &str) -> &mut Self {
        self.constraints
            .retain(|constraint| constraint.rule != Rule::Unique(owned(&[column])));
        self
    }

    /// Adds a check without a name, as SQLAlchemy writes that of a type.
    pub(super) fn check(&mut self, condition: &str) -> &mut Self {
        self.constrain(None, Rule::Check(condition.to_owned()))
    }

    /// Drops a check if it is there.
    pub(super) fn drop_check(&mut self, name: &str) -> &mut Self {
        self.constraints
            .retain(|constraint| constraint.name.as_deref() != Some(name));
        self
    }

    /// Drops the foreign keys to a table.
    pub(super) fn drop_references(&mut self, to: &str) -> &mut Self {
        self.constraints.retain(
            |constraint| !matches!(&constraint.rule, Rule::Reference { table, .. } if table == to),
        );
        self
    }

    pub(super) fn reference(
        &mut self,
        name: &str,
        columns: &[&str],
        to: (&str, &[&str]),
        actions: &str,
    ) -> &mut Self {
        let rule = Rule::Reference {
            columns: owned(columns),
            table: to.0.to_owned(),
            targets: owned(to.1),
            actions: actions.to_owned(),
        };
        self.constrain(Some(name), rule)
    }

    fn constrain(&mut self, name: Option<&str>, rule: Rule) -> &mut Self {
        self.constraints.push(Constraint {
            name: name.map(str::to_owned),
            rule,
        });
        self
    }

    fn change(&mut self, name: &str, change: impl FnOnce(&mut Column)) -> &mut Self {
        let column = self.columns.iter_mut().find(|column| column.name == name);
        let is_missing = column.is_none();
        if let Some(column) = column {
            change(column);
        }
        self.miss(is_missing, || format!("column `{name}`"))
    }

    fn miss(&mut self, is_missing: bool, what: impl FnOnce() -> String) -> &mut Self {
        if is_missing {
            self.missing.get_or_insert_with(what);
        }
        self
    }
}

impl Column {
    /// `name TYPE [DEFAULT value] [NOT NULL] [GENERATED ALWAYS AS (…) STORED]`
    fn parse(definition: &[Token]) -> Option<Self> {
        let (Token::Word(name), mut rest) = definition.split_first()? else {
            return None;
        };
        if rest
            .iter()
            .any(|token| STRANGE.iter().any(|word| token.is(word)))
        {
            return None;
        }
        let name = unquoted(name);
        let mut column = Self {
            kind: String::new(),
            default: None,
            is_required: false,
            computed: None,
            was: Some(name.clone()),
            name,
        };
        while let Some((first, after)) = rest.split_first() {
            rest = match (first, after) {
                (word, [value, after @ ..]) if word.is("DEFAULT") => {
                    column.default = Some(match value {
                        Token::Word(value) => default(value),
                        Token::Group(expression) => default(expression),
                        Token::Comma => return None,
                    });
                    after
                }
                (word, [null, after @ ..]) if word.is("NOT") && null.is("NULL") => {
                    column.is_required = true;
                    after
                }
                (word, [always, as_, Token::Group(expression), stored])
                    if word.is("GENERATED")
                        && always.is("ALWAYS")
                        && as_.is("AS")
                        && stored.is("STORED") =>
                {
                    column.computed = Some((*expression).to_owned());
                    &[]
                }
                (Token::Word(word), after) => {
                    if !column.kind.is_empty() {
                        column.kind.push(' ');
                    }
                    column.kind.push_str(&word.to_uppercase());
                    after
                }
                (Token::Group(arguments), after) if !column.kind.is_empty() => {
                    column.kind.extend(["(", arguments, ")"]);
                    after
                }
                _ => return None,
            };
        }
        Some(column)
    }

    fn definition(&self) -> String {
        let mut text = format!("{} {}", quoted(&self.name), self.kind);
        if let Some(default) = &self.default {
            text.extend([" DEFAULT ", default]);
        }
        if self.is_required {
            text.push_str(" NOT NULL");
        }
        if let Some(expression) = &self.computed {
            text.extend([" GENERATED ALWAYS AS (", expression, ") STORED"]);
        }
        text
    }
}

impl Constraint {
    fn parse(definition: &[Token]) -> Option<Self> {
        let (name, rule) = match definition {
            [constraint, Token::Word(name), rule @ ..] if constraint.is("CONSTRAINT") => {
                (Some(unquoted(name)), rule)
            }
            rule => (None, rule),
        };
        let rule = match rule {
            [primary, key, Token::Group(columns)] if primary.is("PRIMARY") && key.is("KEY") => {
                Rule::PrimaryKey(names(columns)?)
            }
            [unique, Token::Group(columns)] if unique.is("UNIQUE") => Rule::Unique(names(columns)?),
            [check, Token::Group(condition)] if check.is("CHECK") => {
                Rule::Check((*condition).to_owned())
            }
            [
                foreign,
                key,
                Token::Group(columns),
                references,
                Token::Word(table),
                Token::Group(targets),
                actions @ ..,
            ] if foreign.is("FOREIGN") && key.is("KEY") && references.is("REFERENCES") => {
                Rule::Reference {
                    columns: names(columns)?,
                    table: unquoted(table),
                    targets: names(targets)?,
                    actions: parse_actions(actions)?,
                }
            }
            _ => return None,
        };
        Some(Self { name, rule })
    }

    fn definition(&self) -> String {
        let rule = match &self.rule {
            Rule::PrimaryKey(columns) => format!("PRIMARY KEY ({})", list(columns)),
            Rule::Unique(columns) => format!("UNIQUE ({})", list(columns)),
            Rule::Check(condition) => format!("CHECK ({condition})"),
            Rule::Reference {
                columns,
                table,
                targets,
                actions,
            } => {
                let space = if actions.is_empty() { "" } else { " " };
                format!(
                    "FOREIGN KEY({}) REFERENCES {} ({}){space}{actions}",
                    list(columns),
                    quoted(table),
                    list(targets)
                )
            }
        };
        match &self.name {
            Some(name) => format!("CONSTRAINT {} {rule}", quoted(name)),
            None => rule,
        }
    }
}

/// What happens to the rows with a foreign key, deletion first, as SQLAlchemy writes it.
fn parse_actions(words: &[Token]) -> Option<String> {
    let words: Vec<String> = words
        .iter()
        .map(|token| token.word().map(str::to_uppercase))
        .collect::<Option<_>>()?;
    let text = words.join(" ");
    let mut actions: Vec<&str> = text
        .split("ON ")
        .map(str::trim)
        .filter(|action| !action.is_empty() && !action.ends_with("NO ACTION"))
        .collect();
    if !actions
        .iter()
        .all(|action| action.starts_with("DELETE ") || action.starts_with("UPDATE "))
    {
        return None;
    }
    actions.sort_unstable();
    let actions: Vec<String> = actions
        .iter()
        .map(|action| format!("ON {action}"))
        .collect();
    Some(actions.join(" "))
}

fn is_constraint(definition: &[Token]) -> bool {
    let starts = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];
    definition
        .first()
        .is_some_and(|first| starts.iter().any(|start| first.is(start)))
}

/// A default as Alembic writes it back: in parentheses, but for a text and a single digit.
fn default(value: &str) -> String {
    let is_text = value.len() > 2 && value.starts_with('\'') && value.ends_with('\'');
    let is_digit = value.len() == 1 && value.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    if is_text || is_digit {
        value.to_owned()
    } else {
        format!("({value})")
    }
}

fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    names.join(", ")
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn strange(table: &str, statement: &str) -> Error {
    let shown = statement.split_whitespace().collect::<Vec<_>>().join(" ");
    Error::new(
        ErrorCode::InvalidState,
        format!("the table `{table}` is not as MLflow makes it: `{shown}`"),
    )
}
