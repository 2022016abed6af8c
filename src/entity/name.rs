//! Names that nobody chose: an adjective, a noun and a number, in MLflow's fashion.

/// Makes a run name such as `brisk-heron-417`; the number has up to three digits.
pub fn random_run_name() -> String {
    let adjective = ADJECTIVES[rand::random_range(0..ADJECTIVES.len())];
    let noun = NOUNS[rand::random_range(0..NOUNS.len())];
    let number = rand::random_range(0..1000);
    format!("{adjective}-{noun}-{number}")
}

#[rustfmt::skip]
const ADJECTIVES: &[&str] = &[
    "able", "agile", "amber", "ample", "azure", "balmy", "blithe", "bold", "brave", "breezy",
    "bright", "brisk", "calm", "candid", "chilly", "civil", "clean", "clever", "coral", "cosmic",
    "crisp", "curious", "dapper", "daring", "deft", "dewy", "eager", "early", "earnest", "easy",
    "fabled", "fair", "fleet", "fluent", "fond", "frank", "fresh", "gentle", "gifted", "glad",
    "golden", "grand", "happy", "hardy", "hazel", "hearty", "honest", "humble", "ivory", "jolly",
    "jovial", "keen", "kind", "lively", "lucid", "lucky", "lunar", "mellow", "merry", "mighty",
    "mild", "modest", "neat", "nimble", "noble", "olive", "patient", "plucky", "polite", "proud",
    "quick", "quiet", "rapid", "ready", "robust", "rosy", "rustic", "sandy", "serene", "sharp",
    "silent", "silver", "sleek", "smooth", "snowy", "solar", "spry", "steady", "stellar", "sunny",
    "swift", "tender", "tidy", "trusty", "upbeat", "vivid", "warm", "wise", "witty", "zesty",
];

#[rustfmt::skip]
const NOUNS: &[&str] = &[
    "acorn", "alder", "ant", "aspen", "badger", "bass", "beaver", "bee", "birch", "bison",
    "bittern", "brook", "canyon", "carp", "cedar", "clover", "colt", "comet", "condor", "crane",
    "cricket", "crow", "cypress", "dale", "deer", "delta", "dolphin", "dove", "drake", "eagle",
    "egret", "elk", "elm", "ember", "falcon", "fern", "finch", "fjord", "fox", "gecko",
    "glacier", "goose", "grove", "gull", "hare", "hawk", "hazelnut", "heron", "hill", "ibis",
    "iris", "island", "jackdaw", "jay", "kestrel", "kite", "koala", "lagoon", "lake", "lark",
    "lemur", "lichen", "lily", "linnet", "llama", "lynx", "magpie", "maple", "marlin", "marten",
    "meadow", "mole", "moose", "moss", "newt", "oak", "ocelot", "orca", "osprey", "otter",
    "owl", "panda", "perch", "pine", "plover", "poplar", "puffin", "quail", "raven", "reef",
    "robin", "salmon", "seal", "shrew", "sparrow", "stoat", "swan", "tern", "trout", "willow",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_an_adjective_a_noun_and_a_number() {
        let name = random_run_name();
        let [adjective, noun, number] = name.split('-').collect::<Vec<_>>()[..] else {
            panic!("{name}");
        };
        assert!(
            ADJECTIVES.contains(&adjective) && NOUNS.contains(&noun),
            "{name}"
        );
        assert!(number.parse::<u16>().unwrap() < 1000);
    }
}
