//! Deployment jobs, as registries tell of them.

use serde::{Deserialize, Serialize};

use crate::entity::{DeploymentJobConnection, DeploymentJobRunState, VersionDeployment};

use super::message::{self, remote_message};

#[derive(Serialize, Deserialize)]
#[serde(remote = "VersionDeployment")]
struct VersionDeploymentMessage {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    job_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    run_id: Option<String>,
    #[serde(
        with = "message::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    job_state: Option<DeploymentJobConnection>,
    #[serde(
        with = "message::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    run_state: Option<DeploymentJobRunState>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    current_task_name: Option<String>,
}

remote_message!(VersionDeployment, VersionDeploymentMessage);
