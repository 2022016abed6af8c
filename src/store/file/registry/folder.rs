//! The folders of one registered model and of its versions, as they lie on the disk.
//!
//! The name of a registered model is that of its folder. A renaming is one rename of the folder;
//! then the files in it are written anew, for Python's MLflow, which believes them:
//! 1. A note in the folder says the new name and the time.
//! 2. The folder is renamed.
//! 3. The files are written anew, and the note is removed.
//!
//! Whoever next changes the model and finds a note with the name of the folder does step 3. A note
//! with another name is of a renaming that did not happen.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::entity::{ModelAlias, ModelStage, ModelVersion, RegisteredModel, Tag, keys};
use crate::error::{Error, Result};

use super::super::disk::{self, StagedFile};
use super::super::layout::{ALIASES, META, OWN_LOCK, RENAMED, TAGS, version_name, version_number};
use super::super::lock::{self, Lock};
use super::super::meta::{ModelVersionMeta, RegisteredModelMeta};
use super::super::{journal, keyed, meta_file, skipped};

/// The folder of a registered model; that it is there says nothing of what is in it.
#[derive(Clone, Debug)]
pub(super) struct RegisteredModelFolder {
    name: String,
    path: PathBuf,
}

/// The note of a renaming.
#[derive(Deserialize, Serialize)]
struct Renaming {
    name: String,
    time: i64,
}

impl RegisteredModelFolder {
    /// The folder of that name among the registered models.
    pub(super) fn new(models: &Path, name: String) -> Self {
        Self {
            path: models.join(&name),
            name,
        }
    }

    /// The name of the registered model.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Where it lies.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Waits for the lock of the registered model.
    pub(super) fn lock(&self) -> Result<Lock> {
        lock::lock(&self.path.join(OWN_LOCK))
    }

    /// Reads `meta.yaml` alone, as it stands there.
    pub(super) fn meta(&self) -> Result<RegisteredModelMeta> {
        meta_file::read(&self.meta_path(), RegisteredModelMeta::parse)
    }

    fn meta_path(&self) -> PathBuf {
        self.path.join(META)
    }

    /// Reads the registered model without its versions and aliases, and with these of its tags.
    pub(super) fn described(&self, wanted: TagsWanted) -> Result<RegisteredModel> {
        journal::recover_to_read(&self.path);
        let described = self.meta()?.model(&self.name);
        let described = described.map_err(|e| meta_file::corrupt(&self.meta_path(), e))?;
        Ok(RegisteredModel {
            tags: wanted.read(&self.path)?,
            ..described
        })
    }

    /// Reads what a description lacks that has these tags.
    pub(super) fn completed(
        &self,
        described: RegisteredModel,
        has: TagsWanted,
    ) -> Result<RegisteredModel> {
        Ok(RegisteredModel {
            tags: has.completed(described.tags, &self.path)?,
            aliases: self.aliases()?,
            latest_versions: self.latest_versions()?,
            ..described
        })
    }

    /// Reads the whole registered model.
    pub(super) fn model(&self) -> Result<RegisteredModel> {
        self.completed(self.described(TagsWanted::All)?, TagsWanted::All)
    }

    /// Reads the aliases, sorted by name. One that stands for no number is reported and passed over.
    pub(super) fn aliases(&self) -> Result<Vec<ModelAlias>> {
        let folder = self.path.join(ALIASES);
        keyed::read_all(&folder, |alias, text| {
            let version = text.trim().parse().map_err(|_| {
                Error::internal(format!(
                    "it holds `{text}`; expected the number of a version"
                ))
            });
            let version = skipped::or_report(&folder.join(&alias), version)?;
            Some(ModelAlias { alias, version })
        })
    }

    /// Writes the description into a temporary file, which is still to be published.
    pub(super) fn stage_meta(
        &self,
        meta: &RegisteredModelMeta,
        aliases: &[ModelAlias],
    ) -> Result<StagedFile> {
        let text = meta.render(&self.name, aliases)?;
        StagedFile::write(&self.path, self.meta_path(), text.as_bytes())
    }

    /// The numbers of the versions, deleted ones included, the greatest first. No file is read.
    pub(super) fn numbers(&self) -> Result<Vec<i64>> {
        let mut numbers = Vec::new();
        for name in disk::folder_names(&self.path)? {
            if let Some(number) = version_number(&name) {
                numbers.extend(skipped::or_report(&self.path.join(&name), number));
            }
        }
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        Ok(numbers)
    }

    /// The folder that the version of that number has, or would have.
    pub(super) fn version(&self, number: i64) -> VersionFolder {
        VersionFolder {
            name: self.name.clone(),
            number,
            path: self.path.join(version_name(number)),
        }
    }

    /// The folders of the versions, deleted ones included, the greatest number first.
    pub(super) fn versions(&self) -> Result<Vec<VersionFolder>> {
        let numbers = self.numbers()?.into_iter();
        Ok(numbers.map(|number| self.version(number)).collect())
    }

    /// The version with the greatest number that was not deleted: the others are not read.
    pub(super) fn latest_version(&self) -> Result<Option<ModelVersion>> {
        let versions = self.versions()?;
        let mut read = versions.iter().filter_map(VersionFolder::read);
        read.next()
            .map(|version| self.with_aliases(version))
            .transpose()
    }

    /// Of each stage the version with the greatest number, in the order of their numbers.
    pub(super) fn latest_versions(&self) -> Result<Vec<ModelVersion>> {
        let versions = self.versions()?;
        Ok(latest_of(versions.iter().filter_map(VersionFolder::read)))
    }

    /// Reads what a version lacks that has these tags.
    pub(super) fn completed_version(
        &self,
        version: ModelVersion,
        has: TagsWanted,
    ) -> Result<ModelVersion> {
        let folder = self.version(version.version);
        let tags = has.completed(version.tags, folder.path())?;
        self.with_aliases(ModelVersion { tags, ..version })
    }

    /// The version with the names that stand for it.
    pub(super) fn with_aliases(&self, version: ModelVersion) -> Result<ModelVersion> {
        let aliases = self.aliases()?.into_iter();
        let aliases = aliases.filter(|alias| alias.version == version.version);
        Ok(ModelVersion {
            aliases: aliases.map(|alias| alias.alias).collect(),
            ..version
        })
    }

    /// Notes that the folder is about to get another name.
    pub(super) fn note_renaming(&self, name: &str, time: i64) -> Result<()> {
        let name = name.to_owned();
        let note = serde_json::to_string(&Renaming { name, time });
        let note = note.map_err(|e| Error::internal("cannot note a renaming").caused_by(e))?;
        disk::replace_file(&self.path.join(RENAMED), note.as_bytes())
    }

    /// Completes a renaming: lets every file say the name of the folder. The caller has the lock.
    pub(super) fn finish_renaming(&self) -> Result<()> {
        let path = self.path.join(RENAMED);
        let Some(note) = disk::read_text(&path)? else {
            return Ok(());
        };
        if let Ok(Renaming { name, time }) = serde_json::from_str(&note)
            && name == self.name
        {
            self.rewrite(time)?;
        }
        disk::remove_file(&path).map(drop)
    }

    fn rewrite(&self, now: i64) -> Result<()> {
        for version in self.versions()? {
            if let Some(mut meta) = skipped::or_report(version.path(), version.meta()) {
                if !meta.is_deleted() {
                    meta.touch(now);
                }
                let file = version.stage_meta(&self.path, &meta)?;
                disk::publish_all(vec![file], version.path())?;
            }
        }
        let mut meta = self.meta()?;
        meta.touch(now);
        let file = self.stage_meta(&meta, &self.aliases()?)?;
        disk::publish_all(vec![file], &self.path)
    }
}

/// Of each stage the first version, in the order of their numbers, if those of these versions fall. No
/// more of them are taken than are needed.
pub(super) fn latest_of(versions: impl Iterator<Item = ModelVersion>) -> Vec<ModelVersion> {
    let mut latest: Vec<ModelVersion> = Vec::new();
    for version in versions {
        if latest.iter().all(|known| known.stage != version.stage) {
            latest.push(version);
        }
        if latest.len() == ModelStage::ALL.len() {
            break;
        }
    }
    latest.reverse();
    latest
}

/// The folder of a version; that it is there says nothing of what is in it.
#[derive(Clone, Debug)]
pub(super) struct VersionFolder {
    name: String,
    number: i64,
    path: PathBuf,
}

impl VersionFolder {
    /// The registered model.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The number of the version.
    pub(super) fn number(&self) -> i64 {
        self.number
    }

    /// Where it lies.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads `meta.yaml` alone, as it stands there.
    pub(super) fn meta(&self) -> Result<ModelVersionMeta> {
        let parse = |text: &str| ModelVersionMeta::parse(text, self.number);
        meta_file::read(&self.path.join(META), parse)
    }

    /// Reads the description of a version; `None` where there is none, or a deleted one.
    pub(super) fn find(&self) -> Result<Option<ModelVersionMeta>> {
        if !self.path.is_dir() {
            return Ok(None);
        }
        Ok(Some(self.meta()?).filter(|meta| !meta.is_deleted()))
    }

    /// Reads the version without its aliases; `None` where there is none, or a deleted one.
    pub(super) fn version(&self) -> Result<Option<ModelVersion>> {
        self.tagged_version(TagsWanted::All)
    }

    /// Reads the version without its aliases, and with these of its tags.
    fn tagged_version(&self, wanted: TagsWanted) -> Result<Option<ModelVersion>> {
        let Some(meta) = self.find()? else {
            return Ok(None);
        };
        let version = meta.version(&self.name, self.number);
        let version = version.map_err(|e| meta_file::corrupt(&self.path.join(META), e))?;
        Ok(Some(ModelVersion {
            tags: wanted.read(&self.path)?,
            ..version
        }))
    }

    /// Reads the version with all its tags; a broken one is reported and counts as none.
    pub(super) fn read(&self) -> Option<ModelVersion> {
        self.read_tagged(TagsWanted::All)
    }

    /// Reads the version with these of its tags; a broken one is reported and counts as none.
    pub(super) fn read_tagged(&self, wanted: TagsWanted) -> Option<ModelVersion> {
        skipped::or_report(&self.path, self.tagged_version(wanted)).flatten()
    }

    /// Writes the description into a temporary file in the folder of the model, still to be
    /// published.
    pub(super) fn stage_meta(&self, model: &Path, meta: &ModelVersionMeta) -> Result<StagedFile> {
        let text = meta.render(&self.name)?;
        StagedFile::write(model, self.path.join(META), text.as_bytes())
    }
}

/// Which tags of a registered model or a version are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TagsWanted {
    /// All of them.
    All,
    /// The mark of prompts alone: one file, whatever the others are.
    PromptMark,
}

impl TagsWanted {
    /// Reads them, sorted by key.
    fn read(self, owner: &Path) -> Result<Vec<Tag>> {
        let folder = owner.join(TAGS);
        match self {
            Self::All => keyed::read_all(&folder, |key, value| Some(Tag { key, value })),
            Self::PromptMark => {
                let mark = keyed::text(&folder, keys::IS_PROMPT);
                let mark = skipped::or_report(&folder, mark).flatten();
                let mark = mark.map(|value| Tag::new(keys::IS_PROMPT, value));
                Ok(mark.into_iter().collect())
            }
        }
    }

    /// Reads the others, where these were read.
    fn completed(self, read: Vec<Tag>, owner: &Path) -> Result<Vec<Tag>> {
        match self {
            Self::All => Ok(read),
            Self::PromptMark => Self::All.read(owner),
        }
    }
}
