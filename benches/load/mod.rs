//! A load on an HTTP server: connections that stay open, each with one request at a time, as
//! MLflow's clients behave. It does little itself, because it shares its cores with the server.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// The longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(120);

/// One open connection.
pub(crate) struct Connection {
    address: String,
    /// The header of who asks, if the address says it.
    login: String,
    reader: BufReader<TcpStream>,
    request: Vec<u8>,
    body: Vec<u8>,
}

impl Connection {
    /// Connects to `host:port` or, as a user, to `name:password@host:port`.
    pub(crate) fn open(address: &str) -> io::Result<Self> {
        let (login, address) = match address.rsplit_once('@') {
            Some((user, address)) => {
                let user = BASE64_STANDARD.encode(user);
                (format!("authorization: Basic {user}\r\n"), address)
            }
            None => (String::new(), address),
        };
        Ok(Self {
            address: address.to_owned(),
            login,
            reader: connect(address)?,
            request: Vec::new(),
            body: Vec::new(),
        })
    }

    /// Sends a GET request, and gives the answer's status and body.
    pub(crate) fn get(&mut self, path: &str) -> io::Result<(u16, &[u8])> {
        self.request.clear();
        write!(
            self.request,
            "GET {path} HTTP/1.1\r\nhost: localhost\r\n{}\r\n",
            self.login
        )?;
        self.answer()
    }

    /// Sends a POST request with a JSON body, and gives the answer's status and body.
    pub(crate) fn post(&mut self, path: &str, json: &str) -> io::Result<(u16, &[u8])> {
        self.request.clear();
        write!(
            self.request,
            "POST {path} HTTP/1.1\r\nhost: localhost\r\n{}content-type: application/json\r\ncontent-length: {}\r\n\r\n{json}",
            self.login,
            json.len()
        )?;
        self.answer()
    }

    fn answer(&mut self) -> io::Result<(u16, &[u8])> {
        let status_line = if let Ok(line) = self.send() {
            line
        } else {
            // As real clients do: a connection that was closed while nothing went over it, as
            // Python's server closes them after five seconds, is opened again, once.
            self.reader = connect(&self.address)?;
            self.send()?
        };
        let status = status_line.split(' ').nth(1);
        let status = status.and_then(|code| code.parse().ok()).unwrap_or(0);
        let length = self.read_headers()?;
        self.body.resize(length, 0);
        self.reader.read_exact(&mut self.body)?;
        Ok((status, &self.body))
    }

    /// Sends the request and gives the first line of its answer.
    fn send(&mut self) -> io::Result<String> {
        self.reader.get_mut().write_all(&self.request)?;
        let mut line = String::new();
        if self.reader.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line)
    }

    /// Reads to the end of the head, and gives the length of the body.
    fn read_headers(&mut self) -> io::Result<usize> {
        let (mut length, mut line) = (0, String::new());
        loop {
            line.clear();
            if self.reader.read_line(&mut line)? == 0 || line == "\r\n" {
                return Ok(length);
            }
            let (name, value) = line.split_once(':').unwrap_or((&line, ""));
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
    }
}

fn connect(address: &str) -> io::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(BufReader::with_capacity(1 << 16, stream))
}

/// Sends requests over some connections for a while, and gives the answers per second. `work`
/// sends the request with this number and gives the status of the answer.
pub(crate) fn rate(
    address: &str,
    connections: usize,
    time: Duration,
    work: impl Fn(&mut Connection, u64) -> u16 + Sync,
) -> f64 {
    rate_of_all(&[address], connections, time, work)
}

/// As [`rate`], of several servers together, with so many connections to each.
pub(crate) fn rate_of_all(
    addresses: &[&str],
    connections: usize,
    time: Duration,
    work: impl Fn(&mut Connection, u64) -> u16 + Sync,
) -> f64 {
    let (next, answered) = (AtomicU64::new(0), AtomicU64::new(0));
    let is_over = AtomicBool::new(false);
    let began = Instant::now();
    thread::scope(|scope| {
        let all = addresses
            .iter()
            .flat_map(|address| std::iter::repeat_n(address, connections));
        for address in all {
            let (next, answered, is_over, work) = (&next, &answered, &is_over, &work);
            scope.spawn(move || {
                let mut connection = Connection::open(address).expect("a connection");
                while !is_over.load(Ordering::Relaxed) {
                    let status = work(&mut connection, next.fetch_add(1, Ordering::Relaxed));
                    assert_eq!(status, 200, "a request failed");
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        thread::sleep(time);
        is_over.store(true, Ordering::Relaxed);
    });
    #[expect(clippy::cast_precision_loss, reason = "a count of a few seconds")]
    let answered = answered.into_inner() as f64;
    answered / began.elapsed().as_secs_f64()
}

/// The median time of some requests, one after the other over one connection.
pub(crate) fn median_time(
    address: &str,
    rounds: u64,
    work: impl Fn(&mut Connection, u64) -> u16,
) -> Duration {
    let mut connection = Connection::open(address).expect("a connection");
    let mut times: Vec<Duration> = (0..rounds)
        .map(|n| {
            let began = Instant::now();
            assert_eq!(work(&mut connection, n), 200, "a request failed");
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}
