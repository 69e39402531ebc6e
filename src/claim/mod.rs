//! What a document says: entities it names, events it tells, relations, alignments, stances.
//!
//! Every claim is made with a [`Because`]: the passage that says it and the rule that found it.

pub mod alignment;
pub mod cue;
pub mod event;
pub mod head;
pub mod reference;
pub mod relation;
pub mod stance;

use crate::knowledge::{EntityId, EntityKind, Family};
use crate::text::Span;

/// Why a claim is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Because {
    /// The sentence, numbered paragraph or list item that says it.
    pub passage: Span,
    /// IRI of the lexicon sense or pattern that fired.
    pub rule: String,
}

impl Because {
    /// A claim needs both, so its constructor asks for both.
    #[must_use]
    pub fn new(passage: Span, rule: impl Into<String>) -> Self {
        Self { passage, rule: rule.into() }
    }
}

/// An entity of a document: one the gazetteer knows, or one the text itself introduces.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its IRI.
    pub iri: String,
    /// What it is.
    pub kind: EntityKind,
    /// Usual name, or the fullest in the text.
    pub label: String,
    /// Acronym, known or defined in the text.
    pub short: Option<String>,
    /// Index in the gazetteer.
    pub known: Option<EntityId>,
}

/// Index of an entity in [`Extraction::entities`].
pub type EntityRef = usize;
/// Index of an event in [`Extraction::events`].
pub type EventRef = usize;

/// How a passage means its entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MentionKind {
    /// By a name: a `dem:Mention`.
    Name,
    /// By a pronoun, demonym or description: a `dem:Reference`.
    Reference,
}

/// A passage that names or means an entity.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Where.
    pub span: Span,
    /// What it means.
    pub entity: EntityRef,
    /// By name or not.
    pub kind: MentionKind,
    /// The rule that linked it.
    pub rule: String,
}

/// A date as precise as printed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Date {
    /// `2022`
    Year(i16),
    /// `2022-06`
    Month(i16, i8),
    /// `2022-06-05`
    Day(i16, i8, i8),
    /// From a day to a day.
    Interval((i16, i8, i8), (i16, i8, i8)),
}

impl Date {
    /// The lexical form: ISO 8601, intervals with `/` as in EDTF.
    #[must_use]
    pub fn lexical(&self) -> String {
        match self {
            Self::Year(y) => format!("{y:04}"),
            Self::Month(y, m) => format!("{y:04}-{m:02}"),
            Self::Day(y, m, d) => format!("{y:04}-{m:02}-{d:02}"),
            Self::Interval(a, b) => {
                format!("{:04}-{:02}-{:02}/{:04}-{:02}-{:02}", a.0, a.1, a.2, b.0, b.1, b.2)
            }
        }
    }

    /// The year it begins in.
    #[must_use]
    pub fn year(&self) -> i16 {
        match self {
            Self::Year(y) | Self::Month(y, _) | Self::Day(y, _, _) => *y,
            Self::Interval(a, _) => a.0,
        }
    }
}

/// A happening.
#[derive(Clone, Debug)]
pub struct Event {
    /// Local name of its type concept.
    pub kind: String,
    /// When, if the text tells.
    pub date: Option<Date>,
    /// States and places.
    pub places: Vec<EntityRef>,
    /// Who took part.
    pub participants: Vec<EntityRef>,
    /// Its mentions, the fullest first.
    pub mentions: Vec<Span>,
    /// Why.
    pub because: Because,
}

/// What a stance is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// An entity.
    Entity(EntityRef),
    /// An event.
    Event(EventRef),
}

/// A holder's attitude to a target.
#[derive(Clone, Debug)]
pub struct Stance {
    /// Who holds it; empty only where `holder_text` is given.
    pub holders: Vec<EntityRef>,
    /// The holder's phrase where it is no known entity.
    pub holder_text: Option<Span>,
    /// Index of the attitude in the lexicon.
    pub attitude: usize,
    /// Its family.
    pub family: Family,
    /// -1, 0, 1, after negation.
    pub polarity: i8,
    /// 0 to 3.
    pub intensity: u8,
    /// The cue words.
    pub cue: Span,
    /// The target phrase; `None` where the sentence has none.
    pub target: Option<Span>,
    /// Entities and events the target names.
    pub about: Vec<About>,
    /// Topics of the target.
    pub topics: Vec<String>,
    /// Who is asked.
    pub addressees: Vec<EntityRef>,
    /// The addressee's phrase where it is no known entity.
    pub addressee_text: Option<Span>,
    /// Whether the attitude is denied.
    pub negated: bool,
    /// Local name of a modality.
    pub modality: Option<String>,
    /// Who reports it, where somebody other than the document's voice does.
    pub reported_by: Vec<EntityRef>,
    /// Why.
    pub because: Because,
}

/// An actor that aligns itself with the document.
#[derive(Clone, Debug)]
pub struct Alignment {
    /// Who.
    pub actor: EntityRef,
    /// The actor's name in the list.
    pub mention: Span,
    /// Why.
    pub because: Because,
}

/// A relation that the text states outright.
#[derive(Clone, Debug)]
pub struct Relation {
    /// From.
    pub subject: EntityRef,
    /// Local name of the property.
    pub relation: &'static str,
    /// To.
    pub object: EntityRef,
    /// The title, for an office.
    pub title: Option<String>,
    /// Why.
    pub because: Because,
}

/// A passage with a cue that could not be resolved.
#[derive(Clone, Debug)]
pub struct Unresolved {
    /// The cue words.
    pub cue: Span,
    /// The sentence.
    pub sentence: Span,
    /// Why it was not resolved: "no holder", "no target", …
    pub reason: &'static str,
    /// The sense that would have fired.
    pub sense: String,
}

/// A list of actors whose number the text gives, checked against it.
#[derive(Clone, Debug)]
pub struct CountCheck {
    /// The description ("the 11 participating States who joined the statement").
    pub span: Span,
    /// The number printed.
    pub said: u32,
    /// The number of actors found.
    pub found: u32,
}

/// Metadata of the document as the text gives it.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// Local name of the kind concept.
    pub kind: &'static str,
    /// In whose name it speaks.
    pub issuers: Vec<EntityRef>,
    /// The body in which it was given.
    pub forum: Option<EntityRef>,
    /// The forum where it is a meeting with a name of its own.
    pub forum_event: Option<EventRef>,
    /// Number or session as printed.
    pub meeting: Option<String>,
    /// Date of the text.
    pub date: Option<Date>,
    /// City.
    pub place: Option<EntityRef>,
    /// Title.
    pub title: Option<String>,
}

/// Everything read from one document.
#[derive(Clone, Debug, Default)]
pub struct Extraction {
    /// Metadata.
    pub head: Head,
    /// Entities named or meant.
    pub entities: Vec<Named>,
    /// Passages that name or mean them, in text order.
    pub mentions: Vec<Mention>,
    /// Events.
    pub events: Vec<Event>,
    /// Stances, in text order.
    pub stances: Vec<Stance>,
    /// Alignments with this document.
    pub alignments: Vec<Alignment>,
    /// Relations.
    pub relations: Vec<Relation>,
    /// Cues without a claim.
    pub unresolved: Vec<Unresolved>,
    /// Counted descriptions.
    pub counts: Vec<CountCheck>,
    /// Capitalised names that were linked to nothing.
    pub unlinked: Vec<Span>,
    /// Number of sentences.
    pub sentences: usize,
    /// Number of sentences with a cue.
    pub cue_sentences: usize,
}
