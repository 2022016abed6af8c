//! The rules of protobuf's JSON form, as a layer between any serde format and plain
//! `derive(Deserialize)` structs.
//!
//! MLflow's messages are protobuf messages, and its clients rely on what that allows: fields in
//! `snake_case` or `lowerCamelCase`, numbers as strings, whole floats as integers, `null` for what
//! is not set, unknown fields. [`ProtoJson`] brings such input into the form that a derived struct
//! expects; the structs themselves say nothing of it. Where MLflow 3.17.2 meets a value of a wrong
//! type it often goes on without it (a step of `5.5` is stored as 0); here that is an error.

use std::cell::RefCell;
use std::fmt::{self, Write as _};

use serde::de::value::{BorrowedStrDeserializer, SeqDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;

/// Where in a message reading it failed: the fields and items around the wrong value, the innermost
/// first. Nothing is noted while reading goes well.
#[derive(Default)]
pub(super) struct Trail(RefCell<Vec<Step>>);

/// One level of a message.
enum Step {
    Field(&'static str),
    Item(usize),
}

impl Trail {
    /// Notes the level on which a failure is passed on.
    fn note<T, E>(&self, step: Step, result: Result<T, E>) -> Result<T, E> {
        if result.is_err() {
            self.0.borrow_mut().push(step);
        }
        result
    }

    /// The path of the wrong value, as in `tags[0].key`; empty for the message itself.
    pub(super) fn path(&self) -> String {
        let mut path = String::new();
        for step in self.0.borrow().iter().rev() {
            match step {
                Step::Field(name) if path.is_empty() => path.push_str(name),
                Step::Field(name) => path.extend([".", name]),
                Step::Item(index) => {
                    let _ = write!(path, "[{index}]");
                }
            }
        }
        path
    }
}

/// A format whose values are read by protobuf's rules.
pub(super) struct ProtoJson<'t, D> {
    value: D,
    trail: &'t Trail,
}

impl<'t, D> ProtoJson<'t, D> {
    /// Reads a value, and leaves a trail to what is wrong in it.
    pub(super) fn new(value: D, trail: &'t Trail) -> Self {
        Self { value, trail }
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for ProtoJson<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.value.deserialize_any(visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.value.deserialize_any(Integer(visitor))
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.value.deserialize_any(Integer(visitor))
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.value.deserialize_any(Double(visitor))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.value.deserialize_any(Flag(visitor))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.value.deserialize_any(Text(visitor))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.value.deserialize_any(Text(visitor))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.value.deserialize_option(Optional {
            visitor,
            trail: self.trail,
        })
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.value.deserialize_option(List {
            visitor,
            trail: self.trail,
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.value.deserialize_map(Object {
            fields,
            visitor,
            trail: self.trail,
        })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.value.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.value.deserialize_ignored_any(visitor)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u128 f32 char bytes byte_buf unit unit_struct newtype_struct
        tuple tuple_struct map identifier
    }
}

/// Forwards the named methods of a visitor as they are.
macro_rules! visit_as_is {
    ($($method:ident: $type:ty),*) => {
        $(fn $method<E: Error>(self, value: $type) -> Result<V::Value, E> {
            self.0.$method(value)
        })*
    };
}

/// An integer: a number without fraction, or a string that holds one.
struct Integer<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Integer<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    visit_as_is!(visit_i64: i64, visit_u64: u64);

    fn visit_f64<E: Error>(self, value: f64) -> Result<V::Value, E> {
        match whole(value) {
            Some(integer) => self.0.visit_i64(integer),
            None => self.0.visit_f64(value),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<V::Value, E> {
        let integer = text
            .parse()
            .ok()
            .or_else(|| text.parse().ok().and_then(whole));
        match integer {
            Some(integer) => self.0.visit_i64(integer),
            None => Err(E::invalid_type(Unexpected::Str(text), &self.0)),
        }
    }
}

/// The integer that a float is, if it is one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "both bounds are powers of two, and between them a float without fraction fits"
)]
fn whole(value: f64) -> Option<i64> {
    let is_in_range = value >= i64::MIN as f64 && value < -(i64::MIN as f64);
    (is_in_range && value.fract() == 0.0).then_some(value as i64)
}

/// A float: a number, or a string that holds one: `NaN` and `Infinity` have no other form in JSON.
struct Double<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Double<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    visit_as_is!(visit_i64: i64, visit_u64: u64, visit_f64: f64);

    fn visit_str<E: Error>(self, text: &str) -> Result<V::Value, E> {
        match text.trim().parse() {
            Ok(value) => self.0.visit_f64(value),
            Err(_) => Err(E::invalid_type(Unexpected::Str(text), &self.0)),
        }
    }
}

/// `true` or `false`; as a string too, because a query string has nothing else.
struct Flag<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Flag<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    visit_as_is!(visit_bool: bool);

    fn visit_str<E: Error>(self, text: &str) -> Result<V::Value, E> {
        match text.to_ascii_lowercase().as_str() {
            "true" => self.0.visit_bool(true),
            "false" => self.0.visit_bool(false),
            _ => Err(E::invalid_type(Unexpected::Str(text), &self.0)),
        }
    }
}

/// A string; `null` is the one that is not set, which protobuf reads as empty.
struct Text<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Text<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    visit_as_is!(visit_str: &str, visit_borrowed_str: &'de str, visit_string: String);

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_str("")
    }
}

/// A value or `null`.
struct Optional<'t, V> {
    visitor: V,
    trail: &'t Trail,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Optional<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<V::Value, D::Error> {
        self.visitor.visit_some(ProtoJson::new(value, self.trail))
    }
}

/// A list; `null` is an empty one.
struct List<'t, V> {
    visitor: V,
    trail: &'t Trail,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for List<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.visitor
            .visit_seq(SeqDeserializer::new(std::iter::empty::<&str>()))
    }

    fn visit_some<D: Deserializer<'de>>(self, list: D) -> Result<V::Value, D::Error> {
        list.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_seq(Items {
            next: 0,
            list,
            trail: self.trail,
        })
    }
}

/// The items of a list, each read by protobuf's rules.
struct Items<'t, A> {
    /// The index of the item that is read next.
    next: usize,
    list: A,
    trail: &'t Trail,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Items<'_, A> {
    type Error = A::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, A::Error> {
        let index = self.next;
        self.next += 1;
        let trail = self.trail;
        trail.note(
            Step::Item(index),
            self.list.next_element_seed(Seed { seed, trail }),
        )
    }

    fn size_hint(&self) -> Option<usize> {
        self.list.size_hint()
    }
}

/// What reads a value by protobuf's rules.
struct Seed<'t, T> {
    seed: T,
    trail: &'t Trail,
}

impl<'de, T: DeserializeSeed<'de>> DeserializeSeed<'de> for Seed<'_, T> {
    type Value = T::Value;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<T::Value, D::Error> {
        self.seed.deserialize(ProtoJson::new(value, self.trail))
    }
}

/// An object with known fields.
struct Object<'t, V> {
    fields: &'static [&'static str],
    visitor: V,
    trail: &'t Trail,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Object<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(Fields {
            names: self.fields,
            seen: 0,
            current: "",
            entries,
            trail: self.trail,
        })
    }
}

/// The entries of an object that are fields, under the fields' own names, each once.
struct Fields<'t, A> {
    names: &'static [&'static str],
    /// A bit for each name that came; no message has more than 64.
    seen: u64,
    /// The field whose value comes next.
    current: &'static str,
    entries: A,
    trail: &'t Trail,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Fields<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let Some(name) = next_field(self)? else {
            return Ok(None);
        };
        self.current = name;
        seed.deserialize(BorrowedStrDeserializer::new(name))
            .map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        let trail = self.trail;
        trail.note(
            Step::Field(self.current),
            self.entries.next_value_seed(Seed { seed, trail }),
        )
    }
}

/// The next entry that is a field which has not come yet: its name. The value comes after it.
fn next_field<'de, A: MapAccess<'de>>(
    fields: &mut Fields<'_, A>,
) -> Result<Option<&'static str>, A::Error> {
    while let Some(spelling) = fields.entries.next_key_seed(FieldSeed(fields.names))? {
        let Spelling::Known { index, is_older } = spelling else {
            fields.entries.next_value::<IgnoredAny>()?;
            continue;
        };
        let name = fields.names[index];
        let bit = 1 << index;
        if fields.seen & bit == 0 {
            fields.seen |= bit;
            return Ok(Some(name));
        }
        // Clients since 1.0 send a run's id under both names, for servers of either age.
        if !is_older && name != RUN_ID {
            return Err(A::Error::duplicate_field(name));
        }
        fields.entries.next_value::<IgnoredAny>()?;
    }
    Ok(None)
}

/// The field that many requests have under two names.
const RUN_ID: &str = "run_id";
/// The name of [`RUN_ID`] before MLflow 1.0.
const RUN_UUID: &str = "run_uuid";

/// How a key of an object relates to the fields of a message.
#[derive(Debug, PartialEq)]
enum Spelling {
    /// It means the field of that index, perhaps by its older name.
    Known { index: usize, is_older: bool },
    /// No field is called so.
    Unknown,
}

/// Finds out which field a key means.
fn spelling(key: &str, names: &[&str]) -> Spelling {
    let find = |is_meant: &dyn Fn(&str) -> bool| names.iter().position(|name| is_meant(name));
    let known = |index, is_older| Spelling::Known { index, is_older };
    if let Some(index) = find(&|name| name == key).or_else(|| find(&|name| is_camel(key, name))) {
        return known(index, false);
    }
    match find(&|name| name == RUN_ID) {
        Some(index) if key == RUN_UUID || key == "runUuid" => known(index, true),
        _ => Spelling::Unknown,
    }
}

/// Whether a key is the `lowerCamelCase` form of a name.
fn is_camel(key: &str, name: &str) -> bool {
    let mut key = key.chars();
    let mut name = name.chars();
    while let Some(letter) = name.next() {
        let expected = match letter {
            '_' => name.next().map(|letter| letter.to_ascii_uppercase()),
            _ => Some(letter),
        };
        if key.next() != expected {
            return false;
        }
    }
    key.next().is_none()
}

/// What reads a key of an object.
struct FieldSeed(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for FieldSeed {
    type Value = Spelling;

    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Spelling, D::Error> {
        key.deserialize_str(self)
    }
}

impl Visitor<'_> for FieldSeed {
    type Value = Spelling;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Spelling, E> {
        Ok(spelling(key, self.0))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Sample {
        run_id: String,
        #[serde(default)]
        start_time: Option<i64>,
        #[serde(default)]
        value: Option<f64>,
        #[serde(default)]
        is_dir: Option<bool>,
        #[serde(default)]
        names: Vec<String>,
        #[serde(default)]
        inner: Option<Box<Sample>>,
    }

    fn read(json: &str) -> Result<Sample, String> {
        let mut json = serde_json::Deserializer::from_str(json);
        Sample::deserialize(ProtoJson::new(&mut json, &Trail::default()))
            .map_err(|error| error.to_string())
    }

    fn sample(run_id: &str) -> Sample {
        Sample {
            run_id: run_id.into(),
            start_time: None,
            value: None,
            is_dir: None,
            names: Vec::new(),
            inner: None,
        }
    }

    fn start_time(json: &str) -> Option<i64> {
        read(&format!(r#"{{"run_id":"r","start_time":{json}}}"#))
            .ok()?
            .start_time
    }

    fn value(json: &str) -> Option<f64> {
        read(&format!(r#"{{"run_id":"r","value":{json}}}"#))
            .ok()?
            .value
    }

    #[test]
    fn integers_come_as_numbers_and_as_strings() {
        for (json, expected) in [
            ("5", 5),
            ("-5", -5),
            (r#""5""#, 5),
            (r#""007""#, 7),
            ("5.0", 5),
            (r#""5.0""#, 5),
            ("1e12", 1_000_000_000_000),
            (r#""1e12""#, 1_000_000_000_000),
            ("9223372036854775807", i64::MAX),
            (r#""-9223372036854775808""#, i64::MIN),
        ] {
            assert_eq!(start_time(json), Some(expected), "{json}");
        }
        for json in [
            "5.5",
            r#""x""#,
            r#""""#,
            r#"" 5 ""#,
            "true",
            "[]",
            "{}",
            "9223372036854775808",
            "1e19",
            r#""NaN""#,
        ] {
            assert_eq!(start_time(json), None, "{json}");
        }
    }

    #[test]
    fn floats_come_as_numbers_and_as_strings() {
        for (json, expected) in [
            ("5", 5.0),
            ("1.5", 1.5),
            (r#""2.5""#, 2.5),
            (r#"" 1 ""#, 1.0),
            (r#""Infinity""#, f64::INFINITY),
            (r#""-Infinity""#, f64::NEG_INFINITY),
            (r#""inf""#, f64::INFINITY),
        ] {
            assert_eq!(value(json), Some(expected), "{json}");
        }
        assert!(value(r#""NaN""#).unwrap().is_nan());
        for json in [r#""x""#, "true", "[1]", r#"{"a":1}"#] {
            assert_eq!(value(json), None, "{json}");
        }
    }

    #[test]
    fn null_is_what_is_not_set() {
        let all = r#"{"run_id":null,"start_time":null,"value":null,"is_dir":null,"names":null,"inner":null}"#;
        assert_eq!(read(all).unwrap(), sample(""));
    }

    #[test]
    fn flags_may_be_texts() {
        let flag = |json: &str| {
            read(&format!(r#"{{"run_id":"r","is_dir":{json}}}"#))
                .ok()?
                .is_dir
        };
        assert_eq!(flag("true"), Some(true));
        assert_eq!(flag(r#""False""#), Some(false));
        assert_eq!(flag("1"), None);
    }

    #[test]
    fn fields_have_two_spellings_and_unknown_ones_are_passed_over() {
        let both = read(r#"{"runId":"r","startTime":5,"foo":{"runId":[1]},"inner":{"runId":"s"}}"#);
        let mut expected = sample("r");
        expected.start_time = Some(5);
        expected.inner = Some(Box::new(sample("s")));
        assert_eq!(both.unwrap(), expected);
    }

    #[test]
    fn a_run_may_be_named_by_its_older_name_or_both() {
        for json in [
            r#"{"run_uuid":"r"}"#,
            r#"{"runUuid":"r"}"#,
            r#"{"run_uuid":"r","run_id":"r"}"#,
            r#"{"run_id":"r","run_uuid":"r"}"#,
        ] {
            assert_eq!(read(json).unwrap(), sample("r"), "{json}");
        }
    }

    #[test]
    fn a_field_that_comes_twice_is_refused() {
        for json in [
            r#"{"run_id":"r","value":1,"value":2}"#,
            r#"{"run_id":"r","start_time":1,"startTime":1}"#,
        ] {
            let message = read(json).unwrap_err();
            assert!(message.starts_with("duplicate field"), "{message}");
        }
    }

    #[test]
    fn messages_are_objects() {
        for json in ["[]", r#"["r"]"#, "5", r#""x""#, "null", "true"] {
            assert!(read(json).is_err(), "{json}");
        }
    }
}
