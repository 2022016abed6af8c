//! Servers behind TLS: whom the program trusts, and how it makes itself known.

use std::net::TcpListener;
use std::sync::Arc;
use std::thread::JoinHandle;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

use super::script::{self, experiment};
use crate::support::{Outcome, Scene, mlflow};

/// Who vouches for the server and its clients, and whom no system knows.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate"))
    }

    /// A certificate for this machine, and its key.
    fn vouch(&self) -> (rcgen::Certificate, KeyPair) {
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
        let params = CertificateParams::new(names).expect("names");
        let key = KeyPair::generate().expect("a key");
        (params.signed_by(&key, &self.0).expect("a certificate"), key)
    }
}

/// A server with a certificate, which answers one connection.
struct Server {
    url: String,
    was_asked: JoinHandle<bool>,
}

impl Server {
    /// Starts it; `clients` vouches for whom it answers, if not for everybody.
    fn start(authority: &Authority, clients: Option<&Authority>) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .expect("a version of TLS");
        let config = match clients {
            None => config.with_no_client_auth(),
            Some(clients) => {
                let mut roots = RootCertStore::empty();
                roots.add(clients.0.der().clone()).expect("a certificate");
                let roots = Arc::new(roots);
                let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider);
                config.with_client_cert_verifier(verifier.build().expect("a verifier"))
            }
        };
        let (certificate, key) = authority.vouch();
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let config = config
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("a certificate and its key");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("https://{}", listener.local_addr().expect("an address"));
        let was_asked = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut tls = ServerConnection::new(Arc::new(config)).expect("a connection");
            let is_agreed = tls.complete_io(&mut stream).is_ok();
            if is_agreed {
                script::answer(StreamOwned::new(tls, stream), &experiment());
            }
            is_agreed
        });
        Self { url, was_asked }
    }

    /// Lets the program ask it, with these variables set to these files or values.
    fn ask(self, variables: &[(&str, &str)]) -> (Outcome, bool) {
        let mut scene = Scene::with_store(&self.url).env("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0");
        for (name, value) in variables {
            scene = scene.env(name, value);
        }
        let outcome = mlflow!(scene, "experiments get -x 7");
        (outcome, self.was_asked.join().expect("an end"))
    }
}

#[test]
fn a_server_is_trusted_if_somebody_known_vouches_for_it() {
    let scene = Scene::new();
    let (authority, other) = (Authority::new(), Authority::new());
    let file = |name: &str, authority: &Authority| {
        let path = scene.write(name, authority.0.pem());
        path.to_str().expect("a UTF-8 path").to_owned()
    };
    let (known, unknown) = (file("known.pem", &authority), file("other.pem", &other));
    let ask = |variables: &[(&str, &str)]| Server::start(&authority, None).ask(variables);
    for trusting in [
        ("MLFLOW_TRACKING_SERVER_CERT_PATH", known.as_str()),
        ("MLFLOW_TRACKING_INSECURE_TLS", "true"),
    ] {
        let (outcome, was_asked) = ask(&[trusting]);
        assert!(outcome.success().stdout().contains("seven") && was_asked);
    }
    for wary in [
        &[][..],
        &[("MLFLOW_TRACKING_SERVER_CERT_PATH", unknown.as_str())],
        &[("MLFLOW_TRACKING_INSECURE_TLS", "false")],
    ] {
        let (outcome, was_asked) = ask(wary);
        let said = outcome.code(1).stderr();
        assert!(
            said.contains("cannot speak to `https://127.0.0.1:"),
            "{said}"
        );
        assert!(
            said.contains("hint: MLFLOW_TRACKING_SERVER_CERT_PATH"),
            "{said}"
        );
        assert!(!was_asked, "{wary:?}");
    }
}

#[test]
fn a_server_may_want_to_know_its_clients() {
    let scene = Scene::new();
    let (authority, clients) = (Authority::new(), Authority::new());
    let (certificate, key) = clients.vouch();
    let own = scene.write("own.pem", certificate.pem() + &key.serialize_pem());
    let own = own.to_str().expect("a UTF-8 path");
    let trusting = ("MLFLOW_TRACKING_INSECURE_TLS", "true");
    let ask = |variables: &[_]| Server::start(&authority, Some(&clients)).ask(variables);
    let known = ("MLFLOW_TRACKING_CLIENT_CERT_PATH", own);
    let (outcome, was_asked) = ask(&[trusting, known]);
    assert!(outcome.success().stdout().contains("seven") && was_asked);
    let (outcome, was_asked) = ask(&[trusting]);
    outcome.code(1);
    assert!(!was_asked);
}
