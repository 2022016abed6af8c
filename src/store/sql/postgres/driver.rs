//! A connection of the driver, which goes on while somebody waits for an answer.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use rustls::ClientConfig;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use tokio_postgres::{Client, Config, Error, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::duration;

use super::super::session::{SqlError, SqlResult};

/// How long the server may take to hear that a connection ends.
const FAREWELL: Duration = Duration::from_secs(1);

type Connection = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// A connection, and the runtime that it goes on in.
pub(super) struct Driver {
    /// `None` once it is dropped.
    client: Option<Arc<Client>>,
    /// What sends and receives; `None` once it has ended.
    connection: Option<Connection>,
    runtime: Option<Runtime>,
}

impl Driver {
    /// Connects to a server.
    pub(super) fn connect(config: &Config, tls: Option<ClientConfig>) -> SqlResult<Self> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| SqlError::Database(Box::new(error)))?;
        let (client, connection): (Client, Connection) = if let Some(tls) = tls {
            let made = runtime.block_on(config.connect(MakeRustlsConnect::new(tls)))?;
            (made.0, Box::pin(made.1))
        } else {
            let made = runtime.block_on(config.connect(NoTls))?;
            (made.0, Box::pin(made.1))
        };
        Ok(Self {
            client: Some(Arc::new(client)),
            connection: Some(connection),
            runtime: Some(runtime),
        })
    }

    /// What makes requests. They are sent by [`Self::wait`] and [`Self::send`].
    pub(super) fn client(&self) -> Arc<Client> {
        let client = self.client.as_ref();
        Arc::clone(client.expect("it is there until it is dropped"))
    }

    /// Whether the driver knows that the connection has ended.
    pub(super) fn is_closed(&self) -> bool {
        self.connection.is_none() || self.client.as_ref().is_none_or(|client| client.is_closed())
    }

    /// Sends what an answer is made of, and waits for it; for so long at most. The connection ends
    /// with a server that says nothing.
    pub(super) fn wait<T>(
        &mut self,
        limit: Option<Duration>,
        answer: impl Future<Output = T>,
    ) -> SqlResult<T> {
        let connection = &mut self.connection;
        let mut answer = pin!(answer);
        let answered = poll_fn(|context| {
            if let Poll::Ready(answer) = answer.as_mut().poll(context) {
                return Poll::Ready(Ok(answer));
            }
            if let Some(going_on) = connection
                && let Poll::Ready(ended) = going_on.as_mut().poll(context)
            {
                *connection = None;
                if let Err(error) = ended {
                    return Poll::Ready(Err(error));
                }
            }
            answer.as_mut().poll(context).map(Ok)
        });
        let runtime = self.runtime.as_ref().expect("it is there until the end");
        let awaited = runtime.block_on(async {
            match limit {
                Some(limit) => timeout(limit, answered).await.map_err(|_| limit),
                None => Ok(answered.await),
            }
        });
        match awaited {
            Ok(answered) => Ok(answered?),
            Err(limit) => {
                self.connection = None;
                Err(SqlError::Database(Box::new(silent(limit))))
            }
        }
    }

    /// Sends what an answer is made of, for which nobody waits.
    pub(super) fn send<T>(&mut self, answer: impl Future<Output = T>) -> SqlResult<()> {
        let mut answer = pin!(answer);
        let mut is_made = false;
        // Looked at first, it makes the request; looked at again, the connection has sent that.
        let sent = poll_fn(|context| {
            if std::mem::replace(&mut is_made, true) {
                return Poll::Ready(());
            }
            let _ = answer.as_mut().poll(context);
            Poll::Pending
        });
        self.wait(None, sent)
    }
}

impl Drop for Driver {
    /// Ends the connection on another thread: the runtime waits for it, which is not allowed on one
    /// that has a runtime already, as that of a server which ends.
    fn drop(&mut self) {
        self.client = None;
        let (runtime, connection) = (self.runtime.take(), self.connection.take());
        if let (Some(runtime), Some(connection)) = (runtime, connection) {
            let farewell = move || {
                let _ = runtime.block_on(async { timeout(FAREWELL, connection).await });
            };
            let _ = thread::spawn(farewell).join();
        }
    }
}

fn silent(limit: Duration) -> io::Error {
    io::Error::new(
        io::ErrorKind::TimedOut,
        format!("no answer of the server within {}", duration::text(limit)),
    )
}
