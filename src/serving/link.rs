//! Frames between the front and its workers: the length of a head (4 bytes), the length of a body (8
//! bytes), a head of JSON, and the body. `worker/link.py` has the other side.

use std::io;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, Interest};

#[cfg(windows)]
pub(super) use tokio::net::{TcpListener as Listener, TcpStream as Stream};
#[cfg(unix)]
pub(super) use tokio::net::{UnixListener as Listener, UnixStream as Stream};

/// The length of what stands before a head.
const START: usize = 12;
/// Up to here a body is sent in one write with its head.
const SMALL: usize = 64 << 10;
/// Longest head that is read.
const MAX_HEAD: usize = 16 << 20;

/// A connection to a process that holds the model.
#[derive(Debug)]
pub(super) struct Link {
    stream: Stream,
}

impl Link {
    pub(super) fn new(stream: Stream) -> Self {
        Self { stream }
    }

    pub(super) async fn send(&mut self, head: &impl Serialize, body: &[u8]) -> io::Result<()> {
        let mut frame = vec![0; START];
        serde_json::to_writer(&mut frame, head)?;
        let head = u32::try_from(frame.len() - START).map_err(io::Error::other)?;
        frame[..4].copy_from_slice(&head.to_be_bytes());
        frame[4..START].copy_from_slice(&(body.len() as u64).to_be_bytes());
        if body.len() <= SMALL {
            frame.extend_from_slice(body);
            return self.stream.write_all(&frame).await;
        }
        self.stream.write_all(&frame).await?;
        self.stream.write_all(body).await
    }

    /// The next frame; `None` when the other side has gone.
    pub(super) async fn receive<T: DeserializeOwned>(&mut self) -> io::Result<Option<(T, Bytes)>> {
        let mut start = [0; START];
        match self.stream.read_exact(&mut start).await {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read?,
        };
        let (head, body) = start.split_at(4);
        let head = u32::from_be_bytes(head.try_into().expect("four bytes")) as usize;
        let body = u64::from_be_bytes(body.try_into().expect("eight bytes"));
        let body = usize::try_from(body).map_err(io::Error::other)?;
        if head > MAX_HEAD {
            return Err(io::Error::other("the head of a frame is too long"));
        }
        let mut both = vec![0; head + body];
        self.stream.read_exact(&mut both).await?;
        let both = Bytes::from(both);
        let value = serde_json::from_slice(&both[..head])?;
        Ok(Some((value, both.slice(head..))))
    }

    /// Waits until the other side has gone, or says what it was not asked for.
    pub(super) async fn ended(&self) {
        // The stream may seem readable although all has been read: only reading tells.
        while self.stream.ready(Interest::READABLE).await.is_ok() {
            let read = self.stream.try_read(&mut [0]);
            if !matches!(read, Err(error) if error.kind() == io::ErrorKind::WouldBlock) {
                return;
            }
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_frame_comes_as_it_was_sent() {
        let (here, there) = Stream::pair().unwrap();
        let (mut here, mut there) = (Link::new(here), Link::new(there));
        let large = vec![7; 3 * SMALL];
        let sending = async {
            here.send(&("a", 1), b"").await.unwrap();
            here.send(&("b", 2), &large).await.unwrap();
            drop(here);
        };
        let receiving = async {
            let frame: ((String, u8), Bytes) = there.receive().await.unwrap().unwrap();
            assert_eq!(frame, (("a".to_owned(), 1), Bytes::new()));
            let frame: ((String, u8), Bytes) = there.receive().await.unwrap().unwrap();
            assert_eq!(frame, (("b".to_owned(), 2), Bytes::from(large.clone())));
            assert!(there.receive::<(String, u8)>().await.unwrap().is_none());
        };
        tokio::join!(sending, receiving);
    }

    #[tokio::test]
    async fn what_was_read_is_no_end() {
        let (here, there) = Stream::pair().unwrap();
        let (mut here, mut there) = (Link::new(here), Link::new(there));
        here.send(&1, b"body").await.unwrap();
        there.receive::<u8>().await.unwrap().unwrap();
        let moment = std::time::Duration::from_millis(20);
        let waited = tokio::time::timeout(moment, there.ended()).await;
        assert!(waited.is_err(), "the other side is there");
        drop(here);
        there.ended().await;
    }

    #[tokio::test]
    async fn half_a_frame_is_an_error() {
        let (mut here, there) = Stream::pair().unwrap();
        here.write_all(&[0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 9, b'1'])
            .await
            .unwrap();
        drop(here);
        assert!(Link::new(there).receive::<u8>().await.is_err());
    }
}
