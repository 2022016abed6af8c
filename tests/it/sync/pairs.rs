//! Every kind of store to every kind of store.

use std::collections::BTreeSet;

use mlflow::entity::keys;
use mlflow::tracking::Tracking;

use super::filled::fill;
use super::story::{assert_same, experiments, models, runs, story};
use super::{Kind, Place, copied, is_settled};
#[cfg(all(unix, any(feature = "postgres", feature = "mysql")))]
use crate::support::Scene;
#[cfg(all(unix, any(feature = "postgres", feature = "mysql")))]
use crate::support::database_server::{self, shared};

/// The ids of experiments, runs and logged models.
fn ids(tracking: &Tracking) -> BTreeSet<String> {
    let experiments = experiments(tracking).into_iter();
    let runs = runs(tracking).into_iter();
    let models = models(tracking).into_iter();
    experiments
        .map(|experiment| experiment.experiment_id.to_string())
        .chain(runs.map(|run| run.info.run_id.to_string()))
        .chain(models.map(|model| model.model_id.to_string()))
        .collect()
}

/// Copies everything, and nothing a second time.
fn everything_is_copied_once(source: &Place, target: &Place, keeps_ids: bool) {
    let original = source.open();
    let expected = story(&original);
    let rehearsed = source.sync(target, "--view all --dry-run").success().json();
    let report = source
        .sync(target, "--view all --checksum")
        .success()
        .json();
    let copy = target.open();
    let told = story(&copy);
    assert_same(&told, &expected, "a copy");
    for field in ["runs", "metrics", "params", "artifacts", "model_versions"] {
        assert_eq!(
            rehearsed[field], report[field],
            "{field}: {rehearsed:#} {report:#}"
        );
    }
    assert_eq!(report["runs"]["created"], 5, "{report:#}");
    if keeps_ids {
        assert_eq!(ids(&copy), ids(&original));
    }
    for run in runs(&copy) {
        let origin = run.tag(keys::SYNC_ORIGIN);
        assert_eq!(origin.is_some(), !keeps_ids, "{run:?}");
    }
    let leases = experiments(&copy)
        .into_iter()
        .flat_map(|experiment| experiment.tags);
    let leases: Vec<_> = leases.filter(|tag| tag.key == keys::SYNC_LEASE).collect();
    assert_eq!(leases, []);
    drop(copy);
    is_settled(source, target, "--view all");
    is_settled(source, target, "--view all --checksum");
    assert_same(&story(&target.open()), &expected, "a copy");
}

fn from_each_kind(target: Kind) {
    for source in Kind::ALL {
        let (from, to) = (Place::new(source), Place::new(target));
        fill(&from.open());
        everything_is_copied_once(&from, &to, target.keeps_ids());
    }
}

#[test]
fn from_any_store_to_a_folder() {
    from_each_kind(Kind::Files);
}

#[test]
fn from_any_store_to_sqlite() {
    from_each_kind(Kind::Sqlite);
}

#[test]
fn from_any_store_to_a_server_before_a_folder() {
    from_each_kind(Kind::FilesServed);
}

#[test]
fn from_any_store_to_a_server_before_a_database() {
    from_each_kind(Kind::SqliteServed);
}

#[cfg(all(unix, any(feature = "postgres", feature = "mysql")))]
fn to_and_from(kind: database_server::Kind) {
    let Some(database) = shared(kind) else {
        return;
    };
    let place = || Place::at(Scene::new(), database.database());
    let (files, first, second) = (Place::new(Kind::Files), place(), place());
    fill(&first.open());
    everything_is_copied_once(&first, &second, true);
    everything_is_copied_once(&second, &files, true);
    let (third, server) = (place(), Place::new(Kind::FilesServed));
    everything_is_copied_once(&files, &third, true);
    everything_is_copied_once(&third, &server, false);
}

#[cfg(all(unix, feature = "postgres"))]
#[test]
fn to_and_from_postgresql() {
    to_and_from(database_server::Kind::Postgres);
}

#[cfg(all(unix, feature = "mysql"))]
#[test]
fn to_and_from_mariadb() {
    to_and_from(database_server::Kind::MariaDb);
}

/// A copy of a copy is known by its origin, whichever way it came.
#[test]
fn a_copy_comes_home_without_a_double() {
    for middle in [Kind::Files, Kind::SqliteServed] {
        let (first, second, third) = (
            Place::new(Kind::Sqlite),
            Place::new(middle),
            Place::new(Kind::FilesServed),
        );
        fill(&first.open());
        let expected = story(&first.open());
        for (from, to) in [
            (&first, &second),
            (&second, &third),
            (&first, &third),
            (&third, &second),
            (&second, &first),
            (&third, &first),
        ] {
            let _ = from.sync(to, "--view all").success();
            assert_same(&story(&to.open()), &expected, "a copy");
        }
        let report = third.sync(&first, "--view all").success().json();
        assert_eq!(copied(&report), [], "{report:#}");
    }
}
