//! `mlflow runs log-batch`: JSON lines on stdin, logged as they come.

mod line;

use std::io::{self, BufRead};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use clap::Args;
use serde_json::json;

use crate::entity::{RunId, limits};
use crate::error::{Error, Result};
use crate::store::Batch;
use crate::tracking::Tracking;

use super::super::context::Context;
use super::super::output::{self, OutputArgs, counted};
use super::super::which::RunArg;

/// How long a line waits for more before it is logged.
const PATIENCE: Duration = Duration::from_millis(200);
/// How many lines are read ahead of the store.
const READ_AHEAD: usize = 10_000;

/// Log metrics, params and tags from JSON lines on stdin
///
/// Each line is an object with any of "metrics", "params" and "tags", each an object of keys and
/// values, and with "step" and "timestamp" for its metrics:
///
///   {"metrics": {"loss": 0.25, "acc": 0.9}, "step": 1}
///   {"params": {"lr": "0.1"}, "tags": {"stage": "dev"}}
///
/// The REST API's arrays of {"key", "value", "step", "timestamp"} are understood too. Lines are
/// logged as they come, so a program that is still training can be piped in.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct LogBatchArgs {
    #[command(flatten)]
    run: RunArg,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &LogBatchArgs, context: &Context, tracking: &Tracking) -> Result<()> {
    let run_id = args.run.run_id(tracking)?;
    tracking.get_run(&run_id)?;
    let mut log = BatchLog {
        tracking,
        run_id: &run_id,
        pending: Batch::default(),
        counts: [0; 3],
    };
    let outcome = log.follow(&lines_of_stdin());
    // The lines before a broken one are kept.
    log.flush()?;
    let [metrics, params, tags] = log.counts;
    let logged = format!(
        "{}, {} and {}",
        counted(metrics, "metric"),
        counted(params, "param"),
        counted(tags, "tag")
    );
    outcome.map_err(|e| e.hint(format!("the lines before it are logged: {logged}")))?;
    let text = format!("Logged {logged} to run {run_id}.");
    let record = json!({"run_id": run_id, "metrics": metrics, "params": params, "tags": tags});
    output::told(context.printer(), args.output, &text, &record)
}

/// Reads stdin on a thread of its own, so that a pause in it can be noticed.
fn lines_of_stdin() -> Receiver<io::Result<String>> {
    let (sender, receiver) = sync_channel(READ_AHEAD);
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines() {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

/// Collects lines into batches.
struct BatchLog<'a> {
    tracking: &'a Tracking,
    run_id: &'a RunId,
    pending: Batch,
    /// How many metrics, params and tags are logged.
    counts: [usize; 3],
}

impl BatchLog<'_> {
    /// Takes lines until they end; what is pending is logged when a batch is full or when the
    /// lines pause.
    fn follow(&mut self, lines: &Receiver<io::Result<String>>) -> Result<()> {
        let mut line_number = 0;
        loop {
            let line = match lines.recv_timeout(PATIENCE) {
                Ok(line) => line.map_err(|e| Error::invalid("cannot read stdin").caused_by(e))?,
                Err(RecvTimeoutError::Timeout) => {
                    self.flush()?;
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            };
            line_number += 1;
            if !line.trim().is_empty() {
                self.take(line::read(&line, line_number)?)?;
            }
        }
    }

    fn take(&mut self, line: Batch) -> Result<()> {
        let Batch {
            metrics,
            params,
            tags,
            // None come on stdin.
            model_metrics: _,
        } = line;
        for metric in metrics {
            self.make_room(|pending| pending.metrics.len() < limits::MAX_METRICS_PER_BATCH)?;
            self.pending.metrics.push(metric);
        }
        for param in params {
            self.make_room(|pending| {
                // A batch holds a param once; whether it changed is for the store to say.
                pending.params.len() < limits::MAX_PARAMS_TAGS_PER_BATCH
                    && pending.params.iter().all(|other| other.key != param.key)
            })?;
            self.pending.params.push(param);
        }
        for tag in tags {
            self.make_room(|pending| pending.tags.len() < limits::MAX_PARAMS_TAGS_PER_BATCH)?;
            self.pending.tags.push(tag);
        }
        Ok(())
    }

    /// Logs what is pending if there is no room for one more.
    fn make_room(&mut self, has_room: impl Fn(&Batch) -> bool) -> Result<()> {
        if count(&self.pending) < limits::MAX_ENTITIES_PER_BATCH && has_room(&self.pending) {
            return Ok(());
        }
        self.flush()
    }

    fn flush(&mut self) -> Result<()> {
        let batch = std::mem::take(&mut self.pending);
        if count(&batch) == 0 {
            return Ok(());
        }
        let counts = [batch.metrics.len(), batch.params.len(), batch.tags.len()];
        self.tracking.log_batch(self.run_id, batch)?;
        self.counts
            .iter_mut()
            .zip(counts)
            .for_each(|(total, new)| *total += new);
        Ok(())
    }
}

fn count(batch: &Batch) -> usize {
    batch.metrics.len() + batch.params.len() + batch.tags.len()
}
