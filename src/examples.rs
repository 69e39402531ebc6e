//! The example sentences of the lexicon, run through the reader: what must be found, and what must not.

use std::path::PathBuf;

use crate::extract;
use crate::graph::squeeze;
use crate::knowledge::{Knowledge, facts};
use crate::text::Document;

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

/// Runs the examples of the cue senses that `wanted` says yes to, by their file.
#[must_use]
pub fn run(knowledge: &Knowledge, wanted: impl Fn(&std::path::Path) -> bool) -> Outcome {
    let mut out = Outcome::default();
    for example in &knowledge.lexicon.examples {
        // Only cue senses make claims; modifiers and the like change those of others.
        let is_sense = knowledge.lexicon.senses.iter().any(|s| s.iri == example.entry);
        let Some(entry) = knowledge.facts.get(&example.entry).filter(|e| is_sense && wanted(&e.file)) else { continue };
        out.run += 1;
        let document = Document { id: "example".into(), file_name: "example.txt".into(), text: example.text.clone(), title: Some(SPEAKER.into()), ..Document::default() };
        let extraction = extract::extract(knowledge, &document);
        let found: Vec<_> = extraction.stances.iter().filter(|s| s.because.rule == example.entry).collect();
        let targets: Vec<_> = found.iter().filter_map(|s| s.target).map(|t| squeeze(document.slice(t))).collect();
        let (code, message) = match (example.passes, &example.target) {
            (false, _) if !found.is_empty() => ("E003", format!("must not fire in: {}", example.text)),
            (true, _) if found.is_empty() => ("E001", format!("does not fire in: {}", example.text)),
            (true, Some(target)) if !targets.contains(&squeeze(target)) => {
                let got = if targets.is_empty() { "none".to_owned() } else { format!("`{}`", targets.join("`, `")) };
                ("E002", format!("target `{target}` expected, {got} found in: {}", example.text))
            }
            _ => continue,
        };
        let (line, column) = place(&entry.file, &example.text, example.target.as_deref());
        out.broken.push(Broken { file: entry.file.clone(), line, column, code, entry: example.entry.clone(), message });
    }
    out.broken.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    out
}

fn place(file: &std::path::Path, text: &str, target: Option<&str>) -> (usize, usize) {
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
