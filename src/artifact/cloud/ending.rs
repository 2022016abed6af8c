//! The end of a program that has uploads under way.
//!
//! An upload in parts that is not completed leaves its parts with the service, which are paid for and
//! seen by nobody. So a program that is told to end takes them back first:
//!
//! 1. the first upload in parts begins to listen for Ctrl-C and SIGTERM,
//! 2. a signal ends all waiting of uploads with an error, and each upload aborts itself,
//! 3. the program reports the error and ends; where it does something else, the signal does what it
//!    would have done without us as soon as no upload is left.
//!
//! Programs that hear signals by themselves say what a signal means to uploads by [`on_signals`].

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{LazyLock, Once};
use std::time::Duration;

use opendal::{Error, ErrorKind};
use tokio::sync::watch;

use crate::artifact::OnSignal;

use super::runtime::{detach, wait};

/// How long uploads may take to abort themselves.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the program may take to end by itself after that.
const REPORT_PATIENCE: Duration = Duration::from_secs(1);

/// What a signal means.
static ON_SIGNAL: AtomicU8 = AtomicU8::new(OnSignal::EndProgram as u8);
/// Whether this program is about to end.
static ENDING: AtomicBool = AtomicBool::new(false);
/// How many signals have come.
static SIGNALS: LazyLock<watch::Sender<u64>> = LazyLock::new(|| watch::Sender::new(0));
/// How many uploads in parts are under way.
static UNDERWAY: LazyLock<watch::Sender<usize>> = LazyLock::new(|| watch::Sender::new(0));

/// Says what a signal means to uploads.
pub(in crate::artifact) fn on_signals(meaning: OnSignal) {
    ON_SIGNAL.store(meaning as u8, Ordering::SeqCst);
}

fn means(meaning: OnSignal) -> bool {
    ON_SIGNAL.load(Ordering::SeqCst) == meaning as u8
}

/// Ends all uploads that are under way, and waits until they have taken their parts back.
pub(in crate::artifact) fn settle() {
    if *UNDERWAY.borrow() == 0 {
        return;
    }
    ENDING.store(true, Ordering::SeqCst);
    SIGNALS.send_modify(|signals| *signals += 1);
    wait(async {
        let _ = tokio::time::timeout(PATIENCE, none_underway()).await;
    });
}

/// An upload in parts that is under way.
pub(super) struct Underway {
    signals: watch::Receiver<u64>,
}

impl Underway {
    pub(super) fn begin() -> Self {
        static LISTEN: Once = Once::new();
        if !means(OnSignal::Nothing) {
            LISTEN.call_once(|| detach(listen()));
        }
        UNDERWAY.send_modify(|uploads| *uploads += 1);
        Self {
            signals: SIGNALS.subscribe(),
        }
    }

    /// Waits for something unless the upload is to end.
    pub(super) async fn until_ended<T>(
        &mut self,
        future: impl Future<Output = opendal::Result<T>>,
    ) -> opendal::Result<T> {
        tokio::select! {
            biased;
            _ = self.signals.changed() => Err(cancelled()),
            outcome = future => outcome,
        }
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        UNDERWAY.send_modify(|uploads| *uploads -= 1);
    }
}

/// An error once the program is about to end.
pub(super) fn check() -> opendal::Result<()> {
    if ENDING.load(Ordering::SeqCst) {
        return Err(cancelled());
    }
    Ok(())
}

/// The source of the error by which an upload ends that was told to.
#[derive(Debug)]
pub(super) struct Cancelled;

impl std::fmt::Display for Cancelled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("cancelled by a signal")
    }
}

impl std::error::Error for Cancelled {}

fn cancelled() -> Error {
    Error::new(ErrorKind::Unexpected, "cancelled").set_source(Cancelled)
}

async fn none_underway() {
    let mut underway = UNDERWAY.subscribe();
    let _ = underway.wait_for(|uploads| *uploads == 0).await;
}

/// Hears signals until the end of the program.
async fn listen() {
    let mut signals = match Signals::hear() {
        Ok(signals) => signals,
        Err(error) => {
            tracing::warn!("signals cannot be heard: {error}");
            return;
        }
    };
    loop {
        let signal = signals.next().await;
        if !means(OnSignal::EndProgram) {
            SIGNALS.send_modify(|signals| *signals += 1);
            continue;
        }
        let is_first = !ENDING.swap(true, Ordering::SeqCst);
        SIGNALS.send_modify(|signals| *signals += 1);
        if is_first {
            detach(async move {
                let _ = tokio::time::timeout(PATIENCE, none_underway()).await;
                tokio::time::sleep(REPORT_PATIENCE).await;
                end_by(signal);
            });
        } else {
            end_by(signal);
        }
    }
}

/// The signals that are heard.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn hear() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) -> i32 {
        tokio::select! {
            _ = self.interrupt.recv() => signal_hook::consts::SIGINT,
            _ = self.terminate.recv() => signal_hook::consts::SIGTERM,
        }
    }
}

/// The signals that are heard.
#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn hear() -> std::io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) -> i32 {
        let _ = self.0.recv().await;
        0
    }
}

/// Does what the signal would have done without us.
#[cfg(unix)]
fn end_by(signal: i32) {
    let _ = signal_hook::low_level::emulate_default_handler(signal);
}

#[cfg(windows)]
fn end_by(_signal: i32) {
    std::process::abort();
}
