//! Conda environments, built with conda, mamba or micromamba.
//!
//! They are in the same cache as all others. MLflow 3.17.2 puts them among the user's own
//! environments, by name.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::config;
use crate::error::{Error, ErrorCode, Result};
use crate::process::quote;
use crate::text;

use super::definition::Definition;
use super::digest::digest;
use super::logged::{self, BuildStep};
use super::recipe::{Build, Recipe};

/// The flavours of the program, in the order in which they are looked for.
const NAMES: [&str; 3] = ["conda", "mamba", "micromamba"];

/// A Conda environment, and the programs for it.
#[derive(Debug)]
pub(crate) struct CondaEnvironment {
    /// Its file; `None` for one with nothing but Python in it.
    file: Option<PathBuf>,
    /// What is in it, for the digest.
    texts: Vec<String>,
    programs: Programs,
}

/// The programs that make and enter environments.
#[derive(Debug, PartialEq, Eq)]
struct Programs {
    create: PathBuf,
    enter: PathBuf,
}

impl CondaEnvironment {
    /// Reads a `conda.yaml`, if there is one, and looks for the programs.
    pub(super) fn read(file: Option<&Path>, project: &Path) -> Result<Self> {
        let mut texts = vec!["conda".to_owned()];
        if let Some(path) = file {
            texts.push(text::read(path)?);
            // Requirement files that its pip part includes define it as well.
            texts.push(Definition::from_pip_part(path, project)?.digest()?);
        }
        Ok(Self {
            file: file.map(Path::to_owned),
            texts,
            programs: Programs::find()?,
        })
    }
}

impl Recipe for CondaEnvironment {
    fn digest(&self) -> Result<String> {
        Ok(digest(&self.texts))
    }

    fn build(&self) -> Result<Box<dyn Build + '_>> {
        Ok(Box::new(CondaBuild(self)))
    }

    fn interpreter(&self, _: &Path) -> Option<PathBuf> {
        None
    }

    fn activation(&self, environment: &Path) -> String {
        self.programs.activation(environment)
    }
}

struct CondaBuild<'a>(&'a CondaEnvironment);

impl Build for CondaBuild<'_> {
    fn describe(&self) -> String {
        let program = &self.0.programs.create;
        let what = if self.0.file.is_some() {
            "a Conda environment"
        } else {
            "a Conda environment with Python alone"
        };
        format!("{what} with {}", name_of(program))
    }

    fn run(&self, environment: &Path, at: BuildStep) -> Result<()> {
        let Self(conda) = self;
        let mut command = conda.programs.create(conda.file.as_deref(), environment);
        let folder = conda.file.as_deref().and_then(Path::parent);
        let folder = folder.unwrap_or(at.folder);
        logged::run(&mut command, BuildStep { folder, ..at })
    }
}

impl Programs {
    /// Where MLflow looks (`MLFLOW_CONDA_HOME`, then beside `CONDA_EXE`, then the PATH), and
    /// then for the other flavours.
    fn find() -> Result<Self> {
        let home = config::var(config::CONDA_HOME)?.map(|home| Path::new(&home).join("bin"));
        let beside = config::var(config::CONDA_EXE)?
            .and_then(|conda| Path::new(&conda).parent().map(Path::to_owned));
        let folder = home.or(beside);
        let find = |name: &str| {
            match &folder {
                Some(folder) => Some(folder.join(name)).filter(|path| path.is_file()),
                None => None,
            }
            .or_else(|| config::programs(name).next())
        };
        let chosen = config::var(config::CONDA_CREATE_ENV_CMD)?;
        let create = match &chosen {
            Some(name) => find(name),
            None => NAMES.into_iter().find_map(find).or(mamba_exe()?),
        };
        let create = create.ok_or_else(|| missing(chosen.as_deref()))?;
        // mamba 1 has no shell hook of its own, and always comes with conda.
        let enter = match name_of(&create).as_str() {
            "micromamba" => create.clone(),
            _ => find("conda").unwrap_or_else(|| create.clone()),
        };
        Ok(Self { create, enter })
    }

    fn create(&self, file: Option<&Path>, environment: &Path) -> Command {
        let mut command = Command::new(&self.create);
        let is_micromamba = name_of(&self.create) == "micromamba";
        match (file, is_micromamba) {
            (Some(_), false) => command.args(["env", "create"]),
            (Some(_), true) => command.args(["create", "--yes"]),
            (None, _) => command.args([
                "create",
                "--yes",
                "--channel",
                "conda-forge",
                "--override-channels",
            ]),
        };
        command.arg("--prefix").arg(environment);
        match file {
            Some(file) => command.arg("--file").arg(file),
            None => command.arg("python"),
        };
        // `conda env create` has no `--yes` in all its versions.
        command
            .env("CONDA_ALWAYS_YES", "true")
            .env("MAMBA_ALWAYS_YES", "true");
        command
    }

    /// The shell command that enters an environment. Its output goes to stderr, because stdout is
    /// the project's.
    fn activation(&self, environment: &Path) -> String {
        let folder = quote(&environment.to_string_lossy());
        if cfg!(windows) {
            return format!("conda activate {folder}");
        }
        let program = quote(&self.enter.to_string_lossy());
        let name = name_of(&self.enter);
        let hook = match name.as_str() {
            "conda" => "shell.bash hook",
            _ => "shell hook --shell bash",
        };
        format!("eval \"$({program} {hook})\" && {name} activate {folder} 1>&2")
    }
}

/// micromamba, which need not be on the PATH: it sets `MAMBA_EXE` in the shells that it sets up.
fn mamba_exe() -> Result<Option<PathBuf>> {
    let path = config::var(config::MAMBA_EXE)?.map(PathBuf::from);
    Ok(path.filter(|path| path.is_file()))
}

fn name_of(program: &Path) -> String {
    let stem = program.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

fn missing(chosen: Option<&str>) -> Error {
    let message = match chosen {
        Some(name) => format!(
            "You have set the env variable {}, but {name} does not exist: the project needs Conda",
            config::CONDA_CREATE_ENV_CMD
        ),
        None => "Could not find Conda executable at conda: the project needs Conda, and there is no program of `conda`, `mamba` and `micromamba`".to_owned(),
    };
    Error::new(ErrorCode::ResourceDoesNotExist, message)
        .hint("install one of them, for example micromamba: https://mamba.readthedocs.io")
        .hint("`--env-manager virtualenv` installs what its `conda.yaml` lists for pip")
        .hint("`--env-manager local` runs it with the programs of this machine")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(command: &Command) -> String {
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
        words.join(" ")
    }

    #[test]
    fn each_flavour_has_its_command_lines() {
        let (file, folder) = (Path::new("conda.yaml"), Path::new("/e"));
        for (create, enter, expected, entered) in [
            (
                "/c/conda",
                "/c/conda",
                "/c/conda env create --prefix /e --file conda.yaml",
                "eval \"$(/c/conda shell.bash hook)\" && conda activate /e 1>&2",
            ),
            (
                "/c/mamba",
                "/c/mamba",
                "/c/mamba env create --prefix /e --file conda.yaml",
                "eval \"$(/c/mamba shell hook --shell bash)\" && mamba activate /e 1>&2",
            ),
            (
                "/m/micromamba",
                "/m/micromamba",
                "/m/micromamba create --yes --prefix /e --file conda.yaml",
                "eval \"$(/m/micromamba shell hook --shell bash)\" && micromamba activate /e 1>&2",
            ),
        ] {
            let programs = Programs {
                create: create.into(),
                enter: enter.into(),
            };
            assert_eq!(line(&programs.create(Some(file), folder)), expected);
            if cfg!(unix) {
                assert_eq!(programs.activation(folder), entered);
            }
            assert!(line(&programs.create(None, folder)).ends_with("--prefix /e python"));
        }
    }
}
