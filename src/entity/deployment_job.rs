//! The job that deploys new versions of a registered model. Databricks runs such jobs; MLflow 3.18.0
//! only passes on what a registry tells of them.

/// How a registered model and its deployment job are connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeploymentJobConnection {
    /// Nothing is known.
    Unspecified,
    /// It has none.
    NotSetUp,
    /// It has one.
    Connected,
    /// The job is not there any more.
    NotFound,
    /// The job asks for other parameters than it did.
    RequiredParametersChanged,
}

impl DeploymentJobConnection {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Unspecified,
        Self::NotSetUp,
        Self::Connected,
        Self::NotFound,
        Self::RequiredParametersChanged,
    ];

    /// The state as every MLflow format spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unspecified => "DEPLOYMENT_JOB_CONNECTION_STATE_UNSPECIFIED",
            Self::NotSetUp => "NOT_SET_UP",
            Self::Connected => "CONNECTED",
            Self::NotFound => "NOT_FOUND",
            Self::RequiredParametersChanged => "REQUIRED_PARAMETERS_CHANGED",
        }
    }

    /// The state of this name.
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// How far a deployment job is with a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeploymentJobRunState {
    /// Nothing is known.
    Unspecified,
    /// There is no job that can deploy it.
    NoValidDeploymentJobFound,
    /// It is being deployed.
    Running,
    /// It is deployed.
    Succeeded,
    /// It could not be deployed.
    Failed,
    /// The job has not begun.
    Pending,
    /// The job waits for somebody to approve.
    Approval,
}

impl DeploymentJobRunState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Unspecified,
        Self::NoValidDeploymentJobFound,
        Self::Running,
        Self::Succeeded,
        Self::Failed,
        Self::Pending,
        Self::Approval,
    ];

    /// The state as every MLflow format spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unspecified => "DEPLOYMENT_JOB_RUN_STATE_UNSPECIFIED",
            Self::NoValidDeploymentJobFound => "NO_VALID_DEPLOYMENT_JOB_FOUND",
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Pending => "PENDING",
            Self::Approval => "APPROVAL",
        }
    }

    /// The state of this name.
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What the deployment job of a registered model does with a version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionDeployment {
    /// The job.
    pub job_id: Option<String>,
    /// The run of the job.
    pub run_id: Option<String>,
    /// How the registered model and the job are connected.
    pub job_state: Option<DeploymentJobConnection>,
    /// How far the run is.
    pub run_state: Option<DeploymentJobRunState>,
    /// What the run does now.
    pub current_task_name: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_named_to_the_letter() {
        for state in DeploymentJobConnection::ALL {
            assert_eq!(DeploymentJobConnection::named(state.as_str()), Some(state));
        }
        for state in DeploymentJobRunState::ALL {
            assert_eq!(DeploymentJobRunState::named(state.as_str()), Some(state));
        }
        assert_eq!(DeploymentJobConnection::named("connected"), None);
    }
}
