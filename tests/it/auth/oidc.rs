//! Log-ins at an identity provider, which speaks OpenID Connect and runs beside the test.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use serde_json::Value;

use super::sessions::cookie_of;
use super::{ADMIN, of, scene};
use crate::support::clients::{Client, python};
use crate::support::{Reply, Request, Scene, Server};

const PROVIDER: &str = include_str!("provider.py");

/// A running provider; ended when dropped.
struct Provider {
    child: Child,
    url: String,
}

impl Provider {
    /// Starts one; `None` where there is no Python with what it needs.
    fn start(scene: &Scene) -> Option<Self> {
        let script = scene.write("provider.py", PROVIDER);
        let mut command = scene.bare_command(python(Client::V3)?);
        command.arg(script).args(["7", "ann", "staff", "writers"]);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("a process");
        let mut url = String::new();
        let output = child.stdout.take().expect("a pipe");
        BufReader::new(output).read_line(&mut url).expect("a line");
        let url = url.trim().to_owned();
        assert!(url.starts_with("http://"), "no provider: {url}");
        Some(Self { child, url })
    }

    /// Follows an address at the provider, and gives where it sends the browser.
    fn follow(&self, address: &str) -> String {
        let path = address.strip_prefix(&self.url).expect("at the provider");
        let host = self.url.strip_prefix("http://").expect("an address");
        let reply = crate::support::send(host, &Request::new("GET", path));
        reply.header("location").to_owned()
    }

    /// Says who logs in next, and what is wrong then.
    fn set(&self, query: &str) {
        self.follow(&format!("{}/set?{query}", self.url));
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server whose users log in at a provider.
fn start(provider: &Provider, scene: Scene) -> (Scene, Server) {
    let ini = format!(
        "[mlflow]\ndefault_permission = READ\ndatabase_uri = sqlite:///users.db\nadmin_username = admin\n\
         oidc_issuer = {}\noidc_client_id = mlflow\noidc_name = Example\n\
         oidc_allowed_groups = staff\noidc_admin_groups = ops\noidc_roles = writers=editors\n",
        provider.url
    );
    let ini = scene.write("auth.ini", ini).display().to_string();
    let scene = scene
        .env("MLFLOW_AUTH_CONFIG_PATH", &ini)
        .env("MLFLOW_OIDC_CLIENT_SECRET", "a client's secret");
    let server = super::server(&scene);
    (scene, server)
}

/// A browser goes to the provider and back.
#[track_caller]
fn log_in(server: &Server, provider: &Provider) -> Reply {
    let begun = server.get("/oidc/login?next=.%2F%23%2Fmodels").is(303);
    let kept = cookie_of(&begun);
    let back = provider.follow(begun.header("location"));
    let path = back.strip_prefix(&server.url()).expect("back here");
    let request = Request::new("GET", path).header("Cookie", &kept);
    server.send(&request).is(303)
}

fn current(server: &Server, cookie: &str) -> Value {
    let request = Request::new("GET", "/ajax-api/2.0/mlflow/users/current");
    server
        .send(&request.header("Cookie", cookie))
        .is(200)
        .json()
}

/// The names of the roles of a user, without that of the user alone.
fn roles_of(server: &Server, user: &str) -> Vec<String> {
    let path = format!("/api/3.0/mlflow/users/roles/list?username={user}");
    let listed = server.send(&of(Request::new("GET", &path), "admin", ADMIN));
    let listed = listed.is(200).json();
    let names = listed["roles"].as_array().expect("a list").iter();
    let names = names.map(|role| role["name"].as_str().expect("a name").to_owned());
    names.filter(|name| !name.starts_with("__")).collect()
}

#[test]
fn a_user_of_a_provider_logs_in_with_the_roles_of_the_groups() {
    let scene = scene();
    let Some(provider) = Provider::start(&scene) else {
        return;
    };
    let (_scene, server) = start(&provider, scene);
    assert!(server.introduction.contains("or at Example"));
    // The role that a group gives has to be there.
    let refused = log_in(&server, &provider);
    assert_eq!(refused.header("location"), "../?problem=role");
    let body = serde_json::json!({"workspace": "default", "name": "editors"});
    let create = Request::new("POST", "/api/3.0/mlflow/roles/create").json(&body);
    server.send(&of(create, "admin", ADMIN)).is(200);

    let reply = log_in(&server, &provider);
    assert_eq!(reply.header("location"), "../#/models");
    let known = current(&server, &cookie_of(&reply));
    assert_eq!(known["user"]["username"], "ann");
    assert_eq!(known["user"]["is_admin"], false);
    assert_eq!(known["is_basic_auth"], false);
    assert_eq!(roles_of(&server, "ann"), ["editors"]);

    // Groups are read at each log-in; a new key of the provider is asked for.
    provider.set("groups=staff+ops&renew=1");
    let reply = log_in(&server, &provider);
    assert_eq!(
        current(&server, &cookie_of(&reply))["user"]["is_admin"],
        true
    );
    assert_eq!(roles_of(&server, "ann"), [""; 0]);
    // No password is that of such a user.
    let request = Request::new("GET", "/api/2.0/mlflow/users/current");
    server.send(&of(request, "ann", "")).is(401);
}

#[test]
fn what_a_provider_has_not_signed_for_this_log_in_is_refused() {
    let scene = scene();
    let Some(provider) = Provider::start(&scene) else {
        return;
    };
    let (_scene, server) = start(&provider, scene);
    let body = serde_json::json!({"workspace": "default", "name": "editors"});
    let create = Request::new("POST", "/api/3.0/mlflow/roles/create").json(&body);
    server.send(&of(create, "admin", ADMIN)).is(200);
    for (set, problem) in [
        ("fault=key", "provider"),
        ("fault=nonce", "provider"),
        ("fault=late", "provider"),
        ("fault=refuse", "refused"),
        ("groups=writers", "refused"),
        // A user with a password is nobody at the provider.
        ("groups=staff&preferred_username=admin", "refused"),
    ] {
        provider.set(set);
        let reply = log_in(&server, &provider);
        let expected = format!("../?problem={problem}");
        assert_eq!(reply.header("location"), expected, "{set}");
    }
    provider.set("groups=staff&preferred_username=ann");
    let reply = log_in(&server, &provider);
    assert_eq!(reply.header("location"), "../#/models");
    // Somebody else of the same name is not the same user.
    provider.set("sub=8");
    let reply = log_in(&server, &provider);
    assert_eq!(reply.header("location"), "../?problem=refused");
    // An answer without the browser's own cookie is another one's log-in.
    let stale = server.get("/oidc/callback?code=c&state=s").is(303);
    assert_eq!(stale.header("location"), "../?problem=stale");
}
