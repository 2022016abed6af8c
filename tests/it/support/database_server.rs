//! PostgreSQL and MariaDB from Debian's packages, started for the tests of one process.
//!
//! The unit tests of the engines use this file, too (`src/store/testkit`). A server listens on a
//! Unix socket in a folder of its own. A shell holds it: when this process ends in any way, the
//! system closes the pipe to the shell, and the shell ends the server and removes the folder.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use nix::unistd::{User, geteuid};

use super::skip;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(120);

/// Starts the server that its arguments name, and ends it when it is told to (`line`), or when
/// nobody is left who could tell it so; then the folder goes, too.
const HOLDER: &str = r#"
folder=$1 signal=$2
shift 2
trap '' INT TERM HUP
"$@" </dev/null >>"$folder/log" 2>&1 &
server=$!
if read -r line; then
    # All at once, as with a machine or a container: what is left of a killed PostgreSQL may keep
    # its data locked.
    kill -s KILL $server $(cat /proc/$server/task/$server/children 2>/dev/null)
    wait
else
    kill -s "$signal" $server
    wait
    rm -rf "$folder"
fi
"#;

/// Every fact about tables that a server tells, a line each.
const FACTS_OF_POSTGRESQL: &str = "
SELECT 'column', table_name, column_name, data_type, character_maximum_length,
       is_nullable, column_default, generation_expression, is_identity
FROM information_schema.columns WHERE table_schema = 'public';
SELECT 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace;
SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public';
SELECT 'trigger', event_object_table, trigger_name, action_timing, event_manipulation
FROM information_schema.triggers WHERE trigger_schema = 'public';
SELECT 'sequence', sequence_name, data_type FROM information_schema.sequences
WHERE sequence_schema = 'public';";
const FACTS_OF_MARIADB: &str = "
SELECT 'column', table_name, column_name, ordinal_position, column_type, is_nullable,
       column_default, extra, collation_name
FROM information_schema.columns WHERE table_schema = database()
UNION ALL
SELECT 'index', table_name, index_name, seq_in_index, column_name, non_unique, sub_part, index_type,
       NULL
FROM information_schema.statistics WHERE table_schema = database()
UNION ALL
SELECT 'reference', table_name, constraint_name, referenced_table_name, delete_rule, update_rule,
       unique_constraint_name, NULL, NULL
FROM information_schema.referential_constraints WHERE constraint_schema = database()
UNION ALL
SELECT 'part', table_name, constraint_name, column_name, ordinal_position,
       referenced_table_name, referenced_column_name, NULL, NULL
FROM information_schema.key_column_usage WHERE table_schema = database()
UNION ALL
SELECT 'check', table_name, constraint_name, check_clause, NULL, NULL, NULL, NULL, NULL
FROM information_schema.check_constraints WHERE constraint_schema = database()
UNION ALL
SELECT 'trigger', event_object_table, trigger_name, action_timing, event_manipulation,
       action_orientation, NULL, NULL, NULL
FROM information_schema.triggers WHERE trigger_schema = database()
ORDER BY 1, 2, 3, 4, 5, 6;";

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Postgres,
    MariaDb,
}

/// The server of a kind that all tests of this process share; `None` where it is not installed,
/// which has been said. It does not wait for the disk.
#[track_caller]
pub(crate) fn shared(kind: Kind) -> Option<&'static DatabaseServer> {
    static POSTGRES: OnceLock<Option<DatabaseServer>> = OnceLock::new();
    static MARIADB: OnceLock<Option<DatabaseServer>> = OnceLock::new();
    let server = match kind {
        Kind::Postgres => &POSTGRES,
        Kind::MariaDb => &MARIADB,
    };
    let server = server.get_or_init(|| Setup::of(kind)?.hasty().try_start());
    if server.is_none() {
        skip_for_want_of(kind);
    }
    server.as_ref()
}

#[track_caller]
fn skip_for_want_of(kind: Kind) {
    let package = match kind {
        Kind::Postgres => "postgresql",
        Kind::MariaDb => "mariadb-server",
    };
    skip(&format!(
        "{kind:?} is not installed; `apt-get install {package}` does that"
    ));
}

/// How a server is to be started.
pub(crate) struct Setup {
    programs: Programs,
    arguments: Vec<String>,
}

impl Setup {
    /// A server of this kind that keeps what it has acknowledged; `None` where it is not installed.
    pub(crate) fn of(kind: Kind) -> Option<Self> {
        Some(Self {
            programs: Programs::of(kind)?,
            arguments: Vec::new(),
        })
    }

    /// As [`Self::of`], and says that the test is skipped where it is not installed.
    #[track_caller]
    pub(crate) fn of_or_skip(kind: Kind) -> Option<Self> {
        let setup = Self::of(kind);
        if setup.is_none() {
            skip_for_want_of(kind);
        }
        setup
    }

    /// It does not wait for the disk, and would lose data if the machine failed.
    #[must_use]
    pub(crate) fn hasty(mut self) -> Self {
        let arguments: &[&str] = match self.programs.kind {
            Kind::Postgres => &["-cfsync=off"],
            Kind::MariaDb => &["--innodb-flush-log-at-trx-commit=2", "--sync-binlog=0"],
        };
        self.arguments
            .extend(arguments.iter().map(|&argument| argument.to_owned()));
        self
    }

    /// Of which kind it is.
    pub(crate) fn kind(&self) -> Kind {
        self.programs.kind
    }

    /// A further argument of the server's program.
    #[must_use]
    pub(crate) fn argument(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// Makes an empty server and starts it.
    pub(crate) fn start(self) -> DatabaseServer {
        self.try_start().expect("the programs are there")
    }

    fn try_start(self) -> Option<DatabaseServer> {
        let account = self.programs.account();
        let folder = new_folder(account.as_ref());
        if let Some(account) = &account {
            chown(
                &folder,
                Some(account.uid.as_raw()),
                Some(account.gid.as_raw()),
            )
            .ok()?;
        }
        let server = DatabaseServer {
            setup: self,
            account,
            folder,
            holder: Mutex::default(),
        };
        server.make_data();
        server.start_again();
        Some(server)
    }
}

/// The programs of a server.
struct Programs {
    kind: Kind,
    server: PathBuf,
    make_data: PathBuf,
    client: PathBuf,
}

impl Programs {
    fn of(kind: Kind) -> Option<Self> {
        let (server, make_data, client) = match kind {
            Kind::Postgres => ("postgres", "initdb", "psql"),
            Kind::MariaDb => ("mariadbd", "mariadb-install-db", "mariadb"),
        };
        Some(Self {
            kind,
            server: program(server)?,
            make_data: program(make_data)?,
            client: program(client)?,
        })
    }

    /// Who runs the server instead of root, if that is who tests: PostgreSQL refuses root.
    fn account(&self) -> Option<User> {
        if !geteuid().is_root() || self.kind == Kind::MariaDb {
            return None;
        }
        let account = |name| User::from_name(name).ok().flatten();
        let account = account("postgres").or_else(|| account("nobody"));
        Some(account.expect("the account of Debian's package, or `nobody`"))
    }
}

/// A program on the PATH, or where Debian's packages put servers; the newest of several.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.push("/usr/sbin".into());
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut versions: Vec<PathBuf> = versions.flatten().map(|entry| entry.path()).collect();
    versions.sort();
    folders.extend(versions.iter().rev().map(|version| version.join("bin")));
    let mut files = folders.iter().map(|folder| folder.join(name));
    files.find(|file| file.is_file())
}

/// The longest folder in which a socket has a path that the system takes, which is 107 bytes.
const MAX_FOLDER: usize = 80;

/// A new folder below `target/`; elsewhere if a socket's path would be too long there, or if whoever
/// runs the server may not go there.
fn new_folder(account: Option<&User>) -> PathBuf {
    let program = std::env::current_exe().expect("the path of the tests");
    // Cargo puts tests into target/PROFILE/deps.
    let target = program.ancestors().nth(3).expect("a folder");
    let is_open = |folder: &Path| folder.metadata().is_ok_and(|m| m.mode() & 0o001 != 0);
    let fits = target.as_os_str().len() + 20 < MAX_FOLDER
        && (account.is_none() || target.ancestors().all(is_open));
    let folder = if fits {
        target.to_owned()
    } else {
        std::env::temp_dir()
    };
    let folder = tempfile::Builder::new()
        .prefix("db-")
        .permissions(fs::Permissions::from_mode(0o755))
        .tempdir_in(folder)
        .expect("a temporary folder");
    // The shell that holds the server removes it.
    folder.keep()
}

/// A running server.
pub(crate) struct DatabaseServer {
    setup: Setup,
    account: Option<User>,
    folder: PathBuf,
    /// The shell that holds the server.
    holder: Mutex<Option<Child>>,
}

impl DatabaseServer {
    /// A new, empty database, and its address.
    pub(crate) fn database(&self) -> String {
        let name = new_name();
        let create = match self.setup.programs.kind {
            Kind::Postgres => format!("CREATE DATABASE {name} STRATEGY = file_copy"),
            Kind::MariaDb => format!("CREATE DATABASE {name}"),
        };
        self.sql("", &create);
        self.address(&name)
    }

    /// The address of a database, as it is given to `--backend-store-uri`.
    pub(crate) fn address(&self, name: &str) -> String {
        let folder = self.folder.display();
        match self.setup.programs.kind {
            Kind::Postgres => format!("postgresql+psycopg2://postgres@/{name}?host={folder}"),
            Kind::MariaDb => {
                format!("mysql+pymysql://root@localhost/{name}?unix_socket={folder}/socket")
            }
        }
    }

    /// Which server it is.
    pub(crate) fn kind(&self) -> Kind {
        self.setup.kind()
    }

    /// The folder with its socket, its log and its data.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs statements in the database of an address, or in none in particular, and gives the rows:
    /// a line each, with tabs between the cells.
    #[track_caller]
    pub(crate) fn sql(&self, address: &str, statements: &str) -> String {
        let (answer, errors) = self.try_sql(address, statements);
        answer.unwrap_or_else(|| panic!("{statements}: {errors}"))
    }

    /// Everything that the schema in the database of an address is made of: a line for each fact, in
    /// an order of its own.
    #[track_caller]
    pub(crate) fn schema(&self, address: &str) -> Vec<String> {
        let facts = self.sql(
            address,
            match self.setup.programs.kind {
                Kind::Postgres => FACTS_OF_POSTGRESQL,
                Kind::MariaDb => FACTS_OF_MARIADB,
            },
        );
        let mut facts: Vec<String> = facts.lines().map(str::to_owned).collect();
        facts.sort();
        facts
    }

    fn try_sql(&self, address: &str, statements: &str) -> (Option<String>, String) {
        let path = address.split('?').next().unwrap_or_default();
        let database = path.rsplit('/').next().unwrap_or_default();
        let mut command = Command::new(&self.setup.programs.client);
        match self.setup.programs.kind {
            Kind::Postgres => {
                let database = if database.is_empty() {
                    "postgres"
                } else {
                    database
                };
                command
                    .args(["-XAtq", "-F\t", "-vON_ERROR_STOP=1", "-Upostgres", "-h"])
                    .arg(&self.folder)
                    .args(["-d", database, "-f", "-"]);
            }
            Kind::MariaDb => {
                let database = if database.is_empty() {
                    "mysql"
                } else {
                    database
                };
                command
                    .args(["--no-defaults", "-uroot", "-BN", "-S"])
                    .arg(self.folder.join("socket"))
                    .args(["--default-character-set=utf8mb4", database]);
            }
        }
        let mut client = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a client");
        let mut input = client.stdin.take().expect("a pipe");
        let _ = input.write_all(statements.as_bytes());
        drop(input);
        let output = client.wait_with_output().expect("the client's answer");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let answer = output.status.success().then(|| text(&output.stdout));
        (answer, text(&output.stderr))
    }

    /// Kills it at once, as `kill -9` does. What it acknowledged is on the disk.
    pub(crate) fn kill(&self) {
        let holder = self
            .holder
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let mut holder = holder.expect("it runs");
        let mut pipe = holder.stdin.take().expect("a pipe");
        pipe.write_all(b"kill\n").expect("the shell reads");
        holder.wait().expect("the shell's end");
    }

    /// Starts it, if it has been killed.
    pub(crate) fn start_again(&self) {
        let start = Instant::now();
        loop {
            let told = self.log().len();
            let mut holder = self.hold();
            while holder.try_wait().expect("a status").is_none() {
                let (answer, errors) = self.try_sql("", "SELECT 1;");
                if answer.is_some() {
                    let mut held = self.holder.lock().unwrap_or_else(PoisonError::into_inner);
                    *held = Some(holder);
                    return;
                }
                assert!(start.elapsed() < PATIENCE, "{errors}\n{}", self.log());
                // A server that was killed may leave processes behind that hold what it needs.
                if self.has_ended(told) {
                    break;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            assert!(start.elapsed() < PATIENCE, "no server: {}", self.log());
            if let Some(mut pipe) = holder.stdin.take() {
                let _ = pipe.write_all(b"kill\n");
            }
            let _ = holder.wait();
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Whether a try to start it has failed, before which it had told so many bytes in its log.
    fn has_ended(&self, told: usize) -> bool {
        let log = self.log();
        let news = log.get(told..).unwrap_or_default();
        news.contains("still in use") || news.contains("database system is shut down")
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// Makes the files of an empty server.
    fn make_data(&self) {
        let mut command = self.as_account(&self.setup.programs.make_data);
        let data = self.folder.join("data");
        match self.setup.programs.kind {
            Kind::Postgres => command
                .args(["-U", "postgres", "-A", "trust", "-E", "UTF8"])
                .args(["--locale=C.UTF-8", "--no-sync", "-D"])
                .arg(data),
            Kind::MariaDb => command
                .args(["--no-defaults", "--auth-root-authentication-method=normal"])
                .args(["--skip-test-db", &format!("--datadir={}", data.display())])
                .arg(self.temporary_folder())
                .args(user_flag()),
        };
        let output = command.output().expect("a process");
        assert!(
            output.status.success(),
            "{command:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// Where MariaDB keeps temporary tables. One that starts removes those that it finds, also
    /// those of other servers.
    fn temporary_folder(&self) -> String {
        format!("--tmpdir={}", self.folder.display())
    }

    /// Starts the shell, which starts the server.
    fn hold(&self) -> Child {
        let programs = &self.setup.programs;
        let signal = match programs.kind {
            Kind::Postgres => "QUIT",
            Kind::MariaDb => "KILL",
        };
        let server = self.as_account(&programs.server);
        let mut command = Command::new("sh");
        command
            .args(["-c", HOLDER, "holder"])
            .arg(&self.folder)
            .arg(signal)
            .arg(server.get_program())
            .args(server.get_args());
        let folder = self.folder.display();
        match programs.kind {
            Kind::Postgres => command
                .arg(format!("-D{folder}/data"))
                .arg(format!("-cunix_socket_directories={folder}"))
                .args(["-clisten_addresses=", "-cmax_connections=200"]),
            Kind::MariaDb => command
                .arg("--no-defaults")
                .arg(format!("--datadir={folder}/data"))
                .arg(format!("--socket={folder}/socket"))
                .arg(format!("--pid-file={folder}/pid"))
                .arg(self.temporary_folder())
                .args(user_flag())
                // What Debian's own settings say.
                .args(["--character-set-server=utf8mb4"])
                .args(["--collation-server=utf8mb4_general_ci"])
                .args(["--skip-networking", "--max-connections=200"]),
        };
        command
            .args(&self.setup.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("a shell")
    }

    /// A program that is run by the account that the server needs.
    fn as_account(&self, program: &Path) -> Command {
        let Some(account) = &self.account else {
            return Command::new(program);
        };
        let mut command = Command::new("setpriv");
        command
            .arg(format!("--reuid={}", account.uid))
            .arg(format!("--regid={}", account.gid))
            .args(["--clear-groups", "--"])
            .arg(program)
            .current_dir(&self.folder);
        command
    }
}

impl Drop for DatabaseServer {
    fn drop(&mut self) {
        let holder = self
            .holder
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        match holder {
            Some(holder) => {
                drop(holder.stdin.take());
                let _ = holder.wait();
            }
            None => {
                let _ = fs::remove_dir_all(&self.folder);
            }
        }
    }
}

/// A name that no database of these tests has.
fn new_name() -> String {
    static DATABASES: AtomicUsize = AtomicUsize::new(0);
    format!("d{}", DATABASES.fetch_add(1, Ordering::Relaxed))
}

/// MariaDB runs for root only if it is told so.
fn user_flag() -> &'static [&'static str] {
    if geteuid().is_root() {
        &["--user=root"]
    } else {
        &[]
    }
}
