//! `MLproject` folders: what is in them, and how they run.
