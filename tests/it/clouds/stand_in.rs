//! A server that stands in for the services from which credentials come.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A request as it came.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// Method, path and headers.
    pub(super) head: String,
    pub(super) body: String,
}

/// A running server. Its threads end with the process.
pub(super) struct StandIn {
    pub(super) address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// What requests whose first line begins so are answered.
pub(super) type Answers = Vec<(&'static str, String)>;

impl StandIn {
    /// Answers with status 200 what it knows, and everything else with 404.
    pub(super) fn start(answers: Answers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let stand_in = Self {
            address: listener.local_addr().expect("an address").to_string(),
            asked: Arc::default(),
        };
        let (asked, answers) = (Arc::clone(&stand_in.asked), Arc::new(answers));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (asked, answers) = (Arc::clone(&asked), Arc::clone(&answers));
                thread::spawn(move || handle(&client, &answers, &asked));
            }
        });
        stand_in
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All requests so far whose first line begins so.
    pub(super) fn asked(&self, start: &str) -> Vec<Asked> {
        let asked = self.asked.lock().expect("a lock");
        let found = asked.iter().filter(|asked| asked.head.starts_with(start));
        found.cloned().collect()
    }
}

impl Asked {
    pub(super) fn has(&self, text: &str) -> bool {
        let text = text.to_ascii_lowercase();
        self.head.to_ascii_lowercase().contains(&text)
            || self.body.to_ascii_lowercase().contains(&text)
    }
}

fn handle(mut client: &TcpStream, answers: &Answers, asked: &Mutex<Vec<Asked>>) {
    let mut reader = BufReader::new(client.try_clone().expect("a socket"));
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap_or(0) == 0 {
            return;
        }
    }
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, value)| value.trim().parse().expect("a length"));
    let mut body = vec![0; length];
    if reader.read_exact(&mut body).is_err() {
        return;
    }
    let body = String::from_utf8_lossy(&body).into_owned();
    let found = answers.iter().find(|(start, _)| head.starts_with(start));
    asked.lock().expect("a lock").push(Asked {
        head: head.clone(),
        body,
    });
    let (status, answer) = match found {
        Some((_, answer)) => ("200 OK", answer.as_str()),
        None => ("404 Not Found", ""),
    };
    let _ = write!(
        client,
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{answer}",
        answer.len()
    );
}
