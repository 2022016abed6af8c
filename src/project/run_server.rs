//! How the programs of a run reach its store, and what a run needs of a server for that.
//!
//! Which server that is, the caller says: nothing here listens on a port.

use std::process::Command;

use crate::config::TrackingSettings;
use crate::entity::RunId;
use crate::error::Result;

/// Starts a server for the programs of one run.
pub type StartRunServer = fn(&TrackingSettings) -> Result<Box<dyn RunServer>>;

/// A server for the programs of one run. It ends when it is dropped.
pub trait RunServer {
    /// Gives a command the environment by which clients come to this server and nowhere else.
    fn set_environment(&self, command: &mut Command) -> Result<()>;

    /// Its address, where any client came to it.
    fn url_if_used(&self) -> Option<&str>;

    /// The runs that clients have started there.
    fn created_runs(&self) -> Vec<RunId>;
}

/// How the programs of a run reach a local store.
#[derive(Clone, Copy, Debug)]
pub enum StoreAccess {
    /// As is best for the store: a folder by its own URI, since every client opens it; a database
    /// through a server, since a client opens those of its own release alone, and so a folder beside
    /// which the user named another registry of models.
    Automatic(StartRunServer),
    /// Through a server for this run.
    Served(StartRunServer),
    /// By the store's own URI.
    Direct,
}
