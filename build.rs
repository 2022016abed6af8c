//! Packs the files of the page (`src/server/ui/`) for the program to carry: compressed where that
//! makes them smaller, each with a tag of its content. Plotly.js, which draws the page's charts,
//! is taken from the crate that carries it.
//!
//! Also says how the program is linked on Linux.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

const PAGE: &str = "src/server/ui";

/// The page itself, on a server with users.
const INDEX_OF_USERS: &str = "index-users.html";

/// The name under which the page asks for Plotly.js.
const PLOTLY: &str = "plotly.min.js";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={PAGE}");
    println!("cargo::rerun-if-changed=build.rs");
    link_without_relocations();
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let mut files = Vec::new();
    collect(Path::new(PAGE), &mut files)?;
    files.sort();
    let mut table = String::from("&[\n");
    for (index, file) in files.iter().enumerate() {
        let packed = out.join(format!("page-{index}"));
        let path = file.strip_prefix(PAGE).expect("it lies in there");
        let path = path.to_string_lossy().replace('\\', "/");
        table.push_str(&pack(&path, &fs::read(file)?, &packed)?);
    }
    // On a server with users, the page knows that there are some before it asks anything.
    let index = fs::read_to_string(Path::new(PAGE).join("index.html"))?;
    let of_users = index.replacen("<html lang=\"en\">", "<html lang=\"en\" data-users>", 1);
    assert_ne!(index, of_users, "the page begins otherwise");
    let packed = out.join(INDEX_OF_USERS);
    table.push_str(&pack(INDEX_OF_USERS, of_users.as_bytes(), &packed)?);
    let packed = out.join(PLOTLY);
    table.push_str(&pack(PLOTLY, plotly().as_bytes(), &packed)?);
    table.push_str("]\n");
    fs::write(out.join("page.rs"), table)
}

/// On Linux, links the program for fixed addresses. A position-independent one has 31,000 addresses
/// to be corrected at each start, which takes as long as an empty program needs altogether:
/// `mlflow --version` takes 2.7 ms and 343 page faults with them, and 2.0 ms and 203 without (an empty
/// program 1.2 ms and 71). Libraries, stack and heap stay at random addresses.
fn link_without_relocations() {
    let target = |name: &str| env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    let is_static = target("FEATURE")
        .split(',')
        .any(|name| name == "crt-static");
    if target("OS") == "linux" && target("ENV") == "gnu" && !is_static {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

/// Adds the files of a folder and of those in it.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// Plotly.js: the first of the scripts that the crate writes into a document.
fn plotly() -> String {
    let scripts = plotly::Plot::offline_js_sources();
    let start = scripts.find('>').expect("the script's tag ends") + 1;
    let end = scripts.find("</script>").expect("the script ends");
    scripts[start..end].to_owned()
}

/// Packs one file, and gives its entry of the table.
fn pack(path: &str, content: &[u8], packed: &Path) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    hasher.write(content);
    let compressed = compress(content)?;
    let is_compressed = compressed.len() < content.len();
    fs::write(packed, if is_compressed { &compressed } else { content })?;
    let mut entry = String::new();
    writeln!(
        entry,
        "PageFile {{ path: {path:?}, is_compressed: {is_compressed}, etag: \"{:016x}\", content: include_bytes!({:?}) }},",
        hasher.finish(),
        packed.to_str().expect("cargo's folders have names in UTF-8"),
    )
    .expect("a string takes everything");
    Ok(entry)
}

fn compress(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    encoder.finish()
}
