//! The lines of a metric's file, a point each: `TIMESTAMP VALUE STEP`, and for a logged model
//! `TIMESTAMP VALUE STEP RUN_ID`, with `DATASET_NAME DATASET_DIGEST` behind it or not.

use crate::entity::{DatasetRef, LoggedModelMetric, Metric, RunId};

use super::{BYTE_ORDER_MARK, whole};

/// Writes a point as a line, with its end.
pub(in crate::store::file) fn line(metric: &Metric) -> String {
    let Metric {
        key: _,
        value,
        timestamp,
        step,
    } = metric;
    format!("{timestamp} {} {step}\n", float(*value))
}

/// Reads a line: without a step as MLflow before 1.0 wrote it, or with a data set behind it as
/// 3.x may write it (3.17.2 takes the step of such a line for 0, though it stands there).
pub(in crate::store::file) fn parse_line(line: &str) -> Option<Metric> {
    let mut fields = line.split_ascii_whitespace();
    let timestamp = whole(fields.next()?)?;
    let value = fields.next()?.parse().ok()?;
    let step = fields.next().map_or(Some(0), whole)?;
    Some(Metric {
        key: String::new(),
        value,
        timestamp,
        step,
    })
}

/// Writes a point of a logged model as a line, with its end.
pub(in crate::store::file) fn model_line(measured: &LoggedModelMetric) -> String {
    let LoggedModelMetric {
        run_id,
        metric,
        dataset,
    } = measured;
    let point = line(metric);
    let dataset = dataset
        .as_ref()
        .map(|DatasetRef { name, digest }| format!(" {name} {digest}"));
    format!(
        "{} {run_id}{}\n",
        point.trim_end(),
        dataset.unwrap_or_default()
    )
}

/// Reads a line of a logged model. As in MLflow 3.17.2, the name of a data set has no spaces.
pub(in crate::store::file) fn parse_model_line(line: &str) -> Option<LoggedModelMetric> {
    let fields: Vec<&str> = line.split_ascii_whitespace().collect();
    let (run_id, dataset) = match fields[..] {
        [_, _, _, run_id] => (run_id, None),
        [_, _, _, run_id, name, digest] => (run_id, Some((name, digest))),
        _ => return None,
    };
    Some(LoggedModelMetric {
        run_id: RunId::from(run_id),
        metric: parse_line(line)?,
        dataset: dataset.map(|(name, digest)| DatasetRef {
            name: name.to_owned(),
            digest: digest.to_owned(),
        }),
    })
}

/// Whether a data set can stand in a line of a logged model.
pub(in crate::store::file) fn fits_in_line(dataset: &DatasetRef) -> bool {
    let is_word = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace);
    is_word(&dataset.name) && is_word(&dataset.digest)
}

/// What a metric's file holds.
pub(in crate::store::file) struct MetricFile<T = Metric> {
    /// Every point, in the order of the file.
    pub(in crate::store::file) points: Vec<T>,
    /// The number of lines that are no points.
    pub(in crate::store::file) malformed_lines: usize,
}

impl<T> MetricFile<T> {
    fn read(text: &str, parse_line: impl Fn(&str) -> Option<T>) -> Self {
        let mut file = Self {
            points: Vec::new(),
            malformed_lines: 0,
        };
        let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            match parse_line(line) {
                Some(point) => file.points.push(point),
                None => file.malformed_lines += 1,
            }
        }
        file
    }
}

impl MetricFile<LoggedModelMetric> {
    /// Reads the text of a logged model's file.
    pub(in crate::store::file) fn parse_model(key: &str, text: &str) -> Self {
        Self::read(text, |line| {
            let mut point = parse_model_line(line)?;
            key.clone_into(&mut point.metric.key);
            Some(point)
        })
    }
}

impl MetricFile {
    /// Reads the text of a file.
    pub(in crate::store::file) fn parse(key: &str, text: &str) -> Self {
        Self::read(text, |line| {
            let mut point = parse_line(line)?;
            key.clone_into(&mut point.key);
            Some(point)
        })
    }

    /// The latest point; `None` where the file has none.
    pub(in crate::store::file) fn latest(self) -> Option<Metric> {
        self.points.into_iter().max_by(Metric::cmp_latest)
    }
}

/// Writes a number as Python prints it: the shortest digits that give it back, with an exponent
/// below 1e-4 and from 1e16 on.
fn float(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() || value == 0.0 {
        return format!("{value:?}");
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific
        .split_once('e')
        .expect("`{:e}` writes an exponent");
    let exponent: i32 = exponent.parse().expect("the exponent is a number");
    if (-4..16).contains(&exponent) {
        return format!("{value:?}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_python_prints_them() {
        for (value, text) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (0.1, "0.1"),
            (-1.5, "-1.5"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.25e-300, "1.25e-300"),
            (f64::MAX, "1.7976931348623157e+308"),
            (5e-324, "5e-324"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN, "nan"),
        ] {
            assert_eq!(float(value), text);
            let back: f64 = text.parse().unwrap();
            assert!(
                back.to_bits() == value.to_bits() || value.is_nan(),
                "{text}"
            );
        }
    }

    #[test]
    fn lines_of_every_age_are_read() {
        let text = "\u{feff}5.9 1.5\n6 nan 2\r\n7 2 1.0 data set 3\n\nbroken\n9";
        let file = MetricFile::parse("m", text);
        let points = &file.points;
        assert_eq!(points.len(), 3);
        assert_eq!((points[0].timestamp, points[0].step), (5, 0));
        assert_eq!((points[2].value, points[2].step), (2.0, 1));
        assert_eq!(file.malformed_lines, 2);
        assert_eq!(file.latest().unwrap().step, 2);
    }

    #[test]
    fn a_line_of_a_model_comes_back() {
        let mut measured = LoggedModelMetric {
            run_id: "r".into(),
            metric: Metric {
                key: String::new(),
                value: 0.5,
                timestamp: 5,
                step: 1,
            },
            dataset: None,
        };
        assert_eq!(model_line(&measured), "5 0.5 1 r\n");
        assert_eq!(parse_model_line("5 0.5 1 r\n").unwrap(), measured);
        measured.dataset = Some(DatasetRef {
            name: "größe".into(),
            digest: "d1".into(),
        });
        assert_eq!(model_line(&measured), "5 0.5 1 r größe d1\n");
        assert_eq!(parse_model_line("5 0.5 1 r größe d1\n").unwrap(), measured);
        for broken in [
            "5 0.5 1",
            "5 0.5 1 r d",
            "5 0.5 1 r two words d1",
            "x 0.5 1 r",
        ] {
            assert_eq!(parse_model_line(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_line_comes_back() {
        let metric = Metric {
            key: String::new(),
            value: -1e-7,
            timestamp: 1_795_421_338_103,
            step: -3,
        };
        assert_eq!(line(&metric), "1795421338103 -1e-07 -3\n");
        assert_eq!(parse_line(&line(&metric)).unwrap(), metric);
    }
}
