//! YAML files of projects, read with the place of each value in mind, so that a wrong type is
//! one clear sentence, such as: in `MLproject`, `entry_points.main` is a list and not a mapping.

use std::fmt;
use std::fs;
use std::path::Path;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_yaml::{Mapping, Value};

use crate::error::{Error, Result};

/// A whole file.
pub(super) struct Document {
    name: String,
    root: Value,
}

impl Document {
    /// Reads a file. An empty one is an empty mapping.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let bytes = fs::read(path).map_err(|e| Error::io("read", path, e))?;
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let text = String::from_utf8(bytes).map_err(|e| {
            Error::invalid(format!("`{}` is not UTF-8", path.display())).caused_by(e)
        })?;
        Self::parse(name, &text)
    }

    fn parse(name: String, text: &str) -> Result<Self> {
        let invalid = |e| Error::invalid(format!("`{name}` is not valid YAML")).caused_by(e);
        let mut root: Value = serde_yaml::from_str(text).map_err(invalid)?;
        AsInPython(&mut root)
            .deserialize(serde_yaml::Deserializer::from_str(text))
            .map_err(invalid)?;
        root.apply_merge().map_err(invalid)?;
        Ok(Self { name, root })
    }

    /// The value that is the whole file.
    pub(super) fn root(&self) -> Node<'_> {
        Node {
            file: &self.name,
            place: String::new(),
            value: &self.root,
        }
    }
}

/// A value and where it stands.
pub(super) struct Node<'a> {
    file: &'a str,
    place: String,
    value: &'a Value,
}

impl<'a> Node<'a> {
    /// The value under a key of a mapping; `None` where it is missing or null.
    pub(super) fn get(&self, key: &str) -> Result<Option<Node<'a>>> {
        let entry = self.entries()?.into_iter().find(|(name, _)| name == key);
        Ok(entry
            .map(|(_, node)| node)
            .filter(|node| !node.value.is_null()))
    }

    /// The entries of a mapping, in order. Null has none.
    pub(super) fn entries(&self) -> Result<Vec<(String, Node<'a>)>> {
        match self.value {
            Value::Null => Ok(Vec::new()),
            Value::Mapping(mapping) => mapping
                .iter()
                .map(|(key, value)| {
                    let key = python_text(key)
                        .ok_or_else(|| self.expected("a mapping with plain keys"))?;
                    let node = self.child(&key, value);
                    Ok((key, node))
                })
                .collect(),
            _ => Err(self.expected("a mapping")),
        }
    }

    /// The items of a list. Null has none.
    pub(super) fn items(&self) -> Result<Vec<Node<'a>>> {
        match self.value {
            Value::Null => Ok(Vec::new()),
            Value::Sequence(items) => Ok((1..)
                .zip(items)
                .map(|(n, item)| self.child(&n.to_string(), item))
                .collect()),
            _ => Err(self.expected("a list")),
        }
    }

    /// A text, which numbers and booleans are not.
    pub(super) fn text(&self) -> Result<&'a str> {
        self.as_text().ok_or_else(|| self.expected("a text"))
    }

    /// A text, if it is one.
    pub(super) fn as_text(&self) -> Option<&'a str> {
        self.value.as_str()
    }

    /// A text, number or boolean, as Python prints it.
    pub(super) fn scalar(&self) -> Result<String> {
        python_text(self.value).ok_or_else(|| self.expected("a text, a number or a boolean"))
    }

    /// The error for a value that cannot be used.
    pub(super) fn expected(&self, what: &str) -> Error {
        let kind = match self.value {
            Value::Null => "empty",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a mapping",
            Value::Tagged(_) => "a tagged value",
        };
        let (file, place) = (self.file, &self.place);
        if place.is_empty() {
            return Error::invalid(format!("`{file}` is {kind}; expected {what}"));
        }
        Error::invalid(format!("`{file}`: `{place}` is {kind}; expected {what}"))
    }

    fn child(&self, key: &str, value: &'a Value) -> Node<'a> {
        let place = match self.place.as_str() {
            "" => key.to_owned(),
            parent => format!("{parent}.{key}"),
        };
        Node {
            file: self.file,
            place,
            value,
        }
    }
}

/// Goes through a document a second time and turns floats back into the texts that they are for
/// MLflow: PyYAML reads `1e-3`, without a point, and `1.0e3`, without a sign, as texts, and
/// MLflow passes them on and logs them as they stand.
struct AsInPython<'a>(&'a mut Value);

impl<'de> DeserializeSeed<'de> for AsInPython<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.0 {
            Value::Number(number) if number.is_f64() => {
                let spelling = String::deserialize(deserializer)?;
                if !is_python_float(&spelling) {
                    *self.0 = Value::String(spelling);
                }
                Ok(())
            }
            Value::Sequence(_) | Value::Mapping(_) => deserializer.deserialize_any(self),
            _ => IgnoredAny::deserialize(deserializer).map(drop),
        }
    }
}

impl<'de> Visitor<'de> for AsInPython<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what was read the first time")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        for item in self.0.as_sequence_mut().into_iter().flatten() {
            items.next_element_seed(AsInPython(item))?;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        // Both readings have the entries in the order of the file.
        for value in self
            .0
            .as_mapping_mut()
            .into_iter()
            .flat_map(Mapping::values_mut)
        {
            entries.next_key::<IgnoredAny>()?;
            entries.next_value_seed(AsInPython(value))?;
        }
        Ok(())
    }
}

fn is_python_float(spelling: &str) -> bool {
    let exponent = spelling
        .split_once(['e', 'E'])
        .map(|(_, exponent)| exponent);
    spelling.contains('.') && exponent.is_none_or(|exponent| exponent.starts_with(['+', '-']))
}

/// A scalar as Python's `str` gives it, because MLflow passes defaults on that way: `0.10` is
/// `0.1` and `true` is `True`. `None` for anything else.
fn python_text(value: &Value) -> Option<String> {
    match value {
        Value::Bool(true) => Some("True".to_owned()),
        Value::Bool(false) => Some("False".to_owned()),
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if number.is_f64() => number.as_f64().map(python_float),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Python's `repr` of a float: the shortest digits, an exponent of two digits or more where it
/// is less than -4 or at least 16.
fn python_float(value: f64) -> String {
    if !value.is_finite() {
        let sign = if value < 0.0 { "-" } else { "" };
        return if value.is_nan() {
            "nan".to_owned()
        } else {
            format!("{sign}inf")
        };
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific
        .split_once('e')
        .expect("`{:e}` writes an exponent");
    let exponent: i32 = exponent.parse().expect("`{:e}` writes a number there");
    if (-4..16).contains(&exponent) {
        return format!("{value:?}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document::parse("MLproject".to_owned(), text).unwrap()
    }

    #[test]
    fn scalars_are_spelt_as_python_spells_them() {
        let yaml = "[0.10, 1.0e-5, 1.0e+16, 123456.0, 7, true, a, -.inf, .nan, 1.5e-7, 1e-3, 1.5e3, '1.0']";
        let spelt: Vec<String> = document(yaml)
            .root()
            .items()
            .unwrap()
            .iter()
            .map(|node| node.scalar().unwrap())
            .collect();
        assert_eq!(
            spelt,
            [
                "0.1", "1e-05", "1e+16", "123456.0", "7", "True", "a", "-inf", "nan", "1.5e-07",
                "1e-3", "1.5e3", "1.0"
            ]
        );
    }

    #[test]
    fn a_wrong_type_is_named_with_its_place() {
        let document = document("a: {b: [1, {c: x}]}");
        let a = document.root().get("a").unwrap().unwrap();
        let b = a.get("b").unwrap().unwrap();
        let error = b.entries().map(|_| ()).unwrap_err();
        assert_eq!(
            error.message(),
            "`MLproject`: `a.b` is a list; expected a mapping"
        );
        let second = b.items().unwrap().pop().unwrap();
        let error = second.text().unwrap_err();
        assert_eq!(
            error.message(),
            "`MLproject`: `a.b.2` is a mapping; expected a text"
        );
    }

    #[test]
    fn an_empty_file_is_an_empty_mapping_and_merges_are_done() {
        assert!(document("").root().entries().unwrap().is_empty());
        let merged = document("x: &x {k: v}\ny: {<<: *x}");
        let y = merged.root().get("y").unwrap().unwrap();
        assert_eq!(y.get("k").unwrap().unwrap().text().unwrap(), "v");
    }
}
