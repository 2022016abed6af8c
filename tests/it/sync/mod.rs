//! `mlflow sync` and what is made of it: from any store to any store, again and again, and however
//! it ends.

mod again;
mod archive;
mod filled;
mod flags;
mod migrate;
mod pairs;
#[cfg(unix)]
mod python;
mod story;
mod two;

use serde_json::Value;

use mlflow::config::TrackingSettings;
use mlflow::tracking::Tracking;

use crate::support::{Outcome, Scene, Server};

/// A store in a folder of its own, and the server before it, if there is one.
pub(crate) struct Place {
    scene: Scene,
    _server: Option<Server>,
    address: String,
}

/// The kinds of stores that need nothing installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Files,
    Sqlite,
    /// A server before a folder.
    FilesServed,
    /// A server before a database.
    SqliteServed,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [
        Self::Files,
        Self::Sqlite,
        Self::FilesServed,
        Self::SqliteServed,
    ];

    /// Whether runs keep their ids in it.
    fn keeps_ids(self) -> bool {
        matches!(self, Self::Files | Self::Sqlite)
    }
}

impl Place {
    /// A place for a new store of this kind.
    pub(crate) fn new(kind: Kind) -> Self {
        let scene = Scene::new();
        let files = scene.path("mlruns").display().to_string();
        let sqlite = format!("sqlite:///{}", scene.path("x.db").display());
        match kind {
            Kind::Files => Self::at(scene, files),
            Kind::Sqlite => Self::at(scene, sqlite),
            Kind::FilesServed => Self::served(scene, &files),
            Kind::SqliteServed => Self::served(scene, &sqlite),
        }
    }

    /// A store at this address.
    pub(crate) fn at(scene: Scene, address: String) -> Self {
        Self {
            scene,
            _server: None,
            address,
        }
    }

    fn served(scene: Scene, store: &str) -> Self {
        let server = Server::start(&scene, &["--backend-store-uri", store]);
        let address = server.url();
        Self {
            scene,
            _server: Some(server),
            address,
        }
    }

    /// Opens the store, which is made if need be. Artifacts are kept beside it.
    pub(crate) fn open(&self) -> Tracking {
        let mut settings = TrackingSettings::new(&self.address).expect("an address");
        // A folder keeps its own.
        if self.address.starts_with("sqlite:") {
            settings.artifact_root = self.scene.path("art").display().to_string();
        }
        Tracking::open(settings).expect("a store")
    }

    /// Runs `mlflow sync` from this store to another, with these flags.
    #[track_caller]
    pub(crate) fn sync(&self, target: &Self, flags: &str) -> Outcome {
        let flags = crate::support::words(flags);
        let args = ["sync", &self.address, &target.address, "--output", "json"];
        let args = args.into_iter().map(str::to_owned).chain(flags);
        target.scene.mlflow(args)
    }
}

/// What a sync says that it copied: everything that is not zero.
pub(crate) fn copied(report: &Value) -> Vec<(String, u64)> {
    let mut copied = Vec::new();
    for (name, value) in report.as_object().expect("a report") {
        let numbers = match value {
            Value::Number(_) => vec![(name.clone(), value)],
            Value::Object(fields) => fields
                .iter()
                .filter(|(field, _)| !matches!(field.as_str(), "unchanged" | "left_deleted"))
                .map(|(field, value)| (format!("{name}.{field}"), value))
                .collect(),
            _ => continue,
        };
        let numbers = numbers.into_iter();
        copied.extend(numbers.filter_map(|(name, value)| {
            let number = value.as_u64().expect("a count");
            (number > 0).then_some((name, number))
        }));
    }
    copied
}

/// Asserts that a sync from one store to another has nothing to do.
#[track_caller]
pub(crate) fn is_settled(source: &Place, target: &Place, flags: &str) {
    let report = source.sync(target, flags).success().json();
    assert_eq!(copied(&report), [], "{report}");
}
