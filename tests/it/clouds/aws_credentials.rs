//! The places in which credentials for S3 are looked for, each alone, on services that stand in for
//! AWS's.

use std::fmt::Write as _;
use std::fs;

use serde_json::json;
use sha1::{Digest as _, Sha1};

use crate::support::cloud_server::CloudServer;
use crate::support::{Outcome, Scene, mlflow, words};

use super::fault_proxy::FaultProxy;
use super::stand_in::{Answers, StandIn};

/// A bucket, a proxy that sees the keys with which requests are signed, and the services.
struct Stage {
    scene: Scene,
    proxy: FaultProxy,
    services: StandIn,
    bucket: String,
}

#[track_caller]
fn stage(answers: Answers) -> Option<Stage> {
    let server = CloudServer::s3()?;
    let proxy = FaultProxy::before(&server.address);
    let scene = Scene::new()
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_ENDPOINT_URL_S3", &proxy.url());
    Some(Stage {
        scene,
        proxy,
        services: StandIn::start(answers),
        bucket: server.bucket(),
    })
}

impl Stage {
    fn line(&self) -> String {
        format!("artifacts download -u s3://{} -d out", self.bucket)
    }

    /// Reads the bucket, with these variables, and gives the last request's head.
    #[track_caller]
    fn last_head(&self, variables: &[(&str, &str)]) -> String {
        let mut command = self.scene.command(words(&self.line()));
        command.envs(variables.iter().copied());
        let _ = Outcome::of(&mut command).success();
        self.proxy.heads("GET").pop().expect("a request")
    }

    #[track_caller]
    fn is_signed_by(&self, key: &str, variables: &[(&str, &str)]) {
        let head = self.last_head(variables);
        assert!(
            head.contains(&format!("Credential={key}/")),
            "{key}: {head}"
        );
        let token = format!("x-amz-security-token: token-of-{key}");
        assert!(
            head.to_lowercase().contains(&token.to_lowercase()),
            "{token}: {head}"
        );
    }
}

/// Keys as the services of containers and machines give them.
fn keys(key: &str) -> String {
    json!({
        "Code": "Success", "AccessKeyId": key, "SecretAccessKey": "x",
        "Token": format!("token-of-{key}"), "Expiration": "2099-01-01T00:00:00Z",
    })
    .to_string()
}

#[test]
fn the_service_of_a_container_is_asked() {
    let Some(stage) = stage(vec![("GET /v2/credentials", keys("OFECS"))]) else {
        return;
    };
    let url = format!("{}/v2/credentials/task", stage.services.url());
    let token = stage.scene.write("token", "Bearer of-the-pod\n");
    stage.is_signed_by(
        "OFECS",
        &[
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", &url),
            (
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                token.to_str().unwrap(),
            ),
        ],
    );
    let asked = stage.services.asked("GET /v2/credentials/task");
    assert!(
        asked[0].has("authorization: Bearer of-the-pod"),
        "{asked:?}"
    );
}

#[test]
fn the_service_of_a_machine_is_asked_with_a_token() {
    let Some(stage) = stage(vec![
        ("PUT /latest/api/token", "of-the-session".to_owned()),
        (
            "GET /latest/meta-data/iam/security-credentials/ ",
            "role-of-machine".to_owned(),
        ),
        (
            "GET /latest/meta-data/iam/security-credentials/role-of-machine ",
            keys("OFIMDS"),
        ),
    ]) else {
        return;
    };
    let url = format!("{}/", stage.services.url());
    stage.is_signed_by(
        "OFIMDS",
        &[
            ("AWS_EC2_METADATA_DISABLED", "false"),
            ("AWS_EC2_METADATA_SERVICE_ENDPOINT", &url),
        ],
    );
    let asked = stage.services.asked("GET /latest/meta-data");
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(
        asked
            .iter()
            .all(|asked| asked.has("x-aws-ec2-metadata-token: of-the-session")),
        "{asked:?}"
    );
}

#[test]
fn the_token_of_a_cluster_is_exchanged_for_keys() {
    let answer = "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>\
         <AccessKeyId>OFEKS</AccessKeyId><SecretAccessKey>x</SecretAccessKey>\
         <SessionToken>token-of-OFEKS</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>\
         </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>";
    let Some(stage) = stage(vec![("POST / ", answer.to_owned())]) else {
        return;
    };
    let token = stage.scene.write("token", "of-the-pod");
    stage.is_signed_by(
        "OFEKS",
        &[
            ("AWS_ENDPOINT_URL_STS", &stage.services.url()),
            ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/eks"),
            ("AWS_WEB_IDENTITY_TOKEN_FILE", token.to_str().unwrap()),
            ("AWS_REGION", "eu-central-1"),
        ],
    );
    let asked = stage.services.asked("POST /").remove(0);
    for part in [
        "Action=AssumeRoleWithWebIdentity",
        "WebIdentityToken=of-the-pod",
        "RoleSessionName=mlflow",
        "host: sts.eu-central-1.amazonaws.com",
    ] {
        assert!(asked.has(part), "{part}: {asked:?}");
    }
}

/// Leaves what `aws sso login` does.
fn sign_on(scene: &Scene, cache_key: &str, expires: &str) {
    let mut name = String::new();
    for byte in Sha1::digest(cache_key.as_bytes()) {
        let _ = write!(name, "{byte:02x}");
    }
    let token = json!({
        "accessToken": "of-the-login", "expiresAt": expires, "refreshToken": "to-refresh",
        "clientId": "id", "clientSecret": "secret",
    });
    scene.write(
        format!(".aws/sso/cache/{name}.json").as_str(),
        token.to_string(),
    );
}

#[test]
fn a_single_sign_on_gives_keys_and_is_renewed() {
    let role = json!({"roleCredentials": {
        "accessKeyId": "OFSSO", "secretAccessKey": "x", "sessionToken": "token-of-OFSSO",
        "expiration": 4_070_908_800_000_i64,
    }});
    let Some(stage) = stage(vec![
        ("GET /federation/credentials", role.to_string()),
        ("POST /token", json!({"accessToken": "renewed"}).to_string()),
    ]) else {
        return;
    };
    let of_role = "sso_account_id = 123456789012\nsso_role_name = reader\n";
    let config = format!(
        "[profile old]\nsso_start_url = https://me.awsapps.com/start\nsso_region = eu-west-1\n{of_role}\
         [profile new]\nsso_session = team\n{of_role}[sso-session team]\n\
         sso_start_url = https://me.awsapps.com/start\nsso_region = eu-west-1\n"
    );
    stage.scene.write(".aws/config", config);
    let url = stage.services.url();
    let variables = |profile: &'static str| {
        [
            ("AWS_PROFILE", profile),
            ("AWS_ENDPOINT_URL_SSO", url.as_str()),
            ("AWS_ENDPOINT_URL_SSO_OIDC", url.as_str()),
        ]
    };
    let mut command = stage.scene.command(words(&stage.line()));
    command.envs(variables("old"));
    let said = Outcome::of(&mut command).code(1).stderr();
    assert!(said.contains("run `aws sso login`"), "{said}");
    sign_on(
        &stage.scene,
        "https://me.awsapps.com/start",
        "2099-01-01T00:00:00Z",
    );
    stage.is_signed_by("OFSSO", &variables("old"));
    let asked = stage.services.asked("GET /federation").remove(0);
    for part in [
        "role_name=reader",
        "account_id=123456789012",
        "x-amz-sso_bearer_token: of-the-login",
    ] {
        assert!(asked.has(part), "{part}: {asked:?}");
    }
    sign_on(&stage.scene, "team", "2020-01-01T00:00:00Z");
    stage.is_signed_by("OFSSO", &variables("new"));
    let renewal = stage.services.asked("POST /token").remove(0);
    assert!(renewal.has("to-refresh"), "{renewal:?}");
    let asked = stage.services.asked("GET /federation").pop().unwrap();
    assert!(asked.has("x-amz-sso_bearer_token: renewed"), "{asked:?}");
}

#[test]
fn a_program_gives_keys_and_a_device_is_not_asked() {
    let Some(stage) = stage(Vec::new()) else {
        return;
    };
    let giver = stage.scene.write(
        "give keys.sh",
        "printf '{\"Version\": 1, \"AccessKeyId\": \"OFPROCESS\", \"SecretAccessKey\": \"x\", \
         \"SessionToken\": \"token-of-OFPROCESS\", \"Expiration\": \"2099-01-01T00:00:00Z\"}'",
    );
    let config = format!(
        "[profile giver]\ncredential_process = sh \"{}\"\n[profile device]\n\
         role_arn = arn:aws:iam::1:role/x\nsource_profile = giver\n\
         mfa_serial = arn:aws:iam::1:mfa/me\n",
        giver.display()
    );
    stage.scene.write(".aws/config", config);
    stage.is_signed_by("OFPROCESS", &[("AWS_PROFILE", "giver")]);
    let mut command = stage.scene.command(words(&stage.line()));
    command.env("AWS_PROFILE", "device");
    let said = Outcome::of(&mut command).code(1).stderr();
    assert!(said.contains("mfa_serial"), "{said}");
}

#[test]
fn alibabas_service_is_spoken_to_in_s3s_protocol() {
    let Some(stage) = stage(Vec::new()) else {
        return;
    };
    let bucket = &stage.bucket;
    let oss = format!("oss://{bucket}/x");
    let said = mlflow!(stage.scene, "artifacts download -u {oss} -d none")
        .code(1)
        .stderr();
    assert!(said.contains("MLFLOW_OSS_ENDPOINT_URL"), "{said}");
    let url = stage.proxy.url();
    let run = |line: &str| {
        let mut command = stage.scene.command(words(line));
        command
            .env("MLFLOW_OSS_ENDPOINT_URL", &url)
            .env("MLFLOW_OSS_KEY_ID", "OFOSS")
            .env("MLFLOW_OSS_KEY_SECRET", "x")
            .env("MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE", "path");
        Outcome::of(&mut command).success()
    };
    run(&format!("experiments create -n oss -l {oss}"));
    let created = run("runs create --experiment-name oss --output json").json();
    let id = created["run_id"].as_str().expect("an id").to_owned();
    stage.scene.write("x.txt", "kept");
    run(&format!("artifacts log-artifact --run-id {id} -l x.txt"));
    run(&format!("artifacts download --run-id {id} -d out"));
    assert_eq!(
        fs::read_to_string(stage.scene.path("out/x.txt")).unwrap(),
        "kept"
    );
    let put = stage.proxy.heads("PUT").pop().expect("a request");
    assert!(put.contains("Credential=OFOSS/"), "{put}");
    assert!(!put.contains("x-amz-checksum"), "{put}");
}
