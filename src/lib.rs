//! MLflow in one binary: the command line, the project runner and the stores.
//!
//! # The map
//! A request goes down this list and its answer comes up; each layer uses those below it only
//! (`tests/it/layers.rs` keeps the exact table).
//!
//! | module | what it is for |
//! | --- | --- |
//! | [`cli`] | commands, flags, help, tables: the only one that prints |
//! | [`server`] | the tracking server: paths, statuses, and the way bytes travel |
//! | [`serving`] | models behind HTTP: Python workers with a native front |
//! | [`project`] | `MLproject` folders: parameters, child processes, runs |
//! | [`environment`] | what a project finds around it: packages built by venv, uv or conda; containers |
//! | [`process`] | child processes: signals, timeouts, what they used |
//! | [`tracking`] | MLflow's rules over a store: checks, defaults, lifecycle |
//! | [`webhook`] | telling other servers of changes in the registry |
//! | [`registry`] | the model registry's rules, beside those of the runs |
//! | [`transfer`] | copies of what one store holds in another, and archives |
//! | [`api`] | the bodies of the REST API |
//! | [`store`] | where facts are kept: `mlruns` folders, SQLite databases and other servers |
//! | [`artifact`] | where files are kept: folders and servers |
//! | [`search`] | the language of filters and orders |
//! | `web` | what every server does: connections, bodies, histograms |
//! | `http` | requests to other servers: addresses, credentials, retries |
//! | [`entity`] | experiments, runs, metrics, models: plain data with its limits |
//! | [`config`] | environment variables and the settings that come of them |
//! | [`duration`] | ages and durations, as commands read and show them |
//! | [`text`] | text files that users write, in whatever editor |
//! | [`tree`] | how large folders are, and how they are removed |
//! | [`view`] | what a person sees, without a terminal: numbers, times, tables |
//! | [`similar`] | the name that was meant by one that is not there |
//! | `recent` | what is remembered for a short time, of a bounded number of things |
//! | `staged` | files that appear whole: written under another name, then renamed |
//! | `sync` | locks that outlive a panic |
//! | `yaml` | YAML files of projects as PyYAML reads them |
//! | [`uri`] | paths and URIs as MLflow spells them |
//! | [`error`] | the one error type |
//!
//! # Five journeys
//! * `mlflow experiments create -n x`: `cli/experiments` → [`tracking::Tracking`] → store.
//! * `mlflow runs search -f 'metrics.loss < 1'`: the text becomes a [`search::Filter`] once; the
//!   file store evaluates it, the SQL store translates it.
//! * `mlflow run dir -P a=1`: `cli/run` → [`project`] → a child process with the run's
//!   environment; its exit code becomes the run's status and ours.
//! * `POST …/runs/log-batch`: [`server`] reads the body into an [`api`] type → [`tracking`] checks
//!   it → the store keeps it; the answer goes out when it is durable.
//! * A failure becomes an [`error::Error`] where it is noticed, and text and an exit code in
//!   `cli/report` alone.

// What only an optional part uses is in the build without it, too, and the linker drops it.
#![cfg_attr(not(feature = "kubernetes"), allow(dead_code))]

pub mod access;
pub mod api;
pub mod artifact;
pub mod cli;
pub mod config;
pub mod duration;
pub mod entity;
pub mod environment;
pub mod error;
mod http;
pub mod oidc;
pub mod process;
pub mod project;
mod recent;
pub mod registry;
pub mod search;
pub mod server;
pub mod serving;
pub mod similar;
mod staged;
pub mod store;
mod sync;
pub mod text;
pub mod tracking;
pub mod transfer;
pub mod tree;
pub mod uri;
pub mod view;
mod web;
pub mod webhook;
mod yaml;
