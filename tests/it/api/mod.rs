//! The server as any program meets it: requests and answers, to the letter.

mod addresses;
mod artifacts;
mod bodies;
mod defence;
mod experiments;
mod fuzz;
mod graphql;
mod life;
mod logged_models;
mod metrics;
mod modes;
mod multipart;
mod phrases;
mod rolling;
mod runs;
mod sources;
mod traces;
mod webhooks;

use crate::support::{Scene, Server};

/// A server over each kind of store, with the scene in which it plays.
fn for_each_store(test: impl Fn(&Scene, &Server)) {
    for store in ["./mlruns", "sqlite:///mlflow.db"] {
        let scene = Scene::new();
        let server = Server::start(&scene, &["--backend-store-uri", store]);
        test(&scene, &server);
    }
}
