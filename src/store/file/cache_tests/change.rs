//! What others do to a store or its folder.

use super::*;

/// Where a value lies in a run's folder.
fn section() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&["metrics", "params", "tags"][..])
}

/// What somebody does to a store or its folder. Numbers are those of runs.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Log(usize, Batch),
    LogOneself(usize, Batch),
    Input(usize, String),
    Output(usize),
    Rename(usize, String),
    Stage(usize, bool),
    Create(usize),
    /// Lines are added to a file, as MLflow does it.
    Append(usize, &'static str, String, String),
    /// A file is written over, as MLflow does it with tags.
    Overwrite(usize, &'static str, String, String),
    /// A file is renamed over another.
    Replace(usize, &'static str, String, String),
    /// A link is renamed over a file.
    Link(usize, &'static str, String),
    /// A second name of a file.
    HardLink(usize, &'static str, String),
    /// What those links lead to is written.
    Target(String),
    Remove(usize, &'static str, String),
    RemoveSection(usize, &'static str),
    RemoveRun(usize),
    /// A folder leaves the store, or comes back.
    Move(usize),
    MoveSection(usize, &'static str),
    MoveDatasets,
    MoveExperiment,
    MoveRoot,
    /// A run's folder is another's now.
    Swap(usize, usize),
    LinkRun(usize),
    /// What that link leads to leaves, or comes back.
    MoveLinked,
    Meta(usize, &'static str),
    ExperimentStage(bool),
    Overflow,
}

pub(super) fn change() -> impl Strategy<Value = Change> {
    let run = || 0..RUNS;
    let text = || {
        prop_oneof![
            strategies::text(),
            prop::sample::select(&["1 0.5 0\n", "2 1.5 1\n", "x\n"][..]).prop_map(str::to_owned)
        ]
    };
    let file = || (run(), section(), strategies::key());
    let metas = ["", "status: 3\n", "run_uuid: other\n", "tags: []\n"];
    prop_oneof![
        3 => (run(), batch()).prop_map(|(run, batch)| Change::Log(run, batch)),
        2 => (run(), batch()).prop_map(|(run, batch)| Change::LogOneself(run, batch)),
        2 => (run(), strategies::text()).prop_map(|(run, name)| Change::Input(run, name)),
        1 => run().prop_map(Change::Output),
        1 => (run(), strategies::text()).prop_map(|(run, name)| Change::Rename(run, name)),
        1 => (run(), any::<bool>()).prop_map(|(run, active)| Change::Stage(run, active)),
        2 => (0..=RUNS).prop_map(Change::Create),
        3 => (file(), text()).prop_map(|((r, s, k), text)| Change::Append(r, s, k, text)),
        3 => (file(), text()).prop_map(|((r, s, k), text)| Change::Overwrite(r, s, k, text)),
        2 => (file(), text()).prop_map(|((r, s, k), text)| Change::Replace(r, s, k, text)),
        1 => file().prop_map(|(r, s, k)| Change::Link(r, s, k)),
        1 => file().prop_map(|(r, s, k)| Change::HardLink(r, s, k)),
        2 => text().prop_map(Change::Target),
        1 => file().prop_map(|(r, s, k)| Change::Remove(r, s, k)),
        1 => (run(), section()).prop_map(|(run, section)| Change::RemoveSection(run, section)),
        1 => run().prop_map(Change::RemoveRun),
        2 => run().prop_map(Change::Move),
        2 => (run(), section()).prop_map(|(run, section)| Change::MoveSection(run, section)),
        1 => Just(Change::MoveDatasets),
        1 => Just(Change::MoveExperiment),
        1 => Just(Change::MoveRoot),
        1 => (run(), run()).prop_map(|(one, other)| Change::Swap(one, other)),
        1 => run().prop_map(Change::LinkRun),
        1 => Just(Change::MoveLinked),
        1 => (run(), prop::sample::select(metas.to_vec())).prop_map(|(r, m)| Change::Meta(r, m)),
        1 => any::<bool>().prop_map(Change::ExperimentStage),
        1 => Just(Change::Overflow),
    ]
}

fn batch() -> impl Strategy<Value = Batch> {
    (
        strategies::key(),
        strategies::measured(),
        strategies::text(),
    )
        .prop_map(|(key, value, text)| Batch {
            metrics: vec![Metric {
                key: key.clone(),
                value,
                timestamp: 1,
                step: 0,
            }],
            params: vec![Param::new(&*key, "x")],
            tags: vec![Tag::new(key, text)],
            ..Batch::default()
        })
}

impl Change {
    /// Does it, as far as it is possible: what is refused changes nothing.
    #[expect(clippy::too_many_lines, reason = "an arm for each kind of change")]
    pub(super) fn apply(&self, fixture: &Fixture) {
        let file = |run: usize, section: &str, key: &str| {
            let path = fixture.run_path(run).join(section).join(key);
            let _ = fs::create_dir_all(path.parent().unwrap());
            path
        };
        let target = fixture.outside("target");
        match self {
            Self::Log(run, batch) => drop(fixture.other.log_batch(&run_id(*run), batch)),
            Self::LogOneself(run, batch) => {
                drop(fixture.caching.log_batch(&run_id(*run), batch));
            }
            Self::Input(run, name) => {
                drop(fixture.other.log_inputs(&run_id(*run), &[input(name)], &[]));
            }
            Self::Output(run) => {
                let output = ModelOutput {
                    model_id: "m-1".into(),
                    step: 0,
                };
                drop(fixture.other.log_outputs(&run_id(*run), &[output]));
            }
            Self::Rename(run, name) => {
                let update = RunUpdate {
                    run_name: Some(name.clone()),
                    ..RunUpdate::default()
                };
                drop(fixture.other.update_run(&run_id(*run), &update));
            }
            Self::Stage(run, active) => {
                drop(
                    fixture
                        .other
                        .set_run_stage(&run_id(*run), stage(*active), 3),
                );
            }
            Self::Create(run) => drop(fixture.create_run(*run)),
            Self::Append(run, section, key, text) => {
                let opened = fs::OpenOptions::new()
                    .append(true)
                    .create(true)
                    .open(file(*run, section, key));
                drop(opened.map(|mut file| file.write_all(text.as_bytes())));
            }
            Self::Overwrite(run, section, key, text) => {
                drop(fs::write(file(*run, section, key), text));
            }
            Self::Replace(run, section, key, text) => {
                fs::write(fixture.outside("new"), text).unwrap();
                drop(fs::rename(fixture.outside("new"), file(*run, section, key)));
            }
            Self::Link(run, section, key) => {
                let path = file(*run, section, key);
                drop(fs::remove_file(&path));
                drop(std::os::unix::fs::symlink(&target, path));
            }
            Self::HardLink(run, section, key) => {
                let path = file(*run, section, key);
                drop(fs::remove_file(&path));
                drop(fs::hard_link(&target, path));
            }
            Self::Target(text) => fs::write(&target, text).unwrap(),
            Self::Remove(run, section, key) => drop(fs::remove_file(file(*run, section, key))),
            Self::RemoveSection(run, section) => {
                drop(fs::remove_dir_all(fixture.run_path(*run).join(section)));
            }
            Self::RemoveRun(run) => drop(fs::remove_dir_all(fixture.run_path(*run))),
            Self::Move(run) => toggle(&fixture.run_path(*run), &fixture.outside(&run.to_string())),
            Self::MoveSection(run, section) => {
                let away = fixture.outside(&format!("{run}-{section}"));
                toggle(&fixture.run_path(*run).join(section), &away);
            }
            Self::MoveDatasets => {
                let path = fixture.experiment_path().join("datasets");
                toggle(&path, &fixture.outside("datasets"));
            }
            Self::MoveExperiment => {
                toggle(&fixture.experiment_path(), &fixture.outside("experiment"));
            }
            Self::MoveRoot => toggle(&fixture.outside("mlruns"), &fixture.outside("elsewhere")),
            Self::Swap(one, other) => {
                let [one, other] = [one, other].map(|run| fixture.run_path(*run));
                let aside = fixture.outside("aside");
                drop(fs::rename(&one, &aside));
                drop(fs::rename(&other, &one));
                drop(fs::rename(&aside, &other));
            }
            Self::LinkRun(run) => {
                let (path, away) = (fixture.run_path(*run), fixture.outside("linked"));
                if fs::rename(&path, &away).is_ok() {
                    std::os::unix::fs::symlink(&away, path).unwrap();
                }
            }
            Self::MoveLinked => toggle(&fixture.outside("linked"), &fixture.outside("unlinked")),
            Self::Meta(run, text) => {
                drop(fs::write(fixture.run_path(*run).join("meta.yaml"), text));
            }
            Self::ExperimentStage(active) => {
                let second = &fixture.experiments[1];
                drop(
                    fixture
                        .other
                        .set_experiment_stage(second, stage(*active), 3),
                );
            }
            Self::Overflow => fixture.watcher().overflow(),
        }
    }
}

fn stage(is_active: bool) -> LifecycleStage {
    if is_active {
        LifecycleStage::Active
    } else {
        LifecycleStage::Deleted
    }
}

fn input(name: &str) -> DatasetInput {
    DatasetInput {
        dataset: Dataset {
            name: name.to_owned(),
            digest: "d1".to_owned(),
            source_type: "local".to_owned(),
            source: "{}".to_owned(),
            schema: None,
            profile: None,
        },
        tags: Vec::new(),
    }
}

/// Moves a folder from one path to the other or back.
fn toggle(here: &Path, away: &Path) {
    if fs::rename(here, away).is_err() {
        let _ = fs::rename(away, here);
    }
}
