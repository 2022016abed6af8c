//! A webhook: an address that hears of changes in the model registry.

use std::fmt;

/// An address that hears of some kinds of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub webhook_id: String,
    /// For people; several webhooks may have the same.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The address that hears of changes.
    pub url: String,
    /// What it hears of, in the order of [`WebhookEvent::ALL`], each once.
    pub events: Vec<WebhookEvent>,
    /// Whether it hears anything at all.
    pub status: WebhookStatus,
    /// What its deliveries are signed with.
    pub secret: WebhookSecret,
    /// Milliseconds since 1970 (UTC).
    pub creation_time: i64,
    /// Milliseconds since 1970 (UTC).
    pub last_update_time: i64,
}

/// Whether a webhook hears anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WebhookStatus {
    /// It does.
    #[default]
    Active,
    /// It does not.
    Disabled,
}

impl WebhookStatus {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Active, Self::Disabled];

    /// The name that MLflow has for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Disabled => "DISABLED",
        }
    }

    /// The status of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

impl fmt::Display for WebhookStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What the deliveries of a webhook are signed with. It is never shown.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum WebhookSecret {
    /// Nothing: they are not signed.
    #[default]
    None,
    /// This text.
    Known(String),
    /// A text that was encrypted with another key.
    Unreadable,
}

impl WebhookSecret {
    /// A secret; an empty one is none.
    pub fn new(text: String) -> Self {
        if text.is_empty() {
            Self::None
        } else {
            Self::Known(text)
        }
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Known(_) => "Known",
            Self::Unreadable => "Unreadable",
        })
    }
}

/// What something happens to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WebhookEntity {
    /// A registered model that is no prompt.
    RegisteredModel,
    /// A version of one.
    ModelVersion,
    /// A tag of a version.
    ModelVersionTag,
    /// An alias of a version.
    ModelVersionAlias,
    /// A prompt.
    Prompt,
    /// A version of a prompt.
    PromptVersion,
    /// A tag of a prompt.
    PromptTag,
    /// A tag of a version of a prompt.
    PromptVersionTag,
    /// An alias of a version of a prompt.
    PromptAlias,
    /// A limit of what MLflow's gateway may spend. Nothing happens to it here.
    BudgetPolicy,
}

impl WebhookEntity {
    /// The name that databases and payloads have for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RegisteredModel => "registered_model",
            Self::ModelVersion => "model_version",
            Self::ModelVersionTag => "model_version_tag",
            Self::ModelVersionAlias => "model_version_alias",
            Self::Prompt => "prompt",
            Self::PromptVersion => "prompt_version",
            Self::PromptTag => "prompt_tag",
            Self::PromptVersionTag => "prompt_version_tag",
            Self::PromptAlias => "prompt_alias",
            Self::BudgetPolicy => "budget_policy",
        }
    }

    /// What can happen to it.
    pub fn actions(self) -> Vec<WebhookAction> {
        let of_it = WebhookEvent::ALL
            .iter()
            .filter(|event| event.entity == self);
        of_it.map(|event| event.action).collect()
    }
}

/// What happens to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WebhookAction {
    /// It is made.
    Created,
    /// It is changed. No webhook of MLflow 3.18.0 hears of that.
    Updated,
    /// It is removed.
    Deleted,
    /// It gets a value.
    Set,
    /// It is exceeded.
    Exceeded,
}

impl WebhookAction {
    /// The name that databases and payloads have for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Deleted => "deleted",
            Self::Set => "set",
            Self::Exceeded => "exceeded",
        }
    }
}

/// A kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WebhookEvent {
    /// What something happens to.
    pub entity: WebhookEntity,
    /// What happens.
    pub action: WebhookAction,
}

impl WebhookEvent {
    /// The kinds of changes that a webhook can hear of, as in MLflow 3.18.0.
    pub const ALL: [Self; 15] = {
        use WebhookAction::{Created, Deleted, Exceeded, Set};
        use WebhookEntity as On;
        [
            Self::new(On::RegisteredModel, Created),
            Self::new(On::ModelVersion, Created),
            Self::new(On::ModelVersionTag, Deleted),
            Self::new(On::ModelVersionTag, Set),
            Self::new(On::ModelVersionAlias, Created),
            Self::new(On::ModelVersionAlias, Deleted),
            Self::new(On::Prompt, Created),
            Self::new(On::PromptVersion, Created),
            Self::new(On::PromptTag, Deleted),
            Self::new(On::PromptTag, Set),
            Self::new(On::PromptVersionTag, Deleted),
            Self::new(On::PromptVersionTag, Set),
            Self::new(On::PromptAlias, Created),
            Self::new(On::PromptAlias, Deleted),
            Self::new(On::BudgetPolicy, Exceeded),
        ]
    };

    /// A change of this kind, whether a webhook can hear of it or not.
    pub const fn new(entity: WebhookEntity, action: WebhookAction) -> Self {
        Self { entity, action }
    }

    /// Whether a webhook can hear of it.
    pub fn is_known(self) -> bool {
        Self::ALL.contains(&self)
    }

    /// The event of that name: `model_version.created`.
    pub fn named(name: &str) -> Option<Self> {
        let (entity, action) = name.split_once('.')?;
        Self::of_names(entity, action)
    }

    /// The event of what has these names.
    pub fn of_names(entity: &str, action: &str) -> Option<Self> {
        let mut known = Self::ALL.into_iter();
        known.find(|event| event.entity.as_str() == entity && event.action.as_str() == action)
    }
}

impl fmt::Display for WebhookEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.entity.as_str(), self.action.as_str())
    }
}

/// What became of a delivery that was sent to try a webhook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebhookTest {
    /// Whether it was taken.
    pub success: bool,
    /// The status of the answer.
    pub response_status: Option<u16>,
    /// The body of the answer.
    pub response_body: Option<String>,
    /// Why there was no answer.
    pub error_message: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_known_by_its_name() {
        for event in WebhookEvent::ALL {
            assert_eq!(WebhookEvent::named(&event.to_string()), Some(event));
            assert!(event.is_known());
        }
        for unknown in ["", "model_version", "model_version.deleted", "x.created"] {
            assert_eq!(WebhookEvent::named(unknown), None, "{unknown}");
        }
        let actions = WebhookEntity::PromptTag.actions();
        assert_eq!(actions, [WebhookAction::Deleted, WebhookAction::Set]);
        assert!(WebhookEvent::ALL.is_sorted_by_key(|event| event.entity));
    }

    #[test]
    fn a_secret_is_never_shown() {
        let secret = WebhookSecret::new("hush".to_owned());
        assert_eq!(format!("{secret:?}"), "Known");
        assert_eq!(WebhookSecret::new(String::new()), WebhookSecret::None);
    }
}
