//! How parameters reach the command.

use proptest::prelude::*;

use super::{project, run_of};
use crate::support::{Scene, mlflow};

/// Writes each of its arguments with a NUL behind it.
const SHOW: &str = r#"printf '%s\0' "$@" > "$OUT""#;

/// Values that a careless quoting would break.
const AWKWARD: &[&str] = &[
    "",
    " ",
    "it's",
    "\"double\"",
    "$HOME `id` $(id) \\ \\\\",
    "a\nb\tc",
    "größe 値 🦀",
    "-leading",
    "--x=1",
    "*",
    "~",
    "!!",
    "{a} {{b}} %s",
    "a=b=c",
    "; rm -rf nothing # &&",
];

/// A scene with a project that takes `a` in its command and passes further parameters on.
fn scene() -> Scene {
    let scene = Scene::with_store("./mlruns").env("OUT", "out");
    scene.write("p/show.sh", SHOW);
    scene.write(
        "p/MLproject",
        "entry_points: {main: {parameters: {a: string}, command: 'bash show.sh {a}'}}",
    );
    scene
}

/// Runs the project with these values and gives the arguments that arrived.
#[track_caller]
fn arrived(scene: &Scene, a: &str, b: &str) -> Vec<String> {
    let (a, b) = (format!("a={a}"), format!("b={b}"));
    scene
        .mlflow(["run", "p", "-P", &a, "--param-list", &b])
        .success();
    let shown = std::fs::read_to_string(scene.path("p/out")).expect("what arrived");
    shown.split_terminator('\0').map(str::to_owned).collect()
}

#[test]
fn awkward_values_arrive_unchanged() {
    let scene = scene();
    for value in AWKWARD {
        assert_eq!(arrived(&scene, value, value), [value, "--b", value]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_value_arrives_unchanged(a in "[^\0]*", b in "\\PC*") {
        prop_assert_eq!(arrived(&scene(), &a, &b), [a.as_str(), "--b", b.as_str()]);
    }
}

/// Two hundred values in one run: a fixed sequence of texts of every kind of character.
#[test]
fn two_hundred_random_values_arrive_unchanged() {
    let scene = scene();
    let mut state: u64 = 20_220_401;
    let mut random = |below: u64| {
        // Knuth's MMIX generator; its upper bits are the good ones.
        state = state.wrapping_mul(6_364_136_223_846_793_005);
        state = state.wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let alphabet: Vec<char> = " \t\n\r'\"`$\\!*?[]{}()<>|&;#~=-+%^@,:./a0é値🦀\u{1b}\u{7f}"
        .chars()
        .collect();
    let mut value = || -> String {
        let length = random(40);
        (0..length)
            .map(|_| alphabet[usize::try_from(random(alphabet.len() as u64)).expect("small")])
            .collect()
    };
    let values: Vec<String> = (0..200).map(|_| value()).collect();
    let params: Vec<String> = values
        .iter()
        .enumerate()
        .map(|(index, value)| format!("p{index}={value}"))
        .collect();
    let given = params.iter().flat_map(|param| ["-P", param]);
    let args = ["run", "p", "-P", "a=1"].into_iter().chain(given);
    scene.mlflow(args).success();
    let shown = std::fs::read_to_string(scene.path("p/out")).expect("what arrived");
    let arrived: Vec<&str> = shown.split_terminator('\0').skip(1).collect();
    assert_eq!(arrived.len(), 400);
    for (index, (value, pair)) in values.iter().zip(arrived.chunks(2)).enumerate() {
        assert_eq!(pair, [&format!("--p{index}"), value]);
    }
}

#[test]
fn a_flag_is_there_or_not() {
    let scene = scene();
    scene.write(
        "p/MLproject",
        "entry_points: {main: {parameters: {v: flag, w: {type: flag, default: true}}, command: 'bash show.sh {v} {w}'}}",
    );
    for (params, expected, logged) in [
        (&[][..], &["--w"][..], ("false", "True")),
        (&["v", "w=no", "x"], &["--v", "--x"], ("true", "no")),
        (&["v=1"], &["--v", "--w"], ("1", "True")),
    ] {
        let args = params.iter().flat_map(|param| ["-P", *param]);
        let outcome = scene.mlflow(["run", "p"].into_iter().chain(args)).success();
        let shown = std::fs::read_to_string(scene.path("p/out")).expect("what arrived");
        assert_eq!(shown.split_terminator('\0').collect::<Vec<_>>(), expected);
        let params = &run_of(&scene, &outcome)["data"]["params"];
        let (v, w) = logged;
        assert_eq!((&params["v"], &params["w"]), (&v.into(), &w.into()));
    }
    let stderr = mlflow!(scene, "run p -P v=perhaps").code(1).stderr();
    assert!(stderr.contains("`v` is a flag, and `perhaps`"), "{stderr}");
}

#[test]
fn a_project_tells_what_it_offers() {
    let scene = scene();
    scene.write(
        "p/MLproject",
        "name: tutorial
python_env: python_env.yaml
entry_points:
  main:
    parameters:
      alpha: float
      data: {type: path, default: .}
      verbose: flag
    command: 'bash show.sh {alpha} {data} {verbose}'
  check: {command: 'true'}",
    );
    scene.write("p/python_env.yaml", "");
    let outcome = mlflow!(scene, "run p --help-project").success();
    outcome.stdout_is(
        "\
Project: tutorial
Environment: python_env.yaml

Entry point main
  command: bash show.sh {alpha} {data} {verbose}
  usage:   mlflow run URI -e main -P alpha=FLOAT [-P data=PATH] [-P verbose]
  -P alpha    float  required
  -P data     path   default: .
  -P verbose  flag

Entry point check
  command: true
  usage:   mlflow run URI -e check

Scripts, for -e: show.sh
",
    );
    assert!(!scene.path("mlruns").exists(), "no store is opened");
}

#[test]
fn defaults_fill_what_is_not_given_and_extras_follow_in_order() {
    let scene = scene();
    scene.write(
        "p/MLproject",
        "entry_points:
  main:
    parameters:
      x: {type: float, default: 0.10}
      y: {default: true}
      p: {type: path, default: .}
      u: {type: uri, default: 's3://b/k'}
    command: 'bash show.sh {y} {x} {p} {u} {{x}}'",
    );
    let outcome = mlflow!(scene, "run p -P z=1 -P y=no -P \"b=it's\"").success();
    let shown = std::fs::read_to_string(scene.path("p/out")).unwrap();
    let folder = scene.folder().canonicalize().unwrap();
    let expected = [
        "no",
        "0.1",
        &folder.to_string_lossy(),
        "s3://b/k",
        "{x}",
        "--z",
        "1",
        "--b",
        "it's",
    ];
    assert_eq!(shown.split_terminator('\0').collect::<Vec<_>>(), expected);
    // As MLflow logs them: paths as they were given, and everything in the shell's quotes.
    assert_eq!(
        run_of(&scene, &outcome)["data"]["params"],
        serde_json::json!({
            "x": "0.1", "y": "no", "p": ".", "u": "s3://b/k", "z": "1", "b": r#"'it'"'"'s'"#,
        })
    );
}

#[test]
fn defaults_are_those_that_python_reads() {
    let scene = scene();
    scene.write(
        "p/MLproject",
        "name: 5
entry_points:
  broken: {parameters: {x: string}}
  main:
    parameters:
      no: {default: no}
      octal: {default: 010}
      time: {default: 2020-01-01T00:00:00Z}
      list: {default: [10, '20', off]}
    command: 'bash show.sh {no} {octal} {time} {list}'",
    );
    let outcome = mlflow!(scene, "run p").success();
    let shown = std::fs::read_to_string(scene.path("p/out")).unwrap();
    let expected = [
        "False",
        "8",
        "2020-01-01 00:00:00+00:00",
        "[10, '20', False]",
    ];
    assert_eq!(shown.split_terminator('\0').collect::<Vec<_>>(), expected);
    let params = &run_of(&scene, &outcome)["data"]["params"];
    assert_eq!(
        (&params["no"], &params["octal"]),
        (&"False".into(), &"8".into())
    );
    let stderr = mlflow!(scene, "run p -e broken").code(1).stderr();
    assert!(
        stderr.contains("`entry_points.broken` has no `command`"),
        "{stderr}"
    );
}

#[test]
fn wrong_parameters_are_refused_before_a_run_is_made() {
    let scene = scene();
    scene.write(
        "p/MLproject",
        "entry_points: {main: {parameters: {a: string, b: float, p: path, u: uri}, command: 'true'}}",
    );
    let refused = |params: &[&str], code: i32, expected: &str| {
        let args = ["run", "p"]
            .into_iter()
            .chain(params.iter().flat_map(|param| ["-P", *param]));
        let stderr = scene.mlflow(args).code(code).stderr();
        assert!(stderr.contains(expected), "{stderr}");
    };
    refused(
        &["a=1"],
        1,
        "No value given for missing parameters: 'b', 'p', 'u'",
    );
    refused(
        &["a=1"],
        1,
        "hint: usage: mlflow run URI -e main -P a=STRING -P b=FLOAT -P p=PATH -P u=URI",
    );
    // A name alone is for flags.
    refused(
        &["a"],
        1,
        "No value given for missing parameters: 'a', 'b', 'p', 'u'",
    );
    refused(
        &["a=1", "b=1", "p=.", "u=s3://b", "b;c=1"],
        1,
        "the parameter name `b;c` contains `;`",
    );
    refused(&["a=1", "a=2"], 2, "Repeated parameter: 'a'");
    refused(
        &["a=1", "b=1", "p=gone", "u=s3://b"],
        1,
        "Got value gone for parameter p, but no such file or directory was found",
    );
    refused(
        &["a=1", "b=1", "p=.", "u=local"],
        1,
        "Expected URI for parameter u but got local",
    );
    refused(
        &["a=1", "b=1", "p=hdfs://b/k", "u=s3://b"],
        1,
        "not supported",
    );
    assert_eq!(
        mlflow!(scene, "runs search --output jsonl")
            .success()
            .stdout(),
        ""
    );
}

#[test]
fn an_artifact_of_another_run_can_be_a_path() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let source = mlflow!(scene, "runs start").success().line();
    let file = scene.write("data.csv", "1,2\n");
    let file = file.to_str().unwrap();
    mlflow!(scene, "artifacts log-artifact -r {source} -l {file}").success();
    project(&scene, "true");
    scene.write(
        "p/MLproject",
        "entry_points: {main: {parameters: {data: path}, command: 'cat {data} && dirname {data}'}}",
    );
    let data = format!("data=runs:/{source}/data.csv");
    let outcome = mlflow!(scene, "run p -P '{data}' --storage-dir downloads").success();
    let stdout = outcome.stdout();
    let (content, folder) = stdout.split_once('\n').unwrap();
    assert_eq!(content, "1,2");
    assert!(folder.trim_end().ends_with("/param_0"), "{folder}");
    assert!(
        scene.path("downloads").read_dir().unwrap().next().is_some(),
        "it stays"
    );
}
