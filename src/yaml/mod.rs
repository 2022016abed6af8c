//! YAML files of projects, as MLflow sees them through PyYAML, which reads YAML 1.1: an unquoted
//! `no` is false there and `010` is eight, and what a value means depends on its spelling.
//!
//! [`tree`] reads a text into lists, mappings and scalars, [`scalar`] and [`timestamp`] say what
//! an unquoted scalar means and how Python prints it, and [`Document`] gives access by name, with
//! the place of each value in mind, so that a wrong type is one clear sentence.

mod document;
mod scalar;
mod timestamp;
mod tree;

pub(crate) use document::{Document, Node};
pub(crate) use scalar::python_repr;
