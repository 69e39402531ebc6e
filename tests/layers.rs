//! The pipeline has one direction: a module imports only modules below it (see ARCHITECTURE.md).
#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

// From the ground up: a module may import those of earlier lines, not those of its own line.
const LAYERS: &[&[&str]] = &[
    &["vocab", "read", "text"],
    &["knowledge", "pipeline"],
    &["syntax"],
    &["mention"],
    &["claim"],
    &["graph"],
    &["extract", "identity", "query", "export"],
    &["check", "examples", "score", "store"],
    &["serve"],
    &["cli"],
];

// What still looks the wrong way, and what to do about it. Nothing may be added here.
const DEBTS: &[(&str, &str, &str)] = &[
    ("mention", "claim", "`EntityRef`, `Named` and `Date` belong to `mention`"),
    ("mention", "graph", "`squeeze` belongs to `text`"),
    ("claim", "graph", "`squeeze` belongs to `text`"),
];

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

// The code of a file without comments and without its tests, which may look anywhere.
fn code(source: &str) -> String {
    let source = source.split("#[cfg(test)]\nmod ").next().unwrap();
    source.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

// The names behind `crate::` or `demarche::`, alone or in braces.
fn imports(code: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for root in ["crate::", "demarche::"] {
        for (at, _) in code.match_indices(root) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            let rest = &code[at + root.len()..];
            let mut depth = 0;
            let mut fresh = true;
            let mut name = String::new();
            for c in rest.chars() {
                match c {
                    c if c.is_alphanumeric() || c == '_' => {
                        if fresh {
                            name.push(c);
                        }
                        continue;
                    }
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' | ' ' | '\n' | ':' => {}
                    _ => break,
                }
                if !name.is_empty() {
                    out.insert(std::mem::take(&mut name));
                }
                // Behind a name only a comma of the outermost braces begins another.
                fresh = (c == ',' || c == '{' || fresh && (c == ' ' || c == '\n')) && depth == 1;
                if depth <= 0 {
                    break;
                }
            }
            if !name.is_empty() {
                out.insert(name);
            }
        }
    }
    out.into_iter().filter(|n| n.starts_with(|c: char| c.is_lowercase())).collect()
}

// Module → modules it imports → the files that do so.
fn graph() -> BTreeMap<String, BTreeMap<String, BTreeSet<String>>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut out: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for file in files {
        let path = file.strip_prefix(&root).unwrap();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        if path.components().count() == 1 && ["lib", "main"].contains(&stem) || stem == "tests" || stem.ends_with("_tests") {
            continue;
        }
        let module = path.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
        let entry = out.entry(module.clone()).or_default();
        for import in imports(&code(&fs::read_to_string(&file).unwrap())) {
            if import != module {
                entry.entry(import).or_default().insert(path.display().to_string());
            }
        }
    }
    out
}

fn level(module: &str) -> Option<usize> {
    LAYERS.iter().position(|l| l.contains(&module))
}

#[test]
fn every_module_has_its_layer() {
    let found: BTreeSet<String> = graph().into_keys().collect();
    let listed: BTreeSet<String> = LAYERS.iter().flat_map(|l| l.iter()).map(|m| (*m).to_owned()).collect();
    assert_eq!(found, listed, "tests/layers.rs lists the modules of src");
}

#[test]
fn a_module_imports_only_modules_of_lower_layers() {
    let mut wrong = Vec::new();
    for (module, imports) in graph() {
        // `cli` is a module of the binary: its own ones stand behind `crate::` too.
        for (import, files) in imports.iter().filter(|(i, _)| level(i).is_some()) {
            let debt = DEBTS.iter().any(|(from, to, _)| (*from, *to) == (&module, import));
            if level(import) >= level(&module) && !debt {
                wrong.push(format!("`{module}` imports `{import}`, which is not below it: {}", files.iter().cloned().collect::<Vec<_>>().join(", ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn debts_that_are_paid_are_struck_off() {
    let graph = graph();
    for (from, to, remedy) in DEBTS {
        assert!(graph[*from].contains_key(*to), "`{from}` no longer imports `{to}` ({remedy}): take the line out of tests/layers.rs");
    }
}

#[test]
fn imports_are_found_alone_in_braces_and_in_paths() {
    let names = |code: &str| imports(code).into_iter().collect::<Vec<_>>();
    assert_eq!(names("use crate::text::{Span, tokens};"), ["text"]);
    assert_eq!(names("use crate::{extract, identity, pipeline};"), ["extract", "identity", "pipeline"]);
    assert_eq!(names("use crate::{\n    graph::{self, squeeze},\n    text::Span,\n};"), ["graph", "text"]);
    assert_eq!(names("let x = crate::graph::squeeze(y);"), ["graph"]);
    assert_eq!(names("use demarche::store::Repository;"), ["store"]);
    assert_eq!(names("use crate::Thing;"), Vec::<String>::new());
}
