//! The server that a run has of its own: who may come in, with which client, and what is left when
//! it has ended.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::json;

use super::{project, run_id, run_of};
use crate::support::clients::{Client, python};
use crate::support::{Outcome, Request, Scene, mlflow, send};

/// A program as MLflow's tutorials have it, with a child run in a new experiment.
const TRAIN: &str = r#"
import mlflow, sys
from mlflow.tracking import MlflowClient
with mlflow.start_run() as run:
    mlflow.log_metric("loss", 0.25)
    mlflow.log_metric("loss", 0.125, step=1)
    mlflow.log_param("own", "1")
    mlflow.set_tag("t", "a b")
    with open("a.txt", "w") as file:
        file.write("text")
    mlflow.log_artifact("a.txt", "notes")
    assert [f.path for f in MlflowClient().list_artifacts(run.info.run_id, "notes")] == ["notes/a.txt"]
    child = mlflow.create_experiment(sys.argv[1])
    with mlflow.start_run(experiment_id=child, nested=True):
        mlflow.log_artifact("a.txt")
    print(run.info.run_id)
    if sys.argv[2:] == ["fail"]:
        raise ValueError("no")
"#;

/// Puts the folder of an interpreter before the `PATH`.
fn with_python(mut command: Command, python: &std::path::Path) -> Command {
    let folder = python.parent().expect("an interpreter is in a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&path));
    command.env(
        "PATH",
        std::env::join_paths(folders).expect("the same folders"),
    );
    command
}

/// Runs the program as a project and as a command in each kind of store.
fn logs_to_each_store(client: Client) {
    let Some(python) = python(client) else {
        return;
    };
    for scene in Scene::for_each_store() {
        scene.write("p/train.py", TRAIN);
        scene.write(
            "p/MLproject",
            "entry_points: {main: {command: python train.py child}}",
        );
        let run = scene.command(["run", "p", "--experiment-name", "x", "--tracking", "server"]);
        let outcome = Outcome::of(&mut with_python(run, python)).success();
        let id = run_id(&outcome);
        // The client continues our run, and prints no link that would lead nowhere.
        assert_eq!(outcome.line(), id);
        let stderr = outcome.stderr();
        assert!(
            stderr.contains("1 param, 1 metric, 1 tag, 1 artifact, 0 models"),
            "{stderr}"
        );
        let run = run_of(&scene, &outcome);
        assert!(!stderr.contains("http://"), "no address: {stderr}");
        assert_eq!(run["data"]["metrics"], json!({"loss": 0.125}));
        assert_eq!(run["data"]["params"], json!({"own": "1"}));
        assert_eq!(run["data"]["tags"]["t"], "a b");
        assert_eq!(run["info"]["status"], "FINISHED");
        artifacts_are_where_the_store_has_them(&scene, &id);

        let args = ["--tracking", "server", "--experiment-name", "x", "--"];
        let args = args.iter().chain(&["python", "p/train.py"]);
        let args = ["exec"].iter().chain(args).chain(&["other", "fail"]);
        let outcome = Outcome::of(&mut with_python(scene.command(args), python)).code(1);
        let run = run_of(&scene, &outcome);
        assert_eq!(run["info"]["status"], "FAILED");
        assert_eq!(run["data"]["metrics"]["loss"], 0.125);
    }
}

/// All artifacts, also those of the experiment that the client made, lie in the folder where they
/// would without a server.
#[track_caller]
fn artifacts_are_where_the_store_has_them(scene: &Scene, parent: &str) {
    let text = |path: &str| std::fs::read_to_string(path).expect("an artifact");
    let runs = mlflow!(scene, "runs search --output json").success().json();
    let runs = runs.as_array().expect("a list");
    assert_eq!(runs.len(), 2);
    let root = scene.folder().canonicalize().expect("a folder");
    for run in runs {
        let info = &run["info"];
        let uri = info["artifact_uri"].as_str().expect("a URI");
        let path = uri.strip_prefix("file://").unwrap_or(uri);
        let (id, experiment) = (&info["run_id"], &info["experiment_id"]);
        let (id, experiment) = (
            id.as_str().expect("an id"),
            experiment.as_str().expect("an id"),
        );
        let expected = root.join("mlruns").join(experiment).join(id);
        assert_eq!(path, expected.join("artifacts").to_str().expect("a path"));
        if id == parent {
            assert_eq!(text(&format!("{path}/notes/a.txt")), "text");
        } else {
            assert_eq!(text(&format!("{path}/a.txt")), "text");
            assert_eq!(run["data"]["tags"]["mlflow.parentRunId"], parent);
        }
    }
}

#[test]
fn a_client_of_2022_logs_to_each_store() {
    logs_to_each_store(Client::V1);
}

#[test]
fn a_client_between_logs_to_each_store() {
    logs_to_each_store(Client::V2Early);
}

#[test]
fn a_client_of_today_logs_to_each_store() {
    logs_to_each_store(Client::V3);
}

/// A command that has said where its server is, and waits.
struct Waiting {
    child: Child,
    stdout: BufReader<ChildStdout>,
    address: String,
    token: String,
}

impl Waiting {
    fn start(scene: &Scene, flags: &[&str]) -> Self {
        let say = "echo $MLFLOW_TRACKING_URI $MLFLOW_TRACKING_TOKEN; read line";
        let args = [&["exec"], flags, &["--", "sh", "-c", say]].concat();
        let mut child = scene
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a child");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        let (uri, token) = line.trim_end().split_once(' ').expect("two words");
        Self {
            address: uri.strip_prefix("http://").expect("a server").to_owned(),
            token: token.to_owned(),
            child,
            stdout,
        }
    }

    fn ask(&self, path: &str, authorization: Option<String>) -> u16 {
        let mut request = Request::new("GET", path);
        if let Some(authorization) = authorization {
            request = request.header("Authorization", &authorization);
        }
        let reply = send(&self.address, &request);
        assert!(!reply.text().contains(&self.token), "{}", reply.text());
        reply.status
    }

    fn end(mut self) -> String {
        drop(self.child.stdin.take());
        let mut rest = String::new();
        self.stdout.read_line(&mut rest).expect("text");
        // `read` found the end of its input.
        assert_eq!(self.child.wait().expect("its end").code(), Some(1));
        self.address
    }
}

#[test]
fn only_the_runs_token_opens_its_server() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let (one, other) = (Waiting::start(&scene, &[]), Waiting::start(&scene, &[]));
    assert!(one.address.starts_with("127.0.0.1:"), "{}", one.address);
    assert!(one.token.len() >= 32 && one.token != other.token);
    let search = "/api/2.0/mlflow/experiments/get?experiment_id=0";
    for path in [search, "/", "/health", "/get-artifact?run_uuid=x&path=y"] {
        assert_eq!(one.ask(path, None), 401, "{path}");
        let foreign = format!("Bearer {}", other.token);
        assert_eq!(one.ask(path, Some(foreign)), 401, "{path}");
    }
    assert_eq!(one.ask(search, Some(format!("Bearer {}", one.token))), 200);
    assert_eq!(
        other.ask(search, Some(format!("Bearer {}", other.token))),
        200
    );
    let address = one.end();
    assert!(TcpStream::connect(address).is_err(), "it ends with its run");
    other.end();
    // The token is in none of what the store keeps but in what the command itself printed.
    let runs = mlflow!(scene, "runs search --output json").success();
    assert!(!runs.stdout().contains("oken"), "{}", runs.stdout());
}

/// The variables that a project finds, sorted, without those of the test.
fn variables(scene: &Scene, flags: &[&str]) -> Vec<String> {
    project(scene, "env | grep -i -e ^MLFLOW_ -e ^no_proxy | sort");
    let outcome = scene.mlflow(["run", "p"].iter().chain(flags)).success();
    let stdout = outcome.stdout();
    let lines = stdout.lines().map(|line| {
        let id = run_id(&outcome);
        line.replace(&id, "ID")
            .replace(scene.folder().to_str().expect("UTF-8"), "FOLDER")
    });
    lines
        .filter(|line| !line.starts_with("MLFLOW_DISABLE_TELEMETRY"))
        .collect()
}

#[test]
fn directly_the_store_is_named_as_it_is() {
    for (scene, uri, more) in [
        (
            Scene::with_store("./mlruns"),
            "FOLDER/mlruns",
            &["MLFLOW_ALLOW_FILE_STORE=true"][..],
        ),
        (
            Scene::with_store("sqlite:///mlflow.db"),
            "sqlite:///FOLDER/mlflow.db",
            &[],
        ),
    ] {
        let found = variables(&scene, &["--tracking", "direct"]);
        let mut expected: Vec<String> = more.iter().map(|&line| line.to_owned()).collect();
        expected.extend([
            "MLFLOW_EXPERIMENT_ID=0".to_owned(),
            "MLFLOW_RUN_ID=ID".to_owned(),
            format!("MLFLOW_TRACKING_URI={uri}"),
        ]);
        assert_eq!(found, expected);
    }
}

#[test]
fn nothing_that_is_meant_for_other_servers_leads_astray() {
    let scene = Scene::with_store("sqlite:///mlflow.db")
        .env("MLFLOW_TRACKING_USERNAME", "me")
        .env("MLFLOW_TRACKING_PASSWORD", "secret")
        .env("MLFLOW_TRACKING_TOKEN", "secret")
        .env("MLFLOW_TRACKING_AUTH", "plugin")
        .env("http_proxy", "http://127.0.0.1:1")
        .env("no_proxy", "example.com");
    let found = variables(&scene, &[]);
    let names: Vec<&str> = found
        .iter()
        .map(|line| line.split('=').next().unwrap_or_default())
        .collect();
    let expected = [
        "MLFLOW_EXPERIMENT_ID",
        "MLFLOW_RUN_ID",
        "MLFLOW_STORE_BEHIND_SERVER",
        "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT",
        "MLFLOW_TRACKING_TOKEN",
        "MLFLOW_TRACKING_URI",
        "NO_PROXY",
        "no_proxy",
    ];
    assert_eq!(names, expected);
    assert!(!found.concat().contains("secret"), "{found:?}");
    assert!(found.contains(&"no_proxy=example.com,127.0.0.1".to_owned()));

    // A login at home goes before a token in every client since 2.6, so it must not be found.
    scene.write(
        ".mlflow/credentials",
        "[mlflow]\nmlflow_tracking_username = me\nmlflow_tracking_password = secret\n",
    );
    let found = variables(&scene, &[]);
    let value = |name: &str| {
        let value = found.iter().find_map(|line| line.strip_prefix(name));
        value.unwrap_or_else(|| panic!("no {name} in {found:?}"))
    };
    assert_eq!(value("MLFLOW_TRACKING_USERNAME="), "run");
    let (password, token) = (
        value("MLFLOW_TRACKING_PASSWORD="),
        value("MLFLOW_TRACKING_TOKEN="),
    );
    assert_eq!(password, token);
}

/// A login at home for every host, which `requests` sends instead of any other.
fn logs_despite_a_login_for_all_hosts(client: Client) {
    let Some(python) = python(client) else {
        return;
    };
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let netrc = "machine 127.0.0.1 login a password b\ndefault login c password d\n";
    scene.write(".netrc", netrc);
    let through = ["--artifact-location", "mlflow-artifacts:/through"];
    let create = ["experiments", "create", "-n", "x"];
    scene.mlflow(create.iter().chain(&through)).success();
    scene.write("p/train.py", format!("{TRAIN}{TELL_TOKEN}"));
    scene.write(
        "p/MLproject",
        "entry_points: {main: {command: python train.py child}}",
    );
    let run = scene.command(["run", "p", "--experiment-name", "x"]);
    let outcome = Outcome::of(&mut with_python(run, python)).success();
    let id = run_id(&outcome);
    let through = scene.path(format!("mlartifacts/through/{id}/artifacts/notes/a.txt"));
    assert_eq!(std::fs::read_to_string(through).expect("a file"), "text");
    // The token is in nothing that anybody keeps or shows, and the user's logins stay.
    let token = std::fs::read_to_string(scene.path("p/token")).expect("the token");
    let stderr = outcome.stderr();
    assert!(
        !stderr.contains("has ended with it"),
        "nobody has printed it: {stderr}"
    );
    for shown in [&stderr, &outcome.stdout()] {
        assert!(!shown.contains(&token), "{shown}");
    }
    let store = std::fs::read(scene.path("mlflow.db")).expect("the store");
    assert!(!String::from_utf8_lossy(&store).contains(&token));
}

/// Tells the test, and nobody else, what the token was.
const TELL_TOKEN: &str = r#"
import netrc, os, stat
logins = netrc.netrc(os.environ["NETRC"])
assert logins.authenticators("example.com")[::2] == ("c", "d")
assert stat.S_IMODE(os.stat(os.path.dirname(os.environ["NETRC"])).st_mode) == 0o700
assert os.environ["MLFLOW_TRACKING_TOKEN"] not in os.environ["MLFLOW_TRACKING_URI"]
with open("token", "w") as file:
    file.write(os.environ["MLFLOW_TRACKING_TOKEN"])
"#;

#[test]
fn a_client_of_2022_logs_despite_a_login_for_all_hosts() {
    logs_despite_a_login_for_all_hosts(Client::V1);
}

#[test]
fn a_client_between_logs_despite_a_login_for_all_hosts() {
    logs_despite_a_login_for_all_hosts(Client::V2);
}

#[test]
fn a_client_of_today_logs_despite_a_login_for_all_hosts() {
    logs_despite_a_login_for_all_hosts(Client::V3);
}

#[test]
fn our_commands_within_a_run_open_the_store_behind_its_server() {
    for scene in Scene::for_each_store() {
        scene.write(
            "p/MLproject",
            "entry_points:
  main: {command: '\"$MLFLOW\" run . -e late --background > id && \"$MLFLOW\" runs log-metric m=1'}
  late: {command: 'while [ ! -e go ]; do sleep 0.02; done; \"$MLFLOW\" runs log-metric late=2'}",
        );
        let mut run = scene.command(["run", "p"]);
        run.env("MLFLOW", env!("CARGO_BIN_EXE_mlflow"));
        let outcome = Outcome::of(&mut run).success();
        assert_eq!(run_of(&scene, &outcome)["data"]["metrics"]["m"], 1.0);
        let stderr = outcome.stderr();
        assert!(
            !stderr.contains("has ended with it"),
            "nobody came: {stderr}"
        );
        // What was left in the background finds the store though the server has ended.
        scene.write("p/go", "");
        let id = std::fs::read_to_string(scene.path("p/id")).expect("an id");
        let id = id.trim_end();
        mlflow!(scene, "runs wait -r {id}").success();
        let late = mlflow!(scene, "runs describe -r {id}").success().json();
        assert_eq!(late["data"]["metrics"]["late"], 2.0);
        let (_, log) = stderr.split_once("its output goes to ").expect("a log");
        std::fs::remove_file(log.lines().next().expect("a path")).expect("the log");
    }
}

#[test]
fn the_trials_of_a_grid_have_servers_of_their_own() {
    let scene = Scene::with_store("./mlruns");
    scene.write(
        "p/MLproject",
        "entry_points: {main: {parameters: {a: string}, command: 'bash visit.sh {a}'}}",
    );
    scene.write(
        "p/visit.sh",
        r#"echo "$1 $MLFLOW_TRACKING_URI $MLFLOW_TRACKING_TOKEN" >> out
exec 3<>/dev/tcp/127.0.0.1/${MLFLOW_TRACKING_URI##*:}
printf 'GET /api/2.0/mlflow/experiments/get?experiment_id=0 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n' \
    "$MLFLOW_TRACKING_TOKEN" >&3
head -n 1 <&3
"#,
    );
    let scene = scene.env("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "false");
    mlflow!(scene, "run p --grid -P a=1,2,3 --jobs 3 --tracking server").success();
    let out = std::fs::read_to_string(scene.path("p/out")).expect("what they found");
    let mut tokens: Vec<&str> = out
        .lines()
        .map(|line| line.split(' ').next_back().expect("a token"))
        .collect();
    tokens.sort_unstable();
    tokens.dedup();
    assert_eq!(tokens.len(), 3, "{out}");
    let outputs = walkdir::WalkDir::new(scene.path("mlruns"))
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_name() == "output.txt");
    let outputs: Vec<String> = outputs
        .map(|entry| std::fs::read_to_string(entry.path()).expect("an output"))
        .collect();
    assert_eq!(outputs.len(), 3);
    for output in outputs {
        assert!(output.starts_with("HTTP/1.1 200 OK"), "{output}");
        assert!(output.contains("has ended with it"), "{output}");
    }
}

#[test]
#[cfg(unix)]
fn a_client_can_save_its_work_after_a_signal() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    scene.write(
        "save.sh",
        r#"save() {
    exec 3<>/dev/tcp/127.0.0.1/${MLFLOW_TRACKING_URI##*:}
    body="{\"run_id\": \"$MLFLOW_RUN_ID\", \"key\": \"saved\", \"value\": 1, \"timestamp\": 1}"
    printf 'POST /api/2.0/mlflow/runs/log-metric HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nAuthorization: Bearer %s\r\nContent-Length: %s\r\n\r\n%s' \
        "$MLFLOW_TRACKING_TOKEN" "${#body}" "$body" >&3
    head -n 1 <&3
    exit 0
}
trap save INT
echo started
while :; do sleep 0.05; done
"#,
    );
    let mut child = scene
        .command(["exec", "--", "bash", "save.sh"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    assert_eq!(lines.next().expect("a line").expect("text"), "started");
    let mut kill = scene.bare_command("kill");
    let _ = Outcome::of(kill.args(["-INT", &child.id().to_string()])).success();
    let answer = lines.next().expect("a line").expect("text");
    assert_eq!(answer.trim_end(), "HTTP/1.1 200 OK");
    assert_eq!(child.wait().expect("its end").code(), Some(130));
    let runs = mlflow!(scene, "runs search --output json").success().json();
    assert_eq!(runs[0]["info"]["status"], "KILLED");
    assert_eq!(runs[0]["data"]["metrics"]["saved"], 1.0);
}

/// A program that registers a model, and loads it by the name.
const REGISTER: &str = r#"
import mlflow.pyfunc
class Answer(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return [42] * len(model_input)
with mlflow.start_run():
    mlflow.pyfunc.log_model("model", python_model=Answer(), registered_model_name="fraud")
assert list(mlflow.pyfunc.load_model("models:/fraud/1").predict([1, 2])) == [42, 42]
"#;

/// Registers a model in a folder by a project, and in a database by a command.
fn registers_in_each_store(client: Client) {
    let Some(python) = python(client) else {
        return;
    };
    let [folder, database] = Scene::for_each_store();
    // 1.23.1 finds no registry in a folder by itself.
    let access = if client == Client::V1 {
        "server"
    } else {
        "auto"
    };
    let run = ["run", "p", "--tracking", access];
    let exec = ["exec", "--", "python", "p/train.py"];
    for (scene, args) in [(folder, run), (database, exec)] {
        registers(&scene, python, &args);
    }
}

/// Registers a model by a command, and finds it in the registry of the scene.
#[track_caller]
fn registers(scene: &Scene, python: &std::path::Path, args: &[&str]) {
    scene.write("p/train.py", REGISTER);
    let project = "entry_points: {main: {command: python train.py}}";
    scene.write("p/MLproject", project);
    let outcome = Outcome::of(&mut with_python(scene.command(args), python)).success();
    assert_eq!(registered(scene), [(1, run_id(&outcome))]);
}

#[test]
fn a_registry_that_the_user_named_lies_behind_the_server() {
    let Some(python) = python(Client::V1) else {
        return;
    };
    let scene = Scene::with_store("./mlruns").env("MLFLOW_REGISTRY_URI", "sqlite:///models.db");
    registers(&scene, python, &["run", "p"]);
    assert!(scene.path("models.db").exists() && !scene.path("mlruns/models").exists());
}

/// The numbers and the runs of the registered versions.
fn registered(scene: &Scene) -> Vec<(i64, String)> {
    let list = "models versions list fraud --order-by version_number --output json";
    let versions = mlflow!(scene, "{list}").success().json();
    let versions = versions.as_array().expect("a list").iter();
    let number = |version: &serde_json::Value| version["version"].as_str()?.parse().ok();
    let run = |version: &serde_json::Value| Some(version["run_id"].as_str()?.to_owned());
    versions
        .map(|version| {
            (
                number(version).expect("a number"),
                run(version).expect("a run"),
            )
        })
        .collect()
}

#[test]
fn a_client_of_2022_registers_models_in_each_store() {
    registers_in_each_store(Client::V1);
}

#[test]
fn a_client_before_3_registers_models_in_each_store() {
    registers_in_each_store(Client::V2);
}

#[test]
fn today_s_client_registers_models_in_each_store() {
    registers_in_each_store(Client::V3Newest);
}
