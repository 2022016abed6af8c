//! The places in which credentials for Google Cloud Storage are looked for, each alone, on services
//! that stand in for Google's.

use serde_json::json;

use crate::support::cloud_server::CloudServer;
use crate::support::{Outcome, Scene, words};

use super::fault_proxy::FaultProxy;
use super::run_cloud_client;
use super::stand_in::StandIn;

/// Makes a service account with a key of its own, whose tokens are given at an address.
const ACCOUNT: &str = r#"
import json, sys
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
    serialization.NoEncryption()).decode()
print(json.dumps({"type": "service_account", "client_email": "me@tests.iam.gserviceaccount.com",
    "private_key": pem, "token_uri": sys.argv[1]}))
"#;

/// The file of a service account; `None` where it cannot be made.
#[track_caller]
pub(super) fn service_account(scene: &Scene, token_uri: &str) -> Option<String> {
    let content = run_cloud_client(scene, ACCOUNT, &[token_uri])?;
    let file = scene.write("account.json", content);
    Some(file.to_string_lossy().into_owned())
}

fn token(name: &str) -> String {
    json!({"access_token": name, "expires_in": 3600, "token_type": "Bearer"}).to_string()
}

/// Reads the bucket of the emulator as if it were Google's own service, and gives the heads of the
/// requests.
#[track_caller]
fn heads(scene: &Scene, proxy: &FaultProxy, variables: &[(&str, &str)]) -> Vec<String> {
    let before = proxy.heads("GET").len();
    let mut command = scene.command(words("artifacts download -u gs://tests/none-here -d out"));
    command.env("API_ENDPOINT_OVERRIDE", proxy.url());
    command.envs(variables.iter().copied());
    // Nothing is there, which only a service that was asked can tell.
    let said = Outcome::of(&mut command);
    let heads = proxy.heads("GET").split_off(before);
    assert!(!heads.is_empty(), "{}", said.stderr());
    heads
}

#[track_caller]
fn all_have(heads: &[String], token: &str) {
    let header = format!("authorization: Bearer {token}\r\n");
    for head in heads {
        assert!(head.contains(&header), "{header}: {head}");
    }
}

#[test]
fn a_user_a_service_account_and_a_machine_have_tokens() {
    let Some(server) = CloudServer::gcs() else {
        return;
    };
    let proxy = FaultProxy::before(&server.address);
    let services = StandIn::start(vec![
        ("POST /user", token("of-the-user")),
        ("POST /account", token("of-the-account")),
        (
            "GET /computeMetadata/v1/instance/service-accounts/default/token",
            token("of-the-machine"),
        ),
    ]);
    let scene = Scene::new();
    let machine = heads(&scene, &proxy, &[("GCE_METADATA_HOST", &services.address)]);
    all_have(&machine, "of-the-machine");
    let asked = services.asked("GET /computeMetadata").remove(0);
    assert!(asked.has("metadata-flavor: Google"), "{asked:?}");

    let url = services.url();
    let Some(file) = service_account(&scene, &format!("{url}/account")) else {
        return;
    };
    let account = heads(&scene, &proxy, &[("GOOGLE_APPLICATION_CREDENTIALS", &file)]);
    all_have(&account, "of-the-account");
    // One token is enough for all requests.
    assert_eq!(services.asked("POST /account").len(), 1);

    let login = json!({
        "type": "authorized_user", "client_id": "id", "client_secret": "hush",
        "refresh_token": "to-refresh", "token_uri": format!("{url}/user"),
    });
    let login = login.to_string();
    scene.write(
        ".config/gcloud/application_default_credentials.json",
        &login,
    );
    all_have(&heads(&scene, &proxy, &[]), "of-the-user");
    let elsewhere = Scene::new();
    elsewhere.write("sdk/application_default_credentials.json", &login);
    let folder = elsewhere.path("sdk").display().to_string();
    let user = heads(&elsewhere, &proxy, &[("CLOUDSDK_CONFIG", &folder)]);
    all_have(&user, "of-the-user");
    let asked = services.asked("POST /user").remove(0);
    assert!(asked.has("to-refresh"), "{asked:?}");
}

#[test]
fn all_places_are_named_where_there_are_no_credentials() {
    let scene = Scene::new().env("NO_GCE_CHECK", "true");
    let said =
        Outcome::of(&mut scene.command(words("artifacts download -u gs://some-bucket/x -d out")))
            .code(1)
            .stderr();
    for place in [
        "no credentials found",
        "GOOGLE_APPLICATION_CREDENTIALS",
        "gcloud auth application-default login",
    ] {
        assert!(said.contains(place), "{place}: {said}");
    }
}
