//! Mounts every endpoint of the tables under its prefixes.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler as _;
use axum::middleware::from_fn;
use axum::routing::{MethodRouter, get};

use super::App;
use super::auth;
use super::endpoint::{Endpoint, Mount};
use super::routes::{
    absent, artifacts, datasets, devices, experiments, graphql, info, logged_models, metrics,
    model_versions, multipart, oidc, permissions, presigned, proxy, registered_models, roles, runs,
    sessions, tokens, users, webhooks,
};
use super::ui;

/// The tables of all nouns.
const TABLES: &[&[Endpoint]] = &[
    experiments::ENDPOINTS,
    runs::ENDPOINTS,
    metrics::ENDPOINTS,
    datasets::ENDPOINTS,
    logged_models::ENDPOINTS,
    registered_models::ENDPOINTS,
    model_versions::ENDPOINTS,
    webhooks::ENDPOINTS,
    artifacts::ENDPOINTS,
    presigned::ENDPOINTS,
    proxy::ENDPOINTS,
    multipart::ENDPOINTS,
    graphql::ENDPOINTS,
    absent::ENDPOINTS,
    info::ENDPOINTS,
    ui::ENDPOINTS,
];

/// The prefixes of the API: that of programs, and that of the page.
const APIS: [&str; 2] = ["/api", "/ajax-api"];

/// The tables of a server with users.
const TABLES_OF_USERS: &[&[Endpoint]] = &[
    users::ENDPOINTS,
    permissions::ENDPOINTS,
    roles::ENDPOINTS,
    tokens::ENDPOINTS,
    sessions::ENDPOINTS,
    devices::ENDPOINTS,
    oidc::ENDPOINTS,
];

/// All endpoints. With a prefix, the API is mounted without it, too, as in MLflow 1.23.1.
pub(super) fn router(app: Arc<App>) -> Router {
    let prefix = app.settings().static_prefix.clone();
    let mut router = Router::new();
    let of_users = if app.has_users() {
        TABLES_OF_USERS
    } else {
        &[]
    };
    for endpoint in TABLES.iter().chain(of_users).copied().flatten() {
        for path in paths(endpoint, &prefix) {
            router = router.route(&path, guarded(endpoint, &app));
        }
    }
    if !prefix.is_empty() {
        router = router.route(&prefix, get(ui::to_index));
    }
    let router = if app.has_users() {
        let refusing = from_fn(auth::refuse_strangers);
        router
            .fallback(absent::no_endpoint.layer(refusing.clone()))
            .method_not_allowed_fallback(absent::wrong_method.layer(refusing))
    } else {
        router
            .fallback(absent::no_endpoint)
            .method_not_allowed_fallback(absent::wrong_method)
    };
    router.with_state(app)
}

/// The handler of an endpoint; on a server with users, behind what decides on them.
fn guarded(endpoint: &'static Endpoint, app: &Arc<App>) -> MethodRouter<Arc<App>> {
    let handler = endpoint.handler();
    if !app.has_users() {
        return handler;
    }
    handler.route_layer(auth::Authorise::new(app, endpoint))
}

/// All endpoints of a server with users.
#[cfg(test)]
pub(super) fn endpoints_of_servers_with_users() -> impl Iterator<Item = &'static Endpoint> {
    TABLES.iter().chain(TABLES_OF_USERS).copied().flatten()
}

/// The paths of what this server answers without having it.
#[cfg(test)]
pub(super) fn absent_paths() -> impl Iterator<Item = &'static str> {
    absent::ENDPOINTS.iter().map(|endpoint| endpoint.path)
}

/// Every path at which an endpoint is found.
pub(super) fn paths(endpoint: &Endpoint, prefix: &str) -> Vec<String> {
    let path = endpoint.path;
    let Mount::Api(versions) = endpoint.mount else {
        return vec![format!("{prefix}{path}")];
    };
    let mut prefixes = vec![prefix];
    if !prefix.is_empty() {
        prefixes.push("");
    }
    let mut paths = Vec::new();
    for prefix in prefixes {
        for api in APIS {
            paths.extend(
                versions
                    .iter()
                    .map(|version| format!("{prefix}{api}{version}{path}")),
            );
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::endpoint::Access;
    use super::super::subject::{Names, NoSubject};
    use super::endpoints_of_servers_with_users as endpoints;
    use super::*;

    /// What the protobuf descriptors of MLflow 1.23.1 and 3.17.2 say of experiments, runs, metrics,
    /// logged and registered models and artifacts: a method, and a path without the names of its parameters.
    const REFERENCE: &str = include_str!("reference.txt");

    /// What MLflow has beside these descriptors, for its page and its artifacts.
    const UNDESCRIBED: &[&str] = &[
        "GET /2.0/mlflow-artifacts/artifacts/",
        "GET /2.0/mlflow/logged-models/{}/artifacts/files",
        "GET /2.0/mlflow/metrics/get-history-bulk",
        "GET /2.0/mlflow/runs/search",
        "POST /2.0/mlflow/experiments/summaries",
        "POST /2.0/mlflow/metrics/summaries",
        "POST /2.0/mlflow/upload-artifact",
        "PUT /2.0/mlflow-artifacts/artifacts/",
        "PUT /2.0/mlflow-artifacts/mpu/part/{}/{}",
    ];

    /// What MLflow has, but not under `preview`.
    const ALSO_IN_PREVIEW: &[&str] = &["GET /2.0/preview/mlflow/experiments/get-by-name"];

    /// A path without the names of its parameters.
    fn unnamed(path: &str) -> String {
        let part = |part| match part {
            name if str::starts_with(name, '{') => "{}",
            name => name,
        };
        path.split('/').map(part).collect::<Vec<_>>().join("/")
    }

    #[test]
    fn the_tables_have_what_mlflow_says_of_the_nouns_that_are_here() {
        let absent: Vec<&str> = absent_paths().collect();
        let described: BTreeSet<String> = REFERENCE
            .lines()
            .filter(|line| !absent.iter().any(|path| line.ends_with(path)))
            .chain(UNDESCRIBED.iter().copied())
            .chain(ALSO_IN_PREVIEW.iter().copied())
            .map(str::to_owned)
            .collect();
        let mut found = BTreeSet::new();
        for table in TABLES {
            let is_noun =
                !std::ptr::eq(*table, absent::ENDPOINTS) && !std::ptr::eq(*table, info::ENDPOINTS);
            for endpoint in table.iter().filter(|_| is_noun) {
                if let Mount::Api(versions) = endpoint.mount {
                    let path = unnamed(endpoint.path);
                    let lines = versions
                        .iter()
                        .map(|v| format!("{} {v}{path}", endpoint.method));
                    found.extend(lines);
                }
            }
        }
        assert_eq!(found, described);
    }

    #[test]
    fn no_method_of_a_path_is_there_twice() {
        let mut seen = BTreeSet::new();
        for endpoint in endpoints() {
            for path in paths(endpoint, "/prefix") {
                assert!(
                    seen.insert((endpoint.method.to_string(), path.clone())),
                    "{path}"
                );
            }
        }
        assert!(seen.contains(&(
            "GET".to_owned(),
            "/api/2.0/preview/mlflow/runs/get".to_owned()
        )));
        assert!(seen.contains(&("GET".to_owned(), "/prefix/health".to_owned())));
    }

    #[test]
    fn every_endpoint_says_of_what_it_speaks() {
        for endpoint in endpoints() {
            let Endpoint { path, access, .. } = endpoint;
            let has_subject = match access {
                Access::Anyone | Access::User => false,
                Access::Admin => !path.contains("webhooks"),
                _ => true,
            };
            let no_subject = <NoSubject as Names>::subject;
            let is_named = !std::ptr::fn_addr_eq(endpoint.subject, no_subject as fn(&mut _) -> _);
            assert_eq!(is_named, has_subject, "{path}");
        }
    }

    #[test]
    fn what_changes_something_needs_more_than_to_read() {
        let looks = |path: &str| {
            [
                "search",
                "/summaries",
                "presigned-download",
                "get-latest-versions",
                "/traces/",
                "ui-telemetry",
                "graphql",
                "devices/begin",
                "devices/token",
            ]
            .iter()
            .any(|part| path.contains(part))
        };
        for endpoint in endpoints() {
            let Endpoint {
                method,
                path,
                access,
                ..
            } = endpoint;
            let is_allowed = match method.as_str() {
                "GET" => !matches!(access, Access::Create | Access::Update | Access::Delete),
                _ => access.changes() || looks(path),
            };
            assert!(is_allowed, "{method} {path} needs {access:?}");
        }
    }
}
