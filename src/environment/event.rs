//! The events of building an environment, as data for an observer: nothing is printed here.

use std::time::Duration;

/// Something that happened while an environment or an image was made ready.
#[derive(Clone, Copy, Debug)]
pub enum BuildEvent<'a> {
    /// An environment or an image is being built, which takes a while.
    Started {
        /// Its name in the folder of environments, or the image's.
        name: &'a str,
        /// What it is built of, for people: `Python 3.11 with uv`.
        what: &'a str,
    },
    /// Another process builds the same environment; this one waits for it.
    Awaited {
        /// The environment's name.
        name: &'a str,
    },
    /// A program of the build printed a line.
    Says {
        /// One line of it.
        line: &'a str,
    },
    /// The build is still at work: sent every ten seconds or so.
    GoesOn {
        /// The time since it started.
        since: Duration,
        /// The last line of output; empty if there was none.
        line: &'a str,
    },
    /// The build is complete.
    Ready {
        /// How long it took.
        took: Duration,
    },
    /// The build failed.
    Failed {
        /// The output of its programs.
        log: &'a str,
    },
    /// An image is being pushed to its registry, which may take a while.
    Pushing {
        /// Its name.
        name: &'a str,
    },
    /// The push is over, well or not.
    Pushed,
}

/// Is told of a build's events, on the thread that asked for the build.
pub trait BuildObserver {
    /// Takes notice of an event.
    fn notice(&self, event: BuildEvent<'_>);
}
