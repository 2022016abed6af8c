//! Models behind HTTP: `mlflow models serve`, with the answers of MLflow's own server.
//!
//! A model needs Python, and the MLflow of its environment decides what an answer is. So processes of
//! that Python hold the model ([`worker/`](package)), and a native front before them does the rest:
//! connections, a queue with a bound, time limits, workers that end, versions that change.
//!
//! | part | what it does |
//! | --- | --- |
//! | `front`, `open_inference`, `reply`, `streamed`, `metrics` | HTTP: what is answered here, and what a worker answers |
//! | `queue`, `job` | requests that wait, alone or to be answered together |
//! | `shared` | what the front and the workers have in common |
//! | `slot`, `link`, `worker_end` | one connection to a worker, and its frames |
//! | `loader`, `hub`, `generation` | processes: getting them, waiting for them, replacing them |
//! | `server` | from start to end, and from one version to the next |
//! | `model_file`, `python`, `served_model` | a model's files and its environment |
//! | `requirements` | what a model asks of pip, changed |
//! | `image` | a folder of which an image is built |
//! | `package` | the Python of a worker |
//! | `predict` | one prediction, without a server |

mod about;
mod front;
mod generation;
mod hub;
mod image;
mod job;
mod link;
mod loader;
mod metrics;
mod model_file;
mod open_inference;
mod package;
mod predict;
mod python;
mod queue;
mod reply;
mod requirements;
mod served_model;
mod server;
mod settings;
mod shared;
mod slot;
mod streamed;
mod worker_end;

pub use image::{ImageParts, write_image_folder};
pub use model_file::ModelFile;
pub use predict::{Question, predict};
pub use python::{EnvironmentChoice, ModelPython};
pub use requirements::{
    Changed, Requirement, RequirementChange, change_conda, change_requirements,
};
pub use served_model::ServedModel;
pub use server::{ModelSource, Orders, serve};
pub use settings::{Batching, ServingSettings};
