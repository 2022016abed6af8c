//! Sparklines: the course of a number in one line of text.

/// The bars, from the lowest.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// What stands for a point that is no number.
const GAP: char = '·';

/// The course of values in at most so many characters, each of which is the mean of those that it
/// stands for. Empty for fewer than two values.
pub fn sparkline(values: &[f64], columns: usize) -> String {
    if values.len() < 2 || columns == 0 {
        return String::new();
    }
    let count = columns.min(values.len());
    let means: Vec<f64> = (0..count)
        .map(|column| {
            let begin = column * values.len() / count;
            let end = (column + 1) * values.len() / count;
            mean(&values[begin..end])
        })
        .collect();
    let finite = || means.iter().copied().filter(|value| value.is_finite());
    let (low, high) = (
        finite().fold(f64::MAX, f64::min),
        finite().fold(f64::MIN, f64::max),
    );
    means.iter().map(|&value| bar(value, low, high)).collect()
}

/// The mean of those that are numbers.
fn mean(values: &[f64]) -> f64 {
    let finite: Vec<f64> = values
        .iter()
        .copied()
        .filter(|value| value.is_finite())
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "a count of points")]
    let count = finite.len() as f64;
    finite.iter().map(|value| value / count).sum::<f64>()
        + if count == 0.0 { f64::NAN } else { 0.0 }
}

fn bar(value: f64, low: f64, high: f64) -> char {
    if !value.is_finite() {
        return GAP;
    }
    if high <= low {
        return BARS[3];
    }
    // Halves, so that the distance of two large numbers is one, too.
    let share = (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share is between 0 and 1"
    )]
    let step = (share * 7.0).round() as usize;
    BARS[step.min(BARS.len() - 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_has_its_ends() {
        for (values, columns, line) in [
            (&[1.0, 2.0, 3.0][..], 10, "▁▅█"),
            (&[3.0, 2.0, 1.0, 0.0], 2, "█▁"),
            (&[1.0, 1.0], 9, "▄▄"),
            (&[1.0, f64::NAN, 2.0], 9, "▁·█"),
            (&[f64::MAX, f64::MIN], 9, "█▁"),
            (&[1.0], 9, ""),
        ] {
            assert_eq!(sparkline(values, columns), line, "{values:?}");
        }
    }
}
