//! Runs the conformance cases of stores through a server, over each kind of store: a test of the REST
//! store and of the server. It is here because the server may use stores, and stores do not know the
//! server.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use tokio::sync::mpsc;

use crate::config::{StoreUri, TrackingSettings};
use crate::store::rest::RestStore;
use crate::store::{self, OpenOptions, Store, testkit};
use crate::tracking::Tracking;

use super::{App, ServerSettings, runtime, serve};

/// Starts a server that lives as long as the tests, and opens the store that it is.
fn open(tracking_uri: &str, options: &OpenOptions) -> Box<dyn Store> {
    let tracking_uri = StoreUri::parse(tracking_uri).unwrap();
    // What is made at this time, and not at the server's.
    drop(store::open(&tracking_uri, options).unwrap());
    let settings = TrackingSettings {
        tracking_uri,
        artifact_root: options.artifact_root.clone(),
    };
    let tracking = Tracking::open(settings).unwrap();
    let app = App::new(Some(tracking), ServerSettings::default()).unwrap();
    // Each case has a server of its own, with some files, until the last has ended.
    super::raise_limit_of_connections();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (_stop, stopped) = mpsc::channel(1);
        runtime().unwrap().block_on(serve(listener, app, stopped))
    });
    Box::new(RestStore::open(&format!("http://{address}")).unwrap())
}

#[test]
fn a_database_behind_a_server_is_a_store_like_any_other() {
    testkit::check(|folder: &Path, options| {
        let database = folder.join("mlflow.db");
        open(&format!("sqlite:///{}", database.display()), options)
    });
}

#[test]
fn a_database_behind_a_server_is_a_registry_like_any_other() {
    testkit::check_registry(|folder: &Path, options| {
        let database = folder.join("mlflow.db");
        open(&format!("sqlite:///{}", database.display()), options)
    });
}

#[test]
fn a_database_behind_a_server_keeps_webhooks_like_any_other() {
    testkit::check_webhooks(|folder: &Path, options| {
        let database = folder.join("mlflow.db");
        open(&format!("sqlite:///{}", database.display()), options)
    });
}

#[test]
fn a_folder_behind_a_server_is_a_store_like_any_other() {
    testkit::check(|folder: &Path, options| {
        let folder = folder.join("mlruns");
        open(&folder.display().to_string(), options)
    });
}
