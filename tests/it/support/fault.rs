//! Faults of the disk, and ends at a given call: a small library that a program is started with.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::skip;

/// Which call fails, and how.
pub(crate) struct Fault {
    settings: Vec<(&'static str, String)>,
}

impl Fault {
    /// The call (`fsync`, `rename`, `write`, `space`) fails for files whose path contains `name`.
    pub(crate) fn of(call: &str, name: &str) -> Self {
        let settings = vec![
            ("FAULT_CALL", call.to_owned()),
            ("FAULT_NAME", name.to_owned()),
            // EIO
            ("FAULT_ERROR", "5".to_owned()),
        ];
        Self { settings }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.settings.retain(|(known, _)| *known != name);
        self.settings.push((name, value.into()));
        self
    }

    /// The disk is full for files whose path contains `name`.
    pub(crate) fn full_disk(name: &str) -> Self {
        Self::of("space", name).with_error(28)
    }

    /// Another error, by its number.
    pub(crate) fn with_error(self, error: i32) -> Self {
        self.with("FAULT_ERROR", error.to_string())
    }

    /// Another call.
    pub(crate) fn on(self, call: &str) -> Self {
        self.with("FAULT_CALL", call)
    }

    /// The program ends at the call, as by `kill -9`.
    pub(crate) fn kills(self) -> Self {
        self.with("FAULT_ERROR", "kill")
    }

    /// So many such calls pass before.
    pub(crate) fn after(self, calls: usize) -> Self {
        self.with("FAULT_SKIP", calls.to_string())
    }

    /// So many calls fail, and the next ones do not.
    pub(crate) fn times(self, calls: usize) -> Self {
        self.with("FAULT_TIMES", calls.to_string())
    }

    /// Only while this file is there.
    pub(crate) fn while_there(self, switch: &Path) -> Self {
        self.with("FAULT_SWITCH", switch.to_string_lossy())
    }

    /// What the program's environment needs; `None`, and said so, where there is no C compiler.
    #[track_caller]
    pub(crate) fn env(&self) -> Option<Vec<(&'static str, String)>> {
        let Some(library) = library() else {
            skip("faults need Linux and a C compiler");
            return None;
        };
        let mut env = self.settings.clone();
        env.push(("LD_PRELOAD", library.to_string_lossy().into_owned()));
        Some(env)
    }
}

/// Compiles the library, once for all tests.
fn library() -> Option<&'static Path> {
    static LIBRARY: OnceLock<Option<PathBuf>> = OnceLock::new();
    let compile = || {
        if !cfg!(target_os = "linux") {
            return None;
        }
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/support/fault.c");
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fault.so");
        let draft = target.with_extension(std::process::id().to_string());
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .args([&draft, &source])
            .arg("-ldl")
            .status();
        let is_compiled = compiled.is_ok_and(|status| status.success());
        is_compiled.then(|| {
            std::fs::rename(&draft, &target).expect("a library");
            target
        })
    };
    LIBRARY.get_or_init(compile).as_deref()
}
