//! Every revision that a release from 1.0 to 3.18.0 shipped, and how to get there from the one before.

mod before_3;
mod since_3;

use super::Step;

const COUNT: usize = before_3::STEPS.len() + since_3::STEPS.len();

/// The steps, in the order in which they are taken.
pub(in super::super) const STEPS: &[Step] = &joined();

const fn joined() -> [Step; COUNT] {
    let mut steps = [before_3::STEPS[0]; COUNT];
    let mut index = 0;
    while index < COUNT {
        steps[index] = match index.checked_sub(before_3::STEPS.len()) {
            None => before_3::STEPS[index],
            Some(index) => since_3::STEPS[index],
        };
        index += 1;
    }
    steps
}
