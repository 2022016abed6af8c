//! Artifacts: through the server, and where runs keep them.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Reply, Request, Scene, Server, mlflow};

use super::for_each_store;

const PROXY: &str = "/api/2.0/mlflow-artifacts/artifacts";

fn put(server: &Server, path: &str, content: &[u8]) -> Reply {
    let request = Request::new("PUT", &format!("{PROXY}/{path}"));
    server.send(&request.body(content))
}

#[test]
fn what_is_put_is_listed_fetched_and_deleted() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    assert_eq!(server.get(PROXY).is(200).json(), json!({}));
    put(&server, "d1/f.txt", b"hello").is(200);
    put(&server, "d1/f.txt", b"hullo").is(200);
    put(&server, "d1/%C3%BC%20b", b"").is(200);
    assert_eq!(
        fs::read(scene.path("mlartifacts/d1/f.txt")).unwrap(),
        b"hullo"
    );
    let listed = server.get(&format!("{PROXY}?path=d1")).is(200).json();
    assert_eq!(
        listed,
        json!({"files": [{"path": "f.txt", "is_dir": false, "file_size": 5}, {"path": "ü b", "is_dir": false}]})
    );
    let top = server.get(&format!("{PROXY}?path=")).is(200).json();
    assert_eq!(top, json!({"files": [{"path": "d1", "is_dir": true}]}));

    let file = server.get(&format!("{PROXY}/d1/f.txt")).is(200);
    assert_eq!(file.text(), "hullo");
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"f.txt\""
    );
    assert_eq!(file.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    let head = server.send(&Request::new("HEAD", &format!("{PROXY}/d1/f.txt")));
    assert_eq!(head.clone().is(200).header("content-length"), "5");
    server.get(&format!("{PROXY}/d1/f.txt/")).is(200);
    server
        .get(&format!("{PROXY}/d1"))
        .fails(400, "INVALID_PARAMETER_VALUE");
    server
        .get(&format!("{PROXY}/none"))
        .fails(404, "RESOURCE_DOES_NOT_EXIST");

    for path in ["d1", "d1/f.txt/x", "d2/", ""] {
        put(&server, path, b"x").fails(400, "INVALID_PARAMETER_VALUE");
    }
    for _ in 0..2 {
        server
            .send(&Request::new("DELETE", &format!("{PROXY}/d1")))
            .is(200);
    }
    assert_eq!(server.get(PROXY).is(200).json(), json!({}));
}

#[test]
fn a_part_of_a_file_can_be_had_and_a_known_one_is_not_sent() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    put(&server, "f", b"01234").is(200);
    let get = |name: &str, value: &str| {
        server.send(&Request::new("GET", &format!("{PROXY}/f")).header(name, value))
    };
    for (range, expected, content_range) in [
        ("bytes=1-2", "12", "bytes 1-2/5"),
        ("bytes=3-", "34", "bytes 3-4/5"),
        ("bytes=-2", "34", "bytes 3-4/5"),
    ] {
        let part = get("Range", range).is(206);
        assert_eq!(
            (part.text().as_str(), part.header("content-range")),
            (expected, content_range)
        );
    }
    let beyond = get("Range", "bytes=9-").is(416);
    assert_eq!(beyond.header("content-range"), "bytes */5");
    let whole = get("Range", "bytes=0-0,2-2").is(200);
    assert_eq!(whole.text(), "01234");
    get("If-None-Match", whole.header("etag")).is(304);
    get("If-Modified-Since", whole.header("last-modified")).is(304);
    get("If-None-Match", "\"other\"").is(200);
}

#[test]
fn a_large_file_goes_through_whole() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let content: Vec<u8> = (0..5_000_000_u32).flat_map(u32::to_le_bytes).collect();
    put(&server, "large", &content).is(200);
    let back = server.get(&format!("{PROXY}/large")).is(200);
    assert!(back.body == content);
    let range =
        Request::new("GET", &format!("{PROXY}/large")).header("Range", "bytes=1000000-9000000");
    assert!(server.send(&range).is(206).body == content[1_000_000..=9_000_000]);
}

#[test]
fn an_upload_that_breaks_off_leaves_nothing() {
    use std::io::Write;
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let request = Request::new("PUT", &format!("{PROXY}/a/half"))
        .header("Content-Length", "1000000")
        .body(vec![0; 10_000]);
    let mut stream = server.connect();
    stream.write_all(&request.bytes(&server.address)).unwrap();
    drop(stream);
    server.get(&format!("{PROXY}/a/half")).is(404);
    let staging = scene.path("mlartifacts/.artifact.uploading.server");
    let is_clean = || fs::read_dir(&staging).is_ok_and(|entries| entries.count() == 0);
    for _ in 0..100 {
        if is_clean() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("something is left in {}", staging.display());
}

#[test]
fn no_path_leads_out_of_the_artifacts() {
    let scene = Scene::new();
    scene.write("secret", "secret");
    scene.write("mlartifacts/in", "in");
    #[cfg(unix)]
    std::os::unix::fs::symlink(scene.folder(), scene.path("mlartifacts/link")).unwrap();
    let server = Server::start(&scene, &[]);
    let run_id = server.run("0");
    for path in [
        "../secret",
        "%2e%2e/secret",
        "%2e%2e%2fsecret",
        "..%2fsecret",
        "%252e%252e/secret",
        "%252e%252e%252fsecret",
        "%25252e%25252e%25252fsecret",
        "x/../../secret",
        "%252e/in",
        "/etc/passwd",
        "%2Fetc%2Fpasswd",
        "%252Fetc%252Fpasswd",
        "..%5csecret",
        "..%255csecret",
        "C:%5Csecret",
        "C:/secret",
        "a%00b",
        "link/secret",
        ".artifact.uploading.server/x",
    ] {
        let proxied = format!("{PROXY}/{path}");
        let of_run = format!("/get-artifact?run_id={run_id}&path={path}");
        let lists = [
            format!("{PROXY}?path={path}"),
            format!("/api/2.0/mlflow/artifacts/list?run_id={run_id}&path={path}"),
        ];
        let mut replies = vec![
            server.get(&proxied),
            server.get(&of_run),
            server.send(&Request::new("PUT", &proxied).body("x")),
            server.send(&Request::new("DELETE", &proxied)),
        ];
        replies.extend(lists.iter().map(|list| server.get(list)));
        for reply in replies {
            assert!(!reply.text().contains("root:"), "{path}");
            assert_ne!(reply.text(), "secret", "{path}");
            let is_refused = matches!(reply.status, 400 | 403 | 404);
            // A run has no `link` and no such folder: an empty list is the truth.
            let is_empty = reply.json()["files"] == Value::Null;
            assert!(
                is_refused || reply.status == 200 && is_empty,
                "{path}: {}",
                reply.text()
            );
        }
        assert_eq!(fs::read(scene.path("secret")).unwrap(), b"secret", "{path}");
    }
    assert!(!scene.path("x").exists());
}

#[test]
fn a_run_lists_and_gives_its_files() {
    for_each_store(|_, server| {
        let run_id = server.run("0");
        let path = format!("/ajax-api/2.0/mlflow/upload-artifact?run_uuid={run_id}&path=sub/a.txt");
        server
            .send(&Request::new("POST", &path).body("hello"))
            .is(200);
        server
            .send(&Request::new("POST", &path))
            .fails(400, "INVALID_PARAMETER_VALUE");
        let proxied = format!("{PROXY}/0/{run_id}/artifacts/b.bin");
        server
            .send(&Request::new("PUT", &proxied).body("xyz"))
            .is(200);

        let list = |query: &str| {
            server.get(&format!(
                "/api/2.0/mlflow/artifacts/list?run_id={run_id}{query}"
            ))
        };
        let root = format!("mlflow-artifacts:/0/{run_id}/artifacts");
        assert_eq!(
            list("").is(200).json(),
            json!({"root_uri": root, "files": [
                {"path": "b.bin", "is_dir": false, "file_size": 3},
                {"path": "sub", "is_dir": true},
            ]})
        );
        assert_eq!(
            list("&path=sub").is(200).json()["files"],
            json!([{"path": "sub/a.txt", "is_dir": false, "file_size": 5}])
        );
        assert_eq!(list("&path=none").is(200).json(), json!({"root_uri": root}));
        let get = |query: &str| server.get(&format!("/get-artifact?run_uuid={run_id}{query}"));
        assert_eq!(get("&path=sub/a.txt").is(200).text(), "hello");
        get("&path=sub").fails(400, "INVALID_PARAMETER_VALUE");
        get("&path=none").fails(404, "RESOURCE_DOES_NOT_EXIST");
        get("").fails(400, "INVALID_PARAMETER_VALUE");
    });
}

#[test]
fn runs_of_commands_give_their_files_too() {
    for store in ["./mlruns", "sqlite:///mlflow.db"] {
        let scene = Scene::with_store(store);
        let run_id = mlflow!(scene, "runs start").success().line();
        let file = scene.write("a.txt", "hello");
        let file = file.to_str().unwrap();
        let _ = mlflow!(scene, "artifacts log-artifact -l {file} -r {run_id}").success();
        let server = Server::start(&scene, &[]);
        let path = format!("/get-artifact?run_id={run_id}&path=a.txt");
        assert_eq!(server.get(&path).is(200).text(), "hello");
    }
}

/// Names that mean something in URLs, to Python's URL parser or to a file system.
const NASTY_NAMES: &[&str] = &[
    "a b.png",
    "a%20b.png",
    "100%25.txt",
    "a%2Fb",
    "a%0Ab",
    "a+b;c&d=e,f@g!",
    "#",
    "?",
    "'\"`",
    "\u{fc}",
    "u\u{308}",
    "back\\slash",
    ".hidden",
    "trail ",
    "%",
    "pred%step%0%timestamp%1717%00ab-1.png",
    "a:b",
    "line\nend",
];

#[test]
fn every_name_comes_back_as_it_was() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let run_id = server.run("0");
    let root = format!("{PROXY}/0/{run_id}/artifacts");
    let long = "n".repeat(255);
    let names = [NASTY_NAMES, &[long.as_str()]].concat();
    for name in &names {
        let encoded = percent_encode(name);
        put(
            &server,
            &format!("0/{run_id}/artifacts/d/{encoded}"),
            name.as_bytes(),
        )
        .is(200);
    }
    let list = format!("/api/2.0/mlflow/artifacts/list?run_id={run_id}&path=d");
    let files = server.get(&list).is(200).json()["files"].clone();
    let mut listed: Vec<_> = files
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["path"].as_str().unwrap().strip_prefix("d/").unwrap())
        .collect();
    let mut expected = names.clone();
    listed.sort_unstable();
    expected.sort_unstable();
    assert_eq!(listed, expected);
    for name in &names {
        let encoded = percent_encode(name);
        let of_run = format!("/get-artifact?run_id={run_id}&path=d/{encoded}");
        for path in [format!("{root}/d/{encoded}"), of_run] {
            assert_eq!(server.get(&path).is(200).text(), *name);
        }
        let path = format!("{root}/d/{encoded}");
        server.send(&Request::new("DELETE", &path)).is(200);
    }
    server.get(&list).is(200);
    assert_eq!(server.get(&list).json()["files"], Value::Null);
}

fn percent_encode(name: &str) -> String {
    name.bytes().fold(String::new(), |encoded, byte| {
        format!("{encoded}%{byte:02X}")
    })
}

#[test]
fn a_name_is_found_as_pythons_clients_spell_it() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    put(&server, "d%2520e/a%2520b%25zz", b"1").is(200);
    put(&server, "x%252Fy", b"2").is(200);
    put(&server, "bytes-%FF", b"3").is(200);
    for (path, content) in [
        ("d%20e/a%20b%25zz", "1"),
        ("x/y", "2"),
        ("bytes-%EF%BF%BD", "3"),
    ] {
        let path = format!("{PROXY}/{path}");
        assert_eq!(server.get(&path).is(200).text(), content);
        server.send(&Request::new("DELETE", &path)).is(200);
        server.get(&path).is(404);
    }
}

#[test]
fn a_name_that_no_disk_can_hold_is_refused() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let run_id = server.run("0");
    put(&server, &format!("0/{run_id}/artifacts/f"), b"x").is(200);
    let paths = ["n".repeat(256), vec!["n".repeat(250); 20].join("/")];
    for path in paths {
        let proxied = format!("{PROXY}/{path}");
        for (method, url) in [
            ("PUT", proxied.clone()),
            ("GET", proxied.clone()),
            ("DELETE", proxied),
            ("GET", format!("{PROXY}?path={path}")),
            ("GET", format!("/get-artifact?run_id={run_id}&path={path}")),
            (
                "POST",
                format!("/ajax-api/2.0/mlflow/upload-artifact?run_uuid={run_id}&path={path}"),
            ),
        ] {
            let reply = server.send(&Request::new(method, &url).body("x"));
            let reply = reply.fails(400, "INVALID_PARAMETER_VALUE");
            assert!(reply.text().contains("too long"), "{}", reply.text());
            assert!(reply.text().len() < 500, "{}", reply.text());
        }
    }
}

#[test]
fn a_file_of_any_time_is_sent() {
    use std::time::{Duration, SystemTime};
    let scene = Scene::new();
    let file = fs::File::create(scene.write("mlartifacts/f", "x")).unwrap();
    let server = Server::start(&scene, &[]);
    let day = Duration::from_secs(86_400);
    for (time, date) in [
        (
            SystemTime::UNIX_EPOCH - day,
            "Thu, 01 Jan 1970 00:00:00 GMT",
        ),
        (
            SystemTime::UNIX_EPOCH + day * 4_000_000,
            "Fri, 31 Dec 9999 23:59:59 GMT",
        ),
    ] {
        // Not every file system keeps such a time.
        if file.set_modified(time).is_err() || file.metadata().unwrap().modified().unwrap() != time
        {
            continue;
        }
        let path = format!("{PROXY}/f");
        let reply = server.get(&path).is(200);
        assert_eq!(reply.header("last-modified"), date);
        let known = Request::new("GET", &path).header("If-Modified-Since", date);
        server.send(&known).is(304);
    }
}

#[test]
fn what_a_killed_server_left_is_gone_after_the_next_start() {
    let scene = Scene::new();
    let staging = "mlartifacts/.artifact.uploading.server";
    let left = scene.write(&format!("{staging}/.artifact.uploading.locked-x"), "half");
    let server = Server::start(&scene, &[]);
    for _ in 0..200 {
        if !left.exists() {
            break;
        }
        server.get(PROXY).is(200);
    }
    assert!(!left.exists());
}

#[test]
fn files_on_this_machine_have_no_signed_addresses() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    put(&server, "a%20b", b"x").is(200);
    let sign = |path: &str| server.get(&format!("/api/2.0/mlflow-artifacts/presigned/{path}"));
    sign("a%20b").fails(501, "NOT_IMPLEMENTED");
    sign("..%2Fa").fails(400, "INVALID_PARAMETER_VALUE");
}
