//! The example sentences of the lexicon, run through the reader: what must be found, and what must not.

use std::path::{Path, PathBuf};

use crate::claim::Stance;
use crate::extract;
use crate::graph::squeeze;
use crate::knowledge::{Example, Knowledge, Resource, facts, fold};
use crate::text::Document;
use crate::vocab::local;

// "We" and "our" need somebody who speaks.
const SPEAKER: &str = "Statement by Norway";

/// An example that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The file of the entry.
    pub file: PathBuf,
    /// 1-based line of the example.
    pub line: usize,
    /// 1-based column, in code points.
    pub column: usize,
    /// A stable code.
    pub code: &'static str,
    /// IRI of the entry.
    pub entry: String,
    /// What was expected and what was found.
    pub message: String,
}

/// How many examples were run, and those that do not hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Examples run.
    pub run: usize,
    /// Those that do not hold, by file and line.
    pub broken: Vec<Broken>,
}

/// Runs the examples of the entries that `wanted` says yes to, by their file.
#[must_use]
pub fn run(knowledge: &Knowledge, wanted: impl Fn(&Path) -> bool) -> Outcome {
    let mut out = Outcome::default();
    for example in &knowledge.lexicon.examples {
        let Some(entry) = knowledge.facts.get(&example.entry).filter(|e| wanted(&e.file)) else { continue };
        let Some(subject) = Subject::of(knowledge, entry) else { continue };
        out.run += 1;
        let Some((code, message)) = subject.check(knowledge, example) else { continue };
        let (line, column) = place(&entry.file, &example.text, example.target.as_deref());
        out.broken.push(Broken { file: entry.file.clone(), line, column, code, entry: example.entry.clone(), message });
    }
    out.broken.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    out
}

/// Runs one example: what does not hold, if anything.
#[must_use]
pub fn check(knowledge: &Knowledge, example: &Example) -> Option<(&'static str, String)> {
    Subject::of(knowledge, knowledge.facts.get(&example.entry)?)?.check(knowledge, example)
}

// What an entry is, and so what its examples show.
enum Subject<'a> {
    // A stance is found by the sense.
    Sense(&'a str),
    // A stance has at least this intensity.
    Modifier(u8),
    // A stance is denied.
    Negator,
    // A stance has this modality.
    Modality(&'a str),
    // A stance is held by whom the phrase names: its cue is the phrase.
    Reporting(Vec<&'a str>),
}

impl<'a> Subject<'a> {
    fn of(knowledge: &Knowledge, entry: &'a Resource) -> Option<Self> {
        if knowledge.lexicon.senses.iter().any(|s| s.iri == entry.iri) {
            Some(Self::Sense(&entry.iri))
        } else if entry.is_a("Modifier") {
            entry.text("intensity")?.parse().ok().map(Self::Modifier)
        } else if entry.is_a("Negator") {
            Some(Self::Negator)
        } else if entry.is_a("ModalityCue") {
            entry.iris("modality").next().map(|m| Self::Modality(local(m)))
        } else if entry.is_a("ReportingCue") {
            Some(Self::Reporting(entry.texts("form").collect()))
        } else {
            None
        }
    }

    fn shows(&self, stance: &Stance, document: &Document) -> bool {
        match self {
            Self::Sense(iri) => stance.because.rule == *iri,
            Self::Modifier(intensity) => stance.intensity >= *intensity,
            Self::Negator => stance.negated,
            Self::Modality(name) => stance.modality.as_deref() == Some(*name),
            Self::Reporting(forms) => {
                let cue = fold(&squeeze(document.slice(stance.cue)));
                forms.iter().any(|form| fold(form) == cue)
            }
        }
    }

    fn check(&self, knowledge: &Knowledge, example: &Example) -> Option<(&'static str, String)> {
        let text = &example.text;
        let document =
            Document { id: "example".into(), file_name: "example.txt".into(), text: text.clone(), title: Some(SPEAKER.into()), ..Document::default() };
        let extraction = extract::extract(knowledge, &document);
        let found: Vec<_> = extraction.stances.iter().filter(|s| self.shows(s, &document)).collect();
        let targets: Vec<_> = found.iter().filter_map(|s| s.target).map(|t| squeeze(document.slice(t))).collect();
        match (example.passes, &example.target) {
            (false, _) if !found.is_empty() => Some(("E003", format!("must not fire in: {text}"))),
            (true, _) if found.is_empty() => Some(("E001", format!("does not fire in: {text}"))),
            (true, Some(target)) if !targets.contains(&squeeze(target)) => {
                let got = if targets.is_empty() { "none".to_owned() } else { format!("`{}`", targets.join("`, `")) };
                Some(("E002", format!("target `{target}` expected, {got} found in: {text}")))
            }
            _ => None,
        }
    }
}

fn place(file: &Path, text: &str, target: Option<&str>) -> (usize, usize) {
    let embedded = file.strip_prefix("ontology").ok().and_then(|p| facts::embedded().into_iter().find(|(q, _)| q == p));
    let source = match embedded {
        Some((_, source)) => source.to_owned(),
        None => std::fs::read_to_string(file).unwrap_or_default(),
    };
    let marked = target.map_or(text.to_owned(), |t| text.replacen(t, &format!("[{t}]"), 1));
    let at = source.find(&marked).or_else(|| source.find(text)).unwrap_or(0);
    let before = &source[..at];
    let line = before.matches('\n').count() + 1;
    (line, before.rsplit('\n').next().unwrap_or_default().chars().count() + 1)
}
