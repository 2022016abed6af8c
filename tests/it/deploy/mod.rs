//! The files of `deploy/` are what those who read them expect.

mod tools;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(root().join(folder)).into_iter();
    let files = files.map(|entry| entry.expect("an entry").into_path());
    files.filter(|path| path.is_file()).collect()
}

/// Variables in the text of a file, such as `MLFLOW_HOST`.
fn variables(text: &str) -> BTreeSet<&str> {
    let is_of_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let words = text.split(|c: char| !is_of_name(c));
    words.filter(|word| word.starts_with("MLFLOW_")).collect()
}

#[test]
fn every_variable_that_deployments_set_is_one_that_is_read() {
    let read: String = files("src/config")
        .iter()
        .map(|path| fs::read_to_string(path).expect("a text"))
        .collect();
    let mut count = 0;
    for path in files("deploy") {
        let text = fs::read_to_string(&path).expect("a text");
        for variable in variables(&text) {
            count += 1;
            let quoted = format!("\"{variable}\"");
            assert!(read.contains(&quoted), "{variable} in {}", path.display());
        }
    }
    assert!(count > 10, "{count}");
}

#[cfg(feature = "kubernetes")]
mod kubernetes {
    use k8s_openapi::api::apps::v1::Deployment;
    use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
    use k8s_openapi::api::core::v1::{Namespace, Service, ServiceAccount};
    use k8s_openapi::api::networking::v1::{Ingress, NetworkPolicy};
    use k8s_openapi::api::policy::v1::PodDisruptionBudget;
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use serde_json::Value;

    use super::{files, fs};

    /// What Kubernetes understands of an object: without the fields that it does not know.
    fn understood<T: DeserializeOwned + Serialize>(object: &Value) -> Value {
        let typed: T = serde_json::from_value(object.clone()).expect("an object of this kind");
        serde_json::to_value(typed).expect("JSON")
    }

    /// Fails where the first has something that the second has not.
    #[track_caller]
    fn is_part(one: &Value, other: &Value, at: &str) {
        match (one, other) {
            (Value::Object(fields), Value::Object(others)) => {
                for (name, field) in fields {
                    let at = format!("{at}.{name}");
                    let other = others.get(name).unwrap_or(&Value::Null);
                    is_part(field, other, &at);
                }
            }
            (Value::Array(items), Value::Array(others)) => {
                assert_eq!(items.len(), others.len(), "{at}");
                for (item, other) in items.iter().zip(others) {
                    is_part(item, other, at);
                }
            }
            _ => assert_eq!(one, other, "{at} is not of Kubernetes"),
        }
    }

    #[test]
    fn every_field_of_every_object_is_one_of_kubernetes() {
        let mut count = 0;
        for path in files("deploy/kubernetes") {
            let text = fs::read_to_string(&path).expect("a text");
            let object: Value = serde_yaml::from_str(&text).expect("YAML");
            let understood = match object["kind"].as_str().expect("a kind") {
                "Deployment" => understood::<Deployment>(&object),
                "HorizontalPodAutoscaler" => understood::<HorizontalPodAutoscaler>(&object),
                "Ingress" => understood::<Ingress>(&object),
                "Namespace" => understood::<Namespace>(&object),
                "NetworkPolicy" => understood::<NetworkPolicy>(&object),
                "PodDisruptionBudget" => understood::<PodDisruptionBudget>(&object),
                "Service" => understood::<Service>(&object),
                "ServiceAccount" => understood::<ServiceAccount>(&object),
                "Kustomization" => continue,
                other => panic!("{other} in {}", path.display()),
            };
            count += 1;
            is_part(&object, &understood, &path.display().to_string());
        }
        assert_eq!(count, 9);
    }
}
