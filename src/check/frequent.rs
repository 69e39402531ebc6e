//! Counts of the frequent among any number of names, in bounded memory.

use std::collections::BTreeMap;

/// Names kept at most.
const KEPT: usize = 1 << 16;

/// Counts names. Beyond 65,536 different ones the rarest are forgotten, so that a count may be too low by
/// [`Frequent::error`] at most; below that all counts are exact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frequent {
    counts: BTreeMap<String, u64>,
    error: u64,
}

impl Frequent {
    /// Counts a name `n` times.
    pub fn add(&mut self, name: String, n: u64) {
        *self.counts.entry(name).or_default() += n;
        if self.counts.len() > KEPT {
            let least = self.counts.values().min().copied().unwrap_or_default();
            self.counts.retain(|_, count| *count > least);
            self.error += least;
        }
    }

    /// Adds the counts of another.
    pub fn join(&mut self, other: Self) {
        self.error += other.error;
        for (name, n) in other.counts {
            self.add(name, n);
        }
    }

    /// The most that a count may lack.
    #[must_use]
    pub fn error(&self) -> u64 {
        self.error
    }

    /// The `n` most frequent, of equals by name.
    #[must_use]
    pub fn top(&self, n: usize) -> Vec<(&str, u64)> {
        let mut all: Vec<_> = self.counts.iter().map(|(name, n)| (name.as_str(), *n)).collect();
        all.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        all.truncate(n);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frequent_stay_however_many_rare_names_come() {
        let mut names = Frequent::default();
        for i in 0..200_000_u64 {
            names.add(format!("rare {i}"), 1);
            if i % 10 == 0 {
                names.add("often".into(), 1);
            }
        }
        assert!(names.counts.len() <= KEPT && names.error() > 0);
        let top = names.top(1);
        assert!(top[0].0 == "often" && top[0].1 + names.error() >= 20_000, "{top:?}");
    }

    #[test]
    fn of_equals_the_first_by_name_comes_first() {
        let mut names = Frequent::default();
        for name in ["b", "a", "c", "c"] {
            names.add(name.into(), 1);
        }
        assert_eq!(names.top(2), [("c", 2), ("a", 1)]);
        assert_eq!(names.error(), 0);
    }
}
