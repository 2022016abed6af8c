//! Servers that are asked through a proxy, and those that are not.

use super::script::{Script, experiment, reply};
use crate::support::Scene;

const GET: [&str; 4] = ["experiments", "get", "-x", "7"];

/// A scene whose commands go to this server.
fn scene(server: &str) -> Scene {
    Scene::with_store(server).env("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
}

#[test]
fn a_plain_address_is_asked_through_its_proxy_with_the_whole_url() {
    // Nobody but the proxy knows the name.
    for (variable, user) in [("http_proxy", "me:p%40ss@"), ("ALL_PROXY", "")] {
        let proxy = Script::play([experiment()]);
        let url = format!("http://{user}{}", proxy.address);
        let got = scene("http://mlflow.example:8080/base")
            .env(variable, &url)
            .mlflow(GET)
            .success();
        assert!(got.stdout().contains("seven"), "{}", got.stdout());
        let requests = proxy.requests();
        let head = &requests[0];
        assert!(
            head.starts_with("get http://mlflow.example:8080/base/api/2.0/mlflow/experiments/get?"),
            "{head}"
        );
        assert!(head.contains("host: mlflow.example:8080\r\n"), "{head}");
        let login = "proxy-authorization: basic bwu6cebzcw==\r\n";
        assert_eq!(head.contains(login), !user.is_empty(), "{head}");
    }
}

#[test]
fn a_body_follows_its_head_through_a_proxy() {
    let answer = reply("200 OK", "application/json", r#"{"experiment_id": "9"}"#);
    let proxy = Script::play([answer]);
    let name = "n".repeat(400);
    let got = scene("http://mlflow.example")
        .env("http_proxy", &proxy.address)
        .mlflow(["experiments", "create", "-n", &name])
        .success();
    assert!(got.stdout().contains("with id 9"), "{}", got.stdout());
    let head = &proxy.requests()[0];
    assert!(
        head.starts_with("post http://mlflow.example/api/2.0/mlflow/experiments/create http/1.1"),
        "{head}"
    );
}

#[test]
fn a_safe_address_is_reached_by_a_tunnel() {
    let refused = "HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n".to_owned();
    let proxy = Script::play([refused]);
    let said = scene("https://mlflow.example")
        .env("https_proxy", &format!("http://me:hush@{}", proxy.address))
        .mlflow(GET)
        .code(1)
        .stderr();
    assert!(said.contains("407"), "{said}");
    assert!(
        said.contains(&format!("http://me:***@{}", proxy.address)),
        "{said}"
    );
    assert!(!said.contains("hush"), "{said}");
    assert!(proxy.requests()[0].starts_with("connect mlflow.example:443 http/1.1\r\n"));
}

#[test]
fn what_is_near_is_asked_directly() {
    // A proxy at which nobody listens: whoever asks it fails.
    let nobody = "http://127.0.0.1:9";
    for (variables, host) in [
        (&[("https_proxy", nobody)][..], "127.0.0.1"),
        (
            &[("http_proxy", nobody), ("no_proxy", "127.0.0.0/8")],
            "127.0.0.1",
        ),
        (
            &[("http_proxy", nobody), ("NO_PROXY", "x,localhost")],
            "localhost",
        ),
        (&[("HTTP_PROXY", nobody), ("http_proxy", "")], "127.0.0.1"),
    ] {
        let script = Script::play([experiment()]);
        let server = script.address.replace("127.0.0.1", host);
        let mut scene = scene(&format!("http://{server}"));
        for (name, value) in variables {
            scene = scene.env(name, value);
        }
        scene.mlflow(GET).success();
        script.requests();
    }
    let said = scene("http://127.0.0.1:5000")
        .env("http_proxy", nobody)
        .mlflow(GET)
        .code(1)
        .stderr();
    assert!(said.contains("connection refused"), "{said}");
    assert!(
        said.contains("through the proxy `http://127.0.0.1:9`"),
        "{said}"
    );
    let said = scene("http://127.0.0.1:5000")
        .env("all_proxy", "socks5://me:hush@h:1")
        .mlflow(GET)
        .code(1)
        .stderr();
    assert!(
        said.contains("the proxy `socks5://me:***@h:1` cannot be used"),
        "{said}"
    );
}
