//! Who guesses is slowed, and nobody else.
#![cfg(unix)]

use std::io::Write as _;
use std::net::TcpStream;

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use super::{ADMIN, of, scene};
use crate::support::{Request, Server, until};

/// How many guesses a server lets wait at once.
const PLACES: usize = 256;
/// Guesses that come at once: more than may wait, with those that are answered before they all wait.
const GUESSES: usize = PLACES + 64;

fn whoami() -> Request {
    Request::new("GET", "/api/2.0/mlflow/users/current")
}

/// A request that the proxy says to come from an address.
fn from(request: Request, address: &str) -> Request {
    request.header("X-Forwarded-For", address)
}

/// Sends a guess and does not wait for its answer.
fn guess(server: &Server) -> TcpStream {
    let token = whoami().header("Authorization", "Bearer no-such-token");
    let mut stream = server.connect();
    let bytes = from(token, "192.0.2.1").bytes(&server.address);
    stream.write_all(&bytes).expect("a listener");
    stream.set_nonblocking(true).expect("a socket");
    stream
}

/// How many of the guesses are answered with a status already.
fn answered(guesses: &[TcpStream], status: &str) -> usize {
    let is_it = |guess: &&TcpStream| {
        let mut start = [0; 12];
        guess.peek(&mut start).is_ok() && start.ends_with(status.as_bytes())
    };
    guesses.iter().filter(is_it).count()
}

#[test]
fn guesses_wait_for_a_place_and_others_do_not() {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).expect("a limit");
    setrlimit(Resource::RLIMIT_NOFILE, soft.max(hard.min(4096)), hard).expect("a limit");
    let scene = scene();
    let flags =
        "--app-name basic-auth --backend-store-uri sqlite:///mlflow.db --behind-proxy 127.0.0.1";
    let server = Server::start(&scene, &flags.split_whitespace().collect::<Vec<_>>());
    let admin = || of(whoami(), "admin", ADMIN);
    server.send(&from(admin(), "192.0.2.1")).is(200);
    let guesses: Vec<TcpStream> = (0..GUESSES).map(|_| guess(&server)).collect();
    until("there is no place", || answered(&guesses, "429") > 0);
    let wrong = of(whoami(), "admin", "a wrong password");
    server.send(&from(wrong.clone(), "192.0.2.1")).is(429);
    assert!(answered(&guesses, "401") <= GUESSES - PLACES);
    // Who has logged in goes on, from that address, too; and who comes from another one logs in.
    server.send(&from(admin(), "192.0.2.1")).is(200);
    server.send(&from(wrong, "198.51.100.7")).is(401);
    let body = serde_json::json!({"username": "ann", "password": "the password of ann"});
    let create = of(Request::post("users/create", &body), "admin", ADMIN);
    server.send(&from(create, "198.51.100.7")).is(200);
    let ann = of(whoami(), "ann", "the password of ann");
    server.send(&from(ann, "198.51.100.7")).is(200);
}
