//! What kind of content a file's name promises. Pure.

/// The type of text. Artifacts are UTF-8 far more often than anything else.
const TEXT: &str = "text/plain; charset=utf-8";
/// The type of what is not known.
const BINARY: &str = "application/octet-stream";

/// What MLflow's page shows as text. In another case these are looked up among the others.
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
];

/// Files without an extension that are text, in any case. MLflow 3.17.2 knows `mlproject` and
/// sends `MLproject`, which is how projects are spelled, as binary.
const TEXT_NAMES: &[&str] = &["mlmodel", "mlproject"];

/// The other types, as Python 3.11 knows them.
const OTHERS: &[(&str, &str)] = &[
    ("3gp", "video/3gpp"),
    ("7z", "application/x-7z-compressed"),
    ("aac", "audio/aac"),
    ("avi", "video/x-msvideo"),
    ("avif", "image/avif"),
    ("bat", TEXT),
    ("bmp", "image/bmp"),
    ("c", TEXT),
    ("css", "text/css; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("doc", "application/msword"),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ("flac", "audio/flac"),
    ("gif", "image/gif"),
    ("h", TEXT),
    ("h5", "application/x-hdf5"),
    ("hdf", "application/x-hdf"),
    ("heic", "image/heic"),
    ("heif", "image/heif"),
    ("htm", "text/html; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("ico", "image/vnd.microsoft.icon"),
    ("jpe", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("ksh", TEXT),
    ("latex", "application/x-latex"),
    ("m4a", "audio/mp4"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("mpeg", "video/mpeg"),
    ("mpg", "video/mpeg"),
    ("nc", "application/x-netcdf"),
    ("ogg", "audio/ogg"),
    ("opus", "audio/opus"),
    ("pbm", "image/x-portable-bitmap"),
    ("pdf", "application/pdf"),
    ("pgm", "image/x-portable-graymap"),
    ("png", "image/png"),
    ("pnm", "image/x-portable-anymap"),
    ("ppm", "image/x-portable-pixmap"),
    ("ppt", "application/vnd.ms-powerpoint"),
    (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    ("ps", "application/postscript"),
    ("py", "text/x-python; charset=utf-8"),
    ("pyc", "application/x-python-code"),
    ("rtf", "application/rtf"),
    ("srt", TEXT),
    ("svg", "image/svg+xml"),
    ("tar", "application/x-tar"),
    ("tgz", "application/x-tar"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("tsv", "text/tab-separated-values; charset=utf-8"),
    ("ttf", "font/ttf"),
    ("txt", TEXT),
    ("vtt", "text/vtt; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("wav", "audio/x-wav"),
    ("webm", "video/webm"),
    ("webmanifest", "application/manifest+json"),
    ("webp", "image/webp"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("xls", "application/vnd.ms-excel"),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ("xml", "text/xml; charset=utf-8"),
    ("zip", "application/zip"),
];

/// Extensions that say how a file is packed, and not what it is.
const ENCODINGS: &[&str] = &["gz", "bz2", "xz", "br"];

/// The media type of an artifact of that name: text, wherever MLflow's page shows it as such.
pub(super) fn of_artifact(name: &str) -> &'static str {
    let Some((stem, extension)) = split_extension(name) else {
        let is_text = TEXT_NAMES
            .iter()
            .any(|text| text.eq_ignore_ascii_case(name));
        return if is_text { TEXT } else { BINARY };
    };
    if TEXTS.contains(&extension) {
        return TEXT;
    }
    let extension = if ENCODINGS.contains(&extension) {
        split_extension(stem).map_or("", |(_, extension)| extension)
    } else {
        extension
    };
    of_extension(extension)
}

/// The media type of a file of the page, which a browser runs or shows.
pub(super) fn of_page(path: &str) -> &'static str {
    of_extension(split_extension(path).map_or("", |(_, extension)| extension))
}

fn of_extension(extension: &str) -> &'static str {
    let extension = extension.to_ascii_lowercase();
    OTHERS
        .iter()
        .find(|(known, _)| *known == extension)
        .map_or(BINARY, |(_, media_type)| media_type)
}

/// A name without its extension, and the extension. A dot at the beginning is no extension's.
fn split_extension(name: &str) -> Option<(&str, &str)> {
    name.rsplit_once('.')
        .filter(|(stem, _)| !stem.trim_start_matches('.').is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_names() {
        for text in [
            "MLmodel",
            "MLproject",
            "mlproject",
            "conda.yaml",
            "a.b.py",
            "a.TXT",
        ] {
            assert_eq!(of_artifact(text), TEXT, "{text}");
        }
        for binary in [
            "",
            "a",
            "model.pkl",
            "a.gz",
            ".gitignore",
            ".txt",
            "README",
            "a.",
        ] {
            assert_eq!(of_artifact(binary), BINARY, "{binary}");
        }
        assert_eq!(of_artifact("a.PNG"), "image/png");
        assert_eq!(of_artifact("a.JSON"), "application/json");
        assert_eq!(of_artifact("a.tar.gz"), "application/x-tar");
        assert_eq!(of_artifact("a.csv.gz"), "text/csv; charset=utf-8");
    }

    #[test]
    fn a_script_of_the_page_is_one_that_a_browser_runs() {
        assert_eq!(of_page("js/app.js"), "text/javascript; charset=utf-8");
        assert_eq!(of_artifact("app.js"), TEXT);
    }

    #[test]
    fn each_extension_is_listed_once() {
        assert!(OTHERS.is_sorted_by(|(a, _), (b, _)| a < b));
    }
}
