//! The commands that manage users, as an administrator and as others use them.

use super::{ADMIN, scene, server};
use crate::support::{Scene, Server, mlflow};

/// A scene whose commands are those of a user.
fn commands_of(server: &Server, user: &str, password: &str) -> Scene {
    Scene::with_store(&server.url())
        .env("MLFLOW_TRACKING_USERNAME", user)
        .env("MLFLOW_TRACKING_PASSWORD", password)
        .env("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
        .env("PASSWORD", "the password of ann")
}

#[test]
fn an_administrator_manages_users_and_others_use_what_they_were_given() {
    let scene = scene();
    let server = server(&scene);
    let admin = commands_of(&server, "admin", ADMIN);
    assert_eq!(mlflow!(admin, "whoami").success().line(), "admin");
    mlflow!(admin, "users create ann --password-env PASSWORD")
        .success()
        .stdout_is("User 'ann' has been created\n");
    mlflow!(admin, "users create ann --password-env PASSWORD")
        .code(1)
        .says("already exists");
    mlflow!(admin, "users create bob")
        .code(1)
        .says("expected `--password-env`");
    let id = mlflow!(admin, "experiments create -n shared").success();
    let id = id
        .stdout()
        .split_whitespace()
        .last()
        .expect("an id")
        .to_owned();
    let ann = commands_of(&server, "ann", "the password of ann");
    mlflow!(ann, "runs start --experiment-id {id}")
        .code(1)
        .says("Permission denied");
    let role = mlflow!(admin, "roles create writers").success().line();
    let permission = mlflow!(admin, "roles grant {role} experiment {id} edit").success();
    mlflow!(admin, "roles assign writers ann").success();
    mlflow!(admin, "roles assign readers ann")
        .code(1)
        .says("there is no role 'readers': expected a name or an id");
    let run = mlflow!(ann, "runs start --experiment-id {id}")
        .success()
        .line();
    mlflow!(ann, "runs log-metric -r {run} loss=1").success();
    let listed = mlflow!(ann, "permissions list").success().stdout();
    assert!(
        listed.contains("EDIT") && listed.contains("writers"),
        "{listed}"
    );
    mlflow!(admin, "roles revoke {}", permission.line()).success();
    mlflow!(ann, "runs log-metric -r {run} loss=2")
        .code(1)
        .says("Permission denied");
    mlflow!(admin, "roles unassign {role} ann").success();
    mlflow!(admin, "roles delete writers").success();
    mlflow!(ann, "users create eve --password-env PASSWORD")
        .code(1)
        .says("Permission denied");
    let other = ann.env("NEXT", "another password");
    mlflow!(other, "users update-password ann --password-env NEXT").success();
    mlflow!(other, "whoami").code(1).says("not authenticated");
    mlflow!(admin, "users delete ann").success();
    let file = Scene::with_store("./mlruns");
    mlflow!(file, "users list").code(1).says("has no users");
}

#[test]
fn who_logs_in_is_known_to_all_commands_until_the_log_out() {
    let scene = scene();
    let server = server(&scene);
    let url = server.url();
    let home = Scene::with_store(&url)
        .env("ADMIN", ADMIN)
        .env("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1");
    home.write(".mlflow/credentials", "[other]\nkeep = 1\n");
    mlflow!(home, "whoami").code(1).says("not authenticated");
    mlflow!(home, "login -u admin --password-env ADMIN").success();
    assert_eq!(mlflow!(home, "whoami").success().line(), "admin");
    let kept = std::fs::read_to_string(home.path(".mlflow/credentials")).expect("a file");
    assert!(kept.contains("keep = 1") && !kept.contains(ADMIN), "{kept}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let file = std::fs::metadata(home.path(".mlflow/credentials")).expect("a file");
        assert_eq!(file.permissions().mode() & 0o077, 0, "its owner's alone");
    }
    let tokens = mlflow!(home, "tokens list --output json").success().json();
    assert_eq!(tokens[0]["name"], "mlflow login");
    mlflow!(home, "logout").success();
    mlflow!(home, "whoami").code(1).says("not authenticated");
    let admin = commands_of(&server, "admin", ADMIN);
    let left = mlflow!(admin, "tokens list --output json").success().json();
    assert_eq!(left, serde_json::json!([]));
    for _ in 0..2 {
        mlflow!(admin, "tokens create ci").success();
    }
    let listed = mlflow!(admin, "tokens list --json").success().json();
    mlflow!(admin, "tokens revoke ci")
        .code(1)
        .says("2 tokens are named 'ci'");
    let id = listed[0]["token_id"].as_str().expect("an id");
    mlflow!(admin, "tokens revoke {id}").success();
    mlflow!(admin, "tokens revoke ci").success();
    let left = mlflow!(admin, "tokens list --json").success().json();
    assert_eq!(left, serde_json::json!([]));
    mlflow!(home, "login -u admin --password-env URL")
        .code(1)
        .says("`URL` is not set");
}
