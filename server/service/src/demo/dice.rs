//! Repeatable choices from a seed.

use crate::ids::{Randomness, SeededRandomness};

/// Draws numbers; the same seed draws the same ones.
pub struct Dice(SeededRandomness);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(SeededRandomness::new(seed))
    }

    pub(crate) fn fill(&self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }

    fn next(&self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// A number below `end`; 0 when `end` is 0. The bias of the modulo is far below what a demo shows.
    pub fn below(&self, end: u32) -> u32 {
        (self.next() % u64::from(end.max(1))) as u32
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&self, low: u32, high: u32) -> u32 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True in so many of a thousand cases.
    pub fn permille(&self, chance: u32) -> bool {
        self.below(1000) < chance
    }

    /// One of a list that is not empty.
    pub fn pick<'a, T: ?Sized>(&self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len() as u32) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats() {
        let draw = |seed| {
            let dice = Dice::new(seed);
            (0..20).map(|_| dice.between(3, 9)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        assert!(draw(1).iter().all(|n| (3..=9).contains(n)));
    }
}
