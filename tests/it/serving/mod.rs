//! Serving models: answers like those of MLflow's own server, and what a server does when workers end,
//! clients are slow or versions change.

mod answers;
mod command_line;
mod image;
mod model;
mod once;
mod open_inference;
mod workers;
