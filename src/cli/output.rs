//! The formats of results: MLflow's table, JSON, JSON lines and CSV.

use std::fmt::Display;
use std::io::{self, Write};

use clap::{Args, ValueEnum};
use comfy_table::{ColumnConstraint, Table as TextTable, Width, presets};
use serde_json::Value;

use crate::error::Result;
use crate::view::{self, Screen};

pub(crate) use super::printable::printable;
use super::printable::printable_json;
use super::printer::Printer;

/// How a result is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns for people, as MLflow prints them
    Table,
    /// One JSON document
    Json,
    /// One JSON document per line and result
    Jsonl,
    /// Comma-separated values with a header
    Csv,
}

/// The flag that every command with a result has.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct OutputArgs {
    /// Print the result as table, json, jsonl or csv [default: as MLflow does]
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    output: Option<Format>,

    /// The same as `--output json`
    #[arg(long, conflicts_with = "output")]
    json: bool,
}

impl OutputArgs {
    /// The format asked for, or else this one.
    pub(crate) fn or(self, default: Format) -> Format {
        let json = self.json.then_some(Format::Json);
        self.output.or(json).unwrap_or(default)
    }

    /// The format asked for, or else a table.
    pub(crate) fn format(self) -> Format {
        self.or(Format::Table)
    }
}

/// Headers and rows of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) headers: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<S: Into<String>>(headers: impl IntoIterator<Item = S>) -> Self {
        Self {
            headers: headers.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
        }
    }

    pub(super) fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(&self.headers)?;
        for row in &self.rows {
            csv.write_record(row)?;
        }
        csv.flush()
    }

    /// Writes the table as MLflow does: columns at least two wider than their headers, two
    /// spaces between them, dashes under the headers.
    fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut table = TextTable::new();
        let headers: Vec<String> = self.headers.iter().map(|text| printable(text)).collect();
        table.load_style(presets::NOTHING).set_header(&headers);
        for row in &self.rows {
            table.add_row(row.iter().map(|cell| printable(cell)));
        }
        let widths = table.column_max_content_widths();
        for (column, (header, width)) in table.column_iter_mut().zip(headers.iter().zip(widths)) {
            let header_width = u16::try_from(header.chars().count()).unwrap_or(u16::MAX);
            let width = width
                .max(header_width.saturating_add(2))
                .max(MIN_COLUMN_WIDTH);
            column.set_padding((0, COLUMN_GAP));
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(
                width.saturating_add(COLUMN_GAP),
            )));
        }
        let lines: Vec<String> = table.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            writeln!(out, "{}", line.trim_end())?;
            if index == 0 {
                writeln!(out, "{}", rule(&table))?;
            }
        }
        Ok(())
    }
}

/// The dashes under the headers.
fn rule(table: &TextTable) -> String {
    let gap = usize::from(COLUMN_GAP);
    let dashes: Vec<String> = table
        .column_iter()
        .map(|column| match column.constraint() {
            Some(ColumnConstraint::Absolute(Width::Fixed(width))) => {
                "-".repeat(usize::from(*width) - gap)
            }
            _ => String::new(),
        })
        .collect();
    dashes.join(&" ".repeat(gap))
}

/// MLflow's narrowest column.
const MIN_COLUMN_WIDTH: u16 = 4;
/// MLflow's space between columns.
const COLUMN_GAP: u16 = 2;

/// Results of one kind.
pub(crate) trait Listing {
    /// For people.
    fn table(&self) -> Table;

    /// For programs: one JSON document each.
    fn records(&self) -> Vec<Value>;

    /// For people at a terminal; the table, where nothing else is said.
    fn sheet_for_screen(&self) -> view::Sheet {
        let table = self.table();
        let columns = table.headers.iter().map(|header| view::Column {
            header: printable(header),
            is_number: false,
            importance: view::Importance::Kept,
        });
        let cell = |text: &String| view::Cell::plain(printable(text));
        view::Sheet {
            columns: columns.collect(),
            rows: table
                .rows
                .iter()
                .map(|row| row.iter().map(cell).collect())
                .collect(),
        }
    }

    /// For spreadsheets; the table, where nothing else is said.
    fn sheet(&self) -> Table {
        self.table()
    }
}

/// Prints a list.
pub(crate) fn list(printer: &Printer, format: Format, listing: &dyn Listing) -> Result<()> {
    match format {
        Format::Table => match printer.screen() {
            Some(screen) => on_screen(printer, listing, screen),
            None => printer.write_result(|out| listing.table().write_text(out)),
        },
        Format::Csv => printer.write_result(|out| listing.sheet().write_csv(out)),
        Format::Json => {
            let records = Value::Array(listing.records());
            printer.write_result(|out| write_json(out, &records))
        }
        Format::Jsonl => printer.write_result(|out| {
            listing
                .records()
                .iter()
                .try_for_each(|record| writeln!(out, "{}", printable_json(&record.to_string())))
        }),
    }
}

/// Prints a table that fits the screen, and says which columns have no room there.
fn on_screen(printer: &Printer, listing: &dyn Listing, screen: Screen) -> Result<()> {
    let fitted = listing.sheet_for_screen().fit(screen);
    printer.laid_out(&fitted.lines)?;
    let count = fitted.left_out.len();
    if count > 0 {
        let note = format!(
            "{} more by `--output csv`: {}",
            counted(count, "column"),
            fitted.left_out.join(", ")
        );
        let note = screen
            .width
            .map_or_else(|| note.clone(), |room| view::cut(&note, room));
        printer.message(&note);
    }
    Ok(())
}

/// Prints one result: a text for people, or its record.
pub(crate) fn one(printer: &Printer, format: Format, text: &str, record: &Value) -> Result<()> {
    match format {
        Format::Table => printer.result(text),
        Format::Json => printer.write_result(|out| write_json(out, record)),
        Format::Jsonl => printer.result(&printable_json(&record.to_string())),
        Format::Csv => printer.write_result(|out| sheet_of(record).write_csv(out)),
    }
}

/// Says on stderr, for people, what was done; prints its record where a format was asked for.
pub(crate) fn told(
    printer: &Printer,
    output: OutputArgs,
    text: &str,
    record: &Value,
) -> Result<()> {
    match output.format() {
        Format::Table => {
            printer.message(text);
            Ok(())
        }
        other => one(printer, other, "", record),
    }
}

/// Prints what became of things that were changed: of one its record, of several a list.
pub(crate) fn changed(printer: &Printer, format: Format, records: &[Value]) -> Result<()> {
    match records {
        [record] => one(printer, format, "", record),
        records => list(printer, format, &Records(records)),
    }
}

/// Records of one kind as a list.
struct Records<'a>(&'a [Value]);

impl Listing for Records<'_> {
    fn table(&self) -> Table {
        let mut table = Table::default();
        for record in self.0 {
            let sheet = sheet_of(record);
            table.headers = sheet.headers;
            table.rows.extend(sheet.rows);
        }
        table
    }

    fn records(&self) -> Vec<Value> {
        self.0.to_vec()
    }
}

fn write_json(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    writeln!(out, "{}", printable_json(&text))
}

/// Fields as lines of `Name   : value`, as MLflow prints one result.
pub(crate) fn labelled(fields: &[(&str, String)]) -> String {
    let lines: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name:<19}: {}", printable(value)))
        .collect();
    lines.join("\n")
}

/// A count with its noun: `1 metric`, `2 metrics`.
pub(crate) fn counted<N: Copy + Display + PartialEq + From<u8>>(count: N, noun: &str) -> String {
    let ending = if count == N::from(1) { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

pub(crate) use crate::view::readable;

/// One record as a table of its fields; nested ones get dotted names.
pub(crate) struct Fields<'a>(pub(crate) &'a Value);

impl Listing for Fields<'_> {
    fn table(&self) -> Table {
        let mut cells = Vec::new();
        flatten(String::new(), self.0, &mut cells);
        let mut table = Table::new(["Field", "Value"]);
        table.rows = cells
            .into_iter()
            .map(|(name, value)| vec![name, value])
            .collect();
        table
    }

    fn records(&self) -> Vec<Value> {
        vec![self.0.clone()]
    }
}

/// A record as a header and a row; nested fields get dotted names.
fn sheet_of(record: &Value) -> Table {
    let mut cells = Vec::new();
    flatten(String::new(), record, &mut cells);
    let (headers, row) = cells.into_iter().unzip();
    Table {
        headers,
        rows: vec![row],
    }
}

fn flatten(name: String, value: &Value, cells: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                let dotted = if name.is_empty() {
                    field.clone()
                } else {
                    format!("{name}.{field}")
                };
                flatten(dotted, value, cells);
            }
        }
        Value::Null => cells.push((name, String::new())),
        Value::String(text) => cells.push((name, text.clone())),
        other => cells.push((name, other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_table_looks_like_mlflows() {
        let mut table = Table::new(["Experiment Id", "Name"]);
        table.rows.push(vec!["0".into(), "Default".into()]);
        table.rows.push(vec!["1".into(), "größe 日本\n".into()]);
        let mut text = Vec::new();
        table.write_text(&mut text).unwrap();
        let expected = "\
Experiment Id    Name
---------------  ------------
0                Default
1                größe 日本\\n
";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }

    #[test]
    fn an_empty_table_has_its_headers() {
        let mut text = Vec::new();
        Table::new(["A", "B"]).write_text(&mut text).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), "A     B\n----  ----\n");
    }

    #[test]
    fn a_record_becomes_a_row() {
        let sheet = sheet_of(&json!({"a": 1, "b": {"c": "x", "d": null}}));
        assert_eq!(sheet.headers, ["a", "b.c", "b.d"]);
        assert_eq!(sheet.rows, [["1", "x", ""]]);
    }
}
