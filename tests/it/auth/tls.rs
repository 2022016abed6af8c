//! A server whose connections are encrypted.

use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};

use super::{ADMIN, scene};
use crate::support::{Scene, Server, mlflow, until};

#[test]
fn commands_speak_to_a_server_over_tls_with_a_certificate_that_is_renewed() {
    let scene = scene();
    write_certificate(&scene);
    let flags = "--app-name basic-auth --ssl-certfile cert.pem --ssl-keyfile key.pem \
                 --backend-store-uri sqlite:///mlflow.db";
    let flags: Vec<&str> = flags.split_whitespace().collect();
    let server = Server::start(&scene, &flags);
    assert!(server.introduction.contains("listening on https://"));
    let port = server.address.rsplit(':').next().expect("a port");
    let client = Scene::with_store(&format!("https://localhost:{port}"))
        .env("MLFLOW_TRACKING_USERNAME", "admin")
        .env("MLFLOW_TRACKING_PASSWORD", ADMIN)
        .env("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
        .env("MLFLOW_TRACKING_SERVER_CERT_PATH", "cert.pem")
        .env("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "true")
        .env("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", "10")
        .env("MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", "4");
    let trust = || std::fs::copy(scene.path("cert.pem"), client.path("cert.pem"));
    trust().expect("a file");
    assert_eq!(mlflow!(client, "whoami").success().line(), "admin");
    client.write("parts.bin", "0123456789");
    let created = mlflow!(client, "runs create --experiment-id 0 --output json").json();
    let id = created["run_id"].as_str().expect("an id");
    mlflow!(client, "artifacts log-artifact --run-id {id} -l parts.bin").success();
    let read = mlflow!(client, "artifacts cat -r {id} -a parts.bin").success();
    assert_eq!(read.stdout(), "0123456789");
    write_certificate(&scene);
    trust().expect("a file");
    // The server looks once a second at most.
    until("the new certificate is used", || {
        mlflow!(client, "whoami").exit_code() == 0
    });
    let stranger = Scene::with_store(&format!("https://localhost:{port}"));
    mlflow!(stranger, "whoami").code(1).says(
        "its certificate was made by nobody who is trusted here\nhint: MLFLOW_TRACKING_SERVER_CERT_PATH",
    );
    let plain = Scene::with_store(&format!("http://localhost:{port}"))
        .env("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0");
    assert_ne!(mlflow!(plain, "whoami").exit_code(), 0);
}

#[test]
fn a_certificate_that_cannot_be_used_is_named() {
    let scene = scene();
    write_certificate(&scene);
    scene.write("other.pem", "hello");
    for (line, phrase) in [
        (
            "--ssl-certfile other.pem --ssl-keyfile key.pem",
            "`other.pem`",
        ),
        (
            "--ssl-certfile cert.pem --ssl-keyfile none.pem",
            "`none.pem`",
        ),
        ("--behind-proxy here", "`here` is no address of a proxy"),
    ] {
        mlflow!(scene, "server --port 0 {line}")
            .code(1)
            .says(phrase);
    }
    let line = "server --port 0 --ssl-certfile cert.pem";
    mlflow!(scene, "{line}").code(2).says("--ssl-keyfile");
    let line = "server --port 0 --audit-log audit.jsonl";
    mlflow!(scene, "{line}")
        .code(2)
        .says("--app-name basic-auth");
}

#[test]
fn what_is_wrong_with_a_certificate_is_said_in_words() {
    let scene = scene();
    let mut params = CertificateParams::new(["localhost".to_owned()]).expect("a name");
    // As `openssl req -x509` makes it by itself.
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    write(&scene, &params);
    let flags = "--ssl-certfile cert.pem --ssl-keyfile key.pem --backend-store-uri sqlite:///m.db";
    let flags: Vec<&str> = flags.split_whitespace().collect();
    let server = Server::start(&scene, &flags);
    let port = server.address.rsplit(':').next().expect("a port");
    let client = Scene::with_store(&format!("https://localhost:{port}"));
    let trusted = scene.path("cert.pem").display().to_string();
    mlflow!(
        client.env("MLFLOW_TRACKING_SERVER_CERT_PATH", &trusted),
        "experiments list"
    )
    .code(1)
    .says(
        "its certificate is that of an authority, which no server may show; `openssl req -x509 …",
    );
}

fn write_certificate(scene: &Scene) {
    let params = CertificateParams::new(["localhost".to_owned()]).expect("a name");
    write(scene, &params);
}

fn write(scene: &Scene, params: &CertificateParams) {
    let key = KeyPair::generate().expect("a key");
    let made = params.self_signed(&key).expect("a certificate");
    scene.write("cert.pem", made.pem());
    scene.write("key.pem", key.serialize_pem());
}
