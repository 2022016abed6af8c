//! A receiver of webhooks' deliveries.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

/// How long a delivery may take, retries and a busy machine included.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A request as the receiver got it.
pub(crate) struct Delivery {
    pub(crate) path: String,
    /// By their names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    body: String,
}

impl Delivery {
    /// Whether the signature is that of the delivery's id, time and body.
    pub(crate) fn is_signed(&self, secret: &str) -> bool {
        let header = |name: &str| self.headers[name].as_str();
        let mut signature = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
        let (id, time) = (header("x-mlflow-delivery-id"), header("x-mlflow-timestamp"));
        signature.update(format!("{id}.{time}.{}", self.body).as_bytes());
        let expected = STANDARD.encode(signature.finalize().into_bytes());
        header("x-mlflow-signature") == format!("v1,{expected}")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// Listens, and answers as the path says: `/flaky` fails once, `/moved` redirects to `/target`,
/// `/silent` never answers, and all others are well.
pub(crate) fn receive() -> (String, Receiver<Delivery>) {
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
