//! What is printed for people to type works as it stands, in bash and in zsh: the blocks of the
//! README, and the examples of the help texts.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene, Server, mlflow, skip};

/// The address that examples give a server.
const SERVER: &str = "http://127.0.0.1:5000";

/// Projects that stand for those of the examples: they take every parameter and need no packages.
const PROJECT: &str = "\
name: example
entry_points:
  main:
    parameters:
      C: {type: float, default: 1}
      alpha: {type: float, default: 0.1}
      lr: {type: float, default: 0.1}
      depth: {type: float, default: 3}
    command: mlflow runs log-metric accuracy={C} loss={lr}
";

/// The shells that there are here.
fn shells() -> Vec<&'static str> {
    let has = |shell: &&str| {
        let is_there = Command::new(shell).args(["-c", "true"]).output().is_ok();
        if !is_there {
            skip(&format!("`{shell}` is not installed"));
        }
        is_there
    };
    ["bash", "zsh"].into_iter().filter(has).collect()
}

fn readme() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    fs::read_to_string(path).expect("the README")
}

/// The blocks of a language in a Markdown text.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    let blocks = text.split(fence.as_str()).skip(1);
    blocks
        .map(|rest| rest.split_once("```").expect("a block has an end").0)
        .collect()
}

/// A scene with the projects, scripts and files that examples name, whose `python` has a client
/// where one is given.
fn scene(python: Option<&Path>, train: &str) -> Scene {
    let mut scene = Scene::new().env("MLFLOW_PORT", "0");
    if let Some(python) = python {
        let mut folders = vec![python.parent().expect("a folder").to_path_buf()];
        folders.extend(std::env::split_paths(
            &std::env::var_os("PATH").unwrap_or_default(),
        ));
        let path = std::env::join_paths(folders).expect("folders without colons");
        scene = scene.env("PATH", path.to_str().expect("a UTF-8 path"));
    }
    for folder in [".", "my_project", "examples/logistic_regression", "remote"] {
        scene.write(&format!("{folder}/MLproject"), PROJECT);
    }
    scene.write("train.py", train);
    scene.write("report.html", "<p>fine</p>");
    scene.write("plot.png", "a picture");
    scene.write("model/model.txt", "a model");
    scene.write("Makefile", "test:\n\t@echo tested\n");
    scene.write("train.sh", "#!/bin/sh\necho trained\n");
    scene
}

/// Runs a script in a shell; it must succeed without a complaint.
#[track_caller]
fn run(scene: &Scene, shell: &str, script: &str) -> Outcome {
    let outcome = Outcome::of(&mut scene.shell_of(shell, script)).success();
    assert!(!outcome.stderr().contains("error"), "{}", outcome.stderr());
    outcome
}

/// Starts a server by a command line as it stands, until it listens.
#[track_caller]
fn serve(scene: &Scene, shell: &str, line: &str) {
    let mut command = scene.shell_of(shell, &format!("exec {line}"));
    let mut child = command.stderr(Stdio::piped()).spawn().expect("a process");
    let stderr = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut said = stderr.lines().map_while(Result::ok);
    let listens = said.any(|line| line.starts_with("listening on http://"));
    child.kill().expect("it runs");
    child.wait().expect("an exit status");
    assert!(listens, "{line}");
}

/// Whether a line starts a server, which goes on until it is ended.
fn serves(line: &str) -> bool {
    ["mlflow ui", "mlflow server", "mlflow models serve"]
        .iter()
        .any(|start| line.starts_with(start))
}

#[test]
#[cfg(unix)]
fn the_readme_can_be_walked_in_every_shell() {
    let Some(python) = python(Client::V3) else {
        return;
    };
    let readme = readme();
    let [train] = blocks(&readme, "python")[..] else {
        panic!("one Python block, the train.py");
    };
    let (start, tour) = readme.split_once("## A tour").expect("the tour");
    for shell in shells() {
        let scene = scene(Some(python), train);
        // Building is what made the program that this test runs.
        for block in blocks(start, "sh") {
            let block = block.replace("cargo run --release -- ", "mlflow ");
            if block.starts_with("cargo ") {
                continue;
            }
            let server = block.contains(SERVER).then(|| Server::start(&scene, &[]));
            let url = server.as_ref().map_or(SERVER.to_owned(), Server::url);
            run(&scene, shell, &block.replace(SERVER, &url));
        }
        let filter = "params.depth = '6' AND metrics.loss = 0.25";
        let search = mlflow!(scene, "runs search -x 0 -f \"{filter}\" --output json").success();
        assert_eq!(
            search.json().as_array().map(Vec::len),
            Some(1),
            "train.py logged"
        );

        let tour = blocks(tour, "sh");
        let (servers, walked): (Vec<&str>, Vec<&str>) =
            tour.into_iter().partition(|block| serves(block));
        let stdout = run(&scene, shell, &walked.concat()).stdout();
        assert!(stdout.contains("second"), "{stdout}");
        assert!(scene.path("runs.csv").exists() && scene.path("reports/report.html").exists());
        assert!(!servers.is_empty(), "the tour has a server");
        for line in servers {
            serve(&scene, shell, line);
        }
    }
}

#[test]
#[cfg(unix)]
fn the_first_hour_can_be_walked_in_every_shell() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/first-hour.md")).expect("the first hour");
    let script = blocks(&text, "sh").concat();
    let cast = fs::read_to_string(root.join("docs/images/first-hour.cast")).expect("the cast");
    assert!(
        !cast.contains("mlflow: not found"),
        "record it anew: the program was not there"
    );
    let typed: String = cast.lines().skip(1).map(typed_in).collect();
    for line in script.lines() {
        assert!(
            typed.contains(line),
            "record it anew: `{line}` is not in the cast"
        );
    }
    let train = "for step in 1 2 3; do mlflow runs log-metric loss=0.$((9 - step - $1 / 2)) --step $step; done\n";
    for shell in shells() {
        let scene = Scene::new();
        scene.write("train.sh", train);
        let outcome = Outcome::of(&mut scene.shell_of(shell, &script)).success();
        let stdout = outcome.stdout();
        assert!(
            stdout.contains("merged") && stdout.contains("stopped"),
            "{stdout}"
        );
        outcome.says("did you mean `fraud`?");
    }
}

/// The text of a line of a cast.
fn typed_in(line: &str) -> String {
    let event: serde_json::Value = serde_json::from_str(line).expect("an event");
    event[2].as_str().expect("a text").to_owned()
}

#[test]
fn the_readme_is_short() {
    assert!(readme().lines().count() <= 130, "at most 130 lines");
}

/// The Markdown files of this repository that people read.
fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found: Vec<PathBuf> = ["README.md", "CONTRIBUTING.md", "examples/README.md"]
        .map(|name| root.join(name))
        .into();
    let docs = root.join("docs").read_dir().expect("the documents");
    let docs = docs.map(|entry| entry.expect("a document").path());
    found.extend(docs.filter(|path| path.extension().is_some_and(|end| end == "md")));
    found
}

/// Whether a Markdown text has the heading that a link within it leads to.
fn has_heading(text: &str, anchor: &str) -> bool {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| line.trim_start_matches('#').trim().to_lowercase())
        .any(|heading| heading.replace(' ', "-") == anchor)
}

#[test]
fn what_documents_name_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut named = 0;
    for document in documents() {
        let text = fs::read_to_string(&document).expect("a document");
        let folder = document.parent().expect("a folder");
        let links = text.split("](").skip(1);
        let links = links.filter_map(|rest| rest.split(')').next());
        let links = links.filter(|link| !link.starts_with("http"));
        let is_path = |word: &&str| {
            let starts = ["src/", "tests/", "docs/", ".ci/"];
            starts.iter().any(|start| word.starts_with(start)) && !word.contains(['<', ' '])
        };
        let paths = text.split('`').skip(1).step_by(2).filter(is_path);
        let links = links.inspect(|link| {
            if let Some(heading) = link.strip_prefix('#') {
                assert!(
                    has_heading(&text, heading),
                    "{}: {link}",
                    document.display()
                );
            }
        });
        let targets = links
            .filter(|link| !link.starts_with('#'))
            .map(|link| folder.join(link));
        for target in targets.chain(paths.map(|path| root.join(path))) {
            named += 1;
            let is_there = target.exists();
            assert!(
                is_there,
                "{} names {}",
                document.display(),
                target.display()
            );
        }
    }
    assert!(named > 30, "documents name things otherwise: {named}");
}

#[test]
fn the_map_has_every_module() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let map = fs::read_to_string(root.join("docs/architecture.md")).expect("the architecture");
    let rows: String = map.lines().filter(|line| line.starts_with("| `")).collect();
    let library = fs::read_to_string(root.join("src/lib.rs")).expect("the library");
    let modules = library.lines().filter_map(|line| {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        line.strip_prefix("mod ")?.strip_suffix(';')
    });
    for module in modules {
        let is_there = rows.contains(&format!("`{module}`"));
        assert!(is_there, "the map of docs/architecture.md lacks `{module}`");
    }
}

/// Every command of the program with its help text.
fn help_texts(scene: &Scene) -> Vec<(String, String)> {
    let mut known = Vec::new();
    let mut waiting = vec![String::new()];
    while let Some(command) = waiting.pop() {
        let help = mlflow!(scene, "{command} --help").success().stdout();
        if let Some((_, commands)) = help.split_once("\nCommands:\n") {
            let names = commands
                .lines()
                .take_while(|line| line.starts_with("  "))
                .filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
            let names = names.filter(|name| !name.is_empty() && *name != "help");
            waiting.extend(names.map(|name| format!("{command} {name}")));
        }
        known.push((command.trim().to_owned(), help));
    }
    known
}

/// The example lines of a help text; one that ends with a backslash goes on in the next.
fn examples(help: &str) -> Vec<String> {
    let mut examples: Vec<String> = Vec::new();
    let is_example = |line: &str| {
        // The list of commands has one of that name.
        let sets = line.starts_with("  export ") && line.contains('=');
        line.starts_with("  mlflow ") || sets
    };
    for line in help.lines() {
        match examples.last_mut() {
            Some(last) if last.ends_with('\\') => last.extend(["\n", line]),
            _ if is_example(line) => examples.push(line.trim_start().to_owned()),
            _ => {}
        }
    }
    examples
}

/// What must be there before the examples of a command can work.
#[track_caller]
fn prepare(scene: &Scene, command: &str) -> String {
    let id = mlflow!(scene, "runs start --experiment-name old").success();
    let id = id.line();
    match command {
        "gc" => {
            mlflow!(scene, "experiments create -n older").success();
            for experiment in ["1", "2"] {
                mlflow!(scene, "experiments delete -x {experiment}").success();
            }
        }
        "sync" | "export" | "import" => {
            mlflow!(scene, "experiments create -n fraud").success();
            mlflow!(scene, "sync sqlite:///mlflow.db ./mlruns").success();
            if command == "import" {
                mlflow!(scene, "export ./mlruns runs.zip").success();
                mlflow!(scene, "export ./mlruns fraud.zip").success();
            }
        }
        "artifacts" => {
            mlflow!(
                scene,
                "artifacts log-artifacts --run-id {id} --local-dir model --artifact-path model"
            )
            .success();
        }
        "models serve" | "models predict" => {
            let model = "flavors:\n  python_function:\n    loader_module: rows\n    code: code\n";
            scene.write("model/MLmodel", model);
            let code = "class M:\n  def predict(self, x): return [1]\n\
                        def _load_pyfunc(path): return M()\n";
            scene.write("model/code/rows.py", code);
            scene.write("rows.csv", "a\n1\n");
            let log = "artifacts log-artifacts --local-dir model --artifact-path model";
            mlflow!(scene, "{log} --run-id {id}").success();
            mlflow!(scene, "models register -m runs:/{id}/model -n fraud").success();
            mlflow!(scene, "models alias set fraud champion 1").success();
        }
        "run" => {
            let git = "git -c user.name=t -c user.email=t@t -c init.defaultBranch=main";
            let script = format!("{git} init -q && {git} add . && {git} commit -qm first");
            let mut command = scene.shell(&script);
            Outcome::of(command.current_dir(scene.path("remote"))).success();
            let remote = scene.path("remote");
            let elsewhere = "https://github.com/mlflow/mlflow-example";
            scene.write(
                ".gitconfig",
                format!("[url \"{}\"]\ninsteadOf = {elsewhere}\n", remote.display()),
            );
        }
        _ => {}
    }
    id
}

/// The scene of a command that manages the users of a server, with that server; others as they are.
fn with_users(scene: Scene, command: &str) -> (Scene, Option<Server>) {
    if !["users", "permissions", "roles", "tokens"].contains(&command) {
        return (scene, None);
    }
    let scene = scene
        .env("MLFLOW_AUTH_ADMIN_PASSWORD", "an administrator")
        .env("PASSWORD_OF_ANN", "the password of ann");
    let server = Server::start(&scene, &["--app-name", "basic-auth"]);
    let scene = scene
        .env("MLFLOW_TRACKING_URI", &server.url())
        .env("MLFLOW_TRACKING_USERNAME", "admin")
        .env("MLFLOW_TRACKING_PASSWORD", "an administrator");
    if command != "users" {
        let line = "users create ann --password-env PASSWORD_OF_ANN";
        mlflow!(scene, "{line}").success();
    }
    (scene, Some(server))
}

#[test]
#[cfg(unix)]
fn the_examples_of_help_texts_work_in_every_shell() {
    use std::os::unix::fs::PermissionsExt;

    let Some(python) = python(Client::V3) else {
        return;
    };
    let help = help_texts(&Scene::new());
    assert!(help.len() > 30, "the commands are listed otherwise");
    let with_examples = help.iter().filter(|(_, help)| !examples(help).is_empty());
    assert!(with_examples.count() > 6, "the examples look otherwise");
    for shell in shells() {
        for (command, help) in &help {
            let examples = examples(help);
            if examples.is_empty() {
                continue;
            }
            let scene = scene(Some(python), "print('trained')\n");
            let executable = fs::Permissions::from_mode(0o755);
            fs::set_permissions(scene.path("train.sh"), executable).expect("a file");
            let (scene, _users) = with_users(scene, command);
            let id = prepare(&scene, command);
            let has_server = ["gc", "sync", "export", "import"].contains(&command.as_str());
            let server = has_server.then(|| Server::start(&scene, &[]));
            let url = server.as_ref().map_or(SERVER.to_owned(), Server::url);
            let in_scene = |line: &str| {
                line.replace(SERVER, &url)
                    // Names of hosts are looked up when a webhook is created.
                    .replace("https://ci.example.com", "https://1.1.1.1")
                    .replace(" ID", &format!(" {id}"))
                    .replace("runs:/ID", &format!("runs:/{id}"))
                    .replace("/data/", &format!("{}/", scene.folder().display()))
            };
            let (servers, others): (Vec<String>, Vec<String>) = examples
                .iter()
                .map(|line| in_scene(line))
                .partition(|line| serves(line));
            run(&scene, shell, &others.join("\n"));
            for line in servers {
                serve(&scene, shell, &line);
            }
        }
    }
}
