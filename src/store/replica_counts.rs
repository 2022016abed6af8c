//! What is counted of a replica.

/// How much was read from a replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplicaCounts {
    /// Whether it answers.
    pub is_up: bool,
    /// How many transactions have read from it.
    pub reads: u64,
    /// How many have read from the primary because the replica was away.
    pub reads_of_primary: u64,
}
