//! A folder of its own for each test, and the built program run inside it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use snapbox::assert::Assert;
use tempfile::TempDir;

/// A temporary folder that is both current folder and home, with a cleared environment.
pub(crate) struct Scene {
    folder: TempDir,
    env: Vec<(String, String)>,
}

impl Scene {
    /// An empty scene: no store yet, so the program takes `sqlite:///mlflow.db`.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self {
            folder,
            env: Vec::new(),
        }
    }

    /// A scene whose commands use this store.
    pub(crate) fn with_store(tracking_uri: &str) -> Self {
        Self::new().env("MLFLOW_TRACKING_URI", tracking_uri)
    }

    /// One scene for each kind of local store.
    pub(crate) fn for_each_store() -> [Self; 2] {
        [
            Self::with_store("./mlruns"),
            Self::with_store("sqlite:///mlflow.db"),
        ]
    }

    /// Sets an environment variable for all commands of the scene.
    #[must_use]
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The scene's folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A path in the scene's folder.
    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(relative)
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn write(&self, relative: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(relative);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        std::fs::write(&path, content).expect("a file");
        path
    }

    /// The program with these arguments, for tests that start it themselves.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = self.bare_command(env!("CARGO_BIN_EXE_mlflow"));
        command.args(args);
        command
    }

    /// Any program, in the scene's folder and environment.
    pub(crate) fn bare_command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.folder())
            .env_clear()
            .stdin(Stdio::null());
        for name in ["PATH", "SYSTEMROOT", "CI", "LD_LIBRARY_PATH"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command
            .env("HOME", self.folder())
            .env("USER", "tester")
            .env("LANG", "C.UTF-8");
        command.env("MLFLOW_DISABLE_TELEMETRY", "true");
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// A shell that runs this script, to which `mlflow` is the built program.
    pub(crate) fn shell(&self, script: &str) -> Command {
        self.shell_of("bash", script)
    }

    /// A shell of this kind, `bash`, `zsh` or `fish`, that runs this script; the first two end where a command
    /// fails.
    pub(crate) fn shell_of(&self, shell: &str, script: &str) -> Command {
        let program = Path::new(env!("CARGO_BIN_EXE_mlflow"));
        let own = self.env.iter().find(|(name, _)| name == "PATH");
        let path = own.map_or_else(
            || std::env::var_os("PATH").unwrap_or_default(),
            |(_, path)| path.into(),
        );
        let mut folders = vec![program.parent().expect("a file has a folder").to_owned()];
        folders.extend(std::env::split_paths(&path));
        let mut command = self.bare_command(shell);
        command.env(
            "PATH",
            std::env::join_paths(folders).expect("folders without colons"),
        );
        // Fish has no such options.
        if shell != "fish" {
            command.args(["-e", "-u", "-o", "pipefail"]);
        }
        command.args(["-c", script]);
        command
    }

    /// Runs the program to its end.
    #[must_use]
    #[track_caller]
    pub(crate) fn mlflow<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Outcome {
        Outcome::of(&mut self.command(args))
    }

    /// Runs the program to its end with this text on its stdin.
    #[must_use]
    #[track_caller]
    pub(crate) fn mlflow_with_stdin<S: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = S>,
        stdin: &str,
    ) -> Outcome {
        let file = self.write(".stdin", stdin);
        let stdin = std::fs::File::open(file).expect("the file just written");
        Outcome::of(self.command(args).stdin(stdin))
    }
}

/// Runs the program in a scene with a command line as one types it, to its end:
/// `mlflow!(scene, "runs search -f 'metrics.loss < 1' -x {id}")`. It is formatted first, then
/// split into words as a shell does, so a value with blanks stands in quotes.
macro_rules! mlflow {
    ($scene:expr, $($line:tt)+) => {
        $scene.mlflow($crate::support::words(&format!($($line)+)))
    };
}
pub(crate) use mlflow;

/// The words of a command line.
#[track_caller]
pub(crate) fn words(line: &str) -> Vec<String> {
    shlex::split(line).unwrap_or_else(|| panic!("a quote is not closed in `{line}`"))
}

/// How a command ended, with what it printed.
pub(crate) struct Outcome {
    what: String,
    output: Output,
}

impl Outcome {
    /// Runs a command to its end.
    #[must_use]
    #[track_caller]
    pub(crate) fn of(command: &mut Command) -> Self {
        let what = format!("{command:?}");
        let output = command
            .output()
            .unwrap_or_else(|e| panic!("cannot start {what}: {e}"));
        Self { what, output }
    }

    /// Asserts exit code 0.
    #[track_caller]
    pub(crate) fn success(self) -> Self {
        self.code(0)
    }

    /// Asserts an exit code.
    #[track_caller]
    pub(crate) fn code(self, expected: i32) -> Self {
        assert_eq!(
            self.output.status.code(),
            Some(expected),
            "{}\n-- stdout --\n{}\n-- stderr --\n{}",
            self.what,
            self.stdout(),
            self.stderr()
        );
        self
    }

    /// How it ended; a signal is -1.
    pub(crate) fn exit_code(&self) -> i64 {
        self.output.status.code().map_or(-1, i64::from)
    }

    /// What it printed to stdout.
    pub(crate) fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    /// What it printed to stdout, without the newline at its end.
    pub(crate) fn line(&self) -> String {
        self.stdout().trim_end().to_owned()
    }

    /// What it printed to stderr.
    pub(crate) fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    /// What it printed to stdout, as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        let stdout = self.stdout();
        serde_json::from_str(&stdout).unwrap_or_else(|e| panic!("{}: {e}: {stdout}", self.what))
    }

    /// Asserts stdout; `[..]` stands for anything within a line, `...` for any lines.
    #[track_caller]
    pub(crate) fn stdout_is(self, expected: impl snapbox::IntoData) -> Self {
        Assert::new().eq(self.stdout(), expected);
        self
    }

    /// Asserts that what was printed on stderr has a phrase in it.
    #[track_caller]
    pub(crate) fn says(&self, phrase: &str) {
        assert!(self.stderr().contains(phrase), "{}", self.stderr());
    }

    /// Asserts stderr; `[..]` stands for anything within a line, `...` for any lines.
    #[track_caller]
    pub(crate) fn stderr_is(self, expected: impl snapbox::IntoData) -> Self {
        Assert::new().eq(self.stderr(), expected);
        self
    }
}
