//! The vocabulary: every word the knowledge knows, with its classes and base form.

use std::collections::HashMap;

use rustc_hash::{FxBuildHasher, FxHashMap};
use unicode_normalization::UnicodeNormalization;

use super::facts::Facts;
use super::inflect::inflect;

/// A known word; [`UNKNOWN`] for all others.
pub type WordId = u32;

/// The word of tokens that no list has.
pub const UNKNOWN: WordId = 0;

/// Word classes, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes(pub u64);

#[expect(missing_docs, reason = "the names say it")]
impl Classes {
    pub const DETERMINER: Self = Self(1);
    pub const POSSESSIVE: Self = Self(1 << 1);
    pub const PRONOUN: Self = Self(1 << 2);
    pub const OBJECT_PRONOUN: Self = Self(1 << 3);
    pub const PREPOSITION: Self = Self(1 << 4);
    pub const CONJUNCTION: Self = Self(1 << 5);
    pub const SUBORDINATOR: Self = Self(1 << 6);
    pub const THAT: Self = Self(1 << 7);
    pub const RELATIVE: Self = Self(1 << 8);
    pub const BE: Self = Self(1 << 9);
    pub const HAVE: Self = Self(1 << 10);
    pub const DO: Self = Self(1 << 11);
    pub const MODAL: Self = Self(1 << 12);
    pub const TO: Self = Self(1 << 13);
    pub const NEGATION: Self = Self(1 << 14);
    pub const NUMBER: Self = Self(1 << 15);
    pub const ADVERB: Self = Self(1 << 16);
    pub const ADJECTIVE: Self = Self(1 << 17);
    pub const USUALLY_NOUN: Self = Self(1 << 18);
    pub const BASE: Self = Self(1 << 19);
    pub const THIRD: Self = Self(1 << 20);
    pub const PAST: Self = Self(1 << 21);
    pub const PARTICIPLE: Self = Self(1 << 22);
    pub const ING: Self = Self(1 << 23);
    pub const AGENT: Self = Self(1 << 24);
    pub const ACTS_FOR: Self = Self(1 << 25);
    pub const NOUN: Self = Self(1 << 26);
    pub const ORGANISATION_HEAD: Self = Self(1 << 27);
    pub const AGREEMENT_HEAD: Self = Self(1 << 28);
    pub const MEETING_HEAD: Self = Self(1 << 29);
    pub const PLACE_HEAD: Self = Self(1 << 30);
    pub const TITLE: Self = Self(1 << 31);
    pub const ADDRESS: Self = Self(1 << 32);
    pub const PARTICLE: Self = Self(1 << 33);
    pub const GOVERNMENT: Self = Self(1 << 34);
    pub const SAYS: Self = Self(1 << 35);
    pub const VERB: Self = Self(Self::BASE.0 | Self::THIRD.0 | Self::PAST.0 | Self::PARTICIPLE.0 | Self::ING.0);
    pub const AUXILIARY: Self = Self(Self::BE.0 | Self::HAVE.0 | Self::DO.0 | Self::MODAL.0);

    /// Whether a class is shared.
    #[must_use]
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "determiner" => Self::DETERMINER,
            "possessive" => Self::POSSESSIVE,
            "pronoun" => Self::PRONOUN,
            "object-pronoun" => Self::OBJECT_PRONOUN,
            "preposition" => Self::PREPOSITION,
            "conjunction" => Self::CONJUNCTION,
            "subordinator" => Self::SUBORDINATOR,
            "complementiser" => Self::THAT,
            "relative" => Self::RELATIVE,
            "be" => Self::BE,
            "have" => Self::HAVE,
            "do" => Self::DO,
            "modal" => Self::MODAL,
            "to" => Self::TO,
            "negation" => Self::NEGATION,
            "number-word" => Self::NUMBER,
            "adverb" => Self::ADVERB,
            "noun" => Self::NOUN,
            "adjective" => Self::ADJECTIVE,
            "usually-noun" => Self::USUALLY_NOUN,
            _ => return None,
        })
    }
}

impl std::ops::BitOr for Classes {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The vocabulary.
#[derive(Debug)]
pub struct Words {
    ids: FxHashMap<Box<str>, WordId>,
    classes: Vec<Classes>,
    // Base form of a verb; the word itself for others.
    base: Vec<WordId>,
    texts: Vec<Box<str>>,
    irregular: HashMap<String, (String, String)>,
    doubling: std::collections::HashSet<String>,
}

impl Words {
    /// Reads the word lists of the knowledge.
    #[must_use]
    pub fn new(facts: &Facts) -> Self {
        let mut words = Self {
            ids: FxHashMap::with_hasher(FxBuildHasher),
            classes: vec![Classes::default()],
            base: vec![UNKNOWN],
            texts: vec!["".into()],
            irregular: HashMap::new(),
            doubling: std::collections::HashSet::new(),
        };
        let lists = |name: &'static str| facts.resources().iter().filter(move |r| r.text("partOfSpeech") == Some(name)).flat_map(|r| r.texts("words"));
        for line in lists("irregular-verb").flat_map(str::lines) {
            if let [base, past, participle] = line.split_whitespace().collect::<Vec<_>>()[..] {
                words.irregular.insert(base.to_owned(), (past.to_owned(), participle.to_owned()));
            }
        }
        words.doubling.extend(lists("doubling-verb").flat_map(str::split_whitespace).map(str::to_owned));
        for verb in lists("verb").flat_map(str::split_whitespace) {
            words.verb(verb);
        }
        for resource in facts.resources().iter().filter(|r| r.is_a("WordList")) {
            let Some(class) = resource.text("partOfSpeech").and_then(Classes::of_name) else { continue };
            for word in resource.texts("words").flat_map(str::split_whitespace) {
                words.add(word, class);
            }
        }
        words.heads(facts);
        words.auxiliaries();
        words
    }

    // Forms of "be", "have" and "do" have their base as other verbs do.
    fn auxiliaries(&mut self) {
        for (base, class) in [("be", Classes::BE), ("have", Classes::HAVE), ("do", Classes::DO)] {
            let Some(&id) = self.ids.get(base) else { continue };
            for (word, classes) in self.classes.iter().enumerate() {
                if classes.any(class) {
                    self.base[word] = id;
                }
            }
        }
    }

    fn heads(&mut self, facts: &Facts) {
        for r in facts.resources().iter().filter(|r| r.is_a("HeadNouns")) {
            let class = match r.iris("headOf").next().map(crate::vocab::local) {
                Some("Organisation") => Classes::ORGANISATION_HEAD,
                Some("Agreement") => Classes::AGREEMENT_HEAD,
                Some("Meeting") => Classes::MEETING_HEAD,
                Some("Place") => Classes::PLACE_HEAD,
                Some("State") => Classes::GOVERNMENT,
                Some("Person") if r.flag("address") => Classes::ADDRESS,
                Some("Person") if r.flag("particle") => Classes::PARTICLE,
                Some("Person") => Classes::TITLE,
                _ => continue,
            };
            for word in r.texts("words").flat_map(str::split_whitespace) {
                self.add(word, class);
            }
        }
    }

    /// Adds a word or a class to it.
    pub fn add(&mut self, word: &str, class: Classes) -> WordId {
        let folded = fold(word);
        let id = match self.ids.get(folded.as_str()) {
            Some(&id) => id,
            None => {
                let id = self.classes.len() as WordId;
                self.texts.push(folded.clone().into_boxed_str());
                self.ids.insert(folded.into_boxed_str(), id);
                self.classes.push(Classes::default());
                self.base.push(id);
                id
            }
        };
        let at = id as usize;
        self.classes[at] = self.classes[at] | class;
        id
    }

    /// Adds a verb with all its forms; its base word.
    pub fn verb(&mut self, base: &str) -> WordId {
        let id = self.add(base, Classes::BASE);
        let irregular = self.irregular.get(base).cloned();
        let forms = inflect(base, irregular.as_ref().map(|(a, b)| (a.as_str(), b.as_str())), self.doubling.contains(base));
        for (form, class) in
            [(&forms.third, Classes::THIRD), (&forms.past, Classes::PAST), (&forms.participle, Classes::PARTICIPLE), (&forms.ing, Classes::ING)]
        {
            let form = self.add(form, class);
            // "found" is past of "find" before it is a base: a form keeps the base it met first unless it is one itself.
            if form != id && self.base[form as usize] == form {
                self.base[form as usize] = id;
            }
        }
        id
    }

    /// Adds a class to a word.
    pub fn mark(&mut self, word: WordId, class: Classes) {
        self.classes[word as usize] = self.classes[word as usize] | class;
    }

    /// The word of a token as printed.
    #[must_use]
    pub fn lookup(&self, token: &str) -> WordId {
        let bytes = token.as_bytes();
        let mut buffer = [0u8; 40];
        if bytes.len() <= buffer.len() && bytes.is_ascii() {
            let lower = &mut buffer[..bytes.len()];
            lower.copy_from_slice(bytes);
            lower.make_ascii_lowercase();
            // ASCII in, ASCII out.
            return std::str::from_utf8(lower).ok().and_then(|s| self.ids.get(s).copied()).unwrap_or(UNKNOWN);
        }
        self.ids.get(fold(token).as_str()).copied().unwrap_or(UNKNOWN)
    }

    /// The classes of a word.
    #[must_use]
    pub fn classes(&self, word: WordId) -> Classes {
        self.classes[word as usize]
    }

    /// The base form of a verb form; the word itself for others.
    #[must_use]
    pub fn base(&self, word: WordId) -> WordId {
        self.base[word as usize]
    }

    /// The folded text of a word.
    #[must_use]
    pub fn text(&self, word: WordId) -> &str {
        &self.texts[word as usize]
    }
}

/// Folds a word for comparison: lower case, no accents, straight apostrophes and hyphens.
#[must_use]
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfd()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c) && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'))
        .flat_map(|c| match c {
            '’' | '‘' | 'ʼ' | '`' | '´' => '\''.to_lowercase(),
            '‑' | '\u{2010}' | '–' | '—' | '−' => '-'.to_lowercase(),
            // Letters that decompose to nothing better.
            'ı' | 'İ' => 'i'.to_lowercase(),
            'ø' | 'Ø' => 'o'.to_lowercase(),
            'ł' | 'Ł' => 'l'.to_lowercase(),
            'đ' | 'Đ' => 'd'.to_lowercase(),
            c => c.to_lowercase(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_ignores_case_accents_and_typographic_marks() {
        assert_eq!(fold("Côte d’Ivoire"), "cote d'ivoire");
        assert_eq!(fold("TÜRKİYE"), "turkiye");
        assert_eq!(fold("Łódź–Praha"), "lodz-praha");
    }
}
