//! A part of a sorted list, without sorting the rest.

use std::cmp::Ordering;

/// What stands from `offset` on, at most `count` of it, if the items were sorted. It costs about
/// the same wherever the part begins.
pub(super) fn sorted_part<T>(
    items: &mut [T],
    offset: usize,
    count: usize,
    compare: impl Fn(&T, &T) -> Ordering,
) -> &[T] {
    if offset >= items.len() || count == 0 {
        return &[];
    }
    if offset > 0 {
        items.select_nth_unstable_by(offset, &compare);
    }
    let items = &mut items[offset..];
    if count < items.len() {
        items.select_nth_unstable_by(count, &compare);
    }
    let count = count.min(items.len());
    let part = &mut items[..count];
    part.sort_unstable_by(&compare);
    part
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_part_is_that_of_the_sorted_list(
            items in prop::collection::vec(0_u8..20, 0..40),
            offset in 0_usize..45,
            count in 0_usize..45,
        ) {
            let mut sorted = items.clone();
            sorted.sort_unstable();
            let expected: Vec<u8> = sorted.into_iter().skip(offset).take(count).collect();
            let mut items = items;
            prop_assert_eq!(sorted_part(&mut items, offset, count, u8::cmp), expected);
        }
    }
}
