//! Conformance cases that every backend passes: functions over `&dyn Store`, each named once.
