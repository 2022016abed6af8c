//! Sessions of the page, and log-ins of commands by way of it.

use serde_json::{Value, json};

use super::{ADMIN, of, scene, server};
use crate::support::{Reply, Request, Scene, Server, mlflow, until};

const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64)";
const CURRENT: &str = "/ajax-api/2.0/mlflow/users/current";

/// A request of version 3 of the page's API, with a body.
fn v3(method: &str, endpoint: &str, body: &Value) -> Request {
    Request::new(method, &format!("/ajax-api/3.0/mlflow/{endpoint}")).json(body)
}

/// Logs in as the page does, and gives the cookie.
#[track_caller]
pub(super) fn log_in(server: &Server, user: &str, password: &str) -> String {
    let request = of(v3("POST", "sessions/create", &json!({})), user, password);
    let reply = server.send(&request).is(200);
    cookie_of(&reply)
}

/// The cookie that an answer sets, as a browser sends it.
#[track_caller]
pub(super) fn cookie_of(reply: &Reply) -> String {
    let set = reply.header("set-cookie");
    assert!(
        set.contains("HttpOnly") && set.contains("SameSite=Lax"),
        "{set}"
    );
    set.split(';').next().expect("a cookie").to_owned()
}

/// A request that a browser sends from a page of this origin.
fn from(server: &Server, request: Request, cookie: &str, origin: Option<&str>) -> Reply {
    let mut request = request.header("Cookie", cookie);
    if let Some(origin) = origin {
        request = request.header("Origin", origin);
    }
    server.send(&request)
}

fn create_ann(server: &Server) {
    let body = json!({"username": "ann", "password": "the password of ann"});
    let request = of(Request::post("users/create", &body), "admin", ADMIN);
    server.send(&request).is(200);
}

#[test]
fn a_session_lasts_from_the_log_in_to_the_sign_out() {
    let scene = scene();
    let server = server(&scene);
    let cookie = log_in(&server, "admin", ADMIN);
    let other = log_in(&server, "admin", ADMIN);
    let current = |cookie: &str| from(&server, Request::new("GET", CURRENT), cookie, None);
    let who = current(&cookie).is(200).json();
    assert_eq!(who["user"]["username"], "admin");
    let own = server.url();
    from(
        &server,
        v3("DELETE", "sessions/end", &json!({})),
        &cookie,
        Some(&own),
    )
    .is(200);
    current(&cookie).is(401);
    current(&other).is(200);
    current("mlflow_session=1_2").is(401);
    // Another server on the same database knows it, and no file has it.
    let again = super::server(&scene);
    from(&again, Request::new("GET", CURRENT), &other, None).is(200);
    let secret = other.rsplit('_').next().expect("a secret");
    let kept = std::fs::read(scene.path("basic_auth.db")).expect("a database");
    assert!(
        !kept
            .windows(secret.len())
            .any(|part| part == secret.as_bytes())
    );
}

#[test]
fn a_session_ends_with_the_password_and_with_its_user() {
    let scene = scene();
    let server = server(&scene);
    create_ann(&server);
    let session = |password| log_in(&server, "ann", password);
    let current = |cookie: &str| from(&server, Request::new("GET", CURRENT), cookie, None);
    let first = session("the password of ann");
    current(&first).is(200);
    let body = json!({"username": "ann", "password": "another password", "current_password": "the password of ann"});
    let change = Request::new("PATCH", "/ajax-api/2.0/mlflow/users/update-password").json(&body);
    from(&server, change, &first, Some(&server.url())).is(200);
    current(&first).is(401);
    let second = session("another password");
    current(&second).is(200);
    let delete = Request::new("DELETE", "/api/2.0/mlflow/users/delete");
    let delete = of(delete.json(&json!({"username": "ann"})), "admin", ADMIN);
    server.send(&delete).is(200);
    current(&second).is(401);
}

#[test]
fn another_sites_page_changes_nothing_by_a_session() {
    let scene = scene();
    let server = server(&scene);
    let cookie = log_in(&server, "admin", ADMIN);
    let create = |name: &str, origin: Option<&str>| {
        let request = Request::post("experiments/create", &json!({"name": name}));
        from(&server, request, &cookie, origin)
    };
    let own = server.url();
    create("a", Some(&own)).is(200);
    // A page of another port of this machine may use the API of a server without users.
    for origin in [None, Some("http://localhost:1")] {
        create("b", origin).fails(403, "PERMISSION_DENIED");
    }
    create("b", Some("null")).is(403);
    create("b", Some("https://evil.example.com")).is(403);
    let request = Request::post("experiments/create", &json!({"name": "b"}));
    let request = request.header("Sec-Fetch-Site", "cross-site");
    from(&server, request, &cookie, Some(&own)).is(403);
    let search = Request::post("experiments/search", &json!({"max_results": 9}));
    let found = from(&server, search, &cookie, Some(&own)).is(200).json();
    assert_eq!(found["experiments"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_browser_is_led_to_the_log_in_and_a_program_told_of_it() {
    let scene = scene();
    let server = server(&scene);
    let browser = |path: &str| {
        let request = Request::new("GET", path).header("User-Agent", BROWSER);
        server.send(&request.header("Accept", "text/html,*/*"))
    };
    assert!(browser("/").is(200).text().contains("id=\"log-in\""));
    let led = browser("/get-artifact?run_id=r&path=a").is(303);
    assert_eq!(
        led.header("location"),
        "./?next=%2E%2Fget%2Dartifact%3Frun%5Fid%3Dr%26path%3Da"
    );
    let request = Request::new("GET", CURRENT).header("User-Agent", BROWSER);
    assert_eq!(server.send(&request).is(401).header("www-authenticate"), "");
    assert_eq!(
        server.get(CURRENT).is(401).header("www-authenticate"),
        "Basic realm=\"mlflow\""
    );
    let icon = server.get("/favicon.ico").is(200);
    assert_eq!(icon.header("content-type"), "image/svg+xml");
    let cookie = log_in(&server, "admin", ADMIN);
    let page = from(&server, Request::new("GET", "/"), &cookie, None).is(200);
    assert!(page.text().contains("<html lang=\"en\" data-users>"));
}

#[test]
fn a_proxy_says_for_which_host_and_how_it_was_asked() {
    let scene = scene();
    let flags = "--app-name basic-auth --backend-store-uri sqlite:///mlflow.db --behind-proxy 127.0.0.1 \
                 --allowed-hosts mlflow.example.com";
    let flags: Vec<&str> = flags.split_whitespace().collect();
    let trusting = Server::start(&scene, &flags);
    let create = || of(v3("POST", "sessions/create", &json!({})), "admin", ADMIN);
    let asked = |request: Request| {
        request
            .header("X-Forwarded-Host", "mlflow.example.com")
            .header("X-Forwarded-Proto", "https")
    };
    trusting.send(&create()).is(403);
    let reply = trusting.send(&asked(create())).is(200);
    let cookie = cookie_of(&reply);
    assert!(cookie.starts_with("__Host-mlflow_session="), "{cookie}");
    assert!(reply.header("set-cookie").ends_with("; Secure"));
    let change = asked(Request::post("experiments/create", &json!({"name": "a"})));
    from(
        &trusting,
        change.clone(),
        &cookie,
        Some("https://mlflow.example.com"),
    )
    .is(200);
    from(
        &trusting,
        change,
        &cookie,
        Some("https://other.example.com"),
    )
    .is(403);
    drop(trusting);
    let server = server(&scene);
    let reply = server.send(&asked(create())).is(200);
    assert!(
        reply.header("set-cookie").starts_with("mlflow_session="),
        "nobody trusts it"
    );
}

#[test]
fn a_command_logs_in_by_way_of_the_page() {
    let scene = scene();
    let server = server(&scene);
    create_ann(&server);
    let home = Scene::with_store(&server.url()).env("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1");
    for allow in [false, true] {
        let mut command = home.command(["login"]);
        let command = command.stderr(std::fs::File::create(home.path("said")).expect("a file"));
        let mut child = command.spawn().expect("a process");
        let said = || std::fs::read_to_string(home.path("said")).unwrap_or_default();
        until("a code is shown", || said().contains("#/device?code="));
        let said = said();
        let (_, code) = said.split_once("#/device?code=").expect("a code");
        let code = code.split_whitespace().next().expect("a code").to_owned();
        let cookie = log_in(&server, "ann", "the password of ann");
        let path = format!("/ajax-api/3.0/mlflow/devices/get?user_code={code}");
        let named = from(&server, Request::new("GET", &path), &cookie, None).is(200);
        assert!(
            named.text().contains("mlflow login on "),
            "{}",
            named.text()
        );
        let body = json!({"user_code": code.to_lowercase(), "allow": allow});
        let decide = v3("POST", "devices/decide", &body);
        let own = server.url();
        from(&server, decide.clone(), &cookie, Some(&own)).is(200);
        from(&server, decide, &cookie, Some(&own)).fails(404, "RESOURCE_DOES_NOT_EXIST");
        assert_eq!(child.wait().expect("a status").success(), allow);
    }
    assert_eq!(mlflow!(home, "whoami").success().line(), "ann");
    mlflow!(home, "logout").success();
    mlflow!(home, "login --password-env X")
        .code(2)
        .says("--username");
    let body = json!({"device_code": "BCDF-GHJK_0"});
    let told = server.send(&v3("POST", "devices/token", &body)).is(200);
    assert_eq!(told.json()["status"], "expired_token");
}
