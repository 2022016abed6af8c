//! YAML as PyYAML reads it for MLflow: YAML 1.1, where an unquoted `no` is false and `010` is eight.
//!
//! [`tree`] reads a text into lists, mappings and scalars, [`scalar`] and [`timestamp`] say what
//! an unquoted scalar means and how Python prints it, and [`Document`] gives access by name. Every
//! value knows by which keys it is reached, which errors name.

mod document;
mod scalar;
mod timestamp;
mod tree;

pub(crate) use document::{Document, Node};
pub(crate) use scalar::python_repr;
