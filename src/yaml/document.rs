//! A YAML file, and the values in it by their names.

use std::path::Path;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::text;

use super::scalar::Meaning;
use super::tree::Tree;

/// A whole file.
#[derive(Debug)]
pub(crate) struct Document {
    name: String,
    root: Tree,
}

impl Document {
    /// Reads a file. An empty one is an empty mapping.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = text::read(path)?;
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        Self::parse(name, &text)
    }

    fn parse(name: String, text: &str) -> Result<Self> {
        let root = Tree::parse(text)
            .map_err(|e| Error::invalid(format!("`{name}` is not valid YAML")).caused_by(e))?;
        Ok(Self { name, root })
    }

    /// The whole file as JSON.
    pub(crate) fn json(&self) -> Value {
        self.root.json()
    }

    /// The value that is the whole file.
    pub(crate) fn root(&self) -> Node<'_> {
        Node {
            file: &self.name,
            path: String::new(),
            value: &self.root,
        }
    }
}

/// A value and where it stands.
pub(crate) struct Node<'a> {
    file: &'a str,
    path: String,
    value: &'a Tree,
}

impl<'a> Node<'a> {
    /// The value under a key of a mapping; `None` where it is missing or null.
    pub(crate) fn get(&self, key: &str) -> Result<Option<Node<'a>>> {
        let entry = self.entries()?.into_iter().find(|(name, _)| name == key);
        Ok(entry.map(|(_, node)| node).filter(|node| !node.is_null()))
    }

    /// The entries of a mapping, in order, their keys as they are spelt. Null has none.
    pub(crate) fn entries(&self) -> Result<Vec<(String, Node<'a>)>> {
        match self.value {
            _ if self.is_null() => Ok(Vec::new()),
            Tree::Mapping(entries) => entries
                .iter()
                .map(|(key, value)| {
                    let Tree::Scalar(key) = key else {
                        return Err(self.expected("a mapping with plain keys"));
                    };
                    Ok((key.spelling.clone(), self.child(&key.spelling, value)))
                })
                .collect(),
            _ => Err(self.expected("a mapping")),
        }
    }

    /// The items of a list. Null has none.
    pub(crate) fn items(&self) -> Result<Vec<Node<'a>>> {
        match self.value {
            _ if self.is_null() => Ok(Vec::new()),
            Tree::List(items) => Ok((1..)
                .zip(items)
                .map(|(n, item)| self.child(&n.to_string(), item))
                .collect()),
            _ => Err(self.expected("a list")),
        }
    }

    /// The texts of a list under a key of a mapping; none where it is missing.
    pub(crate) fn texts(&self, key: &str) -> Result<Vec<String>> {
        let Some(list) = self.get(key)? else {
            return Ok(Vec::new());
        };
        let items = list.items();
        items
            .map_err(|error| error.begin(format!("`{key}` must be a list")))?
            .iter()
            .map(|item| item.text().map(|text| text.trim().to_owned()))
            .collect()
    }

    /// A text, which numbers and booleans are not.
    pub(crate) fn text(&self) -> Result<&'a str> {
        self.as_text().ok_or_else(|| self.expected("a text"))
    }

    /// A text, if it is one.
    pub(crate) fn as_text(&self) -> Option<&'a str> {
        match self.value {
            Tree::Scalar(scalar) if scalar.meaning == Meaning::Text => Some(&scalar.spelling),
            _ => None,
        }
    }

    /// Any value, as Python's `str` gives it.
    pub(crate) fn python_str(&self) -> String {
        self.value.python_str()
    }

    fn is_null(&self) -> bool {
        matches!(self.value, Tree::Scalar(scalar) if scalar.meaning == Meaning::Null)
    }

    /// The error for a value that cannot be used.
    pub(crate) fn expected(&self, what: &str) -> Error {
        let kind = match self.value {
            Tree::List(_) => "a list",
            Tree::Mapping(_) => "a mapping",
            Tree::Scalar(scalar) => match scalar.meaning {
                Meaning::Null => "empty",
                Meaning::Boolean(_) => "a boolean",
                Meaning::Integer(_) | Meaning::Float(_) => "a number",
                Meaning::Time(_) => "a time",
                Meaning::Text => "a text",
            },
        };
        let (file, path) = (self.file, &self.path);
        if path.is_empty() {
            return Error::invalid(format!("`{file}` is {kind}; expected {what}"));
        }
        Error::invalid(format!("`{file}`: `{path}` is {kind}; expected {what}"))
    }

    /// The error for a mapping without a key that it needs.
    pub(crate) fn lacks(&self, key: &str) -> Error {
        let (file, path) = (self.file, &self.path);
        Error::invalid(format!("`{file}`: `{path}` has no `{key}`"))
    }

    fn child(&self, key: &str, value: &'a Tree) -> Node<'a> {
        let path = match self.path.as_str() {
            "" => key.to_owned(),
            parent => format!("{parent}.{key}"),
        };
        Node {
            file: self.file,
            path,
            value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document::parse("MLproject".to_owned(), text).unwrap()
    }

    #[test]
    fn a_wrong_type_is_named_with_its_key() {
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
    fn json_has_numbers_as_yaml_1_1_has_them() {
        let document =
            document("{mode: 0644, big: 1_000, flag: yes, text: '0644', none: , x: [1.5]}");
        let expected = r#"{"mode":420,"big":1000,"flag":true,"text":"0644","none":null,"x":[1.5]}"#;
        assert_eq!(document.json().to_string(), expected);
    }

    #[test]
    fn an_empty_file_is_an_empty_mapping() {
        assert!(document("").root().entries().unwrap().is_empty());
    }

    #[test]
    fn keys_are_as_they_are_spelt() {
        let document = document("on: x\n1_0: y");
        let entries = document.root().entries().unwrap();
        let keys: Vec<_> = entries.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["on", "1_0"]);
    }
}
