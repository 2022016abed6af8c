//! Webhooks, whose deliveries a receiver of the tests takes, or does not.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::{Scene, Server, unused_port};

const SECRET: &str = "täglich 1";

/// How long a delivery may take, retries and a busy machine included.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request as the receiver got it.
struct Delivery {
    path: String,
    /// By their names in lower case.
    headers: BTreeMap<String, String>,
    body: String,
}

impl Delivery {
    /// Whether the signature is that of the delivery's id, time and body.
    fn is_signed(&self) -> bool {
        let header = |name: &str| self.headers[name].as_str();
        let mut signature = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key");
        let (id, time) = (header("x-mlflow-delivery-id"), header("x-mlflow-timestamp"));
        signature.update(format!("{id}.{time}.{}", self.body).as_bytes());
        let expected = STANDARD.encode(signature.finalize().into_bytes());
        header("x-mlflow-signature") == format!("v1,{expected}")
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// Listens, and answers as the path says: `/flaky` fails once, `/moved` redirects to `/target`,
/// `/silent` never answers, and all others are well.
fn receive() -> (String, Receiver<Delivery>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let (sender, deliveries) = mpsc::channel();
    thread::spawn(move || {
        let mut silent = Vec::new();
        let mut has_failed = false;
        for stream in listener.incoming() {
            let stream = stream.expect("a connection");
            let delivery = read(&stream);
            match delivery.path.as_str() {
                "/silent" => silent.push(stream),
                "/moved" => reply(stream, "307 Temporary Redirect\r\nLocation: /target"),
                "/flaky" if !has_failed => {
                    has_failed = true;
                    reply(stream, "500 Internal Server Error");
                }
                _ => reply(stream, "200 OK"),
            }
            if sender.send(delivery).is_err() {
                return;
            }
        }
    });
    (address, deliveries)
}

fn read(stream: &TcpStream) -> Delivery {
    let mut stream = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        stream.read_line(&mut line).expect("a line");
        line.trim_end().to_owned()
    };
    let request = line();
    let path = request.split(' ').nth(1).expect("a path").to_owned();
    let mut headers = BTreeMap::new();
    while let Some((name, value)) = line().split_once(": ") {
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let length = headers["content-length"].parse().expect("a number");
    let mut body = vec![0; length];
    stream.read_exact(&mut body).expect("a body");
    let body = String::from_utf8(body).expect("a text");
    Delivery {
        path,
        headers,
        body,
    }
}

fn reply(mut stream: TcpStream, status: &str) {
    let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).expect("a sender");
}

/// A server whose webhooks may be on this machine, and give up soon.
fn server() -> (Scene, Server) {
    let scene = Scene::new()
        .env("MLFLOW_WEBHOOK_ALLOWED_SCHEMES", "http,https")
        .env("MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS", "true")
        .env("MLFLOW_WEBHOOK_REQUEST_TIMEOUT", "1")
        .env("MLFLOW_WEBHOOK_REQUEST_MAX_RETRIES", "1");
    let server = Server::start(&scene, &["--backend-store-uri", "sqlite:///mlflow.db"]);
    (scene, server)
}

fn create(server: &Server, name: &str, url: &str) -> Value {
    let event = json!({"entity": "REGISTERED_MODEL", "action": "CREATED"});
    let webhook = json!({"name": name, "url": url, "secret": SECRET, "events": [event]});
    server.ask("webhooks", &webhook)["webhook"].clone()
}

/// The next so many deliveries, each signed, by their paths.
fn next(deliveries: &Receiver<Delivery>, count: usize) -> Vec<(String, Value)> {
    let mut found: Vec<_> = (0..count)
        .map(|_| {
            let delivery = deliveries.recv_timeout(PATIENCE).expect("a delivery");
            assert!(delivery.is_signed(), "{}", delivery.path);
            (delivery.path.clone(), delivery.json())
        })
        .collect();
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    found
}

/// A receiver that is absent, silent, broken or elsewhere keeps nobody from hearing.
#[test]
fn webhooks_hear_of_a_new_model_whatever_the_others_do() {
    let (address, deliveries) = receive();
    let (_scene, server) = server();
    create(
        &server,
        "absent",
        &format!("http://127.0.0.1:{}/", unused_port()),
    );
    for name in ["silent", "flaky", "moved", "well"] {
        let webhook = create(&server, name, &format!("{address}/{name}"));
        assert_eq!(webhook.get("secret"), None);
    }
    server.ask("registered-models/create", &json!({"name": "wine"}));
    let found = next(&deliveries, 7);
    let paths: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
    let expected = [
        "/flaky", "/flaky", "/moved", "/silent", "/silent", "/target", "/well",
    ];
    assert_eq!(paths, expected);
    for (path, body) in &found {
        assert_eq!(body["entity"], "registered_model", "{path}");
        assert_eq!(body["action"], "created", "{path}");
        assert_eq!(
            body["data"],
            json!({"name": "wine", "tags": {}, "description": ""})
        );
    }
}

#[test]
fn a_burst_of_changes_is_told_whole() {
    const MODELS: usize = 300;
    let (address, deliveries) = receive();
    let (_scene, server) = server();
    create(&server, "well", &format!("{address}/well"));
    for number in 0..MODELS {
        let model = json!({"name": format!("m{number:03}")});
        server.ask("registered-models/create", &model);
    }
    let mut names: Vec<String> = next(&deliveries, MODELS)
        .into_iter()
        .map(|(_, body)| body["data"]["name"].to_string())
        .collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), MODELS);
}

#[test]
fn a_webhook_that_is_tested_is_told_so_and_one_in_a_private_network_is_refused() {
    let (address, deliveries) = receive();
    let (_scene, server) = server();
    let webhook = create(&server, "well", &format!("{address}/well"));
    let id = webhook["webhook_id"].as_str().expect("an id");
    let answer = server.ask(&format!("webhooks/{id}/test"), &json!({}));
    assert_eq!(answer["result"]["response_status"], 200);
    assert_eq!(next(&deliveries, 1)[0].1["entity"], "registered_model");

    let scene = Scene::new();
    let careful = Server::start(&scene, &["--backend-store-uri", "sqlite:///mlflow.db"]);
    let event = json!({"entity": "REGISTERED_MODEL", "action": "CREATED"});
    for url in [
        "http://example.com/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.0.0.1/",
    ] {
        let webhook = json!({"name": "w", "url": url, "events": [event]});
        careful
            .post("webhooks", &webhook)
            .fails(400, "INVALID_PARAMETER_VALUE");
    }
}
