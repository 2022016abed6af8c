//! The places in which credentials for Azure are looked for, each alone, on services that stand in for
//! Azure's.

use serde_json::json;

use crate::support::{Outcome, Scene, words};

use super::stand_in::StandIn;

const LINE: &str = "artifacts download -u wasbs://box@me.blob.core.windows.net -d out";

fn token(name: &str) -> String {
    json!({
        "access_token": name, "expires_in": 3600, "expires_on": "4070908800", "token_type": "Bearer",
    })
    .to_string()
}

/// The services, and a container with nothing in it.
fn services() -> StandIn {
    let nothing =
        "<?xml version=\"1.0\"?><EnumerationResults><Blobs/><NextMarker/></EnumerationResults>";
    StandIn::start(vec![
        ("POST /tenant/oauth2/v2.0/token", token("of-the-principal")),
        ("GET /msi/token", token("of-the-app")),
        (
            "GET /metadata/identity/oauth2/token",
            token("of-the-machine"),
        ),
        ("GET /box", nothing.to_owned()),
    ])
}

/// Reads the container with these variables. The request has to bear this token.
#[track_caller]
fn is_read_with(services: &StandIn, bearer: &str, variables: &[(&str, &str)]) {
    let scene = Scene::new().env("AZURE_STORAGE_SERVICE_ENDPOINT", &services.url());
    let before = services.asked("GET /box").len();
    let mut command = scene.command(words(LINE));
    command.envs(variables.iter().copied());
    let _ = Outcome::of(&mut command).success();
    let asked = services.asked("GET /box").split_off(before);
    assert!(!asked.is_empty());
    for asked in asked {
        assert!(
            asked.has(&format!("authorization: Bearer {bearer}\r\n")),
            "{asked:?}"
        );
    }
}

#[test]
fn a_principal_and_managed_identities_have_tokens() {
    let services = services();
    let url = services.url();
    is_read_with(
        &services,
        "of-the-principal",
        &[
            ("AZURE_AUTHORITY_HOST", &url),
            ("AZURE_TENANT_ID", "tenant"),
            ("AZURE_CLIENT_ID", "client"),
            ("AZURE_CLIENT_SECRET", "hush"),
        ],
    );
    let asked = services.asked("POST /tenant").remove(0);
    assert!(asked.has("client_secret=hush"), "{asked:?}");
    is_read_with(
        &services,
        "of-the-app",
        &[
            ("IDENTITY_ENDPOINT", &format!("{url}/msi/token")),
            ("IDENTITY_HEADER", "of-the-host"),
        ],
    );
    let asked = services.asked("GET /msi").remove(0);
    assert!(asked.has("x-identity-header: of-the-host"), "{asked:?}");
    is_read_with(
        &services,
        "of-the-machine",
        &[
            ("AZURE_POD_IDENTITY_AUTHORITY_HOST", &url),
            ("AZURE_CLIENT_ID", "mine"),
        ],
    );
    let asked = services.asked("GET /metadata").remove(0);
    assert!(
        asked.has("metadata: true") && asked.has("client_id=mine"),
        "{asked:?}"
    );
}

#[test]
fn the_token_of_a_cluster_is_exchanged() {
    let services = services();
    let scene = Scene::new();
    let file = scene.write("token", "of-the-pod");
    is_read_with(
        &services,
        "of-the-principal",
        &[
            ("AZURE_AUTHORITY_HOST", &services.url()),
            ("AZURE_TENANT_ID", "tenant"),
            ("AZURE_CLIENT_ID", "client"),
            ("AZURE_FEDERATED_TOKEN_FILE", file.to_str().unwrap()),
        ],
    );
    let asked = services.asked("POST /tenant").remove(0);
    assert!(asked.has("client_assertion=of-the-pod"), "{asked:?}");
}

#[test]
fn all_places_are_named_where_there_are_no_credentials() {
    let services = StandIn::start(Vec::new());
    let scene = Scene::new()
        .env("AZURE_POD_IDENTITY_AUTHORITY_HOST", &services.url())
        .env("AZURE_STORAGE_SERVICE_ENDPOINT", &services.url());
    let said = Outcome::of(&mut scene.command(words(LINE)))
        .code(1)
        .stderr();
    for place in [
        "no credentials found",
        "AZURE_CLIENT_SECRET",
        "a managed identity (it is refused with status 404)",
        "az login",
    ] {
        assert!(said.contains(place), "{place}: {said}");
    }
}
