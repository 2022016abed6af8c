//! The job itself: the user's template, filled in as MLflow 3.17.2 fills it in.

use std::path::Path;

use jiff::Zoned;
use serde_json::{Map, Value, json};

use crate::error::{Error, Result};

use super::cluster::JobName;

/// How long the name of a job and of a container may be.
const MAX_NAME: usize = 63;
/// When a job was made, at the end of its name.
const TIMESTAMP: &str = "%Y-%m-%d-%H-%M-%S-%6f";
/// How long that is, with the dash before it.
const TIMESTAMP_LENGTH: usize = 27;

/// A job as the user wants it, but for what differs from run to run.
#[derive(Clone, Debug)]
pub(super) struct Template {
    job: Value,
}

/// What differs from run to run.
pub(super) struct JobObject<'a> {
    pub(super) name: &'a JobName,
    pub(super) project_name: &'a str,
    pub(super) image: &'a str,
    pub(super) command: Vec<String>,
    pub(super) environment: Vec<(&'static str, String)>,
}

impl Template {
    /// Checks what is read from a file.
    pub(super) fn new(mut job: Value, path: &Path) -> Result<Self> {
        let wrong = |what: &str| {
            Error::invalid(format!("the job template `{}` {what}", path.display())).hint(
                "it is the manifest of a Kubernetes Job: `apiVersion: batch/v1`, `kind: Job`, and \
                 one container in `spec.template.spec.containers`",
            )
        };
        if job["kind"] != "Job" {
            return Err(match &job["kind"] {
                Value::String(kind) => wrong(&format!("is of the kind `{kind}`; expected `Job`")),
                _ => wrong("has no `kind: Job`"),
            });
        }
        let metadata = job.as_object_mut().map(|job| job.entry("metadata"));
        let metadata = metadata.map(|metadata| metadata.or_insert_with(|| json!({})));
        if !metadata.is_some_and(|metadata| metadata.is_object()) {
            return Err(wrong("has a `metadata` that is no mapping"));
        }
        let mut template = Self { job };
        let container = template.container_mut();
        let container = container.ok_or_else(|| {
            wrong("has no container in `spec.template.spec.containers` to run the project in")
        })?;
        let variables = container.entry("env").or_insert_with(|| json!([]));
        if variables.is_null() {
            *variables = json!([]);
        }
        if !variables.is_array() {
            return Err(wrong("has an `env` that is no list"));
        }
        Ok(template)
    }

    /// The namespace that the template names.
    pub(super) fn namespace(&self) -> Option<&str> {
        self.job["metadata"]["namespace"].as_str()
    }

    /// Whether several pods run at a time.
    pub(super) fn is_parallel(&self) -> bool {
        self.job["spec"]["parallelism"].as_u64() > Some(1)
    }

    /// Makes a job of it.
    pub(super) fn fill(&self, object: JobObject) -> Result<Value> {
        let mut filled = self.clone();
        let metadata = &mut filled.job["metadata"];
        metadata["name"] = json!(object.name.name);
        metadata["namespace"] = json!(object.name.namespace);
        let missing = || Error::internal("the job template has lost its container");
        let container = filled.container_mut().ok_or_else(missing)?;
        container.insert("name".into(), json!(container_name(object.project_name)));
        container.insert("image".into(), json!(object.image));
        container.insert("command".into(), json!(object.command));
        let variables = container.get_mut("env").and_then(Value::as_array_mut);
        let own = object.environment.into_iter();
        let own = own.map(|(name, value)| json!({"name": name, "value": value}));
        variables.ok_or_else(missing)?.extend(own);
        Ok(filled.job)
    }

    /// The project's container is the first.
    fn container_mut(&mut self) -> Option<&mut Map<String, Value>> {
        let container = self.job.pointer_mut("/spec/template/spec/containers/0")?;
        container.as_object_mut()
    }
}

/// The name of a new job: the project's, and when it was made.
pub(super) fn job_name(project_name: &str, now: &Zoned) -> String {
    let project = dns_label(project_name, MAX_NAME - TIMESTAMP_LENGTH);
    format!("{project}-{}", now.strftime(TIMESTAMP))
}

/// The name of the project's container.
pub(super) fn container_name(project_name: &str) -> String {
    dns_label(project_name, MAX_NAME)
}

/// The name in the form that a cluster accepts: small letters, digits and dashes. MLflow 3.17.2 passes
/// any name on, and the cluster refuses most.
fn dns_label(name: &str, max: usize) -> String {
    let plain = name.chars().map(|c| match c.to_ascii_lowercase() {
        c @ ('a'..='z' | '0'..='9') => c,
        _ => '-',
    });
    let plain: String = plain.collect();
    let plain = plain.trim_matches('-');
    let cut = plain[..plain.len().min(max)].trim_end_matches('-');
    if cut.is_empty() { "project" } else { cut }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn template(job: Value) -> Result<Template> {
        Template::new(job, Path::new("job.yaml"))
    }

    #[test]
    fn a_template_is_filled_in() {
        let template = template(json!({
            "kind": "Job",
            "metadata": {"namespace": "ml", "labels": {"team": "a"}},
            "spec": {"template": {"spec": {
                "containers": [{"name": "x", "env": [{"name": "A", "value": "1"}]}, {"name": "y"}],
                "restartPolicy": "Never",
            }}},
        }));
        let template = template.unwrap();
        assert_eq!(template.namespace(), Some("ml"));
        let filled = template.fill(JobObject {
            name: &JobName {
                namespace: "ml".into(),
                name: "n-1".into(),
            },
            project_name: "My_Project",
            image: "i@sha256:0",
            command: vec!["a".into(), "b".into()],
            environment: vec![("B", "2".into())],
        });
        let expected = json!({
            "kind": "Job",
            "metadata": {"namespace": "ml", "labels": {"team": "a"}, "name": "n-1"},
            "spec": {"template": {"spec": {
                "containers": [
                    {
                        "name": "my-project", "image": "i@sha256:0", "command": ["a", "b"],
                        "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
                    },
                    {"name": "y"},
                ],
                "restartPolicy": "Never",
            }}},
        });
        assert_eq!(filled.unwrap(), expected);
    }

    #[test]
    fn what_is_no_job_is_refused() {
        for (job, expected) in [
            (json!(null), "has no `kind: Job`"),
            (
                json!({"kind": "Pod"}),
                "is of the kind `Pod`; expected `Job`",
            ),
            (json!({"kind": "Job"}), "has no container"),
            (
                json!({"kind": "Job", "metadata": 1}),
                "`metadata` that is no mapping",
            ),
            (
                json!({"kind": "Job", "spec": {"template": {"spec": {"containers": []}}}}),
                "has no container",
            ),
            (
                json!({"kind": "Job", "spec": {"template": {"spec": {"containers": [{"env": {}}]}}}}),
                "`env` that is no list",
            ),
        ] {
            let error = template(job).unwrap_err();
            assert!(error.message().contains(expected), "{error}");
        }
    }

    #[test]
    fn a_job_is_named_by_its_project_and_time() {
        let now: Zoned = "2024-03-05T06:07:08.000009[UTC]".parse().unwrap();
        assert_eq!(job_name("demo", &now), "demo-2024-03-05-06-07-08-000009");
        let long = job_name(&"x".repeat(80), &now);
        assert_eq!(long.len(), MAX_NAME);
        assert_eq!(dns_label("_Ä_", 9), "project");
    }

    proptest! {
        #[test]
        fn every_name_is_one_that_a_cluster_takes(name in ".*", max in 1_usize..63) {
            let label = dns_label(&name, max.max("project".len()));
            let is_inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            prop_assert!(!label.is_empty() && label.len() <= MAX_NAME);
            prop_assert!(label.chars().all(is_inner));
            prop_assert!(!label.starts_with('-') && !label.ends_with('-'));
        }
    }
}
