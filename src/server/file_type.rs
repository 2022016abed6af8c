//! What kind of content a file's name promises. Pure.

/// What MLflow's page shows as text.
const TEXTS: &[&str] = &[
    "txt",
    "log",
    "err",
    "cfg",
    "conf",
    "cnf",
    "cf",
    "ini",
    "properties",
    "prop",
    "hocon",
    "toml",
    "yaml",
    "yml",
    "xml",
    "json",
    "js",
    "py",
    "py3",
    "csv",
    "tsv",
    "md",
    "rst",
    "ipynb",
    "MLmodel",
    "MLproject",
];

/// What browsers show in other ways.
const OTHERS: &[(&str, &str)] = &[
    ("bmp", "image/bmp"),
    ("gif", "image/gif"),
    ("gz", "application/gzip"),
    ("htm", "text/html; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("m4a", "audio/mp4"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("ogg", "audio/ogg"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("wav", "audio/x-wav"),
    ("webm", "video/webm"),
    ("webp", "image/webp"),
    ("zip", "application/zip"),
];

/// The media type of a file of that name.
pub(super) fn media_type(name: &str) -> &'static str {
    let extension = name.rsplit('.').next().unwrap_or(name);
    if TEXTS.contains(&extension) {
        return "text/plain; charset=utf-8";
    }
    let extension = extension.to_ascii_lowercase();
    OTHERS
        .iter()
        .find(|(known, _)| *known == extension)
        .map_or("application/octet-stream", |(_, media_type)| media_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_names() {
        assert!(media_type("MLmodel").starts_with("text/plain"));
        assert!(media_type("conda.yaml").starts_with("text/plain"));
        assert_eq!(media_type("a.PNG"), "image/png");
        assert_eq!(media_type("model.pkl"), "application/octet-stream");
        assert_eq!(media_type(""), "application/octet-stream");
    }
}
