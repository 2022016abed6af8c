//! What is looked at again and again: drawn in its place on a terminal, until it ends or Ctrl-C does.
//!
//! It is drawn with the cursor moved up, and neither raw mode nor another screen: that works over every
//! connection, leaves the last state to be read, and needs nothing to be put right at the end.

use std::thread;
use std::time::Duration;

use crate::duration;
use crate::error::Result;
use crate::view::{self, Screen};

use super::context::Context;
use super::printer::Printer;

/// How long to wait between two looks, for people.
pub(super) const INTERVAL: &str = "2s";
/// The shortest time between two looks.
const SHORTEST: Duration = Duration::from_millis(100);

/// Reads how long to wait between two looks, for clap.
pub(super) fn interval(text: &str) -> Result<Duration, String> {
    let interval = duration::timeout(text)?;
    Ok(interval.max(SHORTEST))
}

/// One look.
pub(super) struct Look {
    /// What is seen.
    pub(super) lines: Vec<String>,
    /// Whether nothing more will change.
    pub(super) is_over: bool,
}

/// Draws what each look gives over the one before, until one is the last.
pub(super) fn follow(
    context: &Context,
    screen: Screen,
    interval: Duration,
    mut look: impl FnMut(Screen) -> Result<Look>,
) -> Result<()> {
    let printer = context.printer();
    let mut drawn = 0;
    loop {
        // The terminal may have another size now.
        let screen = printer.screen().unwrap_or(screen);
        let Look { mut lines, is_over } = look(screen)?;
        if !is_over {
            let room = Printer::height().saturating_sub(2).max(4);
            if lines.len() > room {
                let more = lines.len() - room + 1;
                lines.truncate(room - 1);
                lines.push(format!("… {more} more lines"));
            }
            lines.push(view::painted(
                "Ctrl-C ends this and nothing else",
                view::Ink::Dim,
                screen.is_colored,
            ));
        }
        printer.redrawn(&lines, drawn)?;
        if is_over {
            return Ok(());
        }
        drawn = lines.len();
        thread::sleep(interval);
    }
}
