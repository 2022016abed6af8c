//! A walk over all endpoints with each kind of user: none can have been forgotten.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::access::AccessControl;
use crate::config::{AuthSettings, StoreUri, TrackingSettings};
use crate::entity::{Permission, Tag};
use crate::server::endpoint::{Access, Endpoint};
use crate::server::middleware::GuardedRouter;
use crate::server::{App, ServerSettings, router};
use crate::store::GrantWrite;
use crate::tracking::{CreateLoggedModel, StartRun, Tracking};
use crate::web::Respond as _;

const PASSWORD: &str = "a long password";

/// A server with users, in which one experiment has a run and a logged model, and one registered model
/// a version.
struct House {
    server: GuardedRouter,
    users: Arc<AccessControl>,
    app: Arc<App>,
    experiment_id: String,
    run_id: String,
    model_id: String,
    _folder: tempfile::TempDir,
}

impl House {
    fn build() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| StoreUri::of_sqlite(&folder.path().join(name)).unwrap();
        let tracking = Tracking::open(TrackingSettings {
            tracking_uri: at("mlflow.db"),
            artifact_root: "mlflow-artifacts:/".to_owned(),
        });
        let tracking = tracking.unwrap();
        let experiment_id = tracking
            .create_experiment("walk", None, Vec::new())
            .unwrap();
        let run = tracking.start_run(StartRun {
            experiment_id: experiment_id.clone(),
            run_name: None,
            user_id: String::new(),
            start_time: None,
            tags: Vec::new(),
        });
        let model = tracking.create_logged_model(CreateLoggedModel {
            experiment_id: experiment_id.clone(),
            name: None,
            model_type: None,
            source_run_id: None,
            params: Vec::new(),
            tags: Vec::new(),
        });
        let (run_id, model_id) = (run.unwrap().info.run_id, model.unwrap().model_id);
        let users = users(&at("users.db"), experiment_id.as_str());
        let settings = ServerSettings {
            artifacts: Some(folder.path().join("artifacts").display().to_string()),
            users: Some(Arc::clone(&users)),
            ..ServerSettings::default()
        };
        let app = App::new(Some(tracking), settings).unwrap();
        let registry = app.registry().unwrap();
        registry
            .create_registered_model("walked", None, Vec::<Tag>::new())
            .unwrap();
        Self {
            server: GuardedRouter::new(Arc::clone(&app)),
            app,
            users,
            experiment_id: experiment_id.to_string(),
            run_id: run_id.to_string(),
            model_id: model_id.to_string(),
            _folder: folder,
        }
    }

    /// Every field that any request has.
    fn fields(&self) -> Value {
        json!({
            "experiment_id": self.experiment_id,
            "experiment_ids": [self.experiment_id],
            "experiment_name": "walk",
            "new_name": "walk",
            "run_id": self.run_id,
            "run_ids": [self.run_id],
            "model_id": self.model_id,
            "name": "walked",
            "version": "1",
            "stage": "Staging",
            "alias": "a",
            "key": "k",
            "value": "1",
            "metric_key": "k",
            "path": format!("{}/x.txt", self.experiment_id),
            "source": "mlflow-artifacts:/0/x",
            "timestamp": 0,
            "status": "LOGGED_MODEL_READY",
            "username": "nobody",
            "password": PASSWORD,
            "permission": "READ",
            "resource_type": "experiment",
            "resource_id": self.experiment_id,
            "resource_pattern": self.experiment_id,
            "role_id": 1,
            "role_permission_id": 1,
            "workspace": "default",
            "is_admin": false,
            "token_id": "t",
            "model_json": "{}",
            "num_parts": 1,
            "parts": [],
            "user_code": "BCDF-GHJK",
            "device_code": "d",
            "allow": true,
            "upload_id": "u",
            "max_results": 1,
        })
    }

    /// A request to an endpoint about what is in the house.
    fn request(&self, endpoint: &Endpoint, user: Option<&str>) -> Request {
        let path = router::paths(endpoint, "").remove(0);
        let path = path
            .replace("{model_id}", &self.model_id)
            .replace("{*path}", &format!("{}/x.txt", self.experiment_id))
            .replace("{*folder}", &self.experiment_id)
            .replace("{webhook_id}", "w")
            .replace("{upload_id}", "u")
            .replace("{number}", "1")
            .replace("{key}", "k");
        let mut fields = self.fields();
        if endpoint.path.contains("/runs/") {
            fields["status"] = "RUNNING".into();
        }
        if endpoint.path.ends_with("/runs/outputs") {
            fields["models"] = json!([{"model_id": self.model_id, "step": 0}]);
        }
        if endpoint.path.contains("/registered-models/") {
            // The model is there for the next endpoint, too.
            fields["new_name"] = "walked".into();
        }
        let is_read = endpoint.method == Method::GET;
        let uri = if is_read || path.contains("upload-artifact") {
            format!("{path}?{}", Self::query(&fields))
        } else {
            path
        };
        if endpoint.path == "/mlflow/artifacts/presigned-upload-url" {
            fields["model_id"] = "".into();
        }
        let mut request = Request::builder()
            .method(endpoint.method.clone())
            .uri(uri)
            .header(HOST, "localhost")
            .header(CONTENT_TYPE, "application/json");
        if let Some(user) = user {
            request = request.header(AUTHORIZATION, basic(user, PASSWORD));
        }
        let body = if is_read {
            Body::empty()
        } else {
            Body::from(fields.to_string())
        };
        request.body(body).unwrap()
    }

    fn query(fields: &Value) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields.as_object().unwrap() {
            match value {
                Value::Array(items) => items.iter().for_each(|item| {
                    query.append_pair(name, item.as_str().unwrap());
                }),
                Value::String(text) => drop(query.append_pair(name, text)),
                other => drop(query.append_pair(name, &other.to_string())),
            }
        }
        query.finish()
    }

    async fn status(&self, endpoint: &Endpoint, user: Option<&str>) -> StatusCode {
        self.server
            .respond(self.request(endpoint, user))
            .await
            .status()
    }
}

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", BASE64.encode(format!("{user}:{password}")))
}

/// One user for each permission, on everything that has one.
fn users(database: &StoreUri, experiment_id: &str) -> Arc<AccessControl> {
    let settings = AuthSettings {
        default_permission: "NO_PERMISSIONS".to_owned(),
        database: database.clone(),
        admin_username: Some("admin".to_owned()),
        admin_password: Some(PASSWORD.to_owned().into()),
        secret_key: None,
        oidc: None,
    };
    let (users, _) = AccessControl::open(&settings).unwrap();
    users.create_user("none", PASSWORD, false).unwrap();
    for permission in ["READ", "USE", "EDIT", "MANAGE", "DENY"] {
        users.create_user(permission, PASSWORD, false).unwrap();
        for (kind, id) in [
            ("experiment", experiment_id),
            ("registered_model", "walked"),
        ] {
            let how = GrantWrite::Create;
            users.grant(permission, kind, id, permission, how).unwrap();
        }
    }
    Arc::new(users)
}

/// The endpoints about users, each with what decides on it.
fn is_about_users(endpoint: &Endpoint) -> bool {
    [
        "/mlflow/users/",
        "/mlflow/roles/",
        "/mlflow/tokens/",
        "/mlflow/sessions/",
        "/mlflow/devices/",
        "/permissions/",
    ]
    .iter()
    .any(|part| endpoint.path.contains(part))
}

/// Whether a permission on the subject is enough.
#[expect(
    clippy::match_same_arms,
    reason = "the exceptions stand first, each with its reason"
)]
fn is_enough(endpoint: &Endpoint, permission: Permission) -> bool {
    use crate::entity::Action;
    match (endpoint.access, endpoint.path) {
        // Whoever may log in may create experiments and models, but none by a name that is denied.
        (_, "/mlflow/experiments/create") => true,
        (_, "/mlflow/registered-models/create") => permission != Permission::Deny,
        // Only the owner of an upload knows its id.
        (_, "/mlflow-artifacts/mpu/part/{upload_id}/{number}") => true,
        // A file without a path belongs to nothing, so that the server's default decides.
        (Access::Update, "/mlflow-artifacts/artifacts/") => false,
        (Access::Anyone | Access::User, _) => true,
        (Access::Read, _) => permission.allows(Action::Read),
        (Access::Create | Access::Update, _) => permission.allows(Action::Update),
        (Access::Delete | Access::Manage, _) => permission.allows(Action::Manage),
        (Access::Admin, _) => false,
    }
}

/// What of this program MLflow's servers with users do not have, or what its page alone asks for.
fn is_not_compared(endpoint: &Endpoint) -> bool {
    let also = [
        (Method::GET, "/mlflow/runs/search"),
        (Method::GET, "/graphql"),
        (Method::PUT, "/mlflow-artifacts/artifacts/"),
    ];
    let own = [
        "/mlflow/experiments/list",
        "/mlflow/experiments/summaries",
        "/mlflow/metrics/summaries",
        "/mlflow/registered-models/list",
        "/mlflow/permissions/list",
        "/mlflow/tokens/",
        "/mlflow/sessions/",
        "/mlflow/devices/",
        "/mlflow/ui-telemetry",
        "/mlflow-artifacts/mpu/part/",
        "/ready",
        "/oidc/",
        "/favicon.ico",
        "/static-files/",
    ];
    also.contains(&(endpoint.method.clone(), endpoint.path))
        || own.iter().any(|part| endpoint.path.starts_with(part))
}

/// Whether a path is one of an endpoint's.
fn fits(endpoint: &str, path: &str) -> bool {
    let mut segments = path.trim_end_matches('/').split('/');
    for part in endpoint.trim_end_matches('/').split('/') {
        if part.starts_with("{*") {
            return segments.next().is_some();
        }
        match segments.next() {
            Some(segment) if segment == part || part.starts_with('{') => {}
            _ => return false,
        }
    }
    segments.next().is_none()
}

#[test]
fn every_endpoint_is_compared_with_mlflows() {
    let table = include_str!("../../../tests/it/auth/table/3.18.0.txt");
    let compared: Vec<(&str, &str)> = table
        .lines()
        .filter_map(|line| {
            let (method, rest) = line.split_once(' ')?;
            let path = rest.split([' ', '?']).next()?;
            let mut apis = ["/api/2.0", "/api/3.0", "/ajax-api/2.0"].iter();
            let below = apis.find_map(|api| path.strip_prefix(api));
            Some((method, below.unwrap_or(path)))
        })
        .collect();
    let absent: Vec<&str> = router::absent_paths().collect();
    let forgotten: Vec<String> = router::endpoints_of_servers_with_users()
        .filter(|endpoint| !is_not_compared(endpoint) && !absent.contains(&endpoint.path))
        .filter(|endpoint| {
            let is_asked = |(method, path): &(&str, &str)| {
                *method == endpoint.method.as_str() && fits(endpoint.path, path)
            };
            !compared.iter().any(is_asked)
        })
        .map(|endpoint| format!("{} {}", endpoint.method, endpoint.path))
        .collect();
    assert!(forgotten.is_empty(), "{forgotten:#?}");
}

#[tokio::test]
async fn every_endpoint_asks_who_sends_a_request() {
    let house = House::build();
    for endpoint in router::endpoints_of_servers_with_users() {
        let is_open = endpoint.access == Access::Anyone;
        let status = house.status(endpoint, None).await;
        let is_refused = status == StatusCode::UNAUTHORIZED;
        assert_eq!(
            is_refused, !is_open,
            "{} {}: {status}",
            endpoint.method, endpoint.path
        );
    }
    for path in ["/no/such/path", "/api/2.0/mlflow/runs/log-metric"] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let status = house.server.respond(request).await.status();
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let wrong = [
        basic("admin", "wrong"),
        basic("nobody", PASSWORD),
        "Bearer x".to_owned(),
    ];
    for header in wrong {
        let request = Request::get("/api/2.0/mlflow/users/current").header(AUTHORIZATION, header);
        let status = house
            .server
            .respond(request.body(Body::empty()).unwrap())
            .await
            .status();
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn every_endpoint_asks_what_its_user_may_do() {
    let mut wrong = Vec::new();
    for user in ["none", "DENY", "READ", "USE", "EDIT", "MANAGE"] {
        // What may be deleted is there for the next endpoint again.
        let house = House::build();
        let permission = Permission::from_name(user).unwrap_or(Permission::NoPermissions);
        let endpoints = router::endpoints_of_servers_with_users();
        for endpoint in endpoints.filter(|endpoint| !is_about_users(endpoint)) {
            if endpoint.access == Access::Delete && permission == Permission::Manage {
                continue;
            }
            let status = house.status(endpoint, Some(user)).await;
            if (status == StatusCode::FORBIDDEN) == is_enough(endpoint, permission) {
                wrong.push(format!(
                    "{user}: {} {}: {status}",
                    endpoint.method, endpoint.path
                ));
            }
        }
        drop((house.app, house.users));
    }
    assert!(wrong.is_empty(), "wrong:\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn an_administrator_may_do_everything() {
    let house = House::build();
    for endpoint in router::endpoints_of_servers_with_users() {
        let status = house.status(endpoint, Some("admin")).await;
        let is_refused = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&status);
        assert!(
            !is_refused,
            "{} {}: {status}",
            endpoint.method, endpoint.path
        );
    }
}

#[tokio::test]
async fn others_do_not_manage_users() {
    let house = House::build();
    let own = [
        "/current",
        "/list",
        "/mlflow/tokens/",
        "/mlflow/sessions/",
        "/mlflow/devices/",
        "/experiments/permissions/",
    ];
    let endpoints = router::endpoints_of_servers_with_users();
    for endpoint in endpoints.filter(|endpoint| is_about_users(endpoint)) {
        if own.iter().any(|part| endpoint.path.contains(part)) {
            continue;
        }
        let status = house.status(endpoint, Some("none")).await;
        assert_eq!(
            status,
            StatusCode::FORBIDDEN,
            "{} {}",
            endpoint.method,
            endpoint.path
        );
    }
}
