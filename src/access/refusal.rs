//! What it costs to refuse a password: the same, whoever's it is said to be.
//!
//! Users' databases of MLflow may have hashes by several methods, of which one takes several times as long
//! as another. By the time that a refusal takes one could tell whether there is a user of that name. So a
//! refusal costs a digest by each method that the hash of any user has, and by that of new hashes.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::error::Result;
use crate::recent::Recent;
use crate::sync::unpoisoned;

use super::AccessControl;
use super::password::Effort;

/// For how long it is remembered which methods there are.
const AGE: Duration = Duration::from_secs(60);

/// By which methods passwords are hashed.
pub(super) struct Efforts(Mutex<Recent<(), Vec<Effort>>>);

impl Default for Efforts {
    fn default() -> Self {
        Self(Mutex::new(Recent::new(AGE, 1)))
    }
}

impl AccessControl {
    /// Makes the digests that a refusal has cost less than another one. `hash` is the one by which a
    /// password was verified already.
    pub(super) fn even_refusal(&self, password: &str, hash: Option<&str>) -> Result<()> {
        let spent = hash.and_then(Effort::of);
        for effort in self.efforts()? {
            if Some(effort) != spent {
                effort.spend(password);
            }
        }
        Ok(())
    }

    fn efforts(&self) -> Result<Vec<Effort>> {
        let now = Instant::now();
        if let Some(known) = unpoisoned(self.efforts.0.lock()).get(&(), now) {
            return Ok(known.clone());
        }
        let mut efforts = vec![Effort::OURS];
        for hash in self.database.password_hashes()? {
            let effort = Effort::of(&hash).filter(|effort| !efforts.contains(effort));
            efforts.extend(effort);
        }
        unpoisoned(self.efforts.0.lock()).learn((), efforts.clone(), now);
        Ok(efforts)
    }
}
