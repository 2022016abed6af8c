//! Short digests of things, by which a change of any of their parts is seen.

use std::fmt::Debug;

use sha2::{Digest as _, Sha256};

/// How many bytes of a SHA-256 are enough to tell states of one thing apart.
const LENGTH: usize = 16;

/// A digest of everything that a thing shows.
pub(super) fn of(thing: &impl Debug) -> String {
    hex::encode(&Sha256::digest(format!("{thing:?}"))[..LENGTH])
}
