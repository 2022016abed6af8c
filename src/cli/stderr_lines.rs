//! Lines on stderr.
//!
//! A command waits until whoever reads them has taken them. A server must not: a program that starts
//! one with a pipe for stderr, and never reads it, would stop it with the first line for which the pipe
//! has no room. Its lines are queued, and a thread writes them:
//!
//! 1. A line that finds the queue full waits for room, as a reader may just be slow.
//! 2. After [`PATIENCE`] nobody reads. That line and those after it are left out, without waiting.
//! 3. As soon as a line is written again, lines are queued again, the first one saying how many were
//!    left out.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, OnceLock};
use std::thread;
use std::time::Duration;

use indicatif::MultiProgress;

use crate::sync::unpoisoned;

/// The most lines that wait to be written.
const MOST: usize = 1_000;
/// How long a line waits for room, and the end of the program for the last lines.
const PATIENCE: Duration = Duration::from_secs(1);

/// Writes lines to stderr, above the progress bars.
pub(super) struct StderrLines {
    bars: Arc<MultiProgress>,
    /// That of a server.
    queue: OnceLock<Arc<Queue>>,
}

impl StderrLines {
    pub(super) fn new(bars: Arc<MultiProgress>) -> Self {
        Self {
            bars,
            queue: OnceLock::new(),
        }
    }

    /// Writes a line, or leaves that to the queue. A closed stderr is not an error.
    pub(super) fn write(&self, line: &str) {
        match self.queue.get() {
            Some(queue) => queue.push(line.to_owned()),
            None => write_above(&self.bars, line),
        }
    }

    /// From now on, lines are queued.
    pub(super) fn queue(&self) {
        let queue = Arc::new(Queue::default());
        if self.queue.set(Arc::clone(&queue)).is_ok() {
            let bars = Arc::clone(&self.bars);
            thread::spawn(move || queue.write_to_the_end(|line| write_above(&bars, line)));
        }
    }

    /// Waits for the lines that are queued, unless nobody reads them.
    pub(super) fn finish(&self) {
        if let Some(queue) = self.queue.get() {
            queue.finish();
        }
    }
}

fn write_above(bars: &MultiProgress, line: &str) {
    bars.suspend(|| {
        let _ = writeln!(io::stderr().lock(), "{line}");
    });
}

#[derive(Default)]
struct Queue {
    queued: Mutex<Queued>,
    changed: Condvar,
}

#[derive(Default)]
struct Queued {
    /// The first one is being written.
    lines: VecDeque<String>,
    left_out: usize,
    /// Whether lines are left out.
    is_stuck: bool,
}

impl Queued {
    fn is_full(&self) -> bool {
        self.lines.len() >= MOST
    }
}

impl Queue {
    fn push(&self, line: String) {
        let queued = unpoisoned(self.queued.lock());
        let waits = |queued: &mut Queued| queued.is_full() && !queued.is_stuck;
        let waited = self.changed.wait_timeout_while(queued, PATIENCE, waits);
        let (mut queued, _) = unpoisoned(waited);
        if queued.is_full() || queued.is_stuck {
            queued.is_stuck = true;
            queued.left_out += 1;
        } else {
            queued.lines.push_back(line);
            self.changed.notify_all();
        }
    }

    /// Writes lines as they come, for as long as the program runs.
    fn write_to_the_end(&self, mut write: impl FnMut(&str)) {
        loop {
            let queued = unpoisoned(self.queued.lock());
            let is_empty = |queued: &mut Queued| queued.lines.is_empty();
            let queued = unpoisoned(self.changed.wait_while(queued, is_empty));
            let line = queued.lines.front().cloned().unwrap_or_default();
            drop(queued);
            write(&line);
            self.written();
        }
    }

    /// The first line has been taken.
    fn written(&self) {
        let mut queued = unpoisoned(self.queued.lock());
        queued.lines.pop_front();
        if std::mem::take(&mut queued.is_stuck) {
            let left_out = std::mem::take(&mut queued.left_out);
            queued.lines.push_back(format!(
                "warning: {left_out} lines were left out here, because nobody read stderr"
            ));
        }
        self.changed.notify_all();
    }

    fn finish(&self) {
        let queued = unpoisoned(self.queued.lock());
        let waits = |queued: &mut Queued| !queued.lines.is_empty() && !queued.is_stuck;
        drop(self.changed.wait_timeout_while(queued, PATIENCE, waits));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn what_nobody_reads_is_left_out_and_counted() {
        let queue = Arc::new(Queue::default());
        // Who reads takes a line each time that it is told to.
        let (take, taken) = mpsc::channel::<()>();
        let (line, lines) = mpsc::channel();
        let writer = Arc::clone(&queue);
        thread::spawn(move || {
            writer.write_to_the_end(|text| {
                let _ = taken.recv();
                let _ = line.send(text.to_owned());
            });
        });
        let push = |numbers: std::ops::Range<usize>| {
            for number in numbers {
                queue.push(number.to_string());
            }
        };
        push(0..MOST + 5);
        // It gives up at once.
        queue.finish();
        take.send(()).unwrap();
        assert_eq!(lines.recv().unwrap(), "0");
        drop(take);
        let next: Vec<String> = lines.iter().take(MOST).collect();
        assert_eq!(next[0], "1");
        assert_eq!(next[MOST - 2], (MOST - 1).to_string());
        assert!(next[MOST - 1].starts_with("warning: 5 lines were left out"));
        push(7..8);
        queue.finish();
        assert_eq!(lines.try_recv().unwrap(), "7");
    }
}
