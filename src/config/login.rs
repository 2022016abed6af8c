//! The log-in in `~/.mlflow/credentials`, where all clients of MLflow look.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

use super::http::{PASSWORD, USERNAME, kept_credentials, kept_value};

/// What an access token begins with.
const TOKEN: &str = "mlflow_";

/// A name and a password, or an access token in its place.
#[derive(Clone)]
pub struct KeptLogin {
    /// Who logs in.
    pub username: String,
    /// How.
    pub password: String,
}

impl KeptLogin {
    /// The one that is kept.
    pub fn read() -> Option<Self> {
        let kept = kept_credentials();
        let find = |name: &str| kept_value(&kept, &name.to_ascii_lowercase());
        Some(Self {
            username: find(USERNAME)?,
            password: find(PASSWORD)?,
        })
    }

    /// The id of the access token, if it is one.
    pub fn token_id(&self) -> Option<&str> {
        let (id, _) = self.password.strip_prefix(TOKEN)?.split_once('_')?;
        Some(id)
    }

    /// Keeps it, where nobody else on this machine can read it. Says where.
    pub fn write(&self) -> Result<PathBuf> {
        let mut text = without_login(&kept_credentials());
        if !text.lines().any(|line| line.trim() == "[mlflow]") {
            text.push_str("[mlflow]\n");
        }
        let entry = format!(
            "[mlflow]\n{} = {}\n{} = {}\n",
            USERNAME.to_ascii_lowercase(),
            self.username,
            PASSWORD.to_ascii_lowercase(),
            self.password
        );
        let text = text.replacen("[mlflow]\n", &entry, 1);
        let path = path()?;
        write_for_owner(&path, &text)?;
        Ok(path)
    }

    /// Forgets the one that is kept.
    pub fn forget() -> Result<()> {
        let path = path()?;
        if !path.exists() {
            return Ok(());
        }
        write_for_owner(&path, &without_login(&kept_credentials()))
    }
}

fn path() -> Result<PathBuf> {
    let home = env::home_dir();
    let home = home.ok_or_else(|| Error::invalid("there is no home folder: expected HOME"))?;
    Ok(home.join(".mlflow").join("credentials"))
}

/// The text of the file without a log-in.
fn without_login(text: &str) -> String {
    let names = [USERNAME, PASSWORD].map(str::to_ascii_lowercase);
    let is_login = |line: &str| {
        let name = line.split(['=', ':']).next().unwrap_or_default().trim();
        names.iter().any(|known| name.eq_ignore_ascii_case(known))
    };
    let lines = text.lines().filter(|line| !is_login(line));
    lines.fold(String::new(), |text, line| text + line + "\n")
}

fn write_for_owner(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(|e| Error::io("create", folder, e))?;
    let cannot_write = |e| Error::io("write", path, e);
    let mut file = tempfile::Builder::new()
        .prefix(".credentials")
        .tempfile_in(folder)
        .map_err(cannot_write)?;
    // A temporary file is its owner's alone.
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(cannot_write)?;
    file.persist(path).map_err(|e| cannot_write(e.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_taken_out_and_the_rest_stays() {
        let text = "[other]\na = 1\n[mlflow]\nMLFLOW_TRACKING_USERNAME = x\n\
                    mlflow_tracking_password: y\nkeep = 2\n";
        let rest = "[other]\na = 1\n[mlflow]\nkeep = 2\n";
        assert_eq!(without_login(text), rest);
        assert_eq!(without_login(""), "");
    }

    #[test]
    fn an_access_token_has_an_id() {
        let login = |password: &str| KeptLogin {
            username: "ann".to_owned(),
            password: password.to_owned(),
        };
        assert_eq!(login("mlflow_12ab_secret").token_id(), Some("12ab"));
        assert_eq!(login("a long password").token_id(), None);
    }
}
