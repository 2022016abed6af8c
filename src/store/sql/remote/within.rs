//! Waiting for what may never end: a server that takes a connection and then says nothing, or a
//! command that hangs.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::duration;

use super::super::session::{SqlError, SqlResult};

/// How many threads may be left waiting for what nobody waits for any more.
const MAX_LEFT: usize = 64;

/// Those that are waiting, left alone or not.
static WAITING: AtomicUsize = AtomicUsize::new(0);

/// Does work on a thread of its own, and waits for it for so long at most. What takes longer goes on
/// by itself, and what it gives is dropped. `what` follows "no answer" in the failure.
pub(super) fn within<T: Send + 'static>(
    limit: Duration,
    what: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<T> {
    struct Waiting;
    impl Drop for Waiting {
        fn drop(&mut self) {
            WAITING.fetch_sub(1, Ordering::Relaxed);
        }
    }
    let waiting = WAITING.fetch_add(1, Ordering::Relaxed);
    let here = Waiting;
    if waiting >= MAX_LEFT {
        return Err(io::Error::new(
            io::ErrorKind::TimedOut,
            format!("no answer {what}, for which {MAX_LEFT} others wait already"),
        ));
    }
    let (done, awaited) = mpsc::sync_channel(1);
    let thread = thread::Builder::new().name("database".to_owned());
    thread.spawn(move || {
        let _here = here;
        let _ = done.send(work());
    })?;
    awaited.recv_timeout(limit).map_err(|_| {
        io::Error::new(
            io::ErrorKind::TimedOut,
            format!("no answer {what} within {}", duration::text(limit)),
        )
    })
}

/// Makes a connection, for so long at most. The failure is that of a connection that is lost.
pub(in crate::store::sql) fn connect_within<T: Send + 'static>(
    limit: Duration,
    connect: impl FnOnce() -> SqlResult<T> + Send + 'static,
) -> SqlResult<T> {
    let connected = within(limit, "of the server", connect);
    connected.unwrap_or_else(|error| Err(SqlError::Database(Box::new(error))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_waits_for_longer_than_the_limit() {
        let done = within(Duration::from_secs(60), "at once", || 5);
        assert_eq!(done.unwrap(), 5);
        let (never, waits) = mpsc::channel::<()>();
        let hangs = within(Duration::from_millis(1), "of nobody", move || waits.recv());
        let said = hangs.unwrap_err().to_string();
        assert_eq!(said, "no answer of nobody within 1 ms");
        drop(never);
    }
}
