//! The database servers that tests start.

use crate::support::database_server::{Kind, Setup};

#[test]
fn a_server_keeps_what_it_has_when_it_is_killed() {
    for kind in [Kind::Postgres, Kind::MariaDb] {
        let Some(setup) = Setup::of_or_skip(kind) else {
            continue;
        };
        let server = setup.start();
        let database = server.database();
        server.sql(
            &database,
            "CREATE TABLE t (a INT); INSERT INTO t VALUES (7);",
        );
        server.kill();
        server.start_again();
        assert_eq!(server.sql(&database, "SELECT a, 1 FROM t;"), "7\t1\n");
        let folder = server.folder().to_owned();
        drop(server);
        assert!(!folder.exists(), "{}", folder.display());
    }
}
