//! The threads that speak to clouds. The stores are synchronous: whoever asks one waits.

use std::future::Future;
use std::sync::LazyLock;

use tokio::runtime::{Builder, Handle, Runtime};

/// How many threads encrypt and move bytes.
const THREADS: usize = 2;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_multi_thread()
        .worker_threads(THREADS)
        .thread_name("clouds")
        .enable_io()
        .enable_time()
        .build()
        .expect("threads can be started")
});

/// Waits for an answer. It must not be called where other tasks are waited for.
pub(super) fn wait<F: Future>(future: F) -> F::Output {
    RUNTIME.block_on(future)
}

/// Where tasks run.
pub(super) fn handle() -> &'static Handle {
    RUNTIME.handle()
}

/// Lets something go on while nobody waits for it.
pub(super) fn detach(future: impl Future<Output = ()> + Send + 'static) {
    RUNTIME.spawn(future);
}

/// Whether this thread may wait, or belongs to a server's tasks.
pub(super) fn may_wait() -> bool {
    Handle::try_current().is_err()
}
