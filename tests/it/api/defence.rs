//! Who may ask what.

use serde_json::json;

use crate::support::{Reply, Request, Scene, Server};

const PATH: &str = "/api/2.0/mlflow/experiments/get?experiment_id=0";

fn get_as(server: &Server, host: &str) -> Reply {
    server.send(&Request::new("GET", PATH).header("Host", host))
}

fn post_from(server: &Server, origin: &str) -> Reply {
    let search = Request::post("experiments/search", &json!({"max_results": 1}));
    server.send(&search.header("Origin", origin))
}

#[test]
fn requests_name_this_machine_or_a_private_address() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    for host in [
        "localhost",
        "127.0.0.1:5000",
        "[::1]:5000",
        "192.168.1.2:5000",
        "10.1.2.3",
    ] {
        let reply = get_as(&server, host).is(200);
        assert_eq!(reply.header("x-frame-options"), "SAMEORIGIN");
    }
    for host in ["evil.com", "10.evil.com", "8.8.8.8", ""] {
        let refused = get_as(&server, host).is(403);
        assert!(
            refused.text().contains("--allowed-hosts"),
            "{}",
            refused.text()
        );
    }
    for path in ["/health", "/version"] {
        server
            .send(&Request::new("GET", path).header("Host", "evil.com"))
            .is(200);
    }
}

#[test]
fn every_host_that_a_request_names_is_allowed() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let named = |hosts: &[&str], target: &str| {
        let request = Request::new("GET", &format!("{target}{PATH}"));
        let request = hosts
            .iter()
            .fold(request, |request, host| request.header("Host", host));
        server.send(&request).status
    };
    assert_eq!(named(&["localhost", "127.0.0.1"], ""), 200);
    assert_eq!(named(&["localhost", "evil.com"], ""), 403);
    assert_eq!(named(&["evil.com", "localhost"], ""), 403);
    assert_eq!(named(&["localhost"], "http://localhost:5000"), 200);
    assert_eq!(named(&["localhost"], "http://evil.com"), 403);
    assert_eq!(named(&["evil.com"], "http://localhost"), 403);
    assert_eq!(named(&["localhost"], "http://localhost@evil.com"), 403);
}

#[test]
fn hosts_can_be_listed() {
    let scene = Scene::new().env("MLFLOW_SERVER_ALLOWED_HOSTS", "a.com,*.b.com:80");
    let server = Server::start(&scene, &[]);
    for host in ["a.com", "A.com:81", "x.b.com:80"] {
        get_as(&server, host).is(200);
    }
    for host in ["localhost", "x.b.com:81"] {
        get_as(&server, host).is(403);
    }
}

#[test]
fn pages_of_other_sites_change_nothing() {
    let scene = Scene::new();
    let flags = [
        "--cors-allowed-origins",
        "https://a.com",
        "--x-frame-options",
        "DENY",
    ];
    let server = Server::start(&scene, &flags);
    for origin in ["https://a.com", "http://localhost:3000"] {
        let reply = post_from(&server, origin).is(200);
        assert_eq!(reply.header("access-control-allow-origin"), origin);
        assert_eq!(reply.header("access-control-allow-credentials"), "true");
        assert_eq!(reply.header("x-frame-options"), "DENY");
    }
    for origin in ["https://evil.com", "null", "http://a.com"] {
        let refused = post_from(&server, origin).is(403);
        assert!(
            refused.text().contains("--cors-allowed-origins"),
            "{}",
            refused.text()
        );
        let read = server
            .send(&Request::new("GET", PATH).header("Origin", origin))
            .is(200);
        assert_eq!(read.header("access-control-allow-origin"), "");
    }
    let ask = |origin: &str| {
        let question = Request::new("OPTIONS", "/api/2.0/mlflow/runs/create")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type");
        server.send(&question)
    };
    let allowed = ask("https://a.com").is(200);
    assert_eq!(
        allowed.header("access-control-allow-headers"),
        "content-type"
    );
    assert!(
        allowed
            .header("access-control-allow-methods")
            .contains("PATCH")
    );
    ask("https://evil.com").is(400);
}

#[test]
fn the_defence_can_be_switched_off() {
    let scene = Scene::new();
    let server = Server::start(&scene, &["--disable-security-middleware"]);
    assert!(
        server.introduction.contains("warning"),
        "{}",
        server.introduction
    );
    let reply = get_as(&server, "evil.com").is(200);
    assert_eq!(reply.header("x-frame-options"), "");
    post_from(&server, "https://evil.com").is(200);
    let all = Server::start(
        &scene,
        &["--allowed-hosts", "*", "--cors-allowed-origins", "*"],
    );
    get_as(&all, "evil.com").is(200);
    let reply = post_from(&all, "https://evil.com").is(200);
    assert_eq!(reply.header("access-control-allow-origin"), "*");
}
