//! Two syncs at once.

use std::process::Stdio;

use super::filled::fill;
use super::story::{assert_same, runs, story};
use super::{Kind, Place, is_settled};

/// How many syncs run at once.
const SYNCS: usize = 3;

#[test]
fn syncs_at_once_make_no_doubles() {
    for target in Kind::ALL {
        let (from, to) = (Place::new(Kind::Files), Place::new(target));
        fill(&from.open());
        let expected = story(&from.open());
        // A database is made by one of them, too.
        let syncs: Vec<_> = (0..SYNCS)
            .map(|_| {
                let mut command = to.scene.command(["sync", &from.address, &to.address]);
                command
                    .args(["--view", "all"])
                    .stdout(Stdio::null())
                    .stderr(Stdio::piped());
                command.spawn().expect("a process")
            })
            .collect();
        for sync in syncs {
            let output = sync.wait_with_output().expect("an end");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{target:?}: {said}");
        }
        let told = story(&to.open());
        assert_same(&told, &expected, &format!("{target:?}"));
        assert_eq!(runs(&to.open()).len(), 5, "{target:?}");
        is_settled(&from, &to, "--view all");
    }
}
