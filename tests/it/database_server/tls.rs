//! Encrypted connections to database servers: whom the program trusts, and how it makes itself known.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::sync::atomic::{AtomicUsize, Ordering};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};

use crate::support::database_server::{DatabaseServer, Kind, Setup};
use crate::support::{Scene, unused_port, words};

use super::KINDS;

/// Who vouches for the server and its clients, and whom no system knows.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate"))
    }

    /// A certificate of this name for a host, and its key.
    fn vouch(&self, name: &str, host: &str) -> (String, String) {
        let mut params = CertificateParams::new([host.to_owned()]).expect("a name");
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        (certificate.pem(), key.serialize_pem())
    }
}

/// What becomes of a connection: `None` if it is made, or what is said.
type Expected = Option<&'static str>;

/// Options of addresses that the certificate is for. `CA` is the file of the right authority, `OTHER` that
/// of another one, `CERT` and `KEY` are our own.
const POSTGRES: &[(&str, Expected)] = &[
    ("sslmode=require", None),
    ("sslmode=prefer", None),
    ("", None),
    ("sslmode=disable", Some("pg_hba.conf rejects")),
    ("sslmode=require&sslrootcert=CA", None),
    ("sslmode=require&sslrootcert=OTHER", Some("UnknownIssuer")),
    ("sslmode=verify-ca&sslrootcert=CA", None),
    ("sslmode=verify-ca&sslrootcert=OTHER", Some("UnknownIssuer")),
    ("sslmode=verify-full&sslrootcert=CA", None),
    (
        "sslmode=verify-full&sslrootcert=OTHER",
        Some("UnknownIssuer"),
    ),
    ("sslmode=verify-full", Some("UnknownIssuer")),
    (
        "sslmode=verify-full&sslrootcert=nowhere.pem",
        Some("`sslrootcert`"),
    ),
];
const MARIADB: &[(&str, Expected)] = &[
    ("ssl=true", None),
    ("ssl_mode=REQUIRED", None),
    ("", Some("refuses the user")),
    ("ssl_mode=DISABLED&ssl_ca=CA", Some("refuses the user")),
    ("ssl_ca=CA", None),
    ("ssl_ca=OTHER", Some("UnknownIssuer")),
    (
        "ssl_ca=OTHER&ssl_check_hostname=false",
        Some("UnknownIssuer"),
    ),
    ("ssl_ca=CA&ssl_mode=VERIFY_CA", None),
    ("ssl_ca=CA&ssl_mode=VERIFY_IDENTITY", None),
    ("ssl_mode=VERIFY_IDENTITY", Some("UnknownIssuer")),
    (
        "ssl_ca=OTHER&ssl_verify_cert=false&ssl_check_hostname=false",
        None,
    ),
    ("ssl_ca=nowhere.pem", Some("nowhere.pem` of `ssl_ca`")),
];

/// The same for an address that the certificate is not for.
const POSTGRES_WRONG_NAME: &[(&str, Expected)] = &[
    ("sslmode=verify-ca&sslrootcert=CA", None),
    (
        "sslmode=verify-full&sslrootcert=CA",
        Some("not valid for name"),
    ),
];
const MARIADB_WRONG_NAME: &[(&str, Expected)] = &[
    ("ssl_ca=CA&ssl_check_hostname=false", None),
    ("ssl_ca=CA&ssl_mode=VERIFY_CA", None),
    ("ssl_ca=CA", Some("not valid for name")),
    (
        "ssl_ca=CA&ssl_mode=VERIFY_IDENTITY",
        Some("not valid for name"),
    ),
];

/// A user whom the server knows by a certificate.
const POSTGRES_CERTIFIED: &[(&str, Expected)] = &[
    ("sslmode=require&sslcert=CERT&sslkey=KEY", None),
    ("sslmode=require", Some("certificate")),
];
const MARIADB_CERTIFIED: &[(&str, Expected)] = &[
    ("ssl_ca=CA&ssl_cert=CERT&ssl_key=KEY", None),
    ("ssl_ca=CA", Some("refuses the user")),
];

/// A server that has no certificate.
const POSTGRES_PLAIN: &[(&str, Expected)] = &[
    ("sslmode=prefer", None),
    ("sslmode=require", Some("server does not support TLS")),
];
const MARIADB_PLAIN: &[(&str, Expected)] = &[
    ("ssl_mode=PREFERRED", None),
    ("ssl_mode=REQUIRED", Some("does not have this capability")),
];

/// A server that listens on addresses of this machine, as well as on its socket.
struct Listening {
    kind: Kind,
    database: DatabaseServer,
    /// The address that certificates are for, and another one.
    hosts: [String; 2],
    port: u16,
    name: String,
}

impl Listening {
    fn start(kind: Kind, setup: Setup) -> Self {
        let (setup, hosts, port) = match kind {
            // Its port is part of its socket's name. Other tests have other addresses.
            Kind::Postgres => {
                static SERVERS: AtomicUsize = AtomicUsize::new(0);
                let process = std::process::id();
                let server = 2 * SERVERS.fetch_add(1, Ordering::Relaxed);
                let (high, low) = ((process >> 8) & 127, process & 255);
                let hosts =
                    [1, 2].map(|host| format!("127.{}.{low}.{}", 100 + high, server + host));
                let addresses = format!("-clisten_addresses={}", hosts.join(","));
                (setup.argument(&addresses), hosts, 5432)
            }
            Kind::MariaDb => {
                let port = unused_port();
                let setup = setup
                    .argument("--skip-networking=0")
                    .argument("--bind-address=127.0.0.1")
                    .argument(&format!("--port={port}"));
                let hosts = ["127.0.0.1", "localhost"].map(str::to_owned);
                (setup, hosts, port)
            }
        };
        let database = setup.hasty().start();
        let store = database.database();
        let name = store
            .split(['/', '?'])
            .nth(3)
            .expect("a database")
            .to_owned();
        let users = match kind {
            Kind::Postgres => {
                "CREATE ROLE tls LOGIN SUPERUSER; CREATE ROLE certified LOGIN SUPERUSER;"
            }
            Kind::MariaDb => "CREATE USER tls, certified; GRANT ALL ON *.* TO tls, certified;",
        };
        database.sql("", users);
        Self {
            kind,
            database,
            hosts,
            port,
            name,
        }
    }

    /// Writes a file that only the server may read.
    fn write(&self, name: &str, content: &str) {
        let file = self.database.folder().join(name);
        std::fs::write(&file, content).expect("a file");
        let owner = self
            .database
            .folder()
            .join("data")
            .metadata()
            .expect("a folder");
        chown(&file, Some(owner.uid()), Some(owner.gid())).expect("a file of ours");
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&file, private).expect("a file of ours");
    }

    /// Gives PostgreSQL a certificate.
    fn encrypt(&self, authority: &Authority) {
        let (certificate, key) = authority.vouch("server", &self.hosts[0]);
        self.write("server.pem", &certificate);
        self.write("server.key", &key);
        self.write("ca.pem", &authority.0.pem());
        for (setting, value) in [
            ("ssl_cert_file", "../server.pem"),
            ("ssl_key_file", "../server.key"),
            ("ssl_ca_file", "../ca.pem"),
            ("ssl", "on"),
        ] {
            let set = format!("ALTER SYSTEM SET {setting} = '{value}';");
            self.database.sql("", &set);
        }
        self.set_rules("hostnossl all tls all reject\nhostssl all certified all cert\n");
    }

    /// Says who may use PostgreSQL how; everybody else may.
    fn set_rules(&self, rules: &str) {
        let file = self.database.folder().join("data/pg_hba.conf");
        let others = "local all all trust\nhost all all all trust\n";
        std::fs::write(&file, format!("{rules}{others}")).expect("a file");
        self.database.sql("", "SELECT pg_reload_conf();");
    }

    #[track_caller]
    fn check(&self, scene: &Scene, user: &str, host: &str, table: &[(&str, Expected)]) {
        let scheme = match self.kind {
            Kind::Postgres => "postgresql",
            Kind::MariaDb => "mysql",
        };
        let Self { port, name, .. } = self;
        for (options, expected) in table {
            let mut options = (*options).to_owned();
            for name in ["CA", "OTHER", "CERT", "KEY"] {
                let path = scene.path(name);
                options = options.replace(&format!("={name}"), &format!("={}", path.display()));
            }
            let address = format!("{scheme}://{user}@{host}:{port}/{name}?{options}");
            let mut command = scene.command(words("experiments create -n x"));
            command
                .env("MLFLOW_TRACKING_URI", &address)
                .env("MLFLOW_DATABASE_WAIT", "0");
            let output = command.output().expect("a process");
            let said = String::from_utf8_lossy(&output.stderr);
            let is_done = output.status.success() || said.contains("already exists");
            match expected {
                None => assert!(is_done, "{address}: {said}"),
                Some(part) => assert!(!is_done && said.contains(part), "{address}: {said}"),
            }
        }
    }
}

#[test]
fn a_database_server_is_trusted_as_the_address_asks() {
    let scene = Scene::new();
    let (authority, other) = (Authority::new("ours"), Authority::new("another"));
    let (own, own_key) = authority.vouch("certified", "client.example");
    scene.write("CA", authority.0.pem());
    scene.write("OTHER", other.0.pem());
    scene.write("CERT", own);
    scene.write("KEY", own_key);
    for &kind in KINDS {
        let Some(setup) = Setup::of_or_skip(kind) else {
            continue;
        };
        let (right, wrong, certified, plain) = match kind {
            Kind::Postgres => (
                POSTGRES,
                POSTGRES_WRONG_NAME,
                POSTGRES_CERTIFIED,
                POSTGRES_PLAIN,
            ),
            Kind::MariaDb => (
                MARIADB,
                MARIADB_WRONG_NAME,
                MARIADB_CERTIFIED,
                MARIADB_PLAIN,
            ),
        };
        let mut server = Listening::start(kind, setup);
        if kind == Kind::Postgres {
            // `initdb` lets 127.0.0.1 in alone.
            server.set_rules("");
        }
        server.check(&scene, "tls", &server.hosts[0], plain);
        match kind {
            Kind::Postgres => server.encrypt(&authority),
            Kind::MariaDb => {
                let (certificate, key) = authority.vouch("server", "127.0.0.1");
                let file = |name: &str, content: &str| {
                    let path = scene.write(name, content);
                    path.to_str().expect("a UTF-8 path").to_owned()
                };
                let setup = Setup::of(kind).expect("it has been started");
                let setup = setup
                    .argument(&format!("--ssl-cert={}", file("server.pem", &certificate)))
                    .argument(&format!("--ssl-key={}", file("server.key", &key)))
                    .argument(&format!("--ssl-ca={}", scene.path("CA").display()));
                server = Listening::start(kind, setup);
                server.database.sql(
                    "",
                    "ALTER USER tls REQUIRE SSL; ALTER USER certified REQUIRE X509;",
                );
            }
        }
        let [host, other_name] = &server.hosts;
        server.check(&scene, "tls", host, right);
        server.check(&scene, "tls", other_name, wrong);
        server.check(&scene, "certified", host, certified);
    }
}
