//! A proxy between the program and a cloud that does to chosen requests what networks and busy
//! services do.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What becomes of a request.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    /// It is answered with a status and a body, and not handed on.
    Answer(&'static str, String),
    /// The connection breaks before the request is handed on.
    CutBefore,
    /// The request is never answered.
    Hold,
    /// The connection breaks after so many bytes of the answer.
    CutAfter(usize),
    /// One bit of the last byte of the answer is another.
    FlipAnswer,
}

/// Which requests a fault meets: those whose first line begins and ends so, so many times.
struct Plan {
    method: &'static str,
    part: &'static str,
    fault: Fault,
    times: usize,
}

/// A running proxy. Its threads end with the process.
pub(super) struct FaultProxy {
    address: String,
    plans: Arc<Mutex<Vec<Plan>>>,
    heads: Arc<Mutex<Vec<String>>>,
}

impl FaultProxy {
    /// Starts a proxy before a server.
    pub(super) fn before(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let proxy = Self {
            address: listener.local_addr().expect("an address").to_string(),
            plans: Arc::default(),
            heads: Arc::default(),
        };
        let (plans, heads) = (Arc::clone(&proxy.plans), Arc::clone(&proxy.heads));
        let server = server.to_owned();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (plans, heads) = (Arc::clone(&plans), Arc::clone(&heads));
                let server = server.clone();
                thread::spawn(move || handle(&client, &server, &plans, &heads));
            }
        });
        proxy
    }

    /// The address as clients need it.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Does this to the next requests of a method whose path and query contain a text.
    pub(super) fn plan(
        &self,
        method: &'static str,
        part: &'static str,
        fault: Fault,
        times: usize,
    ) {
        self.plans.lock().expect("a lock").push(Plan {
            method,
            part,
            fault,
            times,
        });
    }

    /// Forgets what was planned.
    pub(super) fn clear(&self) {
        self.plans.lock().expect("a lock").clear();
    }

    /// The heads of all requests of a method so far.
    pub(super) fn heads(&self, method: &str) -> Vec<String> {
        let heads = self.heads.lock().expect("a lock");
        let of_method = heads.iter().filter(|head| head.starts_with(method));
        of_method.cloned().collect()
    }
}

fn handle(
    mut client: &TcpStream,
    server: &str,
    plans: &Mutex<Vec<Plan>>,
    heads: &Mutex<Vec<String>>,
) {
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
    let fault = fault_for(&head, plans);
    heads.lock().expect("a lock").push(head.clone());
    if matches!(fault, Some(Fault::CutBefore)) {
        let _ = client.shutdown(Shutdown::Both);
        return;
    }
    if matches!(fault, Some(Fault::Hold)) {
        // Until the client goes away.
        let _ = std::io::copy(&mut reader, &mut std::io::sink());
        return;
    }
    let mut body = vec![0; length];
    if reader.read_exact(&mut body).is_err() {
        return;
    }
    if let Some(Fault::Answer(status, answer)) = fault {
        let _ = write!(
            client,
            "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{answer}",
            answer
                .split_once("\r\n\r\n")
                .map_or(0, |(_, body)| body.len())
        );
        return;
    }
    let mut answer = ask(server, &head, &body);
    match fault {
        Some(Fault::CutAfter(length)) => {
            let end = answer.windows(4).position(|end| end == b"\r\n\r\n");
            answer.truncate(end.map_or(0, |end| end + 4 + length));
        }
        Some(Fault::FlipAnswer) => {
            if let Some(last) = answer.last_mut() {
                *last ^= 1;
            }
        }
        _ => {}
    }
    let _ = client.write_all(&answer);
    let _ = client.shutdown(Shutdown::Both);
}

/// Hands a request on, and gives the whole answer.
fn ask(server: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let mut upstream = TcpStream::connect(server).expect("the server listens");
    let (line, rest) = head.split_once("\r\n").expect("a first line");
    let _ = write!(upstream, "{line}\r\nConnection: close\r\n{rest}");
    let _ = upstream.write_all(body);
    let mut answer = Vec::new();
    let _ = upstream.read_to_end(&mut answer);
    answer
}

fn fault_for(head: &str, plans: &Mutex<Vec<Plan>>) -> Option<Fault> {
    let line = head.lines().next()?;
    let mut plans = plans.lock().expect("a lock");
    let plan = plans
        .iter_mut()
        .find(|plan| plan.times > 0 && line.starts_with(plan.method) && line.contains(plan.part))?;
    plan.times -= 1;
    Some(plan.fault.clone())
}
