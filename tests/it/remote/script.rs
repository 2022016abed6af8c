//! A server that answers to the letter what a test tells it, one connection after the other.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;

/// A server with an answer for each request that it expects.
pub(super) struct Script {
    /// Host and port.
    pub(super) address: String,
    requests: JoinHandle<Vec<String>>,
}

impl Script {
    /// Answers each connection's only request with the next of these.
    pub(super) fn play(answers: impl IntoIterator<Item = String>) -> Self {
        Self::play_at(|_| answers.into_iter().collect())
    }

    /// As [`Self::play`], with answers that bear the server's own address.
    pub(super) fn play_at(answers: impl FnOnce(&str) -> Vec<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let answers = answers(&address);
        let requests = std::thread::spawn(move || {
            let answer = |text: &String| {
                let (stream, _) = listener.accept().expect("a connection");
                answer(stream, text)
            };
            answers.iter().map(answer).collect()
        });
        Self { address, requests }
    }

    /// The heads of the requests, in lower case, once all of them have come.
    pub(super) fn requests(self) -> Vec<String> {
        self.requests.join().expect("the script played to its end")
    }
}

/// Reads a request, answers it, and gives its head in lower case.
pub(super) fn answer(stream: impl Read + Write, text: &str) -> String {
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        let length = stream.read_line(&mut head).expect("a request");
        assert!(length > 0, "the request ends early: {head}");
    }
    let head = head.to_lowercase();
    let length = head.split("content-length: ").nth(1);
    let length = length.map_or(0, |rest| {
        let length = rest.split("\r\n").next().unwrap_or_default();
        length.parse().expect("a number")
    });
    stream.read_exact(&mut vec![0; length]).expect("a body");
    stream
        .get_mut()
        .write_all(text.as_bytes())
        .expect("a listener");
    head
}

/// An answer with a body of this type.
pub(super) fn reply(status: &str, kind: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// The answer to `experiments/get`.
pub(super) fn experiment() -> String {
    let body = r#"{"experiment": {"experiment_id": "7", "name": "seven", "artifact_location": "/a", "lifecycle_stage": "active"}}"#;
    reply("200 OK", "application/json", body)
}
