//! A server with users: who may do what, as Python's clients meet it and as anybody does.

mod commands;
mod graphql;
mod guess;
mod life;
mod oidc;
mod python;
mod records;
mod sessions;
mod table;
mod tls;

use crate::support::{Request, Scene, Server};

/// The password of the administrator.
const ADMIN: &str = "an administrator";

/// A scene whose server has users.
fn scene() -> Scene {
    Scene::new().env("MLFLOW_AUTH_ADMIN_PASSWORD", ADMIN)
}

/// A server with users over a database.
fn server(scene: &Scene) -> Server {
    let flags = [
        "--app-name",
        "basic-auth",
        "--backend-store-uri",
        "sqlite:///mlflow.db",
    ];
    Server::start(scene, &flags)
}

/// A request of a user.
pub(crate) fn of(request: Request, user: &str, password: &str) -> Request {
    use base64::Engine as _;
    let login = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
    request.header("Authorization", &format!("Basic {login}"))
}
