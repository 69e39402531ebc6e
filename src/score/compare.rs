//! A document's graph against its annotation.

use std::collections::{BTreeMap, BTreeSet};

use super::gold::{EntityType, Gold, Stance};
use super::graph::{DocumentGraph, Graph, Said};
use super::tally::{Figure, Tallies};
use super::words::{Bag, norm};

/// Passages with less in common than this are not compared further.
const ALIKE: f64 = 0.5;

/// Where graph and gold differ.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// Name of the annotation, without extension.
    pub document: String,
    /// What was measured.
    pub figure: Figure,
    /// How they differ.
    pub verdict: Verdict,
    /// What is missed, false or wrong.
    pub detail: String,
}

/// How graph and gold differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// In the gold and not found.
    Missed,
    /// Found and not in the gold.
    False,
    /// Found with other values.
    Wrong,
}

impl Verdict {
    /// As a word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::False => "false",
            Self::Wrong => "wrong",
        }
    }
}

/// Counts what `seen` has of `gold` and gives the differences.
pub(super) fn compare(name: &str, gold: &Gold, seen: &DocumentGraph, graph: &Graph, tallies: &mut Tallies) -> Vec<Difference> {
    let mut run = Run { name, gold, seen, graph, keys: Keys::new(gold, seen, graph), tallies, differences: Vec::new() };
    run.document();
    run.names();
    run.alignments();
    run.events();
    run.stances();
    run.relations();
    run.differences
}

struct Run<'a> {
    name: &'a str,
    gold: &'a Gold,
    seen: &'a DocumentGraph,
    graph: &'a Graph,
    keys: Keys<'a>,
    tallies: &'a mut Tallies,
    differences: Vec<Difference>,
}

impl Run<'_> {
    fn say(&mut self, figure: Figure, verdict: Verdict, detail: impl Into<String>) {
        self.differences.push(Difference { document: self.name.to_owned(), figure, verdict, detail: detail.into() });
    }

    // Two sets: what both have are hits.
    fn sets<T: Ord>(&mut self, figure: Figure, gold: &BTreeSet<T>, found: &BTreeSet<T>, tell: impl Fn(&T) -> String) {
        let tally = self.tallies.of(figure);
        tally.hits += gold.intersection(found).count();
        tally.false_alarms += found.difference(gold).count();
        tally.misses += gold.difference(found).count();
        for missed in gold.difference(found) {
            self.say(figure, Verdict::Missed, tell(missed));
        }
        for extra in found.difference(gold) {
            self.say(figure, Verdict::False, tell(extra));
        }
    }

    fn document(&mut self) {
        let (gold, seen) = (&self.gold.document, self.seen);
        let one = |gold: &Option<String>, found: &BTreeSet<String>| gold.as_ref().map(|g| found.len() == 1 && found.contains(g));
        // A place or forum is named as the text does, by whatever name its entity has.
        let named = |gold: &Option<String>, found: &BTreeSet<String>| {
            gold.as_ref().map(|g| found.iter().any(|iri| self.keys.names.get(iri.as_str()).is_some_and(|n| n.contains(&norm(g)))))
        };
        let issuers: BTreeSet<&str> = gold.issuers.iter().map(String::as_str).collect();
        let found = self.keys.all(&seen.issuers);
        let same = issuers.len() == found.len() && issuers.iter().all(|i| found.contains(*i));
        let fields = [
            ("kind", one(&gold.kind, &seen.kinds), told(&gold.kind), list(&seen.kinds)),
            ("meeting", one(&gold.meeting, &seen.meetings), told(&gold.meeting), list(&seen.meetings)),
            ("date", one(&gold.date, &seen.dates), told(&gold.date), list(&seen.dates)),
            ("issuers", (!issuers.is_empty()).then_some(same), &*list(&issuers), list(&found)),
            ("forum", named(&gold.forum, &seen.forums), told(&gold.forum), list(&self.keys.all(&seen.forums))),
            ("place", named(&gold.place, &seen.places), told(&gold.place), list(&self.keys.all(&seen.places))),
        ];
        for (field, right, gold, found) in fields {
            let Some(right) = right else { continue };
            self.tallies.judge(Figure::Document, right);
            if !right {
                self.say(Figure::Document, Verdict::Wrong, format!("{field}: {found} for {gold}"));
            }
        }
    }

    fn names(&mut self) {
        let graph = self.graph;
        let states = self.keys.entities.iter().filter(|(_, kind, _)| *kind == Some(EntityType::State)).map(|(key, ..)| *key);
        let codes = self.seen.mentions.iter().filter_map(|(iri, _)| graph.iso(iri));
        self.sets(Figure::States, &states.collect(), &codes.collect(), |code| (*code).to_owned());
        let names = self.keys.entities.iter().flat_map(|(_, kind, names)| kind.iter().flat_map(|k| names.iter().map(|n| (norm(n), *k))));
        let quotes = self.seen.mentions.iter().filter_map(|(iri, quote)| Some((norm(quote), graph.entity_type(iri)?)));
        let (names, quotes) = (names.collect(), quotes.collect());
        self.sets(Figure::Names, &names, &quotes, |(name, kind)| format!("{name} ({kind:?})").to_lowercase());
    }

    fn alignments(&mut self) {
        let gold: BTreeSet<String> = self.gold.alignments.iter().cloned().collect();
        let found = self.keys.all(&self.seen.aligned);
        self.sets(Figure::Alignments, &gold, &found, Clone::clone);
        if !gold.is_empty() || !found.is_empty() {
            self.tallies.judge(Figure::AlignmentLists, gold == found);
        }
    }

    fn events(&mut self) {
        let mut left: Vec<_> = self.seen.events.iter().map(|e| (e, e.quotes.iter().map(|q| Bag::new(q)).collect::<Vec<_>>())).collect();
        for event in &self.gold.events {
            let text = Bag::new(&event.text);
            let hit = left.iter().position(|(found, quotes)| {
                found.kind.as_deref() == Some(&event.kind)
                    && quotes.iter().any(|q| q.f1(&text) >= ALIKE || q.inside(&text) >= 0.99)
                    && event.date.as_ref().is_none_or(|d| found.dates.contains(d))
            });
            if let Some(at) = hit {
                left.remove(at);
                self.tallies.of(Figure::Events).hits += 1;
            } else {
                self.tallies.of(Figure::Events).misses += 1;
                self.say(Figure::Events, Verdict::Missed, format!("{} {} {}", event.kind, told(&event.date), event.text));
            }
        }
        for (found, _) in left {
            self.tallies.of(Figure::Events).false_alarms += 1;
            let quote = found.quotes.iter().next().map_or("", String::as_str);
            let detail = format!("{} {} {quote}", found.kind.as_deref().unwrap_or("–"), list(&found.dates));
            self.say(Figure::Events, Verdict::False, detail);
        }
    }

    fn stances(&mut self) {
        let (gold, seen) = (self.gold, self.seen);
        let (of_gold, of_seen) = self.pairs();
        for (stance, found) in gold.stances.iter().zip(of_gold) {
            if !stance.optional {
                self.stance(stance, found.map(|at| &seen.stances[at]));
            }
        }
        for (found, _) in seen.stances.iter().zip(of_seen).filter(|(_, paired)| !paired) {
            self.tallies.of(Figure::Stances).false_alarms += 1;
            self.tallies.of(Figure::StanceSpans).false_alarms += 1;
            self.tallies.of(Figure::StanceHolders).false_alarms += found.holders.len().max(1);
            let about = if found.target.is_empty() { &found.quote } else { &found.target };
            let detail = format!("{} {} → {about}", list(&self.keys.all(&found.holders)), self.family(found));
            self.say(Figure::Stances, Verdict::False, detail);
        }
    }

    // Pairs of stances with like targets in like sentences, the best first; of equals the later ones, as they stand last
    // among all pairs sorted.
    fn pairs(&self) -> (Vec<Option<usize>>, Vec<bool>) {
        let bags = |s: &Said| (Bag::new(&s.target), Bag::new(&s.quote));
        let found: Vec<_> = self.seen.stances.iter().map(bags).collect();
        let mut pairs = Vec::new();
        for (i, stance) in self.gold.stances.iter().enumerate() {
            let (target, sentence) = (Bag::new(&stance.target), Bag::new(&stance.sentence));
            for (j, (its_target, quote)) in found.iter().enumerate() {
                let alike = target.f1(its_target);
                if alike >= ALIKE && sentence.inside(quote) >= ALIKE {
                    let family = self.graph.family(&self.seen.stances[j].attitude) == Some(stance.family);
                    pairs.push((alike + f64::from(u8::from(family)), i, j));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (b.1, b.2).cmp(&(a.1, a.2))));
        let (mut of_gold, mut of_seen) = (vec![None; self.gold.stances.len()], vec![false; found.len()]);
        for (_, i, j) in pairs {
            if of_gold[i].is_none() && !of_seen[j] {
                (of_gold[i], of_seen[j]) = (Some(j), true);
            }
        }
        (of_gold, of_seen)
    }

    fn stance(&mut self, stance: &Stance, found: Option<&Said>) {
        let holders: BTreeSet<String> = stance.holders.iter().map(|h| if h.starts_with('"') { norm(h.trim_matches('"')) } else { h.clone() }).collect();
        let said = format!("{} → {}", stance.cue, stance.target);
        let Some(found) = found else {
            self.tallies.of(Figure::Stances).misses += 1;
            self.tallies.of(Figure::StanceSpans).misses += 1;
            self.tallies.of(Figure::StanceHolders).misses += holders.len();
            return self.say(Figure::Stances, Verdict::Missed, format!("{} {} {said}", list(&holders), stance.family.name()));
        };
        let mut its_holders = self.keys.all(&found.holders);
        its_holders.extend(found.texts.iter().cloned());
        let (both, either) = (holders.intersection(&its_holders).count(), holders.union(&its_holders).count());
        let family = self.graph.family(&found.attitude) == Some(stance.family);
        let negation = found.negated == stance.negated;
        self.tallies.of(Figure::StanceSpans).hits += 1;
        let tally = self.tallies.of(Figure::StanceHolders);
        tally.hits += both;
        tally.false_alarms += its_holders.len() - both;
        tally.misses += holders.len() - both;
        self.tallies.judge(Figure::StanceFamilies, family);
        self.tallies.judge(Figure::StanceNegation, negation);
        // Phrases in quotes name no entity.
        let asked: BTreeSet<String> = stance.addressees.iter().filter(|a| !a.starts_with('"')).cloned().collect();
        if !asked.is_empty() {
            let found = self.keys.all(&found.addressees);
            self.sets(Figure::StanceAddressees, &asked, &found, |who| format!("{who}: {said}"));
        }
        let right = family && negation && 2 * both >= either;
        self.tallies.judge(Figure::Stances, right);
        if !right {
            let denied = if negation { "" } else { ", negation" };
            let detail = format!("holders {} for {}, {} for {}{denied}: {said}", list(&its_holders), list(&holders), self.family(found), stance.family.name());
            self.say(Figure::Stances, Verdict::Wrong, detail);
        }
    }

    fn family(&self, found: &Said) -> &'static str {
        self.graph.family(&found.attitude).map_or("no family", |f| f.name())
    }

    fn relations(&mut self) {
        let gold = self.gold.relations.iter().map(|r| (r.subject.clone(), r.relation.as_str(), r.object.clone())).collect();
        let found = self.seen.relations.iter().map(|(s, r, o)| (self.keys.of(s), *r, self.keys.of(o))).collect();
        self.sets(Figure::Relations, &gold, &found, |(s, r, o)| format!("{s} {r} {o}"));
    }
}

fn told(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or("–")
}

fn list<T: AsRef<str>>(values: &BTreeSet<T>) -> String {
    let values: Vec<&str> = values.iter().map(AsRef::as_ref).collect();
    format!("[{}]", values.join(", "))
}

// The keys of the gold for the entities of the graph.
struct Keys<'a> {
    graph: &'a Graph,
    // Entities of the gold, each key once; those that only relations name have no type.
    entities: Vec<(&'a str, Option<EntityType>, &'a [String])>,
    // All names of the entities that the document's graph speaks of.
    names: BTreeMap<&'a str, BTreeSet<String>>,
    keys: BTreeMap<&'a str, &'a str>,
}

impl<'a> Keys<'a> {
    fn new(gold: &'a Gold, seen: &'a DocumentGraph, graph: &'a Graph) -> Self {
        let mut out = Self { graph, entities: entities(gold), names: BTreeMap::new(), keys: BTreeMap::new() };
        let fields = [&seen.issuers, &seen.forums, &seen.places, &seen.aligned].into_iter().flatten();
        let held = seen.stances.iter().flat_map(|s| s.holders.iter().chain(&s.addressees));
        let related = seen.relations.iter().flat_map(|(s, _, o)| [s, o]);
        for iri in fields.chain(held).chain(related).chain(seen.mentions.iter().map(|(iri, _)| iri)) {
            out.names.entry(iri).or_insert_with(|| graph.labels(iri));
        }
        for (iri, quote) in &seen.mentions {
            out.names.entry(iri).or_default().insert(norm(quote));
        }
        for (key, kind, names) in &out.entities {
            let known: BTreeSet<String> = names.iter().map(|n| norm(n)).chain([norm(key)]).collect();
            for (iri, labels) in &out.names {
                let same = match (kind, graph.iso(iri)) {
                    (Some(EntityType::State), code) => code == Some(*key),
                    (_, code) => code.is_none() && !known.is_disjoint(labels),
                };
                // The first entity that fits.
                if same && !out.keys.contains_key(iri) {
                    out.keys.insert(iri, key);
                }
            }
        }
        out
    }

    // Where the gold has none, an entity is known by its code or address.
    fn of(&self, iri: &str) -> String {
        let found = self.keys.get(iri).copied().filter(|k| !k.is_empty()).or_else(|| self.graph.iso(iri));
        found.map_or_else(|| format!("<{iri}>"), str::to_owned)
    }

    fn all(&self, iris: &BTreeSet<String>) -> BTreeSet<String> {
        iris.iter().map(|iri| self.of(iri)).collect()
    }
}

// Of a key given twice the first place and the last entry count.
fn entities(gold: &Gold) -> Vec<(&str, Option<EntityType>, &[String])> {
    let mut out: Vec<(&str, Option<EntityType>, &[String])> = Vec::new();
    for entity in &gold.entities {
        let entry = (entity.key.as_str(), Some(entity.kind), entity.names.as_slice());
        match out.iter_mut().find(|(key, ..)| *key == entity.key) {
            Some(earlier) => *earlier = entry,
            None => out.push(entry),
        }
    }
    for key in gold.relations.iter().flat_map(|r| [&r.subject, &r.object]) {
        if !out.iter().any(|(k, ..)| k == key) {
            out.push((key, None, &[]));
        }
    }
    out
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
