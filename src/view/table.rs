//! Tables that fit a screen: columns are cut where they are wide, and left out where there are too
//! many, which is said.

use super::ink::{Ink, Screen, painted};
use super::width::{cut, width};

/// The space between columns.
const GAP: usize = 2;
/// The narrowest column that a text is cut to.
const NARROWEST: usize = 8;
/// The widest column, however wide the screen.
const WIDEST: usize = 48;

/// A text with its look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Printable, on one line.
    pub text: String,
    /// Its look.
    pub ink: Ink,
}

impl Cell {
    /// A text that looks like everything else.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::new(text, Ink::Plain)
    }

    /// A text in its look.
    pub fn new(text: impl Into<String>, ink: Ink) -> Self {
        Self {
            text: text.into(),
            ink,
        }
    }
}

/// How much a column matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Importance {
    /// It is always shown, whole: an id.
    Whole,
    /// It is always shown, and may be cut.
    Kept,
    /// It goes where there is no room for all, the last ones first.
    Spare,
}

/// A column by its header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Printable, on one line.
    pub header: String,
    /// Whether its cells are numbers, which end below each other.
    pub is_number: bool,
    /// Whether it may be cut or go.
    pub importance: Importance,
}

/// A table before it is fitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// From left to right.
    pub columns: Vec<Column>,
    /// Each has a cell for every column.
    pub rows: Vec<Vec<Cell>>,
}

/// A table as lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FittedTable {
    /// The header and the rows.
    pub lines: Vec<String>,
    /// The headers of the columns that there was no room for.
    pub left_out: Vec<String>,
}

impl Sheet {
    /// Lays the table out for a screen.
    pub fn fit(&self, screen: Screen) -> FittedTable {
        let natural: Vec<usize> = (0..self.columns.len())
            .map(|index| self.natural_width(index))
            .collect();
        let (shown, widths) = match screen.width {
            Some(room) => self.shrunk(&natural, room),
            None => ((0..natural.len()).collect(), natural),
        };
        let header = shown
            .iter()
            .map(|&index| Cell::new(self.columns[index].header.clone(), Ink::Bold));
        let header: Vec<Cell> = header.collect();
        let mut lines = vec![self.line(header.iter(), &shown, &widths, screen)];
        for row in &self.rows {
            let cells = shown.iter().map(|&index| &row[index]);
            lines.push(self.line(cells, &shown, &widths, screen));
        }
        let is_out = |index: &usize| !shown.contains(index);
        let left_out = (0..self.columns.len()).filter(is_out);
        FittedTable {
            lines,
            left_out: left_out
                .map(|index| self.columns[index].header.clone())
                .collect(),
        }
    }

    fn natural_width(&self, index: usize) -> usize {
        let cells = self.rows.iter().map(|row| width(&row[index].text));
        let widest = cells.max().unwrap_or_default();
        widest.max(width(&self.columns[index].header))
    }

    /// The columns that there is room for, each with its width.
    fn shrunk(&self, natural: &[usize], room: usize) -> (Vec<usize>, Vec<usize>) {
        let is_whole = |index: usize| self.columns[index].importance == Importance::Whole;
        let mut widths: Vec<usize> = natural.to_vec();
        for (index, width) in widths.iter_mut().enumerate() {
            if !is_whole(index) {
                *width = (*width).min(WIDEST);
            }
        }
        let mut shown: Vec<usize> = (0..natural.len()).collect();
        loop {
            let used = |widths: &[usize]| {
                let texts: usize = shown.iter().map(|&index| widths[index]).sum();
                texts + GAP * shown.len().saturating_sub(1)
            };
            // The widest gives way first, so that all stay readable.
            while used(&widths) > room {
                let wide = shown
                    .iter()
                    .copied()
                    .filter(|&index| !is_whole(index) && widths[index] > NARROWEST);
                let Some(widest) = wide.max_by_key(|&index| widths[index]) else {
                    break;
                };
                widths[widest] -= 1;
            }
            if used(&widths) <= room {
                return (shown, widths);
            }
            let spare = shown
                .iter()
                .rposition(|&index| self.columns[index].importance == Importance::Spare);
            let Some(position) = spare else {
                return (shown, widths);
            };
            shown.remove(position);
            // What is left may have more room again.
            for &index in &shown {
                let most = if is_whole(index) { usize::MAX } else { WIDEST };
                widths[index] = natural[index].min(most);
            }
        }
    }

    fn line<'a>(
        &self,
        cells: impl Iterator<Item = &'a Cell>,
        shown: &[usize],
        widths: &[usize],
        screen: Screen,
    ) -> String {
        let mut line = String::new();
        for (position, (cell, &index)) in cells.zip(shown).enumerate() {
            let text = cut(&cell.text, widths[index]);
            let padding = " ".repeat(widths[index].saturating_sub(width(&text)));
            let painted = painted(&text, cell.ink, screen.is_colored);
            if position > 0 {
                line.push_str(&" ".repeat(GAP));
            }
            if self.columns[index].is_number {
                line.push_str(&padding);
                line.push_str(&painted);
            } else {
                line.push_str(&painted);
                line.push_str(&padding);
            }
        }
        line.trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let column = |header: &str, is_number, importance| Column {
            header: header.to_owned(),
            is_number,
            importance,
        };
        let row = |cells: [&str; 4]| cells.map(Cell::plain).into();
        Sheet {
            columns: vec![
                column("run", false, Importance::Whole),
                column("name", false, Importance::Kept),
                column("loss", true, Importance::Spare),
                column("acc", true, Importance::Spare),
            ],
            rows: vec![
                row(["0123abcd", "a-rather-long-name", "0.25", "0.9"]),
                row(["4567abcd", "b", "10", ""]),
            ],
        }
    }

    fn fitted(width: Option<usize>) -> FittedTable {
        sheet().fit(Screen {
            width,
            is_colored: false,
        })
    }

    #[test]
    fn a_wide_screen_has_all_of_it() {
        let all = fitted(None);
        let expected = [
            "run       name                loss  acc",
            "0123abcd  a-rather-long-name  0.25  0.9",
            "4567abcd  b                     10",
        ];
        assert_eq!(all.lines, expected);
        assert_eq!(all, fitted(Some(39)));
    }

    #[test]
    fn the_widest_column_is_cut_before_any_goes() {
        let cut = fitted(Some(30));
        assert_eq!(cut.lines[1], "0123abcd  a-rather…  0.25  0.9");
        assert_eq!(cut.left_out, [""; 0]);
        let narrow = fitted(Some(24));
        assert_eq!(narrow.lines[1], "0123abcd  a-rathe…  0.25");
        assert_eq!(narrow.left_out, ["acc"]);
        let narrowest = fitted(Some(10));
        assert_eq!(narrowest.lines[1], "0123abcd  a-rathe…");
        assert_eq!(narrowest.left_out, ["loss", "acc"]);
    }

    #[test]
    fn colours_take_no_room() {
        let mut sheet = sheet();
        sheet.rows[0][2].ink = Ink::Green;
        let lines = sheet
            .fit(Screen {
                width: Some(39),
                is_colored: true,
            })
            .lines;
        assert!(lines[0].starts_with("\u{1b}[1mrun\u{1b}[0m       \u{1b}[1mname"));
        assert!(
            lines[1].contains("  \u{1b}[32m0.25\u{1b}[0m  0.9"),
            "{lines:?}"
        );
    }
}
