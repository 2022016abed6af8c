//! Errors to text and exit codes.

use std::error::Error as _;
use std::io;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::artifact::{self, OnSignal};
use crate::error::{Error, ErrorCode, Result};
use crate::process::Watch;
use crate::project::remove_temporary_folders;
use crate::search::ParseError;
use crate::uri;

use super::absence::is_absence;
use super::context::Context;
use super::printable::printable_line;
use super::usage_error::is_usage_error;

/// The exit code of a shell for a program that Ctrl-C ended.
const EXIT_CANCELLED: u8 = 130;

/// Whether a server hears the signals by itself.
static IS_SERVING: AtomicBool = AtomicBool::new(false);

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: done.
    Done,
    /// 1: failed.
    Failed,
    /// 2: the command line is wrong.
    Usage,
    /// 3: nothing was found, or what was asked for does not hold.
    NotFulfilled,
    /// 4: a condition of a gate does not hold.
    GateClosed,
    /// 130: ended by Ctrl-C or a signal.
    Cancelled,
    /// The exit code of the command that this program ran for the user.
    Code(u8),
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::NotFulfilled => 3,
            Exit::GateClosed => 4,
            Exit::Cancelled => EXIT_CANCELLED,
            Exit::Code(code) => code,
        })
    }
}

/// Watches for the signals that end a run. If there is no run to end, as during a download, a signal
/// ends this program at once.
pub(super) fn watch_signals() -> Result<Watch> {
    artifact::on_signals(OnSignal::EndUploads);
    #[expect(
        clippy::exit,
        reason = "the thread that works may be waiting for another machine"
    )]
    Watch::start(|| {
        artifact::settle();
        remove_temporary_folders();
        std::process::exit(EXIT_CANCELLED.into())
    })
}

/// Watches for signals while a server gets ready. From the moment that it serves, which the flag
/// tells, it hears them by itself.
pub(super) fn watch_signals_for_server() -> Result<Watch> {
    #[expect(
        clippy::exit,
        reason = "the thread that works may be waiting for another machine"
    )]
    Watch::start_for_server(|| {
        if !IS_SERVING.load(Ordering::SeqCst) {
            remove_temporary_folders();
            std::process::exit(EXIT_CANCELLED.into())
        }
    })
}

/// Lets the server hear signals by itself.
pub(super) fn serving_begins() {
    IS_SERVING.store(true, Ordering::SeqCst);
}

/// Reports an error: one sentence, its causes, and what to do about it.
pub(super) fn failure(context: &Context, error: &Error) -> Exit {
    // The reader of stdout has seen enough, as in `mlflow runs search | head -1`.
    if is_broken_pipe(error) {
        return Exit::Done;
    }
    if is_wrong_query(error) {
        // It has a picture of the text, whose lines stay.
        context.printer().error(&uri::masked(error.message()));
    } else {
        context.printer().error(&in_full(error));
    }
    // An error with a cause is about a file, not about the content of a store.
    let is_of_store = error.source().is_none() || is_absence(error);
    if error.code() == ErrorCode::ResourceDoesNotExist && is_of_store {
        context.name_store("");
    }
    for hint in error.hints() {
        let hint = printable_line(&uri::masked(hint));
        context.printer().hint(&hint);
    }
    if is_usage_error(error) || is_wrong_query(error) {
        return Exit::Usage;
    }
    if is_absence(error) {
        return Exit::NotFulfilled;
    }
    match error.code() {
        ErrorCode::Cancelled => Exit::Cancelled,
        _ => Exit::Failed,
    }
}

/// The sentence of an error and its causes, on one line and without passwords.
pub(super) fn text(error: &Error) -> String {
    format!("error: {}", in_full(error))
}

/// The same without the word `error`.
pub(super) fn in_full(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(below) = cause {
        let below_text = below.to_string();
        if !text.contains(&below_text) {
            text.push_str(": ");
            text.push_str(&below_text);
        }
        cause = below.source();
    }
    printable_line(&uri::masked(&text))
}

/// Whether a filter or an order on the command line is wrong.
pub(super) fn is_wrong_query(error: &Error) -> bool {
    let source = error.source();
    source.is_some_and(<dyn std::error::Error>::is::<ParseError>)
}

fn is_broken_pipe(error: &Error) -> bool {
    error
        .source()
        .and_then(|source| source.downcast_ref::<io::Error>())
        .is_some_and(|source| source.kind() == io::ErrorKind::BrokenPipe)
}
