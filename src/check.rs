//! Coverage: what was understood of texts and what was not.
//!
//! # Examples
//!
//! ```
//! use demarche::check::Coverage;
//! use demarche::extract;
//! use demarche::knowledge::Knowledge;
//! use demarche::text::Document;
//!
//! let text = "Norway welcomes the agreement. The ferry left.".to_owned();
//! let document = Document { text, ..Document::default() };
//! let coverage = Coverage::of(&document, &extract::extract(Knowledge::embedded(), &document));
//! assert_eq!((coverage.all.sentences, coverage.all.with_cue, coverage.all.with_claim), (2, 1, 1));
//! ```

mod frequent;
mod listing;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::claim::{Extraction, MentionKind};
use crate::graph::squeeze;
use crate::text::Document;
use crate::vocab::local;

pub use frequent::Frequent;
pub use listing::{Listing, Row};

/// Sentences, and how many of them were understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sentences {
    /// Documents they stand in.
    pub documents: u64,
    /// All sentences.
    pub sentences: u64,
    /// Sentences with a cue.
    pub with_cue: u64,
    /// Of these, sentences that gave at least one claim: understood at least partly.
    pub with_claim: u64,
    /// Of these, sentences without an unresolved cue: understood fully.
    pub resolved: u64,
}

impl Sentences {
    /// Sentences with a claim, per cent of those with a cue.
    #[must_use]
    pub fn claim_percent(self) -> f64 {
        percent(self.with_claim, self.with_cue)
    }

    /// Sentences without an unresolved cue, per cent of those with a cue.
    #[must_use]
    pub fn resolved_percent(self) -> f64 {
        percent(self.resolved, self.with_cue)
    }

    fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.sentences += other.sentences;
        self.with_cue += other.with_cue;
        self.with_claim += other.with_claim;
        self.resolved += other.resolved;
    }
}

// With one decimal; everything of nothing is understood.
fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 100.0 } else { (part as f64 * 1000.0 / whole as f64).round() / 10.0 }
}

/// What was understood of one or more documents.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Sentences of all documents.
    pub all: Sentences,
    /// Sentences by kind of document.
    pub kinds: BTreeMap<&'static str, Sentences>,
    /// Stances by family.
    pub stances: BTreeMap<&'static str, u64>,
    /// Alignments.
    pub alignments: u64,
    /// Relations.
    pub relations: BTreeMap<&'static str, u64>,
    /// Events by type.
    pub events: BTreeMap<String, u64>,
    /// Unresolved cues by reason.
    pub reasons: BTreeMap<&'static str, u64>,
    /// Unresolved cues by the local name of the sense that would have fired.
    pub senses: BTreeMap<String, u64>,
    /// Passages that name an entity.
    pub linked: u64,
    /// Capitalised names that name no known entity.
    pub unlinked: u64,
    /// The same by name.
    pub unlinked_names: Frequent,
}

impl Coverage {
    /// The coverage of a document.
    #[must_use]
    pub fn of(document: &Document, extraction: &Extraction) -> Self {
        let mut out = Self { all: sentences(extraction), alignments: extraction.alignments.len() as u64, ..Self::default() };
        let kind = if extraction.head.kind.is_empty() { "unknown" } else { extraction.head.kind };
        out.kinds.insert(kind, out.all);
        for stance in &extraction.stances {
            *out.stances.entry(stance.family.name()).or_default() += 1;
        }
        for relation in &extraction.relations {
            *out.relations.entry(relation.relation).or_default() += 1;
        }
        for event in &extraction.events {
            *out.events.entry(event.kind.clone()).or_default() += 1;
        }
        for unresolved in &extraction.unresolved {
            *out.reasons.entry(unresolved.reason).or_default() += 1;
            *out.senses.entry(local(&unresolved.sense).to_owned()).or_default() += 1;
        }
        out.linked = extraction.mentions.iter().filter(|m| m.kind == MentionKind::Name).count() as u64;
        out.unlinked = extraction.unlinked.len() as u64;
        for &span in &extraction.unlinked {
            out.unlinked_names.add(squeeze(document.slice(span)), 1);
        }
        out
    }

    /// Adds the coverage of other documents.
    pub fn add(&mut self, other: Self) {
        self.all.add(other.all);
        for (kind, sentences) in other.kinds {
            self.kinds.entry(kind).or_default().add(sentences);
        }
        add(&mut self.stances, other.stances);
        add(&mut self.relations, other.relations);
        add(&mut self.events, other.events);
        add(&mut self.reasons, other.reasons);
        add(&mut self.senses, other.senses);
        self.alignments += other.alignments;
        self.linked += other.linked;
        self.unlinked += other.unlinked;
        self.unlinked_names.join(other.unlinked_names);
    }
}

fn add<K: Ord>(to: &mut BTreeMap<K, u64>, from: BTreeMap<K, u64>) {
    for (key, n) in from {
        *to.entry(key).or_default() += n;
    }
}

fn sentences(extraction: &Extraction) -> Sentences {
    let open: BTreeSet<_> = extraction.unresolved.iter().map(|u| u.sentence).collect();
    let said: BTreeSet<_> = extraction.stances.iter().map(|s| s.because.passage).collect();
    let with_cue = extraction.cue_sentences as u64;
    Sentences {
        documents: 1,
        sentences: extraction.sentences as u64,
        with_cue,
        with_claim: with_cue.saturating_sub(open.difference(&said).count() as u64),
        resolved: with_cue.saturating_sub(open.len() as u64),
    }
}

#[cfg(test)]
#[path = "check/tests.rs"]
mod tests;
