//! Commands that need no project: their flags, output and exit codes.
