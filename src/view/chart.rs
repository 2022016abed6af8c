//! Small charts of metrics as SVG.

use std::fmt::Write as _;

use super::markup::html;
use super::number::short_number;

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 160.0;
/// The room for labels to the left and below.
const MARGIN: f64 = 44.0;
/// The room above and to the right.
const PADDING: f64 = 20.0;
/// The colours of the lines, in their order.
const COLOURS: [&str; 4] = ["#0969da", "#bf8700", "#1a7f37", "#8250df"];

/// The course of a metric in one run.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What the line is called.
    pub name: String,
    /// Steps with their values.
    pub points: Vec<(f64, f64)>,
}

/// A chart with a line for each series; values that are no numbers are left out.
pub fn svg(title: &str, series: &[Series]) -> String {
    let points = || {
        let all = series.iter().flat_map(|line| line.points.iter().copied());
        all.filter(|(x, y)| x.is_finite() && y.is_finite())
    };
    let range = |pick: fn((f64, f64)) -> f64| {
        let low = points().map(pick).fold(f64::INFINITY, f64::min);
        let high = points().map(pick).fold(f64::NEG_INFINITY, f64::max);
        if low > high { (0.0, 1.0) } else { (low, high) }
    };
    let (left, right) = range(|(x, _)| x);
    let (low, high) = range(|(_, y)| y);
    let x = |value: f64| scaled(value, left, right, MARGIN, WIDTH - PADDING);
    let y = |value: f64| scaled(value, low, high, HEIGHT - MARGIN / 2.0, PADDING);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"10\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"{MARGIN}\" y=\"12\" font-size=\"12\">{}</text>\n",
        html(title)
    );
    for (label, at) in [(high, y(high)), (low, y(low))] {
        let label = short_number(label);
        let _ = writeln!(
            text,
            "<text x=\"4\" y=\"{:.0}\">{label}</text><line x1=\"{MARGIN}\" x2=\"{:.0}\" \
             y1=\"{at:.1}\" y2=\"{at:.1}\" stroke=\"#d0d7de\"/>",
            at + 3.0,
            WIDTH - PADDING
        );
    }
    for (line, colour) in series.iter().zip(COLOURS.iter().cycle()) {
        let finite = line
            .points
            .iter()
            .filter(|(x, y)| x.is_finite() && y.is_finite());
        let points: Vec<String> = finite
            .map(|&(step, value)| format!("{:.1},{:.1}", x(step), y(value)))
            .collect();
        let _ = writeln!(
            text,
            "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\" \
             points=\"{}\"><title>{}</title></polyline>",
            points.join(" "),
            html(&line.name)
        );
    }
    for (position, (line, colour)) in series.iter().zip(COLOURS.iter().cycle()).enumerate() {
        let at = MARGIN + 100.0 * f64::from(u8::try_from(position).unwrap_or(u8::MAX));
        let _ = writeln!(
            text,
            "<text x=\"{at}\" y=\"{}\" fill=\"{colour}\">{}</text>",
            HEIGHT - 4.0,
            html(&line.name)
        );
    }
    text.push_str("</svg>\n");
    text
}

/// A value of one range in another; the middle where there is but one value.
fn scaled(value: f64, low: f64, high: f64, begin: f64, end: f64) -> f64 {
    if high <= low {
        return f64::midpoint(begin, end);
    }
    let share = (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0);
    begin + share * (end - begin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_has_a_line_for_each_run() {
        let line = |name: &str, points: &[(f64, f64)]| Series {
            name: name.to_owned(),
            points: points.to_vec(),
        };
        let chart = svg(
            "<loss>",
            &[
                line("a", &[(0.0, 1.0), (1.0, f64::NAN), (2.0, 0.0)]),
                line("b", &[]),
            ],
        );
        assert!(
            chart.contains("&lt;loss&gt;") && !chart.contains("NaN"),
            "{chart}"
        );
        assert_eq!(chart.matches("<polyline").count(), 2);
        assert!(
            chart.contains("points=\"44.0,20.0 340.0,138.0\""),
            "{chart}"
        );
    }
}
