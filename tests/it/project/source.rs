//! Projects from git repositories and archives.
#![cfg(unix)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::thread;

use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::run_of;
use crate::support::{Outcome, Scene, mlflow};

/// Stands for `ssh`: leaves the host out and does the work here.
const SSH: &str = "#!/bin/sh\nshift\nexec sh -c \"$*\"\n";
const PROJECT: &str = "entry_points: {main: {command: 'cat text sub/text 2>/dev/null; true'}}";

pub(super) fn git(scene: &Scene, folder: &str, args: &[&str]) -> String {
    let settings = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
    let mut command = scene.bare_command("git");
    command.args(["-C", folder]).args(settings);
    command.args(["-c", "protocol.file.allow=always"]);
    Outcome::of(command.args(args)).success().line()
}

/// A scene with the repository `r`: `one` in its first commit, which has the tag `v1`, `two` on
/// its default branch `trunk`, `three` on `feature`; and `ssh`, which reaches this machine.
pub(super) fn scene() -> Scene {
    let scene = Scene::with_store("./mlruns").env("GIT_SSH_VARIANT", "simple");
    let ssh = scene.write("ssh", SSH);
    std::fs::set_permissions(&ssh, PermissionsExt::from_mode(0o755)).expect("a mode");
    let scene = scene.env("GIT_SSH", ssh.to_str().expect("UTF-8"));
    scene.write("r/MLproject", PROJECT);
    scene.write("r/sub/MLproject", PROJECT);
    let commit = |text: &str| {
        scene.write("r/text", text);
        git(&scene, "r", &["add", "--all"]);
        git(&scene, "r", &["commit", "--quiet", "-m", text]);
    };
    git(&scene, ".", &["init", "--quiet", "-b", "trunk", "r"]);
    commit("one");
    git(&scene, "r", &["tag", "v1"]);
    git(&scene, "r", &["checkout", "--quiet", "-b", "feature"]);
    commit("three");
    git(&scene, "r", &["checkout", "--quiet", "trunk"]);
    commit("two");
    scene
}

/// Runs a project and gives what it printed and its tags.
#[track_caller]
fn run(scene: &Scene, args: &[&str]) -> (String, Value) {
    let outcome = scene.mlflow(["run"].iter().chain(args)).success();
    let tags = run_of(scene, &outcome)["data"]["tags"].clone();
    (outcome.stdout(), tags)
}

#[test]
fn a_repository_elsewhere_is_fetched_in_the_version_that_is_wanted() {
    let scene = scene();
    let remote = format!("git@example.com:{}", scene.path("r").display());
    let commit = |revision: &str| git(&scene, "r", &["rev-parse", revision]);
    let (first, short) = (commit("v1"), commit("v1")[..9].to_owned());
    for (version, text, revision, branch) in [
        (None, "two", "trunk", json!(null)),
        (Some("feature"), "three", "feature", json!("feature")),
        (Some("v1"), "one", "v1", json!(null)),
        (Some(first.as_str()), "one", "v1", json!(null)),
        (Some(short.as_str()), "one", "v1", json!(null)),
    ] {
        let version = version.map(|version| ["-v", version]);
        let args = [remote.as_str()]
            .into_iter()
            .chain(version.into_iter().flatten());
        let (stdout, tags) = run(&scene, &args.collect::<Vec<_>>());
        assert_eq!(stdout, text);
        assert_eq!(tags["mlflow.source.git.commit"], commit(revision));
        assert_eq!(tags["mlflow.source.git.branch"], branch);
        assert_eq!(tags["mlflow.gitBranchName"], branch);
        assert_eq!(tags["mlflow.source.name"], remote.as_str());
        assert_eq!(tags["mlflow.source.git.repoURL"], remote.as_str());
    }
    let below = format!("{remote}#sub");
    let outcome = mlflow!(scene, "run '{below}' -v nope").code(1);
    assert!(
        outcome
            .stderr()
            .contains("Unable to checkout version 'nope' of git repo")
    );
    let stderr = scene
        .mlflow(["run", &format!("{remote}#gone")])
        .code(1)
        .stderr();
    assert!(
        stderr.contains("Could not find subdirectory gone of"),
        "{stderr}"
    );
}

#[test]
fn a_version_of_a_local_repository_leaves_the_work_tree_alone() {
    let scene = scene();
    scene.write("r/text", "edited");
    let (stdout, tags) = run(&scene, &["r", "-v", "feature"]);
    assert_eq!(stdout, "three");
    let folder = scene.path("r").canonicalize().unwrap();
    let name = format!("file://{}", folder.display());
    assert_eq!(tags["mlflow.source.name"], name.as_str());
    assert_eq!(tags["mlflow.source.git.branch"], "feature");
    assert_eq!(tags["mlflow.source.git.repoURL"], json!(null));
    assert_eq!(run(&scene, &["r"]).0, "edited");
    assert_eq!(
        git(&scene, "r", &["rev-parse", "--abbrev-ref", "HEAD"]),
        "trunk"
    );

    let (stdout, tags) = run(&scene, &["r", "-v", "HEAD"]);
    assert_ne!(stdout, "edited");
    assert_eq!(tags["mlflow.source.git.branch"], json!(null));

    // A folder within it, and a repository without a work tree.
    let (_, tags) = run(&scene, &["r/sub", "-v", "v1"]);
    assert_eq!(tags["mlflow.source.name"], format!("{name}#sub").as_str());
    git(
        &scene,
        ".",
        &["clone", "--quiet", "--bare", "r", "bare.git"],
    );
    let uri = format!("file://{}", scene.path("bare.git").display());
    assert_eq!(run(&scene, &[&uri, "-v", "feature"]).0, "three");

    scene.write("plain/MLproject", PROJECT);
    let stderr = mlflow!(scene, "run plain -v v1").code(1).stderr();
    assert!(
        stderr.contains("Setting a version is only supported for Git project URIs"),
        "{stderr}"
    );
}

#[test]
fn submodules_come_along() {
    let scene = scene();
    git(&scene, ".", &["init", "--quiet", "-b", "main", "other"]);
    scene.write("other/text", " and more");
    git(&scene, "other", &["add", "--all"]);
    git(&scene, "other", &["commit", "--quiet", "-m", "x"]);
    git(&scene, "r", &["rm", "--quiet", "-r", "sub"]);
    let other = scene.path("other");
    git(
        &scene,
        "r",
        &[
            "submodule",
            "--quiet",
            "add",
            other.to_str().unwrap(),
            "sub",
        ],
    );
    git(
        &scene,
        "r",
        &["commit", "--quiet", "-m", "with a submodule"],
    );
    // The user's own configuration holds, here for a protocol that git distrusts.
    scene.write(".gitconfig", "[protocol \"file\"]\n\tallow = always\n");
    let remote = format!("git@example.com:{}", scene.path("r").display());
    let outcome = mlflow!(scene, "run '{remote}'").success();
    assert_eq!(outcome.stdout(), "two and more");
}

/// Answers requests one after the other with a status and a body, and gives what was asked.
fn serve(answers: Vec<(&'static str, Vec<u8>)>) -> (SocketAddr, thread::JoinHandle<Vec<String>>) {
    let server = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = server.local_addr().expect("its address");
    let answer = move |(status, body): (&str, Vec<u8>)| {
        let (mut stream, _) = server.accept().expect("a client");
        let mut request = [0; 4096];
        let read = stream.read(&mut request).expect("a request");
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status}\r\nwww-authenticate: Basic\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).expect("an answer");
        stream.write_all(&body).expect("an answer");
        String::from_utf8_lossy(&request[..read]).into_owned()
    };
    let serving = thread::spawn(move || answers.into_iter().map(answer).collect());
    (address, serving)
}

#[test]
fn a_token_is_used_and_never_shown() {
    let scene = Scene::with_store("./mlruns");
    let nothing = Vec::new;
    let (address, serving) = serve(vec![
        ("401 Unauthorized", nothing()),
        ("403 Forbidden", nothing()),
    ]);
    let uri = format!("http://me:s3cret@{address}/r");
    let stderr = mlflow!(scene, "run {uri} -v trunk").code(1).stderr();
    assert!(!stderr.contains("s3cret"), "{stderr}");
    let expected = format!("the project `http://{address}/r` cannot be fetched: fatal: ");
    assert!(stderr.contains(&expected), "{stderr}");
    // `me:s3cret`
    let requests = serving.join().expect("the requests");
    assert!(requests[1].contains("Basic bWU6czNjcmV0"), "{requests:?}");
}

/// Stands for git's program for `https`: writes down its command line and what it is told by git's
/// own way of asking, and refuses.
const HELPER: &str = "#!/bin/sh
tr '\\0' ' ' < /proc/$$/cmdline >> \"$RECORD\"
tr '\\0' ' ' < /proc/$PPID/cmdline >> \"$RECORD\"
printf 'protocol=https\\nhost=example.com\\n\\n' | git credential fill >> \"$RECORD\"
exit 1
";

#[test]
#[cfg(target_os = "linux")]
fn a_token_is_on_no_command_line_and_in_no_file() {
    let scene = scene();
    let helper = scene.write("helpers/git-remote-https", HELPER);
    std::fs::set_permissions(&helper, PermissionsExt::from_mode(0o755)).expect("a mode");
    let path = std::env::var("PATH").expect("a PATH");
    let helpers = helper.parent().expect("a folder").display().to_string();
    let record = scene.path("record");
    let scene = scene
        .env("GIT_EXEC_PATH", &exec_path(&helpers))
        .env("PATH", &format!("{helpers}:{path}"))
        .env("RECORD", record.to_str().expect("UTF-8"));
    // A helper of the user's own would keep what it is told.
    scene.write(
        ".gitconfig",
        format!(
            "[credential]\n\thelper = \"!echo asked >> {} #\"\n",
            scene.path("asked").display()
        ),
    );
    let written = "https://me:s3cret@example.com/r.git";
    let told = |args: &[&str]| {
        let stderr = scene.mlflow(["run"].iter().chain(args)).code(1).stderr();
        assert!(!stderr.contains("s3cret"), "{stderr}");
        let told = std::fs::read_to_string(scene.path("record")).expect("what git ran");
        std::fs::remove_file(scene.path("record")).expect("a record");
        let lines = told.lines().filter(|line| line.contains("s3cret"));
        assert_eq!(lines.collect::<Vec<_>>(), ["password=s3cret"], "{told}");
        assert!(told.contains("username=me\n"), "{told}");
        assert!(!scene.path("asked").exists(), "the user's helper was asked");
    };
    told(&[written, "-v", "trunk"]);
    // A local repository whose own settings have the token.
    git(&scene, "r", &["remote", "add", "origin", written]);
    told(&["r", "-v", "nope"]);
    scene.write(
        "r/MLproject",
        "entry_points: {main: {command: 'git config --list; env'}}",
    );
    git(
        &scene,
        "r",
        &["commit", "--quiet", "-am", "shows its settings"],
    );
    let outcome = mlflow!(scene, "run r -v trunk").success();
    assert!(!outcome.stdout().contains("s3cret"), "{}", outcome.stdout());
    assert!(
        outcome
            .stdout()
            .contains("remote.origin.url=https://example.com/r.git")
    );
}

/// A folder with git's own programs, in which this one goes before.
#[cfg(target_os = "linux")]
fn exec_path(helpers: &str) -> String {
    let mut ask = std::process::Command::new("git");
    let own = Outcome::of(ask.arg("--exec-path")).success().line();
    for entry in std::fs::read_dir(own).expect("git's programs").flatten() {
        let to = std::path::Path::new(helpers).join(entry.file_name());
        // The one that is there stays.
        let _ = std::os::unix::fs::symlink(entry.path(), to);
    }
    helpers.to_owned()
}

#[test]
fn a_version_writes_nothing_into_the_repository() {
    let scene = scene();
    git(&scene, ".", &["clone", "--quiet", "r", "clone"]);
    git(&scene, "r", &["tag", "later", "feature"]);
    let references = || git(&scene, "clone", &["show-ref"]);
    let before = references();
    for version in [
        "+refs/heads/*:refs/heads/evil/*",
        "--upload-pack=touch x",
        "a b",
        "",
    ] {
        let version = format!("--version={version}");
        let stderr = mlflow!(scene, "run clone '{version}'").code(1).stderr();
        assert!(stderr.contains("Unable to checkout version '"), "{stderr}");
        let remote = format!("git@example.com:{}", scene.path("r").display());
        let stderr = mlflow!(scene, "run '{remote}' '{version}'")
            .code(1)
            .stderr();
        assert!(stderr.contains("Unable to checkout version '"), "{stderr}");
    }
    assert_eq!(references(), before);
    // What only the other repository has is fetched, and kept nowhere by name.
    let outcome = mlflow!(scene, "run clone -v later").success();
    assert_eq!(outcome.stdout(), "three");
    assert_eq!(references(), before);
}

#[test]
fn a_project_one_folder_down_is_named() {
    let scene = scene();
    let remote = format!("git@example.com:{}", scene.path("r").display());
    git(&scene, "r", &["rm", "--quiet", "MLproject"]);
    git(&scene, "r", &["commit", "--quiet", "-m", "without"]);
    let stderr = mlflow!(scene, "run '{remote}'").code(1).stderr();
    assert!(
        stderr.contains("hint: the folder `sub` is a project: put `#sub` behind the address"),
        "{stderr}"
    );
    let outcome = mlflow!(scene, "run '{remote}' --help-project").success();
    assert!(
        outcome.stderr().contains("put `#sub` behind"),
        "{}",
        outcome.stderr()
    );
    scene.mlflow(["run", &format!("{remote}#sub")]).success();
}

pub(super) fn archive(members: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in members {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("a member");
        zip.write_all(text.as_bytes()).expect("its text");
    }
    zip.finish().expect("an archive").into_inner()
}

#[test]
fn an_archive_is_a_project() {
    let scene = Scene::with_store("./mlruns");
    let project = "entry_points: {main: {command: 'cat text'}}";
    let members = [
        ("MLproject", project),
        ("text", "top"),
        ("s/MLproject", project),
        ("s/text", "sub"),
    ];
    let path = scene.write("p.zip", archive(&members));
    let outcome = mlflow!(scene, "run p.zip").success();
    assert_eq!(outcome.stdout(), "top");
    let tags = run_of(&scene, &outcome)["data"]["tags"].clone();
    assert_eq!(tags["mlflow.source.name"], path.to_str().unwrap());
    let outcome = mlflow!(scene, "run 'p.zip#s'").success();
    assert_eq!(outcome.stdout(), "sub");
    let tags = run_of(&scene, &outcome)["data"]["tags"].clone();
    assert_eq!(tags["mlflow.source.name"], "p.zip#s");
    let uri = format!("file://{}", path.display());
    assert_eq!(mlflow!(scene, "run {uri}").success().stdout(), "top");
    let zeros = "0".repeat(300 << 20);
    scene.write(
        "bomb.zip",
        archive(&[("MLproject", project), ("zeros", &zeros)]),
    );
    let stderr = mlflow!(scene, "run bomb.zip").code(1).stderr();
    assert!(
        stderr.contains("`bomb.zip` unpacks to more than"),
        "{stderr}"
    );
    scene.write("broken.zip", "no archive");
    let stderr = mlflow!(scene, "run broken.zip").code(1).stderr();
    assert!(
        stderr.contains("cannot be unpacked as a zip archive"),
        "{stderr}"
    );
}

#[test]
fn an_archive_is_fetched_by_http() {
    let scene = Scene::with_store("./mlruns");
    let project = "entry_points: {main: {command: 'cat text'}}";
    // With one folder around everything, as GitHub packs it.
    let body = archive(&[("p-main/MLproject", project), ("p-main/text", "fetched")]);
    let (address, serving) = serve(vec![("200 OK", body), ("404 Not Found", Vec::new())]);
    let uri = format!("http://me:pass@{address}/p.zip?token=s3cret");
    let outcome = mlflow!(scene, "run {uri}").success();
    assert_eq!(outcome.stdout(), "fetched");
    let tags = run_of(&scene, &outcome)["data"]["tags"].clone();
    let clean = format!("http://{address}/p.zip");
    assert_eq!(tags["mlflow.source.name"], clean.as_str());
    let stderr = mlflow!(scene, "run {uri}").code(1).stderr();
    assert!(
        stderr.contains("Unable to retrieve ZIP file. Reason: ") && stderr.contains(&clean),
        "{stderr}"
    );
    assert!(!stderr.contains("s3cret"), "{stderr}");
    let requests = serving.join().expect("the requests");
    assert!(
        requests[0].starts_with("GET /p.zip?token=s3cret HTTP"),
        "{requests:?}"
    );
    // `me:pass`
    assert!(requests[0].contains("Basic bWU6cGFzcw=="), "{requests:?}");
}
