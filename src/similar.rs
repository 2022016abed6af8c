//! The name that somebody meant who wrote another: misspelt, cut short, or in other letter case.

/// Most mistakes in a long word.
const MOST_MISTAKES: usize = 3;
/// How many letters of a word allow one mistake.
const LETTERS_PER_MISTAKE: usize = 3;
/// The shortest text that may be the beginning of what was meant.
const SHORTEST_BEGINNING: usize = 3;

/// The name among these that is most like a word; `None` where none is like it.
pub fn closest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let ranked = known.into_iter().filter_map(|name| {
        let rank = rank(&word, &name.to_lowercase())?;
        Some((rank, name))
    });
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, name)| name)
}

/// Whether two different names are one but for the letter case.
pub fn differs_in_case(a: &str, b: &str) -> bool {
    a != b && a.to_lowercase() == b.to_lowercase()
}

/// How far a name is from the word, where it is near enough.
fn rank(word: &str, name: &str) -> Option<usize> {
    let length = word.chars().count();
    let allowed = (length / LETTERS_PER_MISTAKE).clamp(1, MOST_MISTAKES);
    let mistakes = mistakes(word, name);
    // A single letter is like every other one.
    if mistakes == 0 || (mistakes <= allowed && length > 1) {
        return Some(mistakes);
    }
    let begins = length >= SHORTEST_BEGINNING && name.starts_with(word);
    begins.then_some(allowed + 1)
}

/// How many letters are wrong, missing, too many or exchanged with their neighbours.
fn mistakes(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (row, &letter) in a.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, &other) in b.iter().enumerate() {
            let wrong = last[column] + usize::from(letter != other);
            let mut fewest = wrong.min(last[column + 1] + 1).min(current[column] + 1);
            let is_exchanged =
                row > 0 && column > 0 && letter == b[column - 1] && a[row - 1] == other;
            if is_exchanged {
                fewest = fewest.min(before_last[column - 1] + 1);
            }
            current.push(fewest);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found() {
        for (word, known, expected) in [
            ("los", &["acc", "loss"][..], Some("loss")),
            ("lsos", &["loss", "los2"], Some("loss")),
            ("c", &["C", "d"], Some("C")),
            ("c", &["d"], None),
            ("Loss", &["loss", "Losses"], Some("loss")),
            (
                "val",
                &["train_loss", "validation_loss"],
                Some("validation_loss"),
            ),
            ("floaty", &["string", "float"], Some("float")),
            ("accuracy", &["loss"], None),
            ("größe", &["grösse", "x"], None),
            ("größ", &["größe"], Some("größe")),
            ("x", &[], None),
        ] {
            assert_eq!(closest(word, known.iter().copied()), expected, "{word}");
        }
    }

    #[test]
    fn letter_case_is_told_from_the_same() {
        assert!(differs_in_case("c", "C"));
        assert!(!differs_in_case("c", "c") && !differs_in_case("c", "d"));
    }
}
