//! Ctrl-C and SIGTERM while a database changes.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::error::Error;

use super::super::context::Context;
use super::super::report::{self, Exit};

/// Catches the first signal that asks the program to end; a second one ends the process at once.
pub(super) struct Interrupt {
    heard: Arc<AtomicBool>,
    #[cfg(unix)]
    signal: Arc<std::sync::atomic::AtomicUsize>,
}

#[cfg(unix)]
impl Interrupt {
    pub(super) fn listen() -> Self {
        use signal_hook::consts::{SIGINT, SIGTERM};
        use signal_hook::flag;
        let (heard, signal) = (Arc::default(), Arc::default());
        for number in [SIGINT, SIGTERM] {
            let listening = flag::register_conditional_default(number, Arc::clone(&heard))
                .and_then(|_| {
                    let value = usize::try_from(number).unwrap_or_default();
                    flag::register_usize(number, Arc::clone(&signal), value)
                })
                .and_then(|_| flag::register(number, Arc::clone(&heard)));
            if let Err(error) = listening {
                tracing::warn!("signals cannot be heard: {error}");
            }
        }
        Self { heard, signal }
    }

    /// Tells of an error, and then ends by the signal that was heard, as a shell expects it.
    pub(super) fn end(&self, context: &Context, error: &Error) -> Exit {
        let exit = report::failure(context, error);
        let signal = self.signal.load(std::sync::atomic::Ordering::SeqCst);
        if let Ok(number) = i32::try_from(signal)
            && number > 0
        {
            let _ = signal_hook::low_level::emulate_default_handler(number);
        }
        exit
    }
}

#[cfg(windows)]
impl Interrupt {
    pub(super) fn listen() -> Self {
        let heard: Arc<AtomicBool> = Arc::default();
        let flag = Arc::clone(&heard);
        let listening = ctrlc::set_handler(move || {
            if flag.swap(true, std::sync::atomic::Ordering::SeqCst) {
                std::process::abort();
            }
        });
        if let Err(error) = listening {
            tracing::warn!("Ctrl-C cannot be heard: {error}");
        }
        Self { heard }
    }

    /// Tells of an error.
    pub(super) fn end(&self, context: &Context, error: &Error) -> Exit {
        report::failure(context, error)
    }
}

impl Interrupt {
    /// Set once a signal is heard.
    pub(super) fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.heard)
    }
}
