//! The life of users, permissions and access tokens, to the letter.

use serde_json::{Value, json};

use super::{ADMIN, of, scene, server};
use crate::support::{Reply, Request, Scene, Server, mlflow};

const PASSWORD: &str = "the password of ann";

/// A request of the administrator.
#[track_caller]
fn admin(server: &Server, request: Request) -> Reply {
    server.send(&of(request, "admin", ADMIN))
}

/// A request of Ann.
#[track_caller]
fn ann(server: &Server, request: Request) -> Reply {
    server.send(&of(request, "ann", PASSWORD))
}

/// A request of version 3 of the API, with a body.
fn v3(method: &str, endpoint: &str, body: &Value) -> Request {
    Request::new(method, &format!("/api/3.0/mlflow/{endpoint}")).json(body)
}

#[track_caller]
fn create_ann(server: &Server) {
    let body = json!({"username": "ann", "password": PASSWORD});
    admin(server, Request::post("users/create", &body)).is(200);
}

#[test]
fn the_first_start_wants_a_password_and_the_next_one_does_not() {
    let flags = "server --app-name basic-auth --port 0";
    let scene = Scene::new();
    let phrase = "needs a password to create the admin user 'admin'";
    mlflow!(scene, "{flags}").code(1).says(phrase);
    for (password, phrase) in [
        ("password1234", "insecure default password"),
        ("short", "Password must be at least 12 characters"),
    ] {
        let scene = Scene::new().env("MLFLOW_AUTH_ADMIN_PASSWORD", password);
        mlflow!(scene, "{flags}").code(1).says(phrase);
    }
    let scene = scene.env("MLFLOW_AUTH_ADMIN_PASSWORD", ADMIN);
    let first = server(&scene);
    assert!(
        first
            .introduction
            .contains("created the administrator `admin`")
    );
    drop(first);
    let scene = scene.env("MLFLOW_AUTH_ADMIN_PASSWORD", "another password");
    let next = server(&scene);
    assert!(
        !next.introduction.contains("created"),
        "{}",
        next.introduction
    );
    let request = Request::new("GET", "/api/2.0/mlflow/users/current");
    let known = admin(&next, request.clone()).is(200).json();
    assert_eq!(known["user"]["username"], "admin");
    assert_eq!(known["is_basic_auth"], true);
    let refused = next.send(&request).fails(401, "UNAUTHENTICATED");
    assert_eq!(refused.header("www-authenticate"), "Basic realm=\"mlflow\"");
    next.get("/health").is(200);
    next.get("/version").is(401);
    next.get("/no/such/path").is(401);
}

#[test]
fn the_settings_are_those_of_basic_auth_ini() {
    let scene = Scene::new();
    let ini = "[mlflow]\ndefault_permission = NO_PERMISSIONS\ndatabase_uri = sqlite:///who.db\n\
               admin_username = root\nadmin_password = an administrator\n";
    let ini = scene.write("auth/basic.ini", ini).display().to_string();
    let scene = scene.env("MLFLOW_AUTH_CONFIG_PATH", &ini);
    let server = server(&scene);
    assert!(scene.path("who.db").exists());
    let body = json!({"username": "ann", "password": PASSWORD});
    let created = server.send(&of(Request::post("users/create", &body), "root", ADMIN));
    created.is(200);
    let default = Request::new("GET", "/api/2.0/mlflow/experiments/get?experiment_id=0");
    ann(&server, default).fails(403, "PERMISSION_DENIED");
    drop(server);
    for (ini, phrase) in [
        ("[other]\n", "has no section `[mlflow]`"),
        (
            "[mlflow]\ndatabase_uri = sqlite:///x.db\n",
            "has no `default_permission`",
        ),
        (
            "[mlflow]\ndefault_permission = ALL\ndatabase_uri = sqlite:///x.db\n",
            "Invalid permission 'ALL'",
        ),
        (
            "[mlflow]\ndefault_permission = READ\ndatabase_uri = sqlite:///x.db\n\
             authorization_function = my:auth\n",
            "names a Python function",
        ),
    ] {
        scene.write("auth/basic.ini", ini);
        let refused = mlflow!(scene, "server --app-name basic-auth --port 0");
        refused.code(1).says(phrase);
    }
}

#[test]
fn searches_hide_what_a_user_may_not_read_and_pages_stay_full() {
    let scene = scene();
    let server = server(&scene);
    create_ann(&server);
    for number in 0..7 {
        let body = json!({"name": format!("e{number}")});
        let created = admin(&server, Request::post("experiments/create", &body)).json();
        let body = json!({"name": format!("m{number}")});
        admin(&server, Request::post("registered-models/create", &body)).is(200);
        if number % 2 == 0 {
            continue;
        }
        let model = format!("m{number}");
        for (kind, id) in [
            (
                "experiment",
                created["experiment_id"].as_str().expect("an id"),
            ),
            ("registered_model", model.as_str()),
        ] {
            let body = json!({"username": "ann", "resource_type": kind, "resource_id": id, "permission": "DENY"});
            admin(&server, v3("POST", "users/permissions/grant", &body)).is(200);
        }
    }
    let names = |path: &str, key: &str| {
        let mut pages = Vec::new();
        let mut token = String::new();
        loop {
            let request = Request::new("GET", &format!("{path}&page_token={token}"));
            let page = ann(&server, request).is(200).json();
            let items = page[key].as_array().expect("a list");
            pages.push(
                items
                    .iter()
                    .map(|item| item["name"].clone())
                    .collect::<Vec<_>>(),
            );
            match page["next_page_token"]
                .as_str()
                .filter(|token| !token.is_empty())
            {
                Some(next) => next.clone_into(&mut token),
                None => return pages,
            }
        }
    };
    let path = "/api/2.0/mlflow/experiments/search?max_results=3&order_by=experiment_id";
    assert_eq!(
        json!(names(path, "experiments")),
        json!([["Default", "e0", "e2"], ["e4", "e6"]])
    );
    let path = "/api/2.0/mlflow/registered-models/search?max_results=2";
    let found = json!(names(path, "registered_models"));
    assert_eq!(found, json!([["m0", "m2"], ["m4", "m6"]]));
}

#[test]
fn runs_of_experiments_that_are_denied_are_not_found() {
    let scene = scene();
    let server = server(&scene);
    create_ann(&server);
    let body = json!({"name": "closed"});
    let created = admin(&server, Request::post("experiments/create", &body)).json();
    let closed = created["experiment_id"].as_str().expect("an id");
    for id in [closed, "0"] {
        let body = json!({"experiment_id": id, "start_time": 1});
        admin(&server, Request::post("runs/create", &body)).is(200);
    }
    let body = json!({"username": "ann", "resource_type": "experiment", "resource_id": closed, "permission": "DENY"});
    admin(&server, v3("POST", "users/permissions/grant", &body)).is(200);
    let found = |ids: &[&str]| {
        let body = json!({"experiment_ids": ids});
        let found = ann(&server, Request::post("runs/search", &body))
            .is(200)
            .json();
        found["runs"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(
        [found(&[closed, "0"]), found(&[closed]), found(&["0"])],
        [1, 0, 1]
    );
    // Another spelling of the number is the same experiment.
    let padded = format!("0{closed}");
    assert_eq!(found(&[&padded]), 0);
    let get = format!("/api/2.0/mlflow/experiments/get?experiment_id={padded}");
    ann(&server, Request::new("GET", &get)).fails(403, "PERMISSION_DENIED");
}

#[test]
fn an_access_token_is_made_used_and_revoked() {
    let scene = scene();
    let server = server(&scene);
    create_ann(&server);
    let create = |body: Value| ann(&server, v3("POST", "tokens/create", &body));
    let made = create(json!({"name": "ci", "scope": "read"}))
        .is(200)
        .json();
    let secret = made["secret"].as_str().expect("a secret");
    let id = made["token"]["token_id"].as_str().expect("an id");
    assert!(
        secret.starts_with("mlflow_") && secret.len() > 80,
        "{secret}"
    );
    let by = |request: Request, secret: &str| {
        server.send(&request.header("Authorization", &format!("Bearer {secret}")))
    };
    let current = || Request::new("GET", "/api/2.0/mlflow/users/current");
    let who = by(current(), secret).is(200).json();
    assert_eq!(who["user"]["username"], "ann");
    let change = Request::post("experiments/create", &json!({"name": "x"}));
    let refused = by(change.clone(), secret).fails(403, "PERMISSION_DENIED");
    assert!(
        refused.text().contains("for reading alone"),
        "{}",
        refused.text()
    );
    let writing = create(json!({})).is(200).json()["secret"].clone();
    let writing = writing.as_str().expect("a secret");
    by(change, writing).is(200);
    by(v3("POST", "tokens/create", &json!({})), writing).fails(403, "PERMISSION_DENIED");
    create(json!({"scope": "all"})).fails(400, "INVALID_PARAMETER_VALUE");
    create(json!({"expires_at": 1})).fails(400, "INVALID_PARAMETER_VALUE");

    let list = || ann(&server, Request::new("GET", "/api/3.0/mlflow/tokens/list"));
    let listed = list().is(200).json();
    assert_eq!(listed["tokens"][0]["name"], "ci");
    assert_eq!(listed["tokens"][0]["scope"], "read");
    assert!(listed["tokens"][0]["last_used_at"].is_number());
    assert!(!listed.to_string().contains(secret));
    ann(
        &server,
        v3("DELETE", "tokens/revoke", &json!({"token_id": id})),
    )
    .is(200);
    by(current(), secret).is(401);
    by(current(), &writing.replace("mlflow_", "mlflow-")).is(401);
    // Another password ends all tokens.
    let body = json!({"username": "ann", "password": "a third password"});
    let update = Request::new("PATCH", "/api/2.0/mlflow/users/update-password").json(&body);
    admin(&server, update).is(200);
    by(current(), writing).is(401);
    let kept = std::fs::read(scene.path("basic_auth.db")).expect("a database");
    let is_kept = |text: &str| kept.windows(text.len()).any(|part| part == text.as_bytes());
    let part = secret.rsplit('_').next().expect("a secret");
    assert!(!is_kept(part) && !is_kept(PASSWORD), "hashed at rest");
}

#[test]
fn clients_from_before_roles_are_answered() {
    let scene = scene();
    let server = server(&scene);
    create_ann(&server);
    let on = "experiments/permissions";
    let body = json!({"experiment_id": "0", "username": "ann", "permission": "NO_PERMISSIONS"});
    let created = admin(&server, Request::post(&format!("{on}/create"), &body)).is(200);
    let permission = &created.json()["experiment_permission"];
    assert_eq!(permission["permission"], "NO_PERMISSIONS");
    let get = Request::new("GET", "/api/2.0/mlflow/experiments/get?experiment_id=0");
    ann(&server, get.clone()).fails(403, "PERMISSION_DENIED");
    let body = json!({"experiment_id": "0", "username": "ann", "permission": "EDIT"});
    let path = format!("/api/2.0/mlflow/{on}/update");
    admin(&server, Request::new("PATCH", &path).json(&body)).is(200);
    ann(&server, get).is(200);
    let path = "/api/2.0/mlflow/users/get?username=ann";
    let user = ann(&server, Request::new("GET", path)).is(200).json();
    let expected =
        json!([{"experiment_id": "0", "user_id": user["user"]["id"], "permission": "EDIT"}]);
    assert_eq!(user["user"]["experiment_permissions"], expected);
    let body = json!({"experiment_id": "0", "username": "ann"});
    let path = format!("/api/2.0/mlflow/{on}/delete");
    let delete = || Request::new("DELETE", &path).json(&body);
    admin(&server, delete()).is(200);
    admin(&server, delete()).fails(404, "RESOURCE_DOES_NOT_EXIST");
}
