//! The integration tests: the built program, and the layers as a whole.
