//! From a text to lists, mappings and scalars.
//!
//! serde_yaml reads YAML 1.2. It gives a number without its spelling, and a text without its quotes.
//! So a text is read twice: first for its shape, then for the spelling of every scalar.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, EnumAccess};
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::scalar::Scalar;

/// How deep brackets may be nested. The scanner's time grows with the square of their depth, before
/// anybody else sees them; PyYAML gives up at about the same depth.
const MAX_DEPTH: usize = 1_000;
/// How many values a text may have, those that aliases repeat included.
const MAX_VALUES: usize = 1_000_000;

/// A value and all within it.
#[derive(Debug, PartialEq)]
pub(super) enum Tree {
    Scalar(Scalar),
    List(Vec<Tree>),
    Mapping(Vec<(Tree, Tree)>),
}

impl Tree {
    /// Reads a text. Nothing at all is null.
    pub(super) fn parse(text: &str) -> Result<Self, serde_yaml::Error> {
        if depth(text) > MAX_DEPTH {
            let message = format!("brackets are nested more than {MAX_DEPTH} deep");
            return Err(serde_yaml::Error::custom(message));
        }
        let shapes = Shapes {
            left: &Cell::new(MAX_VALUES),
        };
        let shape = shapes.deserialize(serde_yaml::Deserializer::from_str(text))?;
        let spellings = Spellings {
            shape: &shape,
            source: text,
        };
        spellings.deserialize(serde_yaml::Deserializer::from_str(text))
    }

    /// As Python's `str` gives it.
    pub(super) fn python_str(&self) -> String {
        match self {
            Self::Scalar(scalar) => scalar.python_str(),
            Self::List(_) | Self::Mapping(_) => self.python_repr(),
        }
    }

    /// As JSON, with a key as it is spelt, and of two the latter.
    pub(super) fn json(&self) -> Value {
        match self {
            Self::Scalar(scalar) => scalar.json(),
            Self::List(items) => items.iter().map(Self::json).collect(),
            Self::Mapping(entries) => {
                let entries = entries.iter().map(|(key, value)| {
                    let key = match key {
                        Self::Scalar(key) => key.spelling.clone(),
                        key => key.python_str(),
                    };
                    (key, value.json())
                });
                Value::Object(entries.collect())
            }
        }
    }

    fn python_repr(&self) -> String {
        match self {
            Self::Scalar(scalar) => scalar.python_repr(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::python_repr).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Mapping(entries) => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(key, value)| format!("{}: {}", key.python_repr(), value.python_repr()))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }
}

/// The kinds of all values, without the values.
enum Shape {
    Null,
    Scalar,
    List(Vec<Shape>),
    Mapping(Vec<(Shape, Shape)>),
}

/// Reads the shapes of values, up to so many of them.
#[derive(Clone, Copy)]
struct Shapes<'a> {
    left: &'a Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for Shapes<'_> {
    type Value = Shape;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Shape, D::Error> {
        let left = self
            .left
            .get()
            .checked_sub(1)
            .ok_or_else(|| D::Error::custom(format!("it has more than {MAX_VALUES} values")))?;
        self.left.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Shapes<'_> {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_str<E>(self, _: &str) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape::Null)
    }

    fn visit_none<E>(self) -> Result<Shape, E> {
        Ok(Shape::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Shape, A::Error> {
        let mut shapes = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            shapes.push(item);
        }
        Ok(Shape::List(shapes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Shape, A::Error> {
        let mut shapes = Vec::new();
        while let Some(entry) = entries.next_entry_seed(self, self)? {
            shapes.push(entry);
        }
        Ok(Shape::Mapping(shapes))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Shape, A::Error> {
        Err(A::Error::custom("a tag (`!…`) has no meaning here"))
    }
}

/// Reads the spellings of a text whose shape is known.
#[derive(Clone, Copy)]
struct Spellings<'a> {
    shape: &'a Shape,
    source: &'a str,
}

impl<'de> DeserializeSeed<'de> for Spellings<'_> {
    type Value = Tree;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        match self.shape {
            Shape::Null => {
                IgnoredAny::deserialize(deserializer)?;
                Ok(Tree::Scalar(Scalar::null()))
            }
            Shape::Scalar => deserializer.deserialize_str(self),
            Shape::List(_) => deserializer.deserialize_seq(self),
            Shape::Mapping(_) => deserializer.deserialize_map(self),
        }
    }
}

impl<'de> Visitor<'de> for Spellings<'_> {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what was read the first time")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Tree, E> {
        Ok(Tree::Scalar(if is_plain(text, self.source) {
            Scalar::plain(text)
        } else {
            Scalar::text(text)
        }))
    }

    /// A text that does not stand in the source like this has escapes or several lines.
    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Scalar(Scalar::text(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let Shape::List(shapes) = self.shape else {
            return Err(A::Error::custom("a list has become something else"));
        };
        let mut trees = Vec::new();
        for shape in shapes {
            trees.extend(items.next_element_seed(Self { shape, ..self })?);
        }
        Ok(Tree::List(trees))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let Shape::Mapping(shapes) = self.shape else {
            return Err(A::Error::custom("a mapping has become something else"));
        };
        let (mut merged, mut own) = (Vec::new(), Vec::new());
        for (key, value) in shapes {
            let key = Self { shape: key, ..self };
            let value = Self {
                shape: value,
                ..self
            };
            match entries.next_entry_seed(key, value)? {
                Some((key, value)) if is_merge(&key) => {
                    merged.extend(merge(value).map_err(A::Error::custom)?);
                }
                entry => own.extend(entry),
            }
        }
        merged.extend(own);
        Ok(Tree::Mapping(without_repetitions(merged)))
    }
}

/// Whether a scalar of the source stands there without quotes, and without a tag that makes it a
/// text.
fn is_plain(scalar: &str, source: &str) -> bool {
    let offset = scalar.as_ptr().addr().checked_sub(source.as_ptr().addr());
    let before = offset.and_then(|offset| source.get(..offset));
    before.is_some_and(|before| {
        !before.ends_with(['\'', '"']) && !before.trim_end().ends_with("!!str")
    })
}

fn is_merge(key: &Tree) -> bool {
    matches!(key, Tree::Scalar(scalar) if scalar.spelling == "<<")
}

/// The entries that `<<` brings in. Of several mappings, the first one counts most.
fn merge(value: Tree) -> Result<Vec<(Tree, Tree)>, &'static str> {
    match value {
        Tree::Mapping(entries) => Ok(entries),
        Tree::List(items) => {
            let mappings: Vec<_> = items
                .into_iter()
                .rev()
                .map(merge)
                .collect::<Result<_, _>>()?;
            Ok(mappings.into_iter().flatten().collect())
        }
        Tree::Scalar(_) => Err("`<<` expects a mapping"),
    }
}

/// Of a key that comes twice, the first position and the last value count, as in Python.
fn without_repetitions(entries: Vec<(Tree, Tree)>) -> Vec<(Tree, Tree)> {
    let mut distinct: Vec<(Tree, Tree)> = Vec::with_capacity(entries.len());
    let mut positions = HashMap::with_capacity(entries.len());
    for (key, value) in entries {
        let position = *positions.entry(key.python_repr()).or_insert(distinct.len());
        match distinct.get_mut(position) {
            Some((_, earlier)) => *earlier = value,
            None => distinct.push((key, value)),
        }
    }
    distinct
}

/// How deep the brackets of a text are nested at most, those in quotes and comments included.
fn depth(text: &str) -> usize {
    let mut deepest = 0;
    text.bytes().fold(0_usize, |depth, byte| {
        let depth = match byte {
            b'[' | b'{' => depth + 1,
            b']' | b'}' => depth.saturating_sub(1),
            _ => depth,
        };
        deepest = deepest.max(depth);
        depth
    });
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn python_str(text: &str) -> String {
        Tree::parse(text).unwrap().python_str()
    }

    #[test]
    fn quotes_make_texts() {
        for (text, expected) in [
            (
                "[no, 'no', \"no\", !!str no, no]",
                "[False, 'no', 'no', 'no', False]",
            ),
            (
                "{a: 010, 'b': '010', \"c\":010}",
                "{'a': 8, 'b': '010', 'c': 8}",
            ),
            (
                "- no  # not yes\n- >-\n  no\n- |-\n  010\n- \"n\\x6f\"\n- no",
                "[False, 'no', '010', 'no', False]",
            ),
            (
                "x: &a 010\ny: *a\nz: &b '010'\nw: *b",
                "{'x': 8, 'y': 8, 'z': '010', 'w': '010'}",
            ),
            ("é: no\r\nb: 1_0\r\n", "{'é': False, 'b': 10}"),
            (
                "a:\nb: ''\nc: {'d'}\ne: a\n  b",
                "{'a': None, 'b': '', 'c': {'d': None}, 'e': 'a b'}",
            ),
            (
                "1: {2: [true, 1.50]}\n? no\n: x",
                "{1: {2: [True, 1.5]}, False: 'x'}",
            ),
            ("", "None"),
        ] {
            assert_eq!(python_str(text), expected, "{text}");
        }
    }

    #[test]
    fn merges_are_done_and_the_last_of_equal_keys_counts() {
        assert_eq!(
            python_str("x: &x {k: 1, l: 2}\ny: {l: 3, <<: *x, m: 4, m: 5}"),
            "{'x': {'k': 1, 'l': 2}, 'y': {'k': 1, 'l': 3, 'm': 5}}"
        );
        assert_eq!(
            python_str("{<<: [{a: 1}, {a: 2, b: 3}]}"),
            "{'a': 1, 'b': 3}"
        );
        assert!(Tree::parse("<<: 1").is_err());
    }

    #[test]
    fn what_would_take_long_is_refused_at_once_or_read_at_once() {
        let many = |item: &str| item.repeat(100_000);
        let refusal = |text: &str| Tree::parse(text).unwrap_err().to_string();
        for nested in [many("["), many("{a: "), many("[") + &many("]")] {
            let message = refusal(&nested);
            assert!(message.contains("nested more than 1000 deep"), "{message}");
        }
        assert!(refusal(&many("- ")).contains("recursion limit"));
        let list = format!("a: &a [{}]\n", "x,".repeat(1_000));
        let message = refusal(&(list + &"b: *a\n".repeat(2_000)));
        assert!(message.contains("more than 1000000 values"), "{message}");
        // So many keys that comparing each with each would take minutes.
        let keys: Vec<String> = (0..100_000).map(|n| format!("k{n}: {n}\n")).collect();
        let Tree::Mapping(entries) = Tree::parse(&(keys.concat() + "k0: last")).unwrap() else {
            panic!("a mapping");
        };
        assert_eq!(entries.len(), 100_000);
        assert_eq!(entries[0].1.python_str(), "last");
        // Python makes no number of so many digits.
        let digits = "1".repeat(500_000);
        assert_eq!(python_str(&format!("[{digits}]")), format!("['{digits}']"));
    }

    #[test]
    fn a_tag_is_an_error_and_a_long_number_is_none() {
        let error = Tree::parse("a: !x 1").unwrap_err().to_string();
        assert!(
            error.contains("a tag (`!…`) has no meaning here"),
            "{error}"
        );
        let long = "-123456789012345678901234567890123456789012345";
        assert_eq!(python_str(long), long);
    }
}
