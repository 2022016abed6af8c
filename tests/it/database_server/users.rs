//! Users, kept in a database that a server keeps, beside the runs in the same one.

use std::fmt::Write as _;

use crate::support::database_server::shared;
use crate::support::{Scene, Server, mlflow};

use super::KINDS;

/// Command lines of the administrator, and what is a part of what each prints.
const COMMANDS: &[(&str, &str)] = &[
    ("whoami", "admin"),
    ("users create ann --password-env PASSWORD", "created"),
    (
        "users create bob --password-env PASSWORD --admin",
        "created",
    ),
    ("users list --output json", "\"is_admin\": true"),
    ("permissions grant ann experiment 0 edit", "has EDIT on"),
    ("permissions list ann", "EDIT"),
    (
        "permissions revoke ann experiment 0",
        "no permission any more",
    ),
    ("roles create readers -d 'who look'", ""),
    ("roles list", "who look"),
    (
        "tokens create ci --scope read --expires 1d --output json",
        "\"scope\": \"read\"",
    ),
    ("tokens list", "ci"),
    ("users update-admin bob false", "no administrator"),
    (
        "users update-password bob --password-env ANOTHER",
        "another password",
    ),
    ("users delete bob", "deleted"),
];

#[test]
fn users_are_kept_in_the_database_of_the_runs() {
    for &kind in KINDS {
        let Some(database) = shared(kind) else {
            continue;
        };
        let uri = database.database();
        let mut ini = String::from("[mlflow]\ndefault_permission = READ\nadmin_username = admin\n");
        let _ = writeln!(ini, "database_uri = {}", uri.replace('%', "%%"));
        let scene = Scene::new()
            .env("MLFLOW_AUTH_ADMIN_PASSWORD", "an administrator")
            .env("MLFLOW_AUTH_CONFIG_PATH", "auth.ini")
            .env("PASSWORD", "the password of ann")
            .env("ANOTHER", "another password");
        scene.write("auth.ini", ini);
        let flags = [
            "--app-name",
            "basic-auth",
            "--backend-store-uri",
            uri.as_str(),
        ];
        let server = Server::start(&scene, &flags);
        let admin = scene
            .env("MLFLOW_TRACKING_URI", &server.url())
            .env("MLFLOW_TRACKING_USERNAME", "admin")
            .env("MLFLOW_TRACKING_PASSWORD", "an administrator");
        for (line, part) in COMMANDS {
            let outcome = mlflow!(admin, "{line}").success();
            assert!(
                outcome.stdout().contains(part),
                "{kind:?}: {line}: {}",
                outcome.stdout()
            );
        }
    }
}
