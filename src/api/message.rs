//! How entities are spelt on the wire: a trait beside serde's own, because an entity knows nothing
//! of JSON.
//!
//! The spelling itself is a private struct, `FooMessage`, in the file of its noun. Where it has
//! the entity's own fields it is serde's remote form; where it has others, a struct that borrows
//! from the entity, so that writing a page of runs copies nothing. Requests and responses use it
//! as `#[serde(with = "message")]`, `"message::list"` or `"message::optional"`.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A type with a form of its own on the wire.
pub(super) trait Message: Sized {
    /// Writes the value.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads a value.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// A shared value is written like a value of its own.
impl<T: Message> Message for Arc<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::write(self, serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self::new)
    }
}

/// Makes a type a message by its serde-remote form.
macro_rules! remote_message {
    ($entity:ty, $form:ty) => {
        impl $crate::api::message::Message for $entity {
            fn write<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                <$form>::serialize(self, serializer)
            }

            fn read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <$form>::deserialize(deserializer)
            }
        }
    };
}
pub(super) use remote_message;

/// A message as something that serde writes.
struct Written<'a, T>(&'a T);

impl<T: Message> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

/// A message as something that serde reads.
struct Read<T>(T);

impl<'de, T: Message> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

pub(super) fn serialize<T: Message, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.write(serializer)
}

pub(super) fn deserialize<'de, T: Message, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// Lists of messages, owned or borrowed.
pub(super) mod list {
    use std::ops::Deref;

    use serde::{Deserialize, Deserializer, Serializer};

    use super::{Message, Read, Written};

    pub(in crate::api) fn serialize<L, T, S>(list: &L, serializer: S) -> Result<S::Ok, S::Error>
    where
        L: Deref<Target = [T]>,
        T: Message,
        S: Serializer,
    {
        serializer.collect_seq(list.iter().map(Written))
    }

    pub(in crate::api) fn deserialize<'de, L, T, D>(deserializer: D) -> Result<L, D::Error>
    where
        L: Deref<Target = [T]> + From<Vec<T>>,
        T: Message,
        D: Deserializer<'de>,
    {
        let items = Vec::<Read<T>>::deserialize(deserializer)?;
        let items: Vec<T> = items.into_iter().map(|Read(item)| item).collect();
        Ok(items.into())
    }
}

/// Optional messages.
pub(super) mod optional {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Message, Read, Written};

    #[expect(clippy::ref_option, reason = "serde passes fields so")]
    pub(in crate::api) fn serialize<T: Message, S: Serializer>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.as_ref().map(Written).serialize(serializer)
    }

    pub(in crate::api) fn deserialize<'de, T: Message, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        let value = Option::<Read<T>>::deserialize(deserializer)?;
        Ok(value.map(|Read(value)| value))
    }
}

/// Reads `null` as what the field is when it is not set.
pub(super) fn null_as_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// The error of [`required`], which only [`super::decode`] reads.
pub(super) const EMPTY: &str = "empty where a value is required";

/// Reads a text or an id that must be given: to protobuf, an empty one is none.
pub(super) fn required<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: AsRef<str> + Deserialize<'de>,
    D: Deserializer<'de>,
{
    use serde::de::Error;
    let value: Option<T> = Option::deserialize(deserializer)?;
    value
        .filter(|value| !value.as_ref().is_empty())
        .ok_or_else(|| D::Error::custom(EMPTY))
}

/// Whether there is no text, or an empty one: protobuf holds both for the same.
#[expect(clippy::ref_option, reason = "serde passes fields so")]
pub(super) fn is_blank<T: AsRef<str>>(text: &Option<T>) -> bool {
    text.as_ref().is_none_or(|text| text.as_ref().is_empty())
}
