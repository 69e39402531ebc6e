//! What coverage counts, one by one.

use crate::claim::{EntityRef, Extraction};
use crate::graph::squeeze;
use crate::knowledge::Knowledge;
use crate::text::{Document, Span};
use crate::vocab::local;

/// What is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// Cues that gave no claim.
    Unresolved,
    /// Names that name no known entity.
    Unlinked,
    /// Stances.
    Stances,
}

/// One of a list: a passage and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// Values of [`Listing::fields`].
    pub values: Vec<String>,
}

impl Listing {
    /// What a row tells beside its passage.
    #[must_use]
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Unresolved => &["reason", "sense", "cue", "sentence"],
            Self::Unlinked => &["name"],
            Self::Stances => &["sense", "family", "negated", "holder", "addressee", "cue", "target", "sentence"],
        }
    }

    /// The rows of a document, in text order. The passage of a cue is the cue itself, that of a name the name.
    #[must_use]
    pub fn rows(self, knowledge: &Knowledge, document: &Document, extraction: &Extraction) -> Vec<Row> {
        let chars = document.chars();
        let quote = |span: Span| squeeze(document.slice(span));
        let row = |span: Span, values: Vec<String>| {
            let (start, end) = chars.span(span);
            Row { start, end, values }
        };
        let who = |entities: &[EntityRef], text: Option<Span>| {
            let mut names: Vec<String> = entities.iter().map(|&e| extraction.entities[e].label.clone()).collect();
            names.extend(text.map(|t| format!("\"{}\"", quote(t))));
            names.join("; ")
        };
        let mut rows: Vec<Row> = match self {
            Self::Unresolved => {
                let of = |u: &crate::claim::Unresolved| row(u.cue, vec![u.reason.to_owned(), local(&u.sense).to_owned(), quote(u.cue), quote(u.sentence)]);
                extraction.unresolved.iter().map(of).collect()
            }
            Self::Unlinked => extraction.unlinked.iter().map(|&span| row(span, vec![quote(span)])).collect(),
            Self::Stances => {
                let of = |s: &crate::claim::Stance| {
                    let values = vec![
                        local(&s.because.rule).to_owned(),
                        knowledge.lexicon.attitudes[s.attitude].family.name().to_owned(),
                        s.negated.to_string(),
                        who(&s.holders, s.holder_text),
                        who(&s.addressees, s.addressee_text),
                        quote(s.cue),
                        s.target.map(quote).unwrap_or_default(),
                        quote(s.because.passage),
                    ];
                    row(s.cue, values)
                };
                extraction.stances.iter().map(of).collect()
            }
        };
        rows.sort_by_key(|r| (r.start, r.end));
        rows
    }
}
