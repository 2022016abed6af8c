//! The words and exit codes that scripts match on: every mistake ends as MLflow 3.17.2's command
//! ends.
//!
//! The tables hold a condition a line: a command line, how it ends, and the phrase on stderr. They
//! are checked on our program over each kind of store and, where the client is installed, on
//! MLflow's own commands over a database.

use std::process::Stdio;

use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene, Server, mlflow, words};

/// The exit codes of a mistake.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// 2: the command line is wrong.
    Usage,
    /// 1: it failed.
    Fails,
    /// 2, where MLflow looks at the value later, while it works, and ends with 1.
    UsageHere,
}
use End::{Fails, Usage, UsageHere};

impl End {
    fn ours(self) -> i64 {
        match self {
            Usage | UsageHere => 2,
            Fails => 1,
        }
    }

    fn theirs(self) -> i64 {
        match self {
            Usage => 2,
            Fails | UsageHere => 1,
        }
    }
}

/// A condition. In each text `$E` is an active experiment, `$D` a deleted one, `$R` an active run,
/// `$X` a deleted one and `$N` the id of no run.
type Condition = (&'static str, End, &'static str);

/// Command lines that are wrong by themselves: flags, values, what is missing and too much.
#[rustfmt::skip]
const USAGE: &[Condition] = &[
    ("nope", Usage, "No such command 'nope'"),
    ("--nope", Usage, "No such option '--nope'"),
    ("experiments", Usage, "Commands:"),
    ("experiments nope", Usage, "No such command 'nope'"),
    ("experiments create", Usage, "Missing option '--experiment-name' / '-n'"),
    ("experiments create --experiment-name", Usage, "Option '--experiment-name' requires an argument"),
    ("experiments create -n n --nope", Usage, "No such option '--nope'"),
    ("experiments create -n n extra", Usage, "Got unexpected extra argument (extra)"),
    ("experiments create -n n --trace-archival-retention soon", Usage, "Invalid value for '--trace-archival-retention': "),
    ("experiments create -n n --trace-archival-retention soon", Usage, "Trace archival retention must be in the form"),
    ("experiments search --max-results x", Usage, "Invalid value for '--max-results': 'x' is not a valid integer"),
    ("experiments search --max-results -1", Usage, "max-results must be a non-negative integer"),
    ("experiments search --view some", UsageHere, "Could not get valid view type corresponding to string some"),
    ("experiments get", Usage, "Must specify exactly one of --experiment-id or --experiment-name"),
    ("experiments get -x 1 -n active", Usage, "Must specify exactly one of --experiment-id or --experiment-name"),
    ("experiments get -x 1 --output xml", Usage, "Invalid value for '--output': 'xml' is not one of "),
    ("experiments update", Usage, "Missing option '--experiment-id' / '-x'"),
    ("experiments update -x 1", Usage, "Must specify at least one update option"),
    ("experiments update -x 1 --trace-archive-now --clear-trace-archive-now", Usage, "Cannot specify --clear-trace-archive-now together with archive-now request flags"),
    ("experiments update -x 1 --trace-archive-now --trace-archive-now-older-than 3d", Usage, "Cannot specify both --trace-archive-now and --trace-archive-now-older-than"),
    ("experiments update -x 1 --clear-trace-archival-retention --trace-archival-retention 3d", Usage, "Cannot specify both --trace-archival-retention and --clear-trace-archival-retention"),
    ("experiments update -x 1 --trace-archive-now-older-than soon", Usage, "Invalid value for '--trace-archive-now-older-than': "),
    ("experiments delete", Usage, "Missing option '--experiment-id' / '-x'"),
    ("experiments restore", Usage, "Missing option '--experiment-id' / '-x'"),
    ("experiments rename", Usage, "Missing option '--experiment-id' / '-x'"),
    ("experiments rename -x 1", Usage, "Missing option '--new-name'"),
    ("experiments rename --new-name y", Usage, "Missing option '--experiment-id' / '-x'"),
    ("experiments csv", Usage, "Missing option '--experiment-id' / '-x'"),
    ("runs", Usage, "Commands:"),
    ("runs nope", Usage, "No such command 'nope'"),
    ("runs list", Usage, "Missing option '--experiment-id'"),
    ("runs list --experiment-id 1 --view some", UsageHere, "Could not get valid view type corresponding to string some"),
    ("runs delete", Usage, "Missing option '--run-id'"),
    ("runs delete --run-id", Usage, "Option '--run-id' requires an argument"),
    ("runs restore", Usage, "Missing option '--run-id'"),
    ("runs describe", Usage, "Missing option '--run-id'"),
    ("runs create", Usage, "Must specify exactly one of --experiment-id or --experiment-name"),
    ("runs create --experiment-id 1 --experiment-name active", Usage, "Must specify exactly one of --experiment-id or --experiment-name"),
    ("runs create --experiment-id 1 --status RUNNING", Usage, "Invalid value for '--status': 'RUNNING' is not one of "),
    ("runs create --experiment-id 1 -t novalue", Usage, "Invalid tag format: 'novalue'"),
    ("runs create --experiment-id 1 -t a=1 -t a=2", Usage, "Duplicate tag key: 'a'"),
    ("artifacts", Usage, "Commands:"),
    ("artifacts nope", Usage, "No such command 'nope'"),
    ("artifacts log-artifact", Usage, "Missing option '--local-file' / '-l'"),
    ("artifacts log-artifact -l file", Usage, "Missing option '--run-id' / '-r'"),
    ("artifacts log-artifacts", Usage, "Missing option '--local-dir' / '-l'"),
    ("artifacts log-artifacts -l folder", Usage, "Missing option '--run-id' / '-r'"),
    ("artifacts list", Usage, "Missing option '--run-id' / '-r'"),
    ("artifacts download", UsageHere, "Exactly one of `run_id` or `artifact_uri` must be specified"),
    ("artifacts download -a x", UsageHere, "Exactly one of `run_id` or `artifact_uri` must be specified"),
    ("db", Usage, "Commands:"),
    ("db nope", Usage, "No such command 'nope'"),
    ("db upgrade", Usage, "Missing argument 'URL'"),
    ("gc --older-than soon", UsageHere, "Could not parse any time information from 'soon'"),
    ("gc --all-workspaces --workspace x", Usage, "Cannot use --workspace and --all-workspaces together"),
    ("gc --nope", Usage, "No such option '--nope'"),
    ("gc extra", Usage, "Got unexpected extra argument (extra)"),
    ("run", Usage, "Missing argument 'URI'"),
    ("run project -P a=1 -P a=2", Usage, "Repeated parameter: 'a'"),
    ("run project -A a=1 -A a=2", Usage, "Repeated parameter: 'a'"),
    ("run project --experiment-id 1 --experiment-name active", Usage, "Specify only one of 'experiment-name' or 'experiment-id' options"),
    ("run project --env-manager nope", UsageHere, "Invalid value for `env_manager`: nope"),
    ("run project -b kubernetes", Usage, "Specify 'backend_config' when using kubernetes mode"),
    ("run project -c nope", Usage, "Invalid backend config JSON"),
    ("server --port x", Usage, "Invalid value for '--port' / '-p': 'x' is not a valid integer"),
    ("server --static-prefix x", Usage, "--static-prefix must begin with a '/'"),
    ("server --static-prefix /x/", Usage, "--static-prefix should not end with a '/'"),
    ("server --static-prefix /a{b", Usage, "--static-prefix must not contain '{' or '}'"),
    ("server --app-name nope", Usage, "Invalid value for '--app-name': 'nope' is not one of 'basic-auth'"),
    ("server --dev --gunicorn-opts x", Usage, "'--dev' and '--gunicorn-opts' cannot be specified together"),
    ("server --gunicorn-opts x --uvicorn-opts y", Usage, "Cannot specify multiple server options"),
    ("server --default-artifact-root", Usage, "Option '--default-artifact-root' requires an argument"),
    ("server nope", Usage, "Got unexpected extra argument (nope)"),
    ("ui --nope", Usage, "No such option '--nope'"),
    ("doctor nope", Usage, "Got unexpected extra argument (nope)"),
    ("doctor --nope", Usage, "No such option '--nope'"),
];

/// What a store does not have, or has in another state.
#[rustfmt::skip]
const STORED: &[Condition] = &[
    ("experiments create -n ''", Fails, "Invalid experiment name: ''"),
    ("experiments create -n active", Fails, "Experiment(name=active) already exists"),
    ("experiments create -n deleted", Fails, "Experiment(name=deleted) already exists"),
    ("experiments get -x 99999", Fails, "No Experiment with id=99999 exists"),
    ("experiments get -n nope", Fails, "Experiment with name 'nope' does not exist"),
    ("experiments update -x 99999 --trace-archive-now", Fails, "No Experiment with id=99999 exists"),
    ("experiments update -x $D --trace-archive-now", Fails, "The experiment $D must be in the 'active' state"),
    ("experiments delete -x 99999", Fails, "No Experiment with id=99999 exists"),
    ("experiments delete -x $D", Fails, "No Experiment with id=$D exists"),
    ("experiments restore -x 99999", Fails, "No Experiment with id=99999 exists"),
    ("experiments restore -x $E", Fails, "No Experiment with id=$E exists"),
    ("experiments rename -x 99999 --new-name y", Fails, "No Experiment with id=99999 exists"),
    ("experiments rename -x $E --new-name ''", Fails, "Invalid experiment name: ''"),
    ("experiments rename -x $D --new-name y", Fails, "Cannot rename a non-active experiment"),
    ("experiments csv -x $E -o nowhere/x.csv", Fails, "nowhere"),
    ("runs delete --run-id $N", Fails, "Run with id=$N not found"),
    ("runs delete --run-id ''", Fails, "Run with id= not found"),
    ("runs restore --run-id $N", Fails, "Run with id=$N not found"),
    ("runs restore --run-id ''", Fails, "Run with id= not found"),
    ("runs describe --run-id $N", Fails, "Run with id=$N not found"),
    ("runs describe --run-id ''", Fails, "Run with id= not found"),
    ("runs create --experiment-id 99999", Fails, "No Experiment with id=99999 exists"),
    ("runs create --experiment-id $D", Fails, "The experiment $D must be in the 'active' state"),
    ("runs create --experiment-name deleted", Fails, "Cannot set a deleted experiment 'deleted' as the active experiment"),
    ("runs create --experiment-id $E --parent-run-id $N", Fails, "Run with id=$N not found"),
    ("runs create --experiment-id $E --parent-run-id $X", Fails, "Cannot start run under parent run with ID $X because it is in the deleted state"),
    ("artifacts log-artifact -l file -r $N", Fails, "Run with id=$N not found"),
    ("artifacts log-artifact -l nowhere -r $R", Fails, "No such file or directory"),
    ("artifacts log-artifact -l folder -r $R", Fails, "Is a directory"),
    ("artifacts log-artifact -l file -r $R -a ../up", Fails, "Invalid artifact path: '../up'"),
    ("artifacts log-artifact -l file -r $R -a /abs", Fails, "Invalid artifact path: '/abs'"),
    ("artifacts log-artifacts -l folder -r $N", Fails, "Run with id=$N not found"),
    ("artifacts list -r $N", Fails, "Run with id=$N not found"),
    ("artifacts list -r $R -a ../up", Fails, "Invalid "),
    ("artifacts download -r $N", Fails, "Run with id=$N not found"),
    ("artifacts download -r $R -a nowhere", Fails, "Failed to download artifacts from path 'nowhere'"),
    ("artifacts download -r $R -a folder/nowhere -d copy", Fails, "Failed to download artifacts from path 'nowhere'"),
    ("artifacts download -u nowhere", Fails, "No such artifact: 'nowhere'"),
    ("artifacts download -u runs:/$N/x", Fails, "Run with id=$N not found"),
    ("artifacts download -u runs:/$R/x", Fails, "Failed to download artifacts from path 'x'"),
    ("artifacts download -u runs:/", Fails, "Not a proper runs:/ URI: runs:/"),
    ("artifacts download -u models:/m/1", Fails, "Registered Model with name=m not found"),
    ("run project --env-manager local", Fails, "No value given for missing parameters: 'a', 'b'"),
    ("run project -e nope --env-manager local", Fails, "Could not find nope among entry points ['main']"),
    ("run project --experiment-id 99999 -P a=1 -P b=file --env-manager local", Fails, "No Experiment with id=99999 exists"),
    ("run project --experiment-id $D -P a=1 -P b=file --env-manager local", Fails, "The experiment $D must be in the 'active' state"),
    ("run project --experiment-name deleted -P a=1 -P b=file --env-manager local", Fails, "The experiment $D must be in the 'active' state"),
    ("run project -b nope -P a=1 -P b=file", Fails, "Got unsupported execution mode nope"),
    ("run project -c nowhere.json -P a=1 -P b=file --env-manager local", Fails, "No such file or directory"),
    ("run project -v main --env-manager local -P a=1 -P b=file", Fails, "Setting a version is only supported for Git project URIs"),
    ("run folder --env-manager local", Fails, "Could not find main among entry points []"),
    ("run broken --env-manager local", Fails, "line "),
    ("run project#nowhere --env-manager local", Fails, "Could not find subdirectory nowhere"),
    ("run project --run-id $N -P a=1 -P b=file --env-manager local", Fails, "Run with id=$N not found"),
    ("run project --run-id $X -P a=1 -P b=file --env-manager local", Fails, "The run $X must be in the 'active' state"),
    ("run project -P a=1 -P b=nowhere/file --env-manager local", Fails, "Got value nowhere/file for parameter b, but no such file or directory was found"),
];

/// What `gc` refuses. It does not work through a server.
#[rustfmt::skip]
const COLLECTED: &[Condition] = &[
    ("gc --run-ids $N", Fails, "Run with id=$N not found"),
    ("gc --run-ids $R", Fails, "Run $R is not in `deleted` lifecycle stage"),
    ("gc --run-ids $X --older-than 1d", Fails, "Run $X is not older than the required age"),
    ("gc --experiment-ids 99999", Fails, "No Experiment with id=99999 exists"),
    ("gc --experiment-ids $E", Fails, "Experiments ['$E'] are not in the deleted lifecycle stage"),
    ("gc --experiment-ids $D --older-than 1d", Fails, "Experiments ['$D'] are not older than the required age"),
    ("gc --workspace nope", Fails, "Workspace selection flags are only supported when the tracking store supports workspaces"),
    // MLflow removes every deleted run before it looks for the model: the last of the table.
    ("gc --logged-model-ids m-0", Fails, "Logged model with ID 'm-0' not found"),
];

/// What a database has and folders have not: numbers for experiments.
#[rustfmt::skip]
const NUMBERED: &[Condition] = &[
    ("experiments get -x word", Fails, "Invalid experiment ID 'word'"),
    ("experiments delete -x word", Fails, "Invalid experiment ID 'word'"),
    ("experiments rename -x word --new-name y", Fails, "Invalid experiment ID 'word'"),
    ("experiments restore -x word", Fails, "Invalid experiment ID 'word'"),
    ("experiments csv -x word", Fails, "Invalid experiment ID 'word'"),
    ("runs list --experiment-id word", Fails, "Invalid experiment ID 'word'"),
    ("runs create --experiment-id word", Fails, "Invalid experiment ID 'word'"),
];

/// What works on a store itself.
#[rustfmt::skip]
const SERVED: &[Condition] = &[
    ("gc --run-ids $R", Fails, "This cli can only be used with a backend that allows hard-deleting runs"),
];

/// Fills a store, and gives what stands for the placeholders of the tables.
fn stage(scene: &Scene) -> Vec<(&'static str, String)> {
    let id_of = |outcome: Outcome, field: &str| {
        let record = outcome.success().json();
        record[field].as_str().expect("an id").to_owned()
    };
    let experiment = |name: &str| {
        let made = mlflow!(scene, "experiments create -n {name} --output json");
        id_of(made, "experiment_id")
    };
    let (active, deleted) = (experiment("active"), experiment("deleted"));
    let run = || {
        let made = mlflow!(scene, "runs create --experiment-id {active}");
        id_of(made, "run_id")
    };
    let (kept, gone) = (run(), run());
    mlflow!(scene, "runs delete --run-id {gone}").success();
    mlflow!(scene, "experiments delete -x {deleted}").success();
    scene.write("file", "text");
    scene.write("folder/file", "text");
    scene.write("broken/MLproject", "name: [");
    scene.write(
        "project/MLproject",
        "entry_points:\n  main:\n    parameters:\n      a: float\n      b: path\n    \
         command: 'true {a}'\n",
    );
    vec![
        ("$E", active),
        ("$D", deleted),
        ("$R", kept),
        ("$X", gone),
        ("$N", "0123456789abcdef0123456789abcdef".to_owned()),
    ]
}

fn filled_in(text: &str, values: &[(&'static str, String)]) -> String {
    values
        .iter()
        .fold(text.to_owned(), |text, (name, id)| text.replace(name, id))
}

/// What is another than the table says, if anything.
fn difference(
    condition: &Condition,
    values: &[(&'static str, String)],
    expected: i64,
    (code, stderr): (i64, &str),
) -> Option<String> {
    let (line, _, phrase) = condition;
    let phrase = filled_in(phrase, values);
    let is_as_expected = code == expected && stderr.contains(&phrase);
    (!is_as_expected).then(|| {
        format!("mlflow {line}\n  expected {expected} {phrase}\n  found    {code} {stderr}")
    })
}

#[track_caller]
fn check_ours(scene: &Scene, tables: &[&[Condition]]) {
    let values = stage(scene);
    let differences: Vec<String> = tables
        .concat()
        .iter()
        .filter_map(|condition| {
            let (line, end, _) = condition;
            let outcome = scene.mlflow(words(&filled_in(line, &values)));
            assert_eq!(outcome.stdout(), "", "a mistake has no result: {line}");
            let found = (outcome.exit_code(), &*outcome.stderr());
            difference(condition, &values, end.ours(), found)
        })
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn our_commands_end_as_those_of_mlflow() {
    let database = Scene::with_store("sqlite:///mlflow.db");
    check_ours(&database, &[USAGE, STORED, NUMBERED, COLLECTED]);
}

#[test]
fn our_commands_end_alike_over_a_folder_and_a_server() {
    let folder = Scene::with_store("./mlruns");
    check_ours(&folder, &[STORED, COLLECTED]);
    let backend = Scene::with_store("sqlite:///mlflow.db");
    let server = Server::start(&backend, &[]);
    let client = Scene::with_store(&server.url());
    check_ours(&client, &[STORED, NUMBERED, SERVED]);
}

#[test]
fn the_table_is_that_of_3_17_2() {
    let Some(python) = python(Client::V3) else {
        return;
    };
    let scene = Scene::with_store("sqlite:///mlflow.db");
    mlflow!(scene, "db create mlflow.db --schema 3.17.2").success();
    let values = stage(&scene);
    let conditions = [USAGE, STORED, NUMBERED, COLLECTED].concat();
    let lines: Vec<Vec<String>> = conditions
        .iter()
        .map(|(line, ..)| words(&filled_in(line, &values)))
        .collect();
    let lines = serde_json::to_string(&lines).expect("JSON");
    let stdin = std::fs::File::open(scene.write("lines.json", lines)).expect("a file");
    let script = scene.write("phrases.py", include_str!("phrases.py"));
    let mut command = scene.bare_command(python);
    command.arg(script).stdin(stdin).stderr(Stdio::piped());
    let ends = Outcome::of(&mut command).success().json();
    let ends = ends.as_array().expect("a list");
    assert_eq!(ends.len(), conditions.len());
    let differences: Vec<String> = conditions
        .iter()
        .zip(ends)
        .filter_map(|(condition, end)| {
            let (_, expected, _) = condition;
            let code = end["code"].as_i64().expect("a code");
            let stderr = end["stderr"].as_str().expect("a text");
            difference(condition, &values, expected.theirs(), (code, stderr))
        })
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
