//! Failed log-ins are slowed, by the address they come from and by the user they name.
//!
//! The first few mistakes cost nothing. Then each doubles the wait before the next try of the same
//! address or for the same user, up to a limit, so that nobody is locked out. A success ends that of
//! the user; that of an address ends when nothing has failed there for a while. Credentials that were
//! verified a short time ago do not pass here, so that those who work are not slowed by those who guess.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// How many mistakes cost nothing.
const FREE: u32 = 5;
/// What the next one costs.
const FIRST_WAIT: Duration = Duration::from_millis(200);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// After how long without a mistake all are forgotten.
const MEMORY: Duration = Duration::from_secs(15 * 60);
/// Most addresses and users that are remembered. Beyond, the oldest are forgotten.
const MOST: usize = 20_000;

/// Whose mistakes are counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Who {
    Address(IpAddr),
    User(String),
}

#[derive(Clone, Copy, Debug)]
struct Mistakes {
    count: u32,
    last: Instant,
}

/// The mistakes of the last while.
#[derive(Debug, Default)]
pub(super) struct Brake(HashMap<Who, Mistakes>);

impl Brake {
    /// How long a try waits that comes now.
    pub(super) fn wait(&self, address: Option<IpAddr>, username: &str, now: Instant) -> Duration {
        let whose = whose(address, username);
        let waits = whose.iter().filter_map(|who| {
            let mistakes = self.0.get(who)?;
            let passed = now.saturating_duration_since(mistakes.last);
            (passed < MEMORY).then(|| wait_after(mistakes.count))
        });
        waits.max().unwrap_or_default()
    }

    /// Notes a mistake.
    pub(super) fn failed(&mut self, address: Option<IpAddr>, username: &str, now: Instant) {
        for who in whose(address, username) {
            let fresh = Mistakes {
                count: 0,
                last: now,
            };
            let mistakes = self.0.entry(who).or_insert(fresh);
            if now.saturating_duration_since(mistakes.last) >= MEMORY {
                mistakes.count = 0;
            }
            mistakes.count = mistakes.count.saturating_add(1);
            mistakes.last = now;
        }
        if self.0.len() > MOST {
            self.tidy(now);
        }
    }

    /// Notes a success.
    pub(super) fn succeeded(&mut self, username: &str) {
        self.0.remove(&Who::User(username.to_owned()));
    }

    /// Forgets what is old, and the oldest half where that is not enough.
    fn tidy(&mut self, now: Instant) {
        let is_new = |mistakes: &Mistakes| now.saturating_duration_since(mistakes.last) < MEMORY;
        self.0.retain(|_, mistakes| is_new(mistakes));
        if self.0.len() > MOST {
            let mut times: Vec<Instant> = self.0.values().map(|mistakes| mistakes.last).collect();
            times.sort_unstable();
            let middle = times[times.len() / 2];
            self.0.retain(|_, mistakes| mistakes.last > middle);
        }
    }
}

fn whose(address: Option<IpAddr>, username: &str) -> Vec<Who> {
    let address = address.map(|address| Who::Address(network(address)));
    let user = Who::User(username.to_owned());
    address.into_iter().chain([user]).collect()
}

/// The network of an address, as far as one person has it: in IPv6 the first 64 bits.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            let high = address.to_bits() >> 64 << 64;
            IpAddr::V6(high.into())
        }
    }
}

fn wait_after(mistakes: u32) -> Duration {
    let Some(beyond) = mistakes.checked_sub(FREE) else {
        return Duration::ZERO;
    };
    let factor = 1_u32.checked_shl(beyond).unwrap_or(u32::MAX);
    FIRST_WAIT.saturating_mul(factor).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn each_mistake_beyond_the_first_few_doubles_the_wait() {
        let (mut brake, now) = (Brake::default(), Instant::now());
        let here = Some(address("192.0.2.1"));
        let mut waits = Vec::new();
        for _ in 0..13 {
            waits.push(brake.wait(here, "a", now).as_millis());
            brake.failed(here, "a", now);
        }
        assert_eq!(
            waits,
            [
                0, 0, 0, 0, 0, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000
            ]
        );
        assert_eq!(brake.wait(here, "b", now), LONGEST_WAIT, "the same address");
        let there = Some(address("192.0.2.2"));
        assert_eq!(brake.wait(there, "a", now), LONGEST_WAIT, "the same user");
        assert_eq!(brake.wait(there, "b", now), Duration::ZERO);
        assert_eq!(brake.wait(here, "a", now + MEMORY), Duration::ZERO);
    }

    #[test]
    fn a_success_ends_the_wait_of_its_user_and_not_of_the_address() {
        let (mut brake, now) = (Brake::default(), Instant::now());
        let here = Some(address("2001:db8::1"));
        for _ in 0..8 {
            brake.failed(here, "a", now);
        }
        brake.succeeded("a");
        assert_eq!(brake.wait(None, "a", now), Duration::ZERO);
        let neighbour = Some(address("2001:db8::2"));
        assert!(brake.wait(neighbour, "b", now) > Duration::ZERO);
        assert_eq!(
            brake.wait(Some(address("2001:db8:1::1")), "b", now),
            Duration::ZERO
        );
    }

    #[test]
    fn memory_is_bounded() {
        let (mut brake, start) = (Brake::default(), Instant::now());
        for number in 0..3 * MOST {
            let now = start + Duration::from_millis(number.try_into().unwrap());
            brake.failed(None, &number.to_string(), now);
        }
        assert!(brake.0.len() <= MOST);
        let last = (3 * MOST - 1).to_string();
        assert!(brake.0.contains_key(&Who::User(last)));
    }
}
