//! Where the processes that hold the model connect to: a socket in a folder that only this user may
//! open, or a port of this machine on Windows. Whoever connects has to know a secret.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::sync::unpoisoned;

use super::about::About;
use super::link::{Link, Listener, Stream};

/// How long a process may take to say hello once it has connected.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait after a connection could not be accepted.
const PAUSE: Duration = Duration::from_millis(50);

/// What a process says first.
#[derive(Debug, Deserialize)]
pub(super) struct Hello {
    secret: String,
    number: u64,
    #[serde(default)]
    pub(super) pid: u32,
    /// Why it cannot serve.
    pub(super) failed: Option<String>,
    pub(super) about: Option<About>,
    /// Whether it makes copies of itself, and answers nothing.
    #[serde(default)]
    pub(super) forks: bool,
}

/// A process that has connected.
pub(super) type Arrival = (Hello, Link);

/// Waits for processes.
#[derive(Debug)]
pub(super) struct Hub {
    /// As `worker/link.py` reads it.
    address: Value,
    secret: String,
    next_number: AtomicU64,
    awaited: Mutex<HashMap<u64, mpsc::UnboundedSender<Arrival>>>,
}

/// What is awaited of one process.
#[derive(Debug)]
pub(super) struct Awaited<'a> {
    pub(super) number: u64,
    pub(super) arrivals: mpsc::UnboundedReceiver<Arrival>,
    hub: &'a Hub,
}

impl Drop for Awaited<'_> {
    fn drop(&mut self) {
        unpoisoned(self.hub.awaited.lock()).remove(&self.number);
    }
}

impl Hub {
    /// Begins to listen, in a folder that only this user may open.
    pub(super) fn open(folder: &Path) -> Result<(Self, Listener)> {
        let (listener, address) = listen(folder)
            .map_err(|e| Error::internal("cannot listen for workers").caused_by(e))?;
        let hub = Self {
            address,
            secret: Uuid::new_v4().simple().to_string(),
            next_number: AtomicU64::new(1),
            awaited: Mutex::default(),
        };
        Ok((hub, listener))
    }

    /// What a process has to know to connect.
    pub(super) fn settings(&self, number: u64) -> Value {
        json!({"address": self.address, "secret": self.secret, "number": number})
    }

    /// A number for a process that is going to connect.
    pub(super) fn expect(&self) -> Awaited<'_> {
        let number = self.next_number.fetch_add(1, Ordering::Relaxed);
        let (sender, arrivals) = mpsc::unbounded_channel();
        unpoisoned(self.awaited.lock()).insert(number, sender);
        Awaited {
            number,
            arrivals,
            hub: self,
        }
    }

    /// Takes connections for good.
    pub(super) async fn accept(&self, listener: Listener) {
        loop {
            match listener.accept().await {
                // One that says nothing holds up the others for a moment only: who can connect
                // at all is this user.
                Ok((stream, _)) => self.welcome(stream).await,
                Err(error) => {
                    tracing::warn!("cannot accept the connection of a worker: {error}");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    async fn welcome(&self, stream: Stream) {
        let mut link = Link::new(stream);
        let hello = tokio::time::timeout(PATIENCE, link.receive::<Hello>()).await;
        let Ok(Ok(Some((hello, _)))) = hello else {
            return;
        };
        if hello.secret != self.secret {
            tracing::warn!("a connection among the workers' did not know their secret");
            return;
        }
        let awaited = unpoisoned(self.awaited.lock()).get(&hello.number).cloned();
        if let Some(awaited) = awaited {
            // Whoever waited may have given up meanwhile.
            let _ = awaited.send((hello, link));
        }
    }
}

#[cfg(unix)]
fn listen(folder: &Path) -> std::io::Result<(Listener, Value)> {
    let path = folder.join("front.sock");
    Ok((Listener::bind(&path)?, json!(path)))
}

#[cfg(windows)]
fn listen(_: &Path) -> std::io::Result<(Listener, Value)> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    Ok((Listener::from_std(listener)?, json!(["127.0.0.1", port])))
}
