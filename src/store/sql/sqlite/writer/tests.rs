//! Many threads write, and each gets what it asked for.

use std::path::PathBuf;
use std::sync::Barrier;

use super::super::connections::Connections;
use super::turn::TRY_TO_BEGIN;
use super::*;
use crate::error::{Error, ErrorCode};

/// A database with a table `t` of numbers, of which none may be there twice, in a folder.
fn database(serves: bool) -> (tempfile::TempDir, PathBuf, Connections) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.db");
    let mut connections = Connections::open(path.clone()).unwrap();
    let table = "CREATE TABLE t (a INTEGER PRIMARY KEY, b REFERENCES t (a))";
    let create = |c: &Connection| Ok(c.execute_batch(table)?);
    connections.write(Scope::NoRun, create).unwrap();
    if serves {
        connections.serve(Box::new(|_, _| Ok(())), Box::new(Vec::new));
    }
    (folder, path, connections)
}

fn insert(connection: &Connection, number: i64) -> SqlResult<()> {
    connection.execute("INSERT INTO t (a) VALUES (?1)", [number])?;
    Ok(())
}

fn numbers(path: &PathBuf) -> Vec<i64> {
    let connection = Connection::open(path).unwrap();
    let mut numbers = connection.prepare("SELECT a FROM t ORDER BY a").unwrap();
    let numbers = numbers.query_map([], |row| row.get(0)).unwrap();
    numbers.collect::<rusqlite::Result<_>>().unwrap()
}

type Work<T> = Box<dyn FnOnce(&Connection) -> SqlResult<T> + Send>;

/// Lets a thread do each kind of work, all in one transaction: the first waits in the midst
/// of its work until the others wait for their turn.
fn in_one_group<T: Send>(
    connections: &Connections,
    works: Vec<Work<T>>,
) -> Vec<thread::Result<Result<T, Error>>> {
    let writer = connections.writer();
    let others = works.len() - 1;
    let has_begun = Barrier::new(2);
    thread::scope(|scope| {
        let threads: Vec<_> = works
            .into_iter()
            .enumerate()
            .map(|(index, work)| {
                if index == 1 {
                    has_begun.wait();
                }
                let has_begun = &has_begun;
                scope.spawn(move || {
                    let written = connections.write(Scope::NoRun, |connection| {
                        if index == 0 {
                            has_begun.wait();
                            while writer.waiting.load(Ordering::SeqCst) < others {
                                thread::yield_now();
                            }
                        }
                        work(connection)
                    });
                    written.map_err(|failure| failure.at(connections.path()))
                })
            })
            .collect();
        threads
            .into_iter()
            .map(thread::ScopedJoinHandle::join)
            .collect()
    })
}

#[test]
fn in_a_group_each_request_fails_alone() {
    for serves in [false, true] {
        let (_folder, path, connections) = database(serves);
        let seen_by_others = path.clone();
        let results = in_one_group(
            &connections,
            vec![
                Box::new(|c| insert(c, 1)),
                Box::new(|c| {
                    insert(c, 2)?;
                    Err(Error::invalid("no").into())
                }),
                Box::new(|c| {
                    insert(c, 3)?;
                    panic!("in the midst of it")
                }),
                Box::new(|c| {
                    insert(c, 4)?;
                    insert(c, 4)
                }),
                Box::new(move |c| {
                    assert_eq!(numbers(&seen_by_others), [0; 0], "one transaction");
                    insert(c, 5)
                }),
            ],
        );
        let [first, refused, panicked, twice, last] = &results[..] else {
            panic!("five requests have five answers");
        };
        assert!(matches!((first, last), (Ok(Ok(())), Ok(Ok(())))));
        assert_eq!(
            refused.as_ref().unwrap().as_ref().unwrap_err().message(),
            "no"
        );
        assert!(panicked.is_err());
        assert!(twice.as_ref().unwrap().is_err());
        assert_eq!(numbers(&path), [1, 5]);
        connections.write(Scope::NoRun, |c| insert(c, 6)).unwrap();
        assert_eq!(numbers(&path), [1, 5, 6]);
    }
}

#[test]
fn a_commit_that_fails_fails_for_all() {
    for serves in [false, true] {
        let (_folder, path, connections) = database(serves);
        let results = in_one_group(
            &connections,
            vec![
                Box::new(|c| insert(c, 1)),
                Box::new(|c| {
                    // What refers to nothing is found at the commit.
                    c.execute_batch("PRAGMA defer_foreign_keys = ON")?;
                    c.execute("INSERT INTO t (a, b) VALUES (2, 77)", [])?;
                    Ok(())
                }),
                Box::new(|c| insert(c, 3)),
            ],
        );
        for result in results {
            let error = result.unwrap().unwrap_err();
            assert_eq!(error.code(), ErrorCode::InternalError, "{error}");
        }
        assert_eq!(numbers(&path), [0; 0]);
        connections.write(Scope::NoRun, |c| insert(c, 4)).unwrap();
        assert_eq!(numbers(&path), [4]);
    }
}

#[test]
fn a_group_of_refusals_commits_nothing() {
    let (_folder, path, connections) = database(true);
    let other = Connection::open(&path).unwrap();
    let version = || driver::data_version(&other).unwrap();
    let before = version();
    let refuse = |_: &Connection| -> SqlResult<()> { Err(Error::invalid("no").into()) };
    let results = in_one_group(&connections, vec![Box::new(refuse), Box::new(refuse)]);
    assert!(results.into_iter().all(|result| result.unwrap().is_err()));
    assert_eq!(version(), before);
}

#[test]
fn of_what_many_threads_write_nothing_is_lost() {
    const THREADS: i64 = 16;
    const EACH: i64 = 40;
    for serves in [false, true] {
        let (_folder, path, connections) = database(serves);
        thread::scope(|scope| {
            for thread in 0..THREADS {
                let (connections, path) = (&connections, &path);
                scope.spawn(move || {
                    for number in (thread * EACH)..(thread + 1) * EACH {
                        let written = connections.write(Scope::NoRun, |c| insert(c, number));
                        written.unwrap();
                        assert!(
                            numbers(path).contains(&number),
                            "answered before it is there"
                        );
                    }
                });
            }
        });
        assert_eq!(numbers(&path), (0..THREADS * EACH).collect::<Vec<_>>());
    }
}

#[test]
fn while_another_process_writes_the_turn_is_free() {
    let (_folder, path, connections) = database(true);
    let mut other = Connection::open(&path).unwrap();
    let transaction = other.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate);
    let transaction = transaction.unwrap();
    thread::scope(|scope| {
        let write = || connections.write(Scope::NoRun, |c| insert(c, 1));
        let writer = scope.spawn(write);
        thread::sleep(3 * TRY_TO_BEGIN);
        let written = connections.file().look(|_, written| Ok(written)).unwrap();
        assert_eq!(written, WriteSet::default());
        assert!(!writer.is_finished());
        insert(&transaction, 2).unwrap();
        transaction.commit().unwrap();
        writer.join().unwrap().unwrap();
    });
    assert_eq!(numbers(&path), [1, 2]);
}

#[test]
fn the_runs_that_commits_touched_are_told_once() {
    let (_folder, _path, connections) = database(true);
    let run = crate::entity::RunId::from("r");
    let written = || connections.file().look(|_, written| Ok(written)).unwrap();
    let refuse = |_: &Connection| -> SqlResult<()> { Err(Error::invalid("no").into()) };
    connections.write(Scope::Run(&run), refuse).unwrap_err();
    assert_eq!(written(), WriteSet::default());
    connections
        .write(Scope::Run(&run), |c| insert(c, 1))
        .unwrap();
    assert_eq!(written().into_parts().0.unwrap().len(), 1);
    assert_eq!(written(), WriteSet::default());
}
