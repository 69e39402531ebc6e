//! Words as the scorer compares them: those of Python's `re` and `str.casefold`, so that figures agree with `score.py`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use unicase::UniCase;

// Python's `\w` has letters and numbers of all kinds, and no combining marks.
static WORD: LazyLock<Regex> = LazyLock::new(|| regex(r"[\p{L}\p{N}_]+"));
// What a name is compared without.
static OTHER: LazyLock<Regex> = LazyLock::new(|| regex(r"[^\p{L}\p{N}_\s\x1c-\x1f/'-]"));

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|e| unreachable!("{e}"))
}

/// Runs of white space as one blank; the separators U+001C to U+001F count as white space.
pub(super) fn squeeze(text: &str) -> String {
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}');
    text.split(blank).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A name as it is compared: folded, without punctuation and leading article.
pub(super) fn norm(name: &str) -> String {
    let folded = casefold(&squeeze(name)).replace('’', "'");
    let plain = squeeze(&OTHER.replace_all(&folded, " "));
    let article = ["the ", "a ", "an "].into_iter().find(|a| plain.starts_with(a));
    plain[article.map_or(0, str::len)..].to_owned()
}

/// Full case folding.
fn casefold(text: &str) -> String {
    UniCase::new(text).to_folded_case()
}

/// The words of a passage with their counts.
#[derive(Debug, Default)]
pub(super) struct Bag {
    words: BTreeMap<String, u32>,
    total: u32,
}

impl Bag {
    pub(super) fn new(text: &str) -> Self {
        let mut bag = Self::default();
        for word in WORD.find_iter(&casefold(text)) {
            *bag.words.entry(word.as_str().to_owned()).or_default() += 1;
            bag.total += 1;
        }
        bag
    }

    fn shared(&self, other: &Self) -> u32 {
        self.words.iter().map(|(word, n)| other.words.get(word).map_or(0, |m| *n.min(m))).sum()
    }

    /// F1 of the words two passages share.
    pub(super) fn f1(&self, other: &Self) -> f64 {
        match self.shared(other) {
            0 => 0.0,
            n => f64::from(2 * n) / f64::from(self.total + other.total),
        }
    }

    /// The part of the shorter passage that stands in the other.
    pub(super) fn inside(&self, other: &Self) -> f64 {
        match self.total.min(other.total) {
            0 => 0.0,
            least => f64::from(self.shared(other)) / f64::from(least),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Expected values are what score.py gives.
    #[test]
    fn names_are_compared_without_case_punctuation_and_article() {
        for (name, expected) in [
            ("The  United\nNations", "united nations"),
            ("a “Straße”, the an", "strasse the an"),
            ("The the End", "the end"),
            ("Côte d’Ivoire", "côte d'ivoire"),
            ("S/RES/2254 (2015)", "s/res/2254 2015"),
            ("İstanbul ΟΔΟΣ Ǆ ﬁn", "i stanbul οδοσ ǆ fin"),
            ("An", "an"),
            ("\u{1c}x\u{1f}y\u{a0}z²Ⓐ", "x y z²"),
        ] {
            assert_eq!(norm(name), expected);
        }
    }

    #[test]
    fn passages_share_words_as_often_as_both_have_them() {
        let (a, b) = (Bag::new("the call, the Call"), Bag::new("THE call of the wild"));
        assert_eq!(a.shared(&b), 3);
        assert!((a.f1(&b) - 2.0 / 3.0).abs() < 1e-12);
        assert!((a.inside(&b) - 0.75).abs() < 1e-12);
        assert!(Bag::new("…").inside(&a).abs() < 1e-12);
    }
}
