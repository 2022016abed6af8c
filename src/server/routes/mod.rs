//! The handlers, a file for each noun: read the request, make one call, write the answer.

pub(super) mod absent;
pub(super) mod artifacts;
pub(super) mod datasets;
pub(super) mod devices;
pub(super) mod experiments;
pub(super) mod graphql;
pub(super) mod info;
pub(super) mod logged_models;
pub(super) mod metrics;
pub(super) mod model_versions;
pub(super) mod multipart;
pub(super) mod oidc;
pub(super) mod permissions;
pub(super) mod presigned;
pub(super) mod proxy;
pub(super) mod registered_models;
pub(super) mod roles;
pub(super) mod runs;
pub(super) mod sessions;
pub(super) mod tokens;
pub(super) mod users;
pub(super) mod webhooks;
