//! Charts of metrics for terminals, drawn with the dots of braille letters.

use super::chart::Series;
use super::ink::{Ink, Screen, painted};
use super::number::short_number;
use super::width::{cut, width};

/// The looks of the curves, in their order.
const INKS: [Ink; 4] = [Ink::Cyan, Ink::Yellow, Ink::Green, Ink::Red];
/// How wide a chart is where there is no screen.
const USUAL_WIDTH: usize = 80;
/// Dots of one letter, across and down.
const DOTS: (usize, usize) = (2, 4);
/// The bit of each dot of a letter, by its row and its column.
const BITS: [[u32; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
/// The letter without dots.
const BLANK: u32 = 0x2800;

/// Draws curves in so many lines, with the ends of both axes and, where there are several, their names.
/// Values that are no numbers are left out; with `is_log`, those that have no logarithm, too.
pub fn plot(series: &[Series], screen: Screen, height: usize, is_log: bool) -> Vec<String> {
    let scaled: Vec<Vec<(f64, f64)>> = series.iter().map(|line| finite(line, is_log)).collect();
    let all = || scaled.iter().flatten().copied();
    let range = |pick: fn((f64, f64)) -> f64| {
        let low = all().map(pick).fold(f64::INFINITY, f64::min);
        let high = all().map(pick).fold(f64::NEG_INFINITY, f64::max);
        (low <= high).then_some((low, high))
    };
    let (Some(across), Some(up)) = (range(|(x, _)| x), range(|(_, y)| y)) else {
        return vec!["no values to draw".to_owned()];
    };
    let told = |value: f64| short_number(if is_log { 10_f64.powf(value) } else { value });
    let labels = [told(up.1), told(up.0)];
    let label_width = labels.iter().map(|label| width(label)).max().unwrap_or(0);
    let room = screen.width.unwrap_or(USUAL_WIDTH);
    let columns = room.saturating_sub(label_width + 2).max(8);
    let height = height.max(2);
    let mut canvas = Canvas::new(columns, height);
    for (index, points) in scaled.iter().enumerate() {
        canvas.draw(points, across, up, index);
    }
    let mut lines = canvas.lines(screen.is_colored);
    for (row, line) in lines.iter_mut().enumerate() {
        let label = match row {
            0 => labels[0].as_str(),
            row if row + 1 == height => &labels[1],
            _ => "",
        };
        let padding = " ".repeat(label_width - width(label));
        let whole = format!("{padding}{label} │{line}");
        whole.trim_end().clone_into(line);
    }
    lines.push(axis(label_width, columns, across));
    if series.len() > 1 {
        lines.extend(legend(series, screen));
    }
    lines
}

fn finite(line: &Series, is_log: bool) -> Vec<(f64, f64)> {
    let points = line.points.iter().copied();
    points
        .map(|(x, y)| (x, if is_log { y.log10() } else { y }))
        .filter(|(x, y)| x.is_finite() && y.is_finite())
        .collect()
}

/// The line below the curves, with the first and the last step.
fn axis(label_width: usize, columns: usize, (first, last): (f64, f64)) -> String {
    let (first, last) = (short_number(first), short_number(last));
    let rule = columns.saturating_sub(width(&first) + width(&last) + 2);
    let line = format!("{first} {} {last}", "─".repeat(rule));
    format!("{} └{line}", " ".repeat(label_width))
}

fn legend(series: &[Series], screen: Screen) -> Vec<String> {
    let line = |(index, line): (usize, &Series)| {
        let name = screen.width.map_or_else(
            || line.name.clone(),
            |room| cut(&line.name, room.saturating_sub(3)),
        );
        let ink = INKS[index % INKS.len()];
        format!("{} {name}", painted("●", ink, screen.is_colored))
    };
    series.iter().enumerate().map(line).collect()
}

/// Letters with their dots, and which curve was drawn there last.
struct Canvas {
    columns: usize,
    rows: usize,
    cells: Vec<(u32, usize)>,
}

impl Canvas {
    fn new(columns: usize, rows: usize) -> Self {
        Self {
            columns,
            rows,
            cells: vec![(0, 0); columns * rows],
        }
    }

    /// Draws a curve from point to point; a single one is a dot.
    fn draw(&mut self, points: &[(f64, f64)], across: (f64, f64), up: (f64, f64), curve: usize) {
        let (right, bottom) = (self.columns * DOTS.0 - 1, self.rows * DOTS.1 - 1);
        let place =
            |&(x, y): &(f64, f64)| (position(x, across, right), bottom - position(y, up, bottom));
        let places: Vec<(usize, usize)> = points.iter().map(place).collect();
        if let [only] = places.as_slice() {
            self.dot(*only, curve);
        }
        for pair in places.windows(2) {
            self.line(pair[0], pair[1], curve);
        }
    }

    fn line(&mut self, from: (usize, usize), to: (usize, usize), curve: usize) {
        let steps = from.0.abs_diff(to.0).max(from.1.abs_diff(to.1)).max(1);
        let between = |a: usize, b: usize, step: usize| {
            if a <= b {
                a + (b - a) * step / steps
            } else {
                a - (a - b) * step / steps
            }
        };
        for step in 0..=steps {
            let dot = (between(from.0, to.0, step), between(from.1, to.1, step));
            self.dot(dot, curve);
        }
    }

    fn dot(&mut self, (x, y): (usize, usize), curve: usize) {
        let cell = &mut self.cells[y / DOTS.1 * self.columns + x / DOTS.0];
        cell.0 |= BITS[y % DOTS.1][x % DOTS.0];
        cell.1 = curve;
    }

    fn lines(&self, is_colored: bool) -> Vec<String> {
        let rows = self.cells.chunks(self.columns);
        rows.map(|cells| {
            // Letters of one look share their escape sequence.
            let alike = cells
                .chunk_by(|(a, of), (b, other)| (*a == 0) == (*b == 0) && (*a == 0 || of == other));
            let part = |cells: &[(u32, usize)]| {
                let letters = cells.iter().map(|&(dots, _)| match dots {
                    0 => ' ',
                    dots => char::from_u32(BLANK + dots).unwrap_or(' '),
                });
                let letters: String = letters.collect();
                match cells[0] {
                    (0, _) => letters,
                    (_, curve) => painted(&letters, INKS[curve % INKS.len()], is_colored),
                }
            };
            alike.map(part).collect()
        })
        .collect()
    }
}

/// Where a value of a range lies among so many dots; the middle where there is but one value.
fn position(value: f64, (low, high): (f64, f64), last: usize) -> usize {
    if high <= low {
        return last / 2;
    }
    // Halves, so that the distance of two large numbers is one, too.
    let share = (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of the dots of a screen"
    )]
    let dot = (share * last as f64).round() as usize;
    dot.min(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, points: &[(f64, f64)]) -> Series {
        Series {
            name: name.to_owned(),
            points: points.to_vec(),
        }
    }

    const SCREEN: Screen = Screen {
        width: Some(16),
        is_colored: false,
    };

    #[test]
    fn a_curve_goes_from_its_first_to_its_last_point() {
        let falling = line("loss", &[(0.0, 9.0), (5.0, f64::NAN), (10.0, 1.0)]);
        let drawn = plot(&[falling], SCREEN, 3, false);
        assert_eq!(
            drawn,
            [
                "9 │⠉⠑⠢⢄⣀",
                "  │     ⠉⠒⠤⣀⡀",
                "1 │         ⠈⠑⠢⢄",
                "  └0 ──────── 10"
            ]
        );
    }

    #[test]
    fn two_curves_have_names_and_a_logarithm_has_no_zero() {
        let both = [
            line("a", &[(0.0, 0.0), (1.0, 10.0)]),
            line("b", &[(0.0, 1000.0), (1.0, 10.0)]),
        ];
        let drawn = plot(&both, SCREEN, 2, true);
        assert!(
            drawn[0].starts_with("1000 │") && drawn[1].starts_with("  10 │"),
            "{drawn:?}"
        );
        assert_eq!(drawn[3..], ["● a", "● b"]);
        let colored = Screen {
            is_colored: true,
            ..SCREEN
        };
        assert!(plot(&both, colored, 2, false)[0].contains("\u{1b}[33m"));
    }

    #[test]
    fn nothing_is_no_chart_and_one_value_is_in_the_middle() {
        let none = plot(&[line("a", &[(0.0, f64::NAN)])], SCREEN, 3, false);
        assert_eq!(none, ["no values to draw"]);
        let one = plot(&[line("a", &[(3.0, 7.0)])], SCREEN, 3, false);
        assert!(
            one[1].trim_start_matches(['│', ' ']).chars().count() == 1,
            "{one:?}"
        );
    }
}
