//! A server of S3's protocol that is fast enough not to be the limit: objects are in memory, of zeros
//! only the number is kept, and signatures are not looked at.

mod objects;

use std::convert::Infallible;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::header::HeaderMap;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use percent_encoding::percent_decode_str;

use objects::{Content, Objects};

/// The argument by which a benchmark becomes the server.
const ARGUMENT: &str = "serve-bucket";

/// The server, a process of its own: the peak of a process's memory counts that of its parent at the
/// time of the fork.
pub(crate) struct Bucket {
    process: Child,
    pub(crate) endpoint: String,
}

impl Bucket {
    pub(crate) fn start() -> Self {
        let this = std::env::current_exe().expect("this program");
        let mut process = Command::new(this)
            .arg(ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let mut endpoint = String::new();
        BufReader::new(process.stdout.take().expect("a pipe"))
            .read_line(&mut endpoint)
            .expect("an address");
        Self {
            process,
            endpoint: endpoint.trim().to_owned(),
        }
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves, if this process is to, until the one that started it ends.
pub(crate) fn serve_if_asked() {
    if std::env::args().nth(1).as_deref() != Some(ARGUMENT) {
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    println!("http://{}", listener.local_addr().expect("an address"));
    listener.set_nonblocking(true).expect("a socket");
    #[expect(
        clippy::exit,
        reason = "this process serves for as long as another one wants it to"
    )]
    thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_io()
        .build()
        .expect("threads");
    runtime.block_on(serve(listener));
}

async fn serve(listener: TcpListener) {
    let objects = Arc::new(Mutex::new(Objects::default()));
    let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        let _ = stream.set_nodelay(true);
        let objects = Arc::clone(&objects);
        tokio::spawn(async move {
            let answer = service_fn(|request| {
                let objects = Arc::clone(&objects);
                async move { Ok::<_, Infallible>(answer(request, &objects).await) }
            });
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), answer)
                .await;
        });
    }
}

type Answer = Response<Full<Bytes>>;

async fn answer(request: Request<Incoming>, objects: &Mutex<Objects>) -> Answer {
    let (head, body) = request.into_parts();
    let path = percent_decode_str(head.uri.path()).decode_utf8_lossy();
    let path = path.trim_start_matches('/').to_owned();
    let (_bucket, key) = path.split_once('/').unwrap_or((&path, ""));
    let query: Vec<(String, String)> =
        form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    let get = |name: &str| {
        let found = query.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    };
    let body = body
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes);
    let body = unchunked(&head.headers, body.unwrap_or_default());
    let mut objects = objects.lock().expect("a lock");
    match (head.method, get("uploadId")) {
        (Method::PUT, Some(id)) => {
            let number = get("partNumber").and_then(|number| number.parse().ok());
            objects.put_part(id, number.unwrap_or(0), Content::of(body));
            tagged(StatusCode::OK)
        }
        (Method::POST, Some(id)) => {
            objects.complete(key, id);
            xml(format!(
                "<CompleteMultipartUploadResult><Key>{key}</Key><ETag>\"1\"</ETag>\
                 </CompleteMultipartUploadResult>"
            ))
        }
        (Method::DELETE, Some(id)) => {
            objects.abort(id);
            tagged(StatusCode::NO_CONTENT)
        }
        (Method::POST, None) if get("uploads").is_some() => {
            let id = objects.begin();
            xml(format!(
                "<InitiateMultipartUploadResult><UploadId>{id}</UploadId>\
                 </InitiateMultipartUploadResult>"
            ))
        }
        (Method::PUT, None) => {
            objects.put(key, Content::of(body));
            tagged(StatusCode::OK)
        }
        (Method::DELETE, None) => {
            objects.remove(key);
            tagged(StatusCode::NO_CONTENT)
        }
        (Method::GET | Method::HEAD, None) if key.is_empty() => xml(objects.list(
            get("prefix").unwrap_or_default(),
            get("delimiter"),
            get("continuation-token"),
        )),
        (method, _) => read(&objects, key, &head.headers, method == Method::HEAD),
    }
}

fn read(objects: &Objects, key: &str, headers: &HeaderMap, is_head: bool) -> Answer {
    let Some(content) = objects.get(key) else {
        let mut answer = xml("<Error><Code>NoSuchKey</Code></Error>".to_owned());
        *answer.status_mut() = StatusCode::NOT_FOUND;
        return answer;
    };
    let length = content.len();
    let range = headers.get("range").and_then(|range| {
        let (first, last) = range
            .to_str()
            .ok()?
            .strip_prefix("bytes=")?
            .split_once('-')?;
        let last = last.parse().unwrap_or(length - 1).min(length - 1);
        Some((first.parse::<u64>().ok()?, last))
    });
    let (first, last) = range.unwrap_or((0, length.wrapping_sub(1)));
    let size = last.wrapping_sub(first).wrapping_add(1);
    let mut answer = Response::builder()
        .status(if range.is_some() { 206 } else { 200 })
        .header("etag", "\"1\"")
        .header("last-modified", "Sat, 01 Jan 2000 00:00:00 GMT")
        .header("accept-ranges", "bytes");
    if range.is_some() {
        answer = answer.header("content-range", format!("bytes {first}-{last}/{length}"));
    }
    if is_head {
        return answer
            .header("content-length", size)
            .body(Full::default())
            .expect("an answer");
    }
    answer
        .body(Full::new(content.slice(first, size)))
        .expect("an answer")
}

/// The content of a body that comes in AWS's own chunks, each with its length in a line before it.
fn unchunked(headers: &HeaderMap, body: Bytes) -> Bytes {
    let is_chunked = headers
        .get("content-encoding")
        .is_some_and(|encoding| encoding.as_bytes().starts_with(b"aws-chunked"));
    if !is_chunked {
        return body;
    }
    let mut content = Vec::with_capacity(body.len());
    let mut rest = &body[..];
    while let Some(end) = rest.windows(2).position(|pair| pair == b"\r\n") {
        let line = String::from_utf8_lossy(&rest[..end]);
        let size = line.split(';').next().unwrap_or_default();
        let size = usize::from_str_radix(size, 16).unwrap_or(0);
        if size == 0 {
            break;
        }
        content.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
    content.into()
}

fn tagged(status: StatusCode) -> Answer {
    Response::builder()
        .status(status)
        .header("etag", "\"1\"")
        .body(Full::default())
        .expect("an answer")
}

fn xml(body: String) -> Answer {
    Response::builder()
        .header("content-type", "application/xml")
        .body(Full::new(body.into()))
        .expect("an answer")
}
