//! What revision 8b6ad64cb8f5 reads out of issues.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::json;

/// The categories in a JSON list, each with the hash of its name without regard to case, in the
/// order of the list.
pub(in crate::store::sql) fn categories(list: &str) -> Vec<(String, String)> {
    let Some(Value::Array(categories)) = json::read(list) else {
        return Vec::new();
    };
    let names = categories.iter().filter_map(Value::as_str);
    names.map(|name| (hash(name), name.to_owned())).collect()
}

fn hash(name: &str) -> String {
    hex::encode(Sha256::digest(name.trim().to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_alike_without_regard_to_case() {
        let found = categories(r#"["Slow", " slow ", 7, "wrong"]"#);
        let names: Vec<_> = found.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["Slow", " slow ", "wrong"]);
        assert_eq!(found[0].0, found[1].0);
        assert_eq!(
            found[0].0,
            "5e0cf7bd1dfa3831788b0cf6dedcdd228fba6f34dc238d371e746567e80bc7b6"
        );
        assert_eq!(categories("{"), []);
    }
}
