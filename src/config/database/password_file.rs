//! PostgreSQL's password file, `~/.pgpass`: lines of `host:port:database:user:password`, where `*`
//! stands for anything and a backslash before the character that it takes the meaning from.

use std::fs;
use std::path::Path;

use super::uri::Secret;

/// What a password is looked for by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Login<'a> {
    pub(super) host: &'a str,
    pub(super) port: u16,
    pub(super) database: &'a str,
    pub(super) user: &'a str,
}

/// The password of a login in a file; none where there is no such file or no such line. A file that
/// others may read is not read, which is said.
pub(super) fn password(file: &Path, login: Login) -> Option<Secret> {
    let metadata = file.metadata().ok().filter(fs::Metadata::is_file)?;
    if is_open_to_others(&metadata) {
        tracing::warn!(
            "the password file `{}` is not read, because others may read it; `chmod 600` mends that",
            file.display()
        );
        return None;
    }
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| matched(line, login))?;
    Some(Secret::from(line))
}

#[cfg(unix)]
fn is_open_to_others(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open_to_others(_: &fs::Metadata) -> bool {
    false
}

/// The password of a line that is for a login.
fn matched(line: &str, login: Login) -> Option<String> {
    if line.starts_with('#') {
        return None;
    }
    let port = login.port.to_string();
    let mut rest = line;
    for wanted in [login.host, &port, login.database, login.user] {
        let (field, behind) = field(rest)?;
        if field != wanted && rest.split(':').next() != Some("*") {
            return None;
        }
        rest = behind;
    }
    // What is behind a further colon is for later versions.
    Some(field(rest).map_or_else(|| without_escapes(rest), |(password, _)| password))
}

/// The field that a text begins with, up to a colon, and what is behind that.
fn field(text: &str) -> Option<(String, &str)> {
    let mut is_escaped = false;
    let end = text.find(|c| {
        let ends = c == ':' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    })?;
    Some((without_escapes(&text[..end]), &text[end + 1..]))
}

fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        let c = if c == '\\' {
            characters.next()
        } else {
            Some(c)
        };
        plain.extend(c);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGIN: Login = Login {
        host: "db",
        port: 5432,
        database: "ml",
        user: "me",
    };

    #[test]
    fn the_first_line_that_fits_has_the_password() {
        for (line, expected) in [
            ("db:5432:ml:me:pw", Some("pw")),
            ("*:*:*:me:pw", Some("pw")),
            (r"*:*:*:*:p\:w\\", Some(r"p:w\")),
            ("*:*:*:*:pw:later", Some("pw")),
            ("#db:5432:ml:me:pw", None),
            ("db:5433:ml:me:pw", None),
            ("other:*:*:*:pw", None),
            ("db:5432:ml", None),
            ("", None),
        ] {
            assert_eq!(matched(line, LOGIN).as_deref(), expected, "{line}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_not_read() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pgpass");
        fs::write(&file, "x\n*:*:*:*:one\n*:*:*:*:two\n").unwrap();
        for (mode, expected) in [(0o600, Some("one")), (0o644, None)] {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            let found = password(&file, LOGIN);
            assert_eq!(found.as_ref().map(Secret::reveal), expected);
        }
        assert_eq!(password(&folder.path().join("none"), LOGIN), None);
    }
}
