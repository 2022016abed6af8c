//! The integration tests: the built program as its users run it, and the layers as a whole.

mod cli;
mod layers;
mod support;
