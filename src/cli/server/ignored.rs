//! Flags of MLflow's server that have no effect here, or that ask for what this server cannot do.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::usage_error::usage_error;
use crate::config;
use crate::error::{Error, Result};

use super::settings::flag;

#[derive(Args, Debug)]
pub(super) struct IgnoredArgs {
    /// Number of processes: there is one, with as many threads as it needs
    #[arg(long, short = 'w', value_name = "NUMBER")]
    workers: Option<String>,

    /// Settings of gunicorn
    #[arg(long, value_name = "OPTIONS", allow_hyphen_values = true)]
    gunicorn_opts: Option<String>,

    /// Settings of waitress
    #[arg(long, value_name = "OPTIONS", allow_hyphen_values = true)]
    waitress_opts: Option<String>,

    /// Settings of uvicorn
    #[arg(long, value_name = "OPTIONS", allow_hyphen_values = true)]
    uvicorn_opts: Option<String>,

    /// Reload when the server's code changes
    #[arg(long)]
    dev: bool,

    /// Settings of the archive of traces
    #[arg(long, value_name = "FILE")]
    trace_archival_config: Option<String>,

    /// For how long secrets of the gateway are remembered
    #[arg(long, value_name = "SECONDS")]
    secrets_cache_ttl: Option<u64>,

    /// How many secrets of the gateway are remembered
    #[arg(long, value_name = "NUMBER")]
    secrets_cache_max_size: Option<u64>,

    /// Store of workspaces
    #[arg(long, value_name = "URI")]
    workspace_store_uri: Option<String>,

    /// Have several workspaces, which is not supported [env: MLFLOW_ENABLE_WORKSPACES]
    #[arg(long, overrides_with = "disable_workspaces")]
    enable_workspaces: bool,

    /// Have one workspace
    #[arg(long)]
    disable_workspaces: bool,
}

impl IgnoredArgs {
    /// Refuses the flags that MLflow refuses, and those that ask for what this server cannot do.
    pub(super) fn check(&self) -> Result<()> {
        let gunicorn = flag(self.gunicorn_opts.as_ref(), config::GUNICORN_OPTS)?.is_some();
        let uvicorn = flag(self.uvicorn_opts.as_ref(), config::UVICORN_OPTS)?.is_some();
        let servers = [
            (gunicorn, "--gunicorn-opts"),
            (uvicorn, "--uvicorn-opts"),
            (self.waitress_opts.is_some(), "--waitress-opts"),
        ];
        let mut given = servers.iter().filter(|(is_given, _)| *is_given);
        let first = given.next();
        if let (true, Some((_, name))) = (self.dev, first) {
            return Err(usage_error(format!(
                "'--dev' and '{name}' cannot be specified together: expected one of them"
            )));
        }
        if given.next().is_some() {
            return Err(usage_error(
                "Cannot specify multiple server options: expected one of `--gunicorn-opts`, \
                 `--waitress-opts` and `--uvicorn-opts`",
            ));
        }
        let has_workspaces = self.enable_workspaces
            || !self.disable_workspaces && config::flag(config::ENABLE_WORKSPACES, false)?;
        if has_workspaces {
            return Err(Error::not_implemented(
                "`--enable-workspaces`: a server with several workspaces is not supported",
            ));
        }
        Ok(())
    }

    /// Says which flags have no effect.
    pub(super) fn note(&self, context: &Context) -> Result<()> {
        let given = |flag: Option<&str>, variable: &str| -> Result<bool> {
            Ok(flag.is_some() || config::var(variable)?.is_some())
        };
        let archive = self.trace_archival_config.as_deref();
        let workspaces = self.workspace_store_uri.as_deref();
        for (is_given, name, reason) in [
            (
                given(self.workers.as_deref(), config::WORKERS)?,
                "--workers",
                ONE_PROCESS,
            ),
            (
                given(self.gunicorn_opts.as_deref(), config::GUNICORN_OPTS)?,
                "--gunicorn-opts",
                NO_PYTHON,
            ),
            (self.waitress_opts.is_some(), "--waitress-opts", NO_PYTHON),
            (
                given(self.uvicorn_opts.as_deref(), config::UVICORN_OPTS)?,
                "--uvicorn-opts",
                NO_PYTHON,
            ),
            (self.dev, "--dev", NO_PYTHON),
            (
                given(archive, config::TRACE_ARCHIVAL_CONFIG)?,
                "--trace-archival-config",
                NO_TRACES,
            ),
            (
                given(workspaces, config::WORKSPACE_STORE_URI)?,
                "--workspace-store-uri",
                ONE_WORKSPACE,
            ),
            (
                self.secrets_cache_ttl.is_some(),
                "--secrets-cache-ttl",
                NO_GATEWAY,
            ),
            (
                self.secrets_cache_max_size.is_some(),
                "--secrets-cache-max-size",
                NO_GATEWAY,
            ),
        ] {
            if is_given {
                let note = format!("note: `{name}` has no effect: {reason}");
                context.printer().message(&note);
            }
        }
        Ok(())
    }
}

const ONE_PROCESS: &str = "the server is one process, with as many threads as it needs";
const NO_PYTHON: &str = "there is no Python server";
const NO_TRACES: &str = "there are no traces";
const ONE_WORKSPACE: &str = "there is one workspace";
const NO_GATEWAY: &str = "there is no gateway";
