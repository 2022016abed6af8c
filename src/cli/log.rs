//! What the layers below say, as lines on stderr.
//!
//! Those layers cannot print; they say `tracing::warn!("…")`, and here it becomes
//! `warning: …`. What they say with `tracing::info!`, users have asked for by a setting; it comes
//! as it is.

use std::fmt;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber, span};

use crate::uri;

use super::printable::printable_line;
use super::printer::Printer;

/// Sends events of level `INFO` and worse to the printer. The second call does nothing.
pub(super) fn install(printer: &Printer) {
    let _ = tracing::subscriber::set_global_default(Warnings {
        printer: printer.clone(),
    });
}

/// The events of this program. Those of libraries are ignored: what matters comes as an error.
const TARGET: &str = env!("CARGO_CRATE_NAME");

/// A subscriber for events alone: the program has no spans.
struct Warnings {
    printer: Printer,
}

impl Subscriber for Warnings {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let is_ours = metadata.target().split("::").next() == Some(TARGET);
        let level = if self.printer.is_verbose() {
            Level::DEBUG
        } else {
            Level::INFO
        };
        is_ours && metadata.is_event() && *metadata.level() <= level
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = LogLine(String::new());
        event.record(&mut line);
        let text = printable_line(&uri::masked(&line.0));
        if *event.metadata().level() >= Level::INFO {
            self.printer.message(&text);
        } else {
            self.printer.warning(&text);
        }
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

/// The message of an event, and its other fields behind it.
struct LogLine(String);

impl Visit for LogLine {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        use fmt::Write as _;
        let _ = match field.name() {
            "message" => write!(self.0, "{value:?}"),
            name => write!(self.0, " ({name}: {value:?})"),
        };
    }
}
