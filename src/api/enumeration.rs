//! Enumerations: written by name, read by name or number.
//!
//! MLflow 3.17.2 takes a name that it does not know for none at all, so that a search for
//! `deleted_only` finds what is active; here that is an error.

use std::fmt;

use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::ser::Serializer;

use crate::entity::{
    DeploymentJobConnection, DeploymentJobRunState, LoggedModelStatus, RunStatus, ViewType,
    WebhookAction, WebhookEntity, WebhookStatus,
};

use super::message::Message;

/// The values of an enumeration with their names and numbers in MLflow's protobuf.
type EnumValues<T> = &'static [(T, &'static str, i64)];

const RUN_STATUSES: EnumValues<RunStatus> = &[
    (RunStatus::Running, "RUNNING", 1),
    (RunStatus::Scheduled, "SCHEDULED", 2),
    (RunStatus::Finished, "FINISHED", 3),
    (RunStatus::Failed, "FAILED", 4),
    (RunStatus::Killed, "KILLED", 5),
];

const VIEW_TYPES: EnumValues<ViewType> = &[
    (ViewType::ActiveOnly, "ACTIVE_ONLY", 1),
    (ViewType::DeletedOnly, "DELETED_ONLY", 2),
    (ViewType::All, "ALL", 3),
];

const LOGGED_MODEL_STATUSES: EnumValues<LoggedModelStatus> = &[
    (
        LoggedModelStatus::Unspecified,
        "LOGGED_MODEL_STATUS_UNSPECIFIED",
        0,
    ),
    (LoggedModelStatus::Pending, "LOGGED_MODEL_PENDING", 1),
    (LoggedModelStatus::Ready, "LOGGED_MODEL_READY", 2),
    (LoggedModelStatus::Failed, "LOGGED_MODEL_UPLOAD_FAILED", 3),
];

const WEBHOOK_STATUSES: EnumValues<WebhookStatus> = &[
    (WebhookStatus::Active, "ACTIVE", 1),
    (WebhookStatus::Disabled, "DISABLED", 2),
];

const WEBHOOK_ENTITIES: EnumValues<WebhookEntity> = &[
    (WebhookEntity::RegisteredModel, "REGISTERED_MODEL", 1),
    (WebhookEntity::ModelVersion, "MODEL_VERSION", 2),
    (WebhookEntity::ModelVersionTag, "MODEL_VERSION_TAG", 3),
    (WebhookEntity::ModelVersionAlias, "MODEL_VERSION_ALIAS", 4),
    (WebhookEntity::Prompt, "PROMPT", 5),
    (WebhookEntity::PromptVersion, "PROMPT_VERSION", 6),
    (WebhookEntity::PromptTag, "PROMPT_TAG", 7),
    (WebhookEntity::PromptVersionTag, "PROMPT_VERSION_TAG", 8),
    (WebhookEntity::PromptAlias, "PROMPT_ALIAS", 9),
    (WebhookEntity::BudgetPolicy, "BUDGET_POLICY", 10),
];

const WEBHOOK_ACTIONS: EnumValues<WebhookAction> = &[
    (WebhookAction::Created, "CREATED", 1),
    (WebhookAction::Updated, "UPDATED", 2),
    (WebhookAction::Deleted, "DELETED", 3),
    (WebhookAction::Set, "SET", 4),
    (WebhookAction::Exceeded, "EXCEEDED", 5),
];

const DEPLOYMENT_JOB_CONNECTIONS: EnumValues<DeploymentJobConnection> = {
    use DeploymentJobConnection as State;
    &[
        (State::Unspecified, State::Unspecified.as_str(), 0),
        (State::NotSetUp, State::NotSetUp.as_str(), 1),
        (State::Connected, State::Connected.as_str(), 2),
        (State::NotFound, State::NotFound.as_str(), 3),
        (
            State::RequiredParametersChanged,
            State::RequiredParametersChanged.as_str(),
            4,
        ),
    ]
};

const DEPLOYMENT_JOB_RUN_STATES: EnumValues<DeploymentJobRunState> = {
    use DeploymentJobRunState as State;
    &[
        (State::Unspecified, State::Unspecified.as_str(), 0),
        (
            State::NoValidDeploymentJobFound,
            State::NoValidDeploymentJobFound.as_str(),
            1,
        ),
        (State::Running, State::Running.as_str(), 2),
        (State::Succeeded, State::Succeeded.as_str(), 3),
        (State::Failed, State::Failed.as_str(), 4),
        (State::Pending, State::Pending.as_str(), 5),
        (State::Approval, State::Approval.as_str(), 6),
    ]
};

/// Makes a type a message by its list of values.
macro_rules! enumeration {
    ($type:ty, $values:ident) => {
        impl Message for $type {
            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let value = $values.iter().find(|(value, ..)| value == self);
                let (_, name, _) = value.expect("every value has a name");
                serializer.serialize_str(name)
            }

            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(NameOrNumber($values))
            }
        }
    };
}

enumeration!(RunStatus, RUN_STATUSES);
enumeration!(ViewType, VIEW_TYPES);
enumeration!(LoggedModelStatus, LOGGED_MODEL_STATUSES);
enumeration!(DeploymentJobConnection, DEPLOYMENT_JOB_CONNECTIONS);
enumeration!(DeploymentJobRunState, DEPLOYMENT_JOB_RUN_STATES);
enumeration!(WebhookStatus, WEBHOOK_STATUSES);
enumeration!(WebhookEntity, WEBHOOK_ENTITIES);
enumeration!(WebhookAction, WEBHOOK_ACTIONS);

struct NameOrNumber<T: 'static>(EnumValues<T>);

impl<T: Copy> NameOrNumber<T> {
    fn by_number(&self, wanted: i64) -> Option<T> {
        let (value, ..) = self.0.iter().find(|(_, _, number)| *number == wanted)?;
        Some(*value)
    }

    fn by_name(&self, wanted: &str) -> Option<T> {
        let (value, ..) = self.0.iter().find(|(_, name, _)| *name == wanted)?;
        Some(*value)
    }
}

impl<T: Copy> Visitor<'_> for NameOrNumber<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one of ")?;
        for (index, (_, name, _)) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}`{name}`")?;
        }
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        self.by_number(number)
            .ok_or_else(|| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        i64::try_from(number)
            .ok()
            .and_then(|number| self.by_number(number))
            .ok_or_else(|| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        self.by_name(text)
            .or_else(|| self.by_number(text.parse().ok()?))
            .ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FinalizeLoggedModel, SearchExperiments, UpdateRun, from_json, from_query};
    use super::*;

    #[test]
    fn values_are_read_by_name_and_number() {
        for status in [r#""FAILED""#, "4", r#""4""#] {
            let body = format!(r#"{{"run_id":"r","status":{status}}}"#);
            let update: UpdateRun = from_json(body.as_bytes()).unwrap();
            assert_eq!(update.status, Some(RunStatus::Failed), "{status}");
        }
        let search: SearchExperiments = from_query("view_type=2").unwrap();
        assert_eq!(search.view_type, Some(ViewType::DeletedOnly));
        let search: SearchExperiments = from_query("view_type=ALL").unwrap();
        assert_eq!(search.view_type, Some(ViewType::All));
        let search: SearchExperiments = from_json(br#"{"view_type":null}"#).unwrap();
        assert_eq!(search.view_type, None);
    }

    #[test]
    fn an_unknown_value_is_refused_with_the_known_ones() {
        let error = from_json::<UpdateRun>(br#"{"run_id":"r","status":"finished"}"#).unwrap_err();
        assert_eq!(
            error.message(),
            "Invalid value \"finished\" for parameter 'status' supplied: expected one of `RUNNING`, `SCHEDULED`, `FINISHED`, `FAILED`, `KILLED`"
        );
        for status in ["9", "0", "-1", "true", "1.5", "[]"] {
            let body = format!(r#"{{"run_id":"r","status":{status}}}"#);
            assert!(from_json::<UpdateRun>(body.as_bytes()).is_err(), "{status}");
        }
    }

    #[test]
    fn values_are_written_by_name() {
        let request = FinalizeLoggedModel {
            model_id: "m-1".into(),
            status: LoggedModelStatus::Ready,
        };
        assert_eq!(
            serde_json::to_string(&request).unwrap(),
            r#"{"model_id":"m-1","status":"LOGGED_MODEL_READY"}"#
        );
    }
}
