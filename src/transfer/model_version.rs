//! Versions of registered models. A version keeps its number where that is free: for a number that the
//! source has deleted, a version of nothing is made in the target, and deleted when the next one is
//! there. A sync that is killed in between leaves it to the next sync, which tells it by its origin.
//!
//! | the target has | the version |
//! | --- | --- |
//! | a version of that origin | is that one |
//! | none of that origin, and fewer versions | gets its own number |
//! | none of that origin, and another version of that number | gets the next number |

use std::collections::BTreeMap;

use crate::entity::{ModelId, ModelStage, ModelVersion, RunId, Tag, keys};
use crate::error::Result;
use crate::store::{NewModelVersion, RegistryStore, StageTransition};
use crate::tracking::now;

use super::copied_versions::CopiedVersions;
use super::lease::Lease;
use super::origin;
use super::report::{Added, number};
use super::session::Transfer;

/// How many numbers between versions are filled. A target with more missing is one of another history.
const MAX_GAP: i64 = 1_000;

/// The source of a version of nothing. Every server takes it, because it cannot know it.
const NO_SOURCE: &str = "none:/nothing";

/// Where versions come from and go to.
pub(super) struct Registries<'a> {
    pub(super) from: &'a dyn RegistryStore,
    pub(super) to: &'a dyn RegistryStore,
    /// Held by who creates versions.
    pub(super) lease: &'a Lease<'a>,
    /// What was copied before.
    pub(super) copied: &'a CopiedVersions,
}

impl Transfer<'_> {
    /// The versions of a model that come from what is copied, in the order of their numbers.
    pub(super) fn versions_of(
        &self,
        from: &dyn RegistryStore,
        name: &str,
    ) -> Result<Vec<ModelVersion>> {
        let mut versions = all_versions(from, name)?;
        versions.retain(|version| !origin::is_nothing(version) && self.is_asked_for(version));
        Ok(versions)
    }

    fn is_asked_for(&self, version: &ModelVersion) -> bool {
        let (run, model) = (version.run_id.as_ref(), version.model_id.as_ref());
        self.request.is_whole()
            || run.is_some_and(|run| self.is_copied_run(run))
            || model.is_some_and(|model| self.model_id(model).is_some())
    }

    /// Copies versions, and gives the number of each in the target by its number in the source.
    pub(super) fn versions(
        &self,
        registries: &Registries<'_>,
        name: &str,
        versions: &[ModelVersion],
        added: &mut Added,
    ) -> Result<BTreeMap<i64, i64>> {
        let Registries {
            from,
            to,
            lease,
            copied,
        } = *registries;
        let mut numbers = BTreeMap::new();
        let mut there = all_versions(to, name)?;
        let is_new = |there: &[ModelVersion], version: &ModelVersion| {
            copy_in(there, version).is_none() && !copied.has(version.version)
        };
        let has_new = versions.iter().any(|version| is_new(&there, version));
        let has_work = has_new || there.iter().any(origin::is_nothing);
        if has_work && self.writes() {
            lease.hold()?;
            // Another sync may have done it in the meantime.
            there = all_versions(to, name)?;
        }
        let nothing = there.iter().filter(|there| origin::is_nothing(there));
        let mut nothing: Vec<i64> = nothing.map(|there| there.version).collect();
        for version in versions {
            let id = format!("{name}/{}", version.version);
            let copied = if let Some(copy) = copy_in(&there, version) {
                self.update_version(to, version, copy, added)
            } else if is_new(&there, version) {
                self.create_version(from, to, version, &mut nothing, added)
            } else {
                self.count(|report| report.model_versions.left_deleted += 1);
                continue;
            };
            if let Some(copy) = self.tolerate("model version", &id, copied)? {
                numbers.insert(version.version, copy);
            }
        }
        if self.writes() {
            for number in nothing {
                let deleted = to.delete_model_version(name, number, now());
                self.tolerate("model version", &format!("{name}/{number}"), deleted)?;
            }
        }
        Ok(numbers)
    }

    fn update_version(
        &self,
        to: &dyn RegistryStore,
        version: &ModelVersion,
        there: &ModelVersion,
        added: &mut Added,
    ) -> Result<i64> {
        let before = *added;
        let tags: Vec<&Tag> = version
            .tags
            .iter()
            .filter(|tag| tag.key != keys::SYNC_ORIGIN)
            .filter(|tag| there.tag(&tag.key) != Some(&tag.value))
            .collect();
        added.tags += number(tags.len());
        let (name, number) = (&there.name, there.version);
        if self.writes() {
            for tag in tags {
                to.set_model_version_tag(name, number, tag)?;
            }
        }
        if let Some(description) = text(version.description.as_deref())
            && there.description.as_deref() != Some(description)
        {
            added.others = true;
            if self.writes() {
                to.describe_model_version(name, number, Some(description), now())?;
            }
        }
        if version.stage != there.stage {
            added.others = true;
            self.move_to_stage(to, there, version)?;
        }
        let is_changed = *added != before;
        self.count(|report| {
            if is_changed {
                report.model_versions.updated += 1;
            } else {
                report.model_versions.unchanged += 1;
            }
        });
        Ok(number)
    }

    /// Creates the copy of a version, and before it, as far as its number is to be reached, versions of
    /// `nothing`, whose numbers are added.
    fn create_version(
        &self,
        from: &dyn RegistryStore,
        to: &dyn RegistryStore,
        version: &ModelVersion,
        nothing: &mut Vec<i64>,
        added: &mut Added,
    ) -> Result<i64> {
        added.tags += number(version.tags.len());
        added.others = true;
        self.count(|report| report.model_versions.created += 1);
        if !self.writes() {
            return Ok(version.version);
        }
        let source = version.source.as_deref().unwrap_or_default();
        let location = from.model_version_location(&version.name, version.version)?;
        let location = location.as_deref().unwrap_or(source);
        // Servers send an empty text for no run.
        let run = version.run_id.as_ref();
        let run = run.filter(|run| !run.as_str().is_empty());
        let mut new = NewModelVersion {
            name: version.name.clone(),
            source: self.location_of_copy(source, version),
            storage_location: self.location_of_copy(location, version),
            run_id: run.map(|run| self.run_id(run)),
            run_link: version.run_link.clone(),
            model_id: self.model_of(version),
            description: version.description.clone(),
            tags: version.tags.clone(),
            creation_time: version.creation_time,
        };
        let keeps_number = use_up_to(to, &new, version.version, nothing)? && self.keeps_ids();
        let origin = origin::of_version(version);
        if !keeps_number && version.tag(keys::SYNC_ORIGIN).is_none() {
            new.tags.push(origin::tag(&origin));
        }
        let copy = to.create_model_version(&new)?;
        if origin::of_version(&copy) != origin {
            let tag = origin::tag(origin);
            to.set_model_version_tag(&copy.name, copy.version, &tag)?;
        }
        if version.stage != ModelStage::None {
            self.move_to_stage(to, &copy, version)?;
        }
        Ok(copy.version)
    }

    fn move_to_stage(
        &self,
        to: &dyn RegistryStore,
        there: &ModelVersion,
        version: &ModelVersion,
    ) -> Result<()> {
        if !self.writes() {
            return Ok(());
        }
        let transition = StageTransition {
            name: &there.name,
            version: there.version,
            stage: version.stage,
            archive_existing: false,
            now: version.last_update_time.unwrap_or_else(now),
        };
        to.transition_model_version(&transition).map(drop)
    }

    /// The copy of the logged model that became a version. A database notes it in the source alone.
    fn model_of(&self, version: &ModelVersion) -> Option<ModelId> {
        let source = version.source.as_deref();
        let model = version.model_id.clone();
        let model = model.or_else(|| logged_model_in(source?))?;
        self.model_id(&model)
    }

    /// Where the files of a version's copy are: those of a run or of a logged model are with the copy
    /// of that run or model.
    fn location_of_copy(&self, location: &str, version: &ModelVersion) -> String {
        self.location_in_model(location)
            .or_else(|| self.location_in_run(location, version.run_id.as_ref()?))
            .unwrap_or_else(|| location.to_owned())
    }

    fn location_in_run(&self, location: &str, run: &RunId) -> Option<String> {
        let copy = self.run_id(run);
        if let Some(rest) = location.strip_prefix(&format!("runs:/{run}")) {
            return Some(format!("runs:/{copy}{rest}"));
        }
        let source = self.from().get_run(run).ok().flatten()?;
        let rest = below(location, &source.info.artifact_uri)?;
        let copy = self.to().get_run(&copy).ok().flatten()?;
        Some(format!("{}{rest}", copy.info.artifact_uri))
    }

    fn location_in_model(&self, location: &str) -> Option<String> {
        let id = logged_model_in(location)?;
        let copy = self.model_id(&id)?;
        if let Some(rest) = location.strip_prefix(&format!("models:/{id}")) {
            return Some(format!("models:/{copy}{rest}"));
        }
        let source = self.from().get_logged_model(&id).ok().flatten()?;
        let rest = below(location, &source.artifact_location)?;
        let copy = self.to().get_logged_model(&copy).ok().flatten()?;
        Some(format!("{}{rest}", copy.artifact_location))
    }
}

/// Uses up the numbers before the one that a `new` version is to get, which the source has deleted, and
/// says whether that number comes next.
fn use_up_to(
    to: &dyn RegistryStore,
    new: &NewModelVersion,
    wanted: i64,
    nothing: &mut Vec<i64>,
) -> Result<bool> {
    let latest = to.latest_model_version(&new.name)?;
    let mut next = latest.map_or(0, |latest| latest.version) + 1;
    if wanted - next > MAX_GAP {
        return Ok(false);
    }
    while next < wanted {
        let used = to.create_model_version(&of_nothing(new))?.version;
        nothing.push(used);
        next = used + 1;
    }
    Ok(next == wanted)
}

/// What uses up a number of the model that a `new` version is of.
fn of_nothing(new: &NewModelVersion) -> NewModelVersion {
    // A version of a prompt has to be one.
    let is_prompt = |tag: &&Tag| tag.key == keys::IS_PROMPT;
    let mut tags: Vec<Tag> = new.tags.iter().filter(is_prompt).cloned().collect();
    let source = if tags.is_empty() {
        NO_SOURCE
    } else {
        &new.source
    };
    tags.push(origin::tag(origin::NOTHING));
    NewModelVersion {
        name: new.name.clone(),
        source: source.to_owned(),
        storage_location: source.to_owned(),
        run_id: None,
        run_link: None,
        model_id: None,
        description: None,
        tags,
        creation_time: new.creation_time,
    }
}

/// The copy of a version among those that the target has.
fn copy_in<'a>(there: &'a [ModelVersion], version: &ModelVersion) -> Option<&'a ModelVersion> {
    let origin = origin::of_version(version);
    there
        .iter()
        .find(|there| origin::of_version(there) == origin)
}

/// All versions of a model, prompts too, in the order of their numbers. A model that is not there has
/// none.
fn all_versions(store: &dyn RegistryStore, name: &str) -> Result<Vec<ModelVersion>> {
    if store.get_registered_model(name)?.is_none() {
        return Ok(Vec::new());
    }
    let latest = store.latest_model_version(name)?;
    let mut versions = Vec::new();
    for number in 1..=latest.map_or(0, |latest| latest.version) {
        versions.extend(store.get_model_version(name, number)?);
    }
    Ok(versions)
}

/// What stands behind the location of a folder, if this one is in it.
fn below<'a>(location: &'a str, folder: &str) -> Option<&'a str> {
    let rest = location.strip_prefix(folder.trim_end_matches('/'))?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

/// The id of a logged model in a location: `models:/m-…`, or a folder of that name.
fn logged_model_in(location: &str) -> Option<ModelId> {
    let part = location.split('/').find(|part| {
        part.strip_prefix("m-")
            .is_some_and(|id| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
    })?;
    Some(ModelId::from(part))
}

/// A text that says something.
pub(super) fn text(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_a_folder_is_below_it() {
        assert_eq!(below("/a/b/c", "/a/b"), Some("/c"));
        assert_eq!(below("/a/b", "/a/b/"), Some(""));
        assert_eq!(below("/a/bc", "/a/b"), None);
    }

    #[test]
    fn a_location_names_a_logged_model() {
        let id = "m-0123456789abcdef0123456789abcdef";
        for location in [format!("models:/{id}"), format!("/x/models/{id}/artifacts")] {
            assert_eq!(logged_model_in(&location), Some(ModelId::from(id)));
        }
        assert_eq!(logged_model_in("models:/fraud/1"), None);
        assert_eq!(logged_model_in("/x/m-1/artifacts"), None);
    }
}
