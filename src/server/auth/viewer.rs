//! What an answer shows to whom, and who owns what was created.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::access::{AccessControl, Caller};
use crate::entity::{
    Experiment, ExperimentId, ModelVersion, RegisteredModel, ResourceType, is_prompt,
};
use crate::error::{Error, ErrorCode, Result};
use crate::server::App;
use crate::server::endpoint::Access;
use crate::server::error::ErrorResponse;
use crate::server::subject::Subject;
use crate::store::Page;

use super::gate::Identity;
use super::withheld::{Withheld, Withhold};
use super::{artifact_path, decide, refusal};

/// The user who sends a request; nobody on a server without users, to whom everything is shown.
#[derive(Clone, Debug)]
pub(in crate::server) struct Viewer(Option<Caller>);

impl FromRequestParts<Arc<App>> for Viewer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Infallible> {
        Ok(Self(match Identity::of(&parts.extensions) {
            Identity::Known(caller) => Some(caller.clone()),
            Identity::Stranger => None,
        }))
    }
}

/// How many results more are asked for at once, at least, where some of them are not shown.
const MORE: usize = 100;

impl Viewer {
    /// The users, and who of them sends the request; `None` on a server without.
    pub(in crate::server) fn among(&self, app: &App) -> Option<(Arc<AccessControl>, Caller)> {
        let caller = self.0.clone()?;
        let users = app.users().ok()?;
        Some((Arc::clone(users), caller))
    }

    /// The user, without whom the request makes no sense.
    pub(in crate::server) fn known(&self) -> Result<&Caller, ErrorResponse> {
        self.0
            .as_ref()
            .ok_or_else(|| ErrorResponse::no_endpoint("this server does not have users"))
    }

    /// Whether somebody has logged in.
    pub(in crate::server) fn is_known(&self) -> bool {
        self.0.is_some()
    }

    /// An answer without what it names of kinds that are denied to who asks.
    pub(in crate::server) fn shown<T: Withhold>(&self, answer: T) -> T {
        match &self.0 {
            Some(caller) => answer.without(Withheld::of(caller)),
            None => answer,
        }
    }

    /// Refuses a filter that asks for runs to whom runs are denied: what it finds would tell of them.
    /// `asks` reads the filter.
    pub(in crate::server) fn check_filter(
        &self,
        filter: Option<&str>,
        asks: fn(&str) -> Result<bool>,
    ) -> Result<()> {
        match (&self.0, filter) {
            (Some(caller), Some(filter))
                if caller.is_denied(ResourceType::Run) && asks(filter)? =>
            {
                Err(Error::new(ErrorCode::PermissionDenied, refusal::FORBIDDEN))
            }
            _ => Ok(()),
        }
    }

    /// Whether everything is shown.
    fn sees_all(&self) -> bool {
        self.0.as_ref().is_none_or(Caller::is_admin)
    }

    /// Whether an experiment is shown; as far as it is one to `of`, such as its runs.
    pub(in crate::server) fn sees(&self, id: &ExperimentId, of: Option<ResourceType>) -> bool {
        let caller = self.0.as_ref();
        caller.is_none_or(|caller| caller.sees_experiment(id.as_str(), of))
    }

    /// Refuses what may not be read, as before the handler of an endpoint that reads it. May wait for
    /// a store.
    pub(in crate::server) fn check_may_read(
        &self,
        app: &App,
        subject: &Subject,
    ) -> Result<(), ErrorResponse> {
        let Some(caller) = self.0.as_ref().filter(|caller| !caller.is_admin()) else {
            return Ok(());
        };
        let request = decide::Request {
            app,
            users: app.users()?,
            caller,
            access: Access::Read,
        };
        if request.is_allowed(subject)? {
            Ok(())
        } else {
            Err(refusal::forbidden())
        }
    }

    /// Takes out of a list of experiments those of which nothing of a kind is shown, and says whether
    /// nothing is left of it.
    pub(in crate::server) fn hides_all(
        &self,
        ids: &mut Vec<ExperimentId>,
        of: ResourceType,
    ) -> bool {
        let asked = ids.len();
        ids.retain(|id| self.sees(id, Some(of)));
        ids.is_empty() && asked > 0
    }

    pub(in crate::server) fn sees_experiment(&self, experiment: &Experiment) -> bool {
        self.sees(&experiment.experiment_id, None)
    }

    /// Whether a list of a folder of artifacts shows what it holds: of an experiment's, the folders of
    /// its runs to who may read runs.
    pub(in crate::server) fn sees_in_folder(&self, folder: &str, name: &str) -> bool {
        let needed = artifact_path::listed(folder, name);
        let caller = self.0.as_ref();
        caller.is_none_or(|caller| needed.is_none_or(|needed| caller.may(&[needed])))
    }

    pub(in crate::server) fn sees_model(&self, model: &RegisteredModel) -> bool {
        let caller = self.0.as_ref();
        caller.is_none_or(|caller| caller.sees_model(&model.name, is_prompt(&model.tags)))
    }

    /// A model without its latest versions, where those are not shown, and without what they name of
    /// denied kinds.
    pub(in crate::server) fn without_hidden_versions(
        &self,
        mut model: RegisteredModel,
    ) -> RegisteredModel {
        if let Some(caller) = &self.0
            && !caller.sees_versions(&model.name, is_prompt(&model.tags))
        {
            model.latest_versions.clear();
        }
        self.shown(model)
    }

    pub(in crate::server) fn sees_version(&self, version: &ModelVersion) -> bool {
        let caller = self.0.as_ref();
        caller.is_none_or(|caller| caller.sees_versions(&version.name, is_prompt(&version.tags)))
    }

    /// A page of what is shown, full if there is as much. `search` gives a page of so many results
    /// that begins at a token.
    pub(in crate::server) fn page<T>(
        &self,
        max_results: usize,
        page_token: Option<String>,
        sees: impl Fn(&Self, &T) -> bool,
        mut search: impl FnMut(usize, Option<String>) -> Result<Page<T>>,
    ) -> Result<Page<T>> {
        if self.sees_all() {
            return search(max_results, page_token);
        }
        let mut shown = Page {
            items: Vec::new(),
            next_page_token: page_token,
        };
        let mut size = max_results;
        loop {
            let start = shown.next_page_token.take();
            let found = search(size, start.clone())?;
            let next = found.next_page_token;
            let mut items: Vec<T> = found.items;
            items.retain(|item| sees(self, item));
            if shown.items.len() + items.len() > max_results {
                // Too many: the same again, no further than the page goes.
                size = max_results - shown.items.len();
                shown.next_page_token = start;
                continue;
            }
            shown.items.append(&mut items);
            shown.next_page_token = next;
            if shown.items.len() == max_results || shown.next_page_token.is_none() {
                return Ok(shown);
            }
            size = (max_results - shown.items.len()).max(MORE.min(max_results));
        }
    }
}
