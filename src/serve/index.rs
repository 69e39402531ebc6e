//! The index behind `/api/search`: the beginnings of all words of all names, without case and accents.

use std::collections::BTreeMap;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::names::Named;

/// Names by their words.
#[derive(Debug, Default)]
pub(super) struct Index {
    things: Vec<Thing>,
    // Word, thing, name; in order of words.
    words: Vec<(Box<str>, u32, u16)>,
}

#[derive(Debug)]
struct Thing {
    named: Named,
    // The label, then codes, then names, folded.
    names: Vec<(Kind, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Code,
    Label,
    Name,
}

/// What was found, by kind.
#[derive(Debug, Serialize)]
pub(super) struct Found<'a> {
    /// The query.
    pub(super) q: &'a str,
    /// Things that fit, of all kinds.
    pub(super) total: usize,
    /// The kinds, that of the best hit first.
    pub(super) groups: Vec<Group<'a>>,
}

/// Hits of one kind.
#[derive(Debug, Serialize)]
pub(super) struct Group<'a> {
    pub(super) kind: &'a str,
    /// Things of this kind that fit.
    pub(super) total: usize,
    pub(super) hits: Vec<Hit<'a>>,
}

/// A thing that fits.
#[derive(Debug, Serialize)]
pub(super) struct Hit<'a> {
    pub(super) iri: &'a str,
    pub(super) label: &'a str,
    /// The name that fits, if it is not the label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) matched: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<&'a str>,
    pub(super) stances: u32,
    pub(super) about: u32,
    pub(super) alignments: u32,
    pub(super) documents: u32,
}

/// Words in lower case, without accents, of letters and digits alone, with a space between.
pub(super) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        let plain = match c {
            'ø' | 'Ø' => "o",
            'ł' | 'Ł' => "l",
            'đ' | 'Đ' | 'ð' | 'Ð' => "d",
            'ı' => "i",
            'æ' | 'Æ' => "ae",
            'œ' | 'Œ' => "oe",
            'ß' | 'ẞ' => "ss",
            'þ' | 'Þ' => "th",
            '\'' | '’' | 'ʼ' | 'ʻ' => continue,
            c if c.is_alphanumeric() => {
                out.extend(c.to_lowercase().filter(|c| !is_combining_mark(*c)));
                continue;
            }
            _ => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
                continue;
            }
        };
        out.push_str(plain);
    }
    while out.ends_with(' ') {
        out.pop();
    }
    out
}

impl Index {
    pub(super) fn new(all: Vec<Named>) -> Self {
        let mut words = Vec::new();
        let things: Vec<Thing> = all
            .into_iter()
            .enumerate()
            .map(|(at, named)| {
                let texts = named.codes.iter().map(|c| (Kind::Code, c)).chain([(Kind::Label, &named.label)]).chain(named.names.iter().map(|n| (Kind::Name, n)));
                let names: Vec<(Kind, String)> = texts.map(|(k, t)| (k, fold(t))).filter(|(_, t)| !t.is_empty()).take(usize::from(u16::MAX)).collect();
                for (n, (_, name)) in names.iter().enumerate() {
                    for word in name.split(' ') {
                        // The numbers fit: names are cut above, and no store holds four thousand million things.
                        words.push((word.into(), u32::try_from(at).unwrap_or(u32::MAX), u16::try_from(n).unwrap_or(u16::MAX)));
                    }
                }
                Thing { named, names }
            })
            .collect();
        words.sort_unstable();
        words.dedup();
        Self { things, words }
    }

    fn beginning(&self, word: &str) -> &[(Box<str>, u32, u16)] {
        let from = self.words.partition_point(|(w, _, _)| &**w < word);
        let rest = &self.words[from..];
        &rest[..rest.partition_point(|(w, _, _)| w.starts_with(word))]
    }

    /// Things of which a name holds words that begin as those of the query; at most `limit` of each kind.
    pub(super) fn search<'a>(&'a self, query: &'a str, kind: Option<&str>, limit: usize) -> Found<'a> {
        let folded = fold(query);
        let wanted: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
        // The rarest word is looked up, the others are looked for in the names it gives.
        let Some(rarest) = wanted.iter().min_by_key(|w| self.beginning(w).len()) else {
            return Found { q: query, total: 0, groups: Vec::new() };
        };
        let mut best: BTreeMap<u32, (Score, u16)> = BTreeMap::new();
        for (_, at, n) in self.beginning(rarest) {
            let thing = &self.things[*at as usize];
            if kind.is_some_and(|k| k != thing.named.kind) {
                continue;
            }
            let (sort, name) = &thing.names[usize::from(*n)];
            if !wanted.iter().all(|w| name.split(' ').any(|part| part.starts_with(w))) {
                continue;
            }
            let score = Score::of(*sort, name, &folded, &wanted, &thing.named);
            let entry = best.entry(*at).or_insert_with(|| (score, *n));
            if score < entry.0 {
                *entry = (score, *n);
            }
        }
        let mut ranked: Vec<(Score, &str, u32, u16)> =
            best.iter().map(|(at, (score, n))| (*score, self.things[*at as usize].named.label.as_str(), *at, *n)).collect();
        ranked.sort_unstable();
        let mut groups: Vec<Group<'a>> = Vec::new();
        for (_, _, at, n) in &ranked {
            let thing = &self.things[*at as usize];
            let place = groups.iter().position(|g| g.kind == thing.named.kind).unwrap_or_else(|| {
                groups.push(Group { kind: &thing.named.kind, total: 0, hits: Vec::new() });
                groups.len() - 1
            });
            let group = &mut groups[place];
            group.total += 1;
            if group.hits.len() < limit {
                group.hits.push(thing.hit(usize::from(*n)));
            }
        }
        Found { q: query, total: ranked.len(), groups }
    }
}

impl Thing {
    fn hit(&self, name: usize) -> Hit<'_> {
        let named = &self.named;
        let folded = &self.names[name].1;
        let matched = named.codes.iter().chain(&named.names).find(|n| self.names[name].0 != Kind::Label && fold(n) == *folded);
        Hit {
            iri: &named.iri,
            label: &named.label,
            matched: matched.map(String::as_str),
            code: named.codes.iter().min_by_key(|c| c.chars().count()).map(String::as_str),
            stances: named.stances,
            about: named.about,
            alignments: named.alignments,
            documents: named.documents,
        }
    }
}

// The least is the best: how the name fits, then how much the store says of the thing, then how short the name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    fit: u8,
    weight: std::cmp::Reverse<u32>,
    length: usize,
}

impl Score {
    fn of(sort: Kind, name: &str, folded: &str, wanted: &[&str], named: &Named) -> Self {
        let whole = name == folded;
        let head = name.starts_with(folded);
        let words = wanted.iter().all(|w| name.split(' ').any(|part| part == *w));
        let fit = match (sort, whole, head, words) {
            (Kind::Code, true, ..) => 0,
            (_, true, ..) => 1,
            (Kind::Label | Kind::Code, _, true, _) => 2,
            (_, _, true, _) => 3,
            (_, _, _, true) => 4,
            _ => 5,
        };
        // A passing event or document does not go before an actor: what it is counts as well.
        let order = match named.kind.as_str() {
            "state" | "organisation" => 0,
            "topic" | "attitude" | "agreement" | "person" => 1,
            _ => 2,
        };
        let fit = if fit <= 1 { fit } else { fit + 6 * order };
        let weight = named.stances + named.about + named.alignments + named.documents;
        Self { fit, weight: std::cmp::Reverse(weight), length: name.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(kind: &str, label: &str, codes: &[&str], names: &[&str], stances: u32) -> Named {
        let texts = |t: &[&str]| t.iter().map(|t| (*t).to_owned()).collect();
        Named { iri: format!("urn:{label}"), kind: kind.into(), label: label.into(), codes: texts(codes), names: texts(names), stances, ..Named::default() }
    }

    fn index() -> Index {
        Index::new(vec![
            named("state", "Türkiye", &["TR", "TUR"], &["Turkey", "Republic of Türkiye"], 9),
            named("state", "Turkmenistan", &["TM", "TKM"], &[], 2),
            named("state", "China", &["CN"], &["Китай", "中国"], 5),
            named("organisation", "Organization for Security and Co-operation in Europe", &["OSCE"], &[], 7),
            named("state", "Côte d’Ivoire", &["CI"], &["Ivory Coast"], 0),
            named("document", "OSCE statement on elections in Turkmenistan", &[], &[], 30),
        ])
    }

    fn first(query: &str) -> String {
        index().search(query, None, 5).groups.first().map(|g| g.hits[0].label.to_owned()).unwrap_or_default()
    }

    #[test]
    fn beginnings_of_words_in_any_script_find() {
        for (query, label) in [
            ("turk", "Türkiye"),
            ("TÜRKM", "Turkmenistan"),
            ("tm", "Turkmenistan"),
            ("кита", "China"),
            ("中", "China"),
            ("osce", "Organization for Security and Co-operation in Europe"),
            ("security europe", "Organization for Security and Co-operation in Europe"),
            ("cote d'iv", "Côte d’Ivoire"),
            ("elections turk", "OSCE statement on elections in Turkmenistan"),
            ("ivory", "Côte d’Ivoire"),
        ] {
            assert_eq!(first(query), label, "{query}");
        }
        for nothing in ["", "   ", "zzz", "!?"] {
            assert_eq!(index().search(nothing, None, 5).total, 0, "{nothing:?}");
        }
    }

    #[test]
    fn hits_are_grouped_counted_and_cut() {
        let index = index();
        let found = index.search("t", None, 1);
        assert_eq!(found.total, 3);
        assert_eq!((found.groups[0].kind, found.groups[0].total, found.groups[0].hits.len()), ("state", 2, 1));
        assert_eq!(index.search("t", Some("document"), 9).groups.len(), 1);
        assert_eq!(index.search("turkey", None, 1).groups[0].hits[0].matched, Some("Turkey"));
    }
}
