//! How much of a line texts take.

use std::ops::RangeInclusive;

/// Characters that take two columns: those of East Asian scripts, and pictures.
const WIDE: [RangeInclusive<u32>; 8] = [
    0x1100..=0x115f,
    0x2e80..=0xa4cf,
    0xac00..=0xd7a3,
    0xf900..=0xfaff,
    0xfe30..=0xfe6f,
    0xff00..=0xff60,
    0x1f300..=0x1faff,
    0x20000..=0x3fffd,
];
/// Characters that take none: they change the one before them.
const COMBINING: [RangeInclusive<u32>; 4] = [
    0x0300..=0x036f,
    0x200b..=0x200f,
    0x20d0..=0x20ff,
    0xfe00..=0xfe0f,
];
/// What stands for the rest of a text.
const ELLIPSIS: char = '…';

/// How many columns a text takes.
pub fn width(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

fn width_of(c: char) -> usize {
    let code = u32::from(c);
    let is_in = |ranges: &[RangeInclusive<u32>]| ranges.iter().any(|range| range.contains(&code));
    if is_in(&COMBINING) {
        0
    } else if is_in(&WIDE) {
        2
    } else {
        1
    }
}

/// A text of no more than so many columns; an ellipsis stands for the rest of a longer one.
pub fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut shown = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += width_of(c);
        if used > columns {
            break;
        }
        shown.push(c);
    }
    shown.push(ELLIPSIS);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_take_the_columns_that_terminals_give_them() {
        for (text, columns) in [("", 0), ("größe", 5), ("日本", 4), ("e\u{301}", 1)] {
            assert_eq!(width(text), columns, "{text}");
        }
    }

    #[test]
    fn a_long_text_ends_with_an_ellipsis() {
        for (text, columns, shown) in [
            ("abcdef", 6, "abcdef"),
            ("abcdef", 5, "abcd…"),
            ("日本語", 5, "日本…"),
            ("日本語", 4, "日…"),
            ("ab", 1, "…"),
        ] {
            assert_eq!(cut(text, columns), shown);
            assert!(width(shown) <= columns.max(1));
        }
    }
}
