//! The names that MLflow 3.17.2 gives to the fields of runs and experiments, and which tests it
//! allows on each.

use super::ast::{
    Case, DatasetField, ExperimentAttribute, ExperimentKey, Relation, RunAttribute, RunField,
    RunKey,
};
use super::parse_error::one_of;

/// What stands between a field and what it is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Relation(Relation),
    Like(Case),
    /// `IN` (`true`) or `NOT IN` (`false`).
    In(bool),
    /// `IS NOT NULL` (`true`) or `IS NULL` (`false`).
    Present(bool),
}

impl Operator {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Relation(relation) => relation.as_str(),
            Self::Like(Case::Sensitive) => "LIKE",
            Self::Like(Case::Insensitive | Case::InsensitiveBeyondAscii) => "ILIKE",
            Self::In(true) => "IN",
            Self::In(false) => "NOT IN",
            Self::Present(true) => "IS NOT NULL",
            Self::Present(false) => "IS NULL",
        }
    }
}

const EQUAL: Operator = Operator::Relation(Relation::Equal);
const NOT_EQUAL: Operator = Operator::Relation(Relation::NotEqual);
const LIKE: Operator = Operator::Like(Case::Sensitive);
const ILIKE: Operator = Operator::Like(Case::Insensitive);

const NUMBER_OPERATORS: &[Operator] = &[
    EQUAL,
    NOT_EQUAL,
    Operator::Relation(Relation::Greater),
    Operator::Relation(Relation::GreaterOrEqual),
    Operator::Relation(Relation::Less),
    Operator::Relation(Relation::LessOrEqual),
];
const TEXT_OPERATORS: &[Operator] = &[EQUAL, NOT_EQUAL, LIKE, ILIKE];
const LISTED_OPERATORS: &[Operator] = &[
    EQUAL,
    NOT_EQUAL,
    LIKE,
    ILIKE,
    Operator::In(true),
    Operator::In(false),
];
const OPTIONAL_OPERATORS: &[Operator] = &[
    EQUAL,
    NOT_EQUAL,
    LIKE,
    ILIKE,
    Operator::Present(false),
    Operator::Present(true),
];
const ANY_TEXT_OPERATORS: &[Operator] = &[
    EQUAL,
    NOT_EQUAL,
    LIKE,
    ILIKE,
    Operator::In(true),
    Operator::In(false),
    Operator::Present(false),
    Operator::Present(true),
];
const ID_OPERATORS: &[Operator] = &[EQUAL, NOT_EQUAL, Operator::In(true), Operator::In(false)];

/// What can be asked of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A measured number.
    Metric,
    /// Milliseconds, which may be compared with fractions.
    Time,
    /// Milliseconds, which are compared with whole numbers only.
    WholeTime,
    /// A text that is always there.
    Text,
    /// A text that may be compared with a list.
    ListedText,
    /// A text that may be missing.
    OptionalText,
    /// A text that may be missing, and that may be compared with a list.
    OptionalListedText,
    /// The decimal number of an experiment, written as text.
    Id,
}

impl Kind {
    pub(super) fn operators(self) -> &'static [Operator] {
        match self {
            Self::Metric | Self::Time | Self::WholeTime => NUMBER_OPERATORS,
            Self::Text => TEXT_OPERATORS,
            Self::ListedText => LISTED_OPERATORS,
            Self::OptionalText => OPTIONAL_OPERATORS,
            Self::OptionalListedText => ANY_TEXT_OPERATORS,
            Self::Id => ID_OPERATORS,
        }
    }
}

/// A name that means no field: what is wrong with it, and what may help.
#[derive(Debug)]
pub(super) struct UnknownName {
    /// MLflow's short phrase for it.
    pub(super) phrase: String,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl UnknownName {
    pub(super) fn prefix<'a>(prefix: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            phrase: format!("Invalid entity type '{prefix}'"),
            message: format!(
                "`{prefix}` is not a kind of field; expected {}",
                one_of(known)
            ),
            hint: None,
        }
    }

    pub(super) fn key<'a>(of: &str, key: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            phrase: format!("Invalid attribute key '{key}' specified"),
            message: format!("{of} no `{key}`; expected {}", one_of(known)),
            hint: None,
        }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Fields of one entity, by the names that filters and orders use.
pub(super) trait Field: Sized {
    /// The field of this name. A name without a prefix is an attribute.
    fn named(prefix: Option<&str>, key: &str) -> Result<Self, UnknownName>;

    /// What can be asked of it.
    fn kind(&self) -> Kind;
}

impl Field for RunField {
    fn named(prefix: Option<&str>, key: &str) -> Result<Self, UnknownName> {
        let key = match prefix {
            None => attribute_without_prefix(key)?,
            Some("metric" | "metrics") => RunKey::Metric(key.to_owned()),
            Some("param" | "params" | "parameter" | "parameters") => RunKey::Param(key.to_owned()),
            Some("tag" | "tags") => RunKey::Tag(key.to_owned()),
            Some("attribute" | "attributes" | "attr" | "run") => {
                RunKey::Attribute(RunAttribute::named(key)?)
            }
            Some("dataset" | "datasets") => return DatasetField::named(key).map(Self::Dataset),
            Some(other) => {
                let known = ["metrics", "params", "tags", "attributes", "datasets"];
                return Err(UnknownName::prefix(other, known));
            }
        };
        Ok(Self::Key(key))
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Key(RunKey::Metric(_)) => Kind::Metric,
            Self::Key(RunKey::Param(_) | RunKey::Tag(_)) => Kind::OptionalText,
            Self::Key(RunKey::Attribute(RunAttribute::StartTime | RunAttribute::EndTime)) => {
                Kind::Time
            }
            Self::Key(RunKey::Attribute(RunAttribute::RunId)) | Self::Dataset(_) => {
                Kind::ListedText
            }
            Self::Key(RunKey::Attribute(_)) => Kind::Text,
        }
    }
}

fn attribute_without_prefix(key: &str) -> Result<RunKey, UnknownName> {
    let is_other_case = |known: &RunAttribute| known.as_str().eq_ignore_ascii_case(key);
    RunAttribute::named(key)
        .map(RunKey::Attribute)
        .map_err(
            |unknown| {
                match RunAttribute::ALL.into_iter().find(is_other_case) {
            Some(known) => unknown.hint(format!("write `{}`", known.as_str())),
            None => unknown.hint(format!(
                "a metric is written `metrics.{key}`, a param `params.{key}`, a tag `tags.{key}`"
            )),
        }
            },
        )
}

impl RunAttribute {
    const ALL: [Self; 7] = [
        Self::RunId,
        Self::RunName,
        Self::UserId,
        Self::Status,
        Self::ArtifactUri,
        Self::StartTime,
        Self::EndTime,
    ];

    /// The name in filters and orders.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RunId => "run_id",
            Self::RunName => "run_name",
            Self::UserId => "user_id",
            Self::Status => "status",
            Self::ArtifactUri => "artifact_uri",
            Self::StartTime => "start_time",
            Self::EndTime => "end_time",
        }
    }

    fn named(name: &str) -> Result<Self, UnknownName> {
        match name {
            "created" | "Created" => Ok(Self::StartTime),
            "run name" | "Run name" | "Run Name" => Ok(Self::RunName),
            _ => Self::ALL
                .into_iter()
                .find(|attribute| attribute.as_str() == name)
                .ok_or_else(|| {
                    let known = Self::ALL.map(Self::as_str);
                    UnknownName::key("runs have", name, known)
                }),
        }
    }
}

impl DatasetField {
    const ALL: [Self; 3] = [Self::Name, Self::Digest, Self::Context];

    /// The name in filters.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Digest => "digest",
            Self::Context => "context",
        }
    }

    fn named(name: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|field| field.as_str() == name)
            .ok_or_else(|| UnknownName {
                phrase: format!("Invalid dataset key '{name}' specified"),
                ..UnknownName::key("datasets have", name, Self::ALL.map(Self::as_str))
            })
    }
}

impl Field for ExperimentKey {
    fn named(prefix: Option<&str>, key: &str) -> Result<Self, UnknownName> {
        match prefix {
            None | Some("attribute") => ExperimentAttribute::named(key).map(Self::Attribute),
            Some("tag" | "tags") => Ok(Self::Tag(key.to_owned())),
            Some(other) => Err(UnknownName::prefix(other, ["attribute", "tags"])),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Tag(_) => Kind::OptionalText,
            Self::Attribute(ExperimentAttribute::ExperimentId) => Kind::Id,
            Self::Attribute(ExperimentAttribute::Name) => Kind::Text,
            Self::Attribute(
                ExperimentAttribute::CreationTime | ExperimentAttribute::LastUpdateTime,
            ) => Kind::WholeTime,
        }
    }
}

impl ExperimentAttribute {
    const ALL: [Self; 4] = [
        Self::ExperimentId,
        Self::Name,
        Self::CreationTime,
        Self::LastUpdateTime,
    ];

    /// The name in filters and orders.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ExperimentId => "experiment_id",
            Self::Name => "name",
            Self::CreationTime => "creation_time",
            Self::LastUpdateTime => "last_update_time",
        }
    }

    fn named(name: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|attribute| attribute.as_str() == name)
            .ok_or_else(|| UnknownName::key("experiments have", name, Self::ALL.map(Self::as_str)))
    }
}
