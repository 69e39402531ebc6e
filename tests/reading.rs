//! Sentences of the genre and what must be read from them: `tests/reading/*.txt`, one named test each.
//!
//! A case is a line `# name`, the text, and indented lines of what is read from it, all of it and in order:
//! `stance: holders | [not ]family | target[ | to addressees][ | modality][ | by reporters]` and `aligned: actors`.
//! Entities stand under their acronym or label, phrases in quotation marks. The text is read as a statement by Norway.
//! A case without such lines must give no stance and no alignment.

use std::fmt::Write;
use std::path::Path;

use demarche::claim::{EntityRef, Extraction};
use demarche::knowledge::{EntityKind, Knowledge};
use demarche::text::Document;
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reading");
    let mut files: Vec<_> = std::fs::read_dir(&folder).expect("tests/reading").filter_map(|e| Some(e.ok()?.path())).collect();
    files.sort();
    let mut trials = Vec::new();
    for file in files {
        let topic = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let source = std::fs::read_to_string(&file).expect("a readable case file");
        for case in source.split("\n# ").map(|c| c.trim_start_matches("# ")) {
            let (name, body) = case.split_once('\n').expect("a case has a text");
            let expected: String = body.lines().filter(|l| l.starts_with("  ")).map(|l| format!("{l}\n")).collect();
            let text: String = body.lines().filter(|l| !l.starts_with("  ")).collect::<Vec<_>>().join("\n").trim().to_owned();
            trials.push(Trial::test(format!("{topic}::{name}"), move || check(&text, &expected)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn check(text: &str, expected: &str) -> Result<(), Failed> {
    let document =
        Document { id: "case".into(), file_name: "case.txt".into(), text: text.to_owned(), title: Some("Statement by Norway".into()), ..Document::default() };
    let got = read(&document);
    if got == expected { Ok(()) } else { Err(format!("{text}\nexpected:\n{expected}got:\n{got}").into()) }
}

fn read(document: &Document) -> String {
    let e = demarche::extract::extract(Knowledge::embedded(), document);
    let mut out = String::new();
    for s in &e.stances {
        let holder = match s.holder_text {
            Some(text) if s.holders.is_empty() => format!("“{}”", document.slice(text)),
            _ => names(&e, &s.holders),
        };
        let target = s.target.map_or("", |t| document.slice(t));
        let _ = write!(out, "  stance: {holder} | {}{} | {target}", if s.negated { "not " } else { "" }, s.family.name());
        match s.addressee_text {
            _ if !s.addressees.is_empty() => drop(write!(out, " | to {}", names(&e, &s.addressees))),
            Some(text) => drop(write!(out, " | to “{}”", document.slice(text))),
            None => {}
        }
        if let Some(modality) = &s.modality {
            let _ = write!(out, " | {modality}");
        }
        if !s.reported_by.is_empty() {
            let _ = write!(out, " | by {}", names(&e, &s.reported_by));
        }
        out.push('\n');
    }
    if !e.alignments.is_empty() {
        let actors: Vec<_> = e.alignments.iter().map(|a| a.actor).collect();
        let _ = writeln!(out, "  aligned: {}", names(&e, &actors));
    }
    out
}

fn names(e: &Extraction, refs: &[EntityRef]) -> String {
    let name = |&r: &EntityRef| {
        let named = &e.entities[r];
        match &named.short {
            Some(short) if named.kind != EntityKind::State => short.clone(),
            _ => named.label.clone(),
        }
    };
    refs.iter().map(name).collect::<Vec<_>>().join(", ")
}
