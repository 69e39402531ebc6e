//! What the reader knows: ontology, gazetteer, lexicon. All of it is Turtle below `ontology/`, embedded in the binary,
//! and can be overlaid at run time.

pub mod facts;
mod gazetteer;
mod inflect;
mod lexicon;
mod words;

use std::path::PathBuf;
use std::sync::OnceLock;

pub use facts::{Facts, Resource};
pub use gazetteer::{Entity, EntityId, EntityKind, Gazetteer, Membership, Name, NameUse, Tenure};
pub use lexicon::{Attitude, CueKind, Element, Example, Family, Form, Lexicon, Pattern, Phrase, Role, Sense};
pub use words::{Classes, UNKNOWN, WordId, Words, fold};

/// What is wrong with a knowledge file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KnowledgeError {
    /// The file or folder cannot be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no Turtle.
    #[error("{}:{line}:{column}: K001: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// 1-based line.
        line: u64,
        /// 1-based column.
        column: u64,
        /// What the parser says.
        message: String,
    },
    /// An entry that cannot be used.
    #[error("{}:{line}:1: {code}: `{entry}` {message}", path.display())]
    Entry {
        /// The file.
        path: PathBuf,
        /// 1-based line of the entry.
        line: u64,
        /// Stable code.
        code: &'static str,
        /// IRI of the entry.
        entry: String,
        /// What is wrong, and the remedy.
        message: String,
    },
}

impl KnowledgeError {
    fn entry(r: &Resource, message: String) -> Self {
        Self::Entry { path: r.file.clone(), line: line_of(r), code: "K002", entry: r.iri.clone(), message }
    }
}

// Turtle positions are not kept per resource: the entry's line is where its local name opens a line.
fn line_of(r: &Resource) -> u64 {
    let embedded = r.file.strip_prefix("ontology").ok().and_then(|p| facts::embedded().into_iter().find(|(q, _)| q == p));
    let text = match embedded {
        Some((_, text)) => text.to_owned(),
        None => std::fs::read_to_string(&r.file).unwrap_or_default(),
    };
    let local = crate::vocab::local(&r.iri);
    let opens = |l: &str| {
        let first = l.split_whitespace().next().unwrap_or_default();
        first.trim_matches(['<', '>']).ends_with(local) && first.trim_matches(['<', '>']).rsplit([':', '/', '#']).next() == Some(local)
    };
    text.lines().position(opens).map_or(1, |n| n as u64 + 1)
}

/// Everything the reader knows, compiled.
#[derive(Debug)]
pub struct Knowledge {
    /// The facts as given.
    pub facts: Facts,
    /// The vocabulary.
    pub words: Words,
    /// Entities and names.
    pub gazetteer: Gazetteer,
    /// Cues.
    pub lexicon: Lexicon,
}

impl Knowledge {
    /// Loads the embedded knowledge with overlays over it (folders of `.ttl` files, later ones win).
    ///
    /// # Errors
    /// All errors of all files at once.
    pub fn load(overlays: &[PathBuf]) -> Result<Self, Vec<KnowledgeError>> {
        let facts = Facts::load(overlays)?;
        let mut words = Words::new(&facts);
        let gazetteer = Gazetteer::new(&facts, &mut words);
        let mut errors = Vec::new();
        let lexicon = Lexicon::new(&facts, &mut words, &mut errors);
        if errors.is_empty() { Ok(Self { facts, words, gazetteer, lexicon }) } else { Err(errors) }
    }

    /// The embedded knowledge, loaded once.
    ///
    /// # Panics
    /// If the embedded files are broken, which the build's tests exclude.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Knowledge> = OnceLock::new();
        EMBEDDED.get_or_init(|| match Self::load(&[]) {
            Ok(k) => k,
            Err(errors) => panic!("embedded knowledge is broken: {}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")),
        })
    }
}
