//! The objects of the server, and its uploads in parts.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::ops::Bound;

use bytes::Bytes;

/// How many names a page of a list has, as with S3.
const PAGE: usize = 1000;

/// What an object has in it, piece by piece.
#[derive(Clone, Default)]
pub(super) struct Content {
    pieces: Vec<Piece>,
    length: u64,
}

#[derive(Clone)]
enum Piece {
    Zeros(u64),
    Bytes(Bytes),
}

impl Content {
    pub(super) fn of(body: Bytes) -> Self {
        let length = body.len() as u64;
        let piece = if body.iter().all(|byte| *byte == 0) {
            Piece::Zeros(length)
        } else {
            Piece::Bytes(body)
        };
        Self {
            pieces: vec![piece],
            length,
        }
    }

    pub(super) fn len(&self) -> u64 {
        self.length
    }

    /// Some of the bytes.
    pub(super) fn slice(&self, first: u64, size: u64) -> Bytes {
        let mut position = 0;
        let (mut first, mut size) = (first, size);
        let mut found = Vec::new();
        for piece in &self.pieces {
            let length = match piece {
                Piece::Zeros(length) => *length,
                Piece::Bytes(bytes) => bytes.len() as u64,
            };
            let end = position + length;
            if first < end && size > 0 {
                let (from, count) = (first - position, size.min(end - first));
                let range = as_index(from)..as_index(from + count);
                match piece {
                    Piece::Bytes(bytes) if found.is_empty() && count == size => {
                        return bytes.slice(range);
                    }
                    Piece::Bytes(bytes) => found.extend_from_slice(&bytes[range]),
                    Piece::Zeros(_) => found.resize(found.len() + range.len(), 0),
                }
                first += count;
                size -= count;
            }
            position = end;
        }
        found.into()
    }
}

fn as_index(number: u64) -> usize {
    usize::try_from(number).expect("a position in memory")
}

#[derive(Default)]
pub(super) struct Objects {
    objects: BTreeMap<String, Content>,
    uploads: HashMap<String, BTreeMap<u32, Content>>,
    next: u64,
}

impl Objects {
    pub(super) fn get(&self, key: &str) -> Option<&Content> {
        self.objects.get(key)
    }

    pub(super) fn put(&mut self, key: &str, content: Content) {
        self.objects.insert(key.to_owned(), content);
    }

    pub(super) fn remove(&mut self, key: &str) {
        self.objects.remove(key);
    }

    pub(super) fn begin(&mut self) -> String {
        self.next += 1;
        let id = format!("upload-{}", self.next);
        self.uploads.insert(id.clone(), BTreeMap::new());
        id
    }

    pub(super) fn put_part(&mut self, id: &str, number: u32, content: Content) {
        if let Some(parts) = self.uploads.get_mut(id) {
            parts.insert(number, content);
        }
    }

    pub(super) fn complete(&mut self, key: &str, id: &str) {
        let mut whole = Content::default();
        for part in self.uploads.remove(id).unwrap_or_default().into_values() {
            whole.length += part.length;
            whole.pieces.extend(part.pieces);
        }
        self.put(key, whole);
    }

    pub(super) fn abort(&mut self, id: &str) {
        self.uploads.remove(id);
    }

    /// A page of the names below a prefix.
    pub(super) fn list(
        &self,
        prefix: &str,
        delimiter: Option<&str>,
        after: Option<&str>,
    ) -> String {
        let start = match after {
            Some(after) => Bound::Excluded(after),
            None => Bound::Included(prefix),
        };
        let mut body = String::from("<ListBucketResult>");
        let mut folders = BTreeSet::new();
        let mut last = None;
        let mut is_truncated = false;
        let names = self.objects.range::<str, _>((start, Bound::Unbounded));
        for (count, (key, content)) in names.enumerate() {
            let Some(rest) = key.strip_prefix(prefix) else {
                break;
            };
            if count == PAGE {
                is_truncated = true;
                break;
            }
            last = Some(key);
            let folder = delimiter.and_then(|delimiter| rest.split_once(delimiter));
            if let Some((folder, _)) = folder {
                folders.insert(format!("{prefix}{folder}/"));
                continue;
            }
            let _ = write!(
                body,
                "<Contents><Key>{key}</Key><Size>{}</Size><ETag>\"1\"</ETag>\
                 <LastModified>2000-01-01T00:00:00.000Z</LastModified></Contents>",
                content.length
            );
        }
        for folder in folders {
            let _ = write!(
                body,
                "<CommonPrefixes><Prefix>{folder}</Prefix></CommonPrefixes>"
            );
        }
        let _ = write!(body, "<IsTruncated>{is_truncated}</IsTruncated>");
        if let Some(last) = last.filter(|_| is_truncated) {
            let _ = write!(
                body,
                "<NextContinuationToken>{last}</NextContinuationToken>"
            );
        }
        body.push_str("</ListBucketResult>");
        body
    }
}
