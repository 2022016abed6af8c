//! What somebody hears who listens to the changes of a registry: those that webhooks of MLflow
//! 3.18.0 know, with the fields that it sends.

use serde_json::{Map, Value};

use crate::entity::{Tag, WebhookAction, WebhookEntity, WebhookEvent, keys};
use crate::error::Result;

use super::Registry;

/// Hears of changes, once each has been made. Nothing that it does fails the change, and it does not
/// take long.
pub trait ChangeListener: Send + Sync {
    /// Whether somebody wants to hear of one of these.
    fn wants(&self, registry: &Registry, events: [WebhookEvent; 2]) -> bool;

    /// Hears of a change.
    fn hear(&self, registry: &Registry, event: WebhookEvent, data: Value);
}

/// What a change happened to: an entity of a registered model, and what it is called of a prompt.
pub(super) type Kinds = [WebhookEntity; 2];

pub(super) const MODEL: Kinds = [WebhookEntity::RegisteredModel, WebhookEntity::Prompt];
pub(super) const VERSION: Kinds = [WebhookEntity::ModelVersion, WebhookEntity::PromptVersion];
pub(super) const VERSION_TAG: Kinds = [
    WebhookEntity::ModelVersionTag,
    WebhookEntity::PromptVersionTag,
];
pub(super) const ALIAS: Kinds = [WebhookEntity::ModelVersionAlias, WebhookEntity::PromptAlias];
/// Nobody hears of the tags of a registered model that is no prompt.
pub(super) const TAG: Kinds = [WebhookEntity::PromptTag, WebhookEntity::PromptTag];

impl Registry<'_> {
    /// Tells of a change to what belongs to a registered model, which is a prompt or not.
    pub(super) fn tell(
        &self,
        kinds: Kinds,
        action: WebhookAction,
        is_prompt: impl FnOnce() -> Result<bool>,
        data: impl FnOnce(bool) -> Value,
    ) {
        let Some(listener) = self.listener else {
            return;
        };
        let events = kinds.map(|entity| WebhookEvent::new(entity, action));
        if !listener.wants(self, events) {
            return;
        }
        let is_prompt = match is_prompt() {
            Ok(is_prompt) => is_prompt,
            Err(error) => {
                tracing::warn!("webhooks do not hear of a change: {error}");
                return;
            }
        };
        if kinds == TAG && !is_prompt {
            return;
        }
        listener.hear(self, events[usize::from(is_prompt)], data(is_prompt));
    }

    /// The same, where the registered model is to be asked for.
    pub(super) fn tell_of(&self, name: &str, kinds: Kinds, action: WebhookAction, data: Value) {
        let is_prompt = || Ok(self.get_registered_model(name)?.is_prompt());
        self.tell(kinds, action, is_prompt, |_| data);
    }
}

/// Tags as an object; of a prompt without those that say what it is.
pub(super) fn tags_by_key(tags: &[Tag], is_prompt: bool) -> Value {
    let is_own = |tag: &&Tag| {
        let says_what_it_is = [keys::IS_PROMPT, keys::PROMPT_TYPE];
        !is_prompt || !says_what_it_is.contains(&tag.key.as_str())
    };
    let tags = tags.iter().filter(is_own);
    let tags = tags.map(|tag| (tag.key.clone(), Value::from(tag.value.as_str())));
    Value::Object(tags.collect::<Map<_, _>>())
}
