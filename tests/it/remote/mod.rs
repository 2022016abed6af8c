//! Our commands against a server: what they do through ours, and what they say of one that is not
//! as it should be.

mod artifacts;
mod commands;
mod faults;
mod proxy;
#[cfg(unix)]
mod python;
mod script;
mod tls;

use crate::support::{Scene, Server};

/// A server, with the scene in which it runs and one whose commands go to it.
struct Remote {
    scene: Scene,
    server: Server,
    /// The server's folder, which goes when the server does.
    _home: Scene,
}

impl Remote {
    fn start(flags: &[&str]) -> Self {
        let home = Scene::new();
        let server = Server::start(&home, flags);
        let scene = Scene::with_store(&server.url()).env("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1");
        Self {
            scene,
            server,
            _home: home,
        }
    }
}
