//! Turtle and TriG for reading: prefixed, grouped by subject, always the same bytes.
//!
//! Our own writer, because the pretty one of sophia is quadratic in the number of subjects and the streaming one of
//! oxttl neither sorts nor knows long strings. This one is linear after one sort of numbers.

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::io::{self, Write};

use oxrdf::vocab::xsd;
use oxrdf::{Literal, Term};

use super::names::{self, Name, Used};
use super::quads::{Id, QuadSet};
use crate::vocab::{ID, term};

/// Objects go to lines of their own where one line would be longer.
const WIDTH: usize = 120;

/// Prefixes and base, as far as they are not declared yet.
pub(super) fn head(used: Used, out: &mut dyn Write) -> io::Result<()> {
    for (prefix, namespace) in used.prefixes() {
        writeln!(out, "@prefix {prefix}: <{namespace}> .")?;
    }
    if used.base() {
        writeln!(out, "@base <{ID}> .")?;
    }
    Ok(())
}

/// What the body of `quads` needs declared.
pub(super) fn used(quads: &QuadSet, graphs: bool) -> Used {
    let mut shown = vec![false; quads.terms().len()];
    for &[s, p, o, g] in quads.raw() {
        for id in [s, p, o] {
            shown[id as usize] = true;
        }
        if graphs && g > 0 {
            shown[g as usize - 1] = true;
        }
    }
    let mut used = Used::default();
    for (term, _) in quads.terms().iter().zip(&shown).filter(|(_, shown)| **shown) {
        match term {
            Term::NamedNode(n) if n.as_ref() == term::TYPE => {}
            Term::NamedNode(n) => used.add(names::name(n.as_str())),
            Term::Literal(l) if l.language().is_none() && !is_bare(l) && l.datatype() != xsd::STRING => {
                used.add(names::name(l.datatype().as_str()));
            }
            _ => {}
        }
    }
    used
}

/// The statements, with named graphs (TriG) or merged (Turtle).
pub(super) fn body(quads: &QuadSet, graphs: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = Writer { quads, indent: "", text: String::new() };
    if !graphs {
        let triples: Vec<_> = quads.spo().collect();
        return writer.subjects(&triples, None, out);
    }
    for (i, (graph, triples)) in quads.by_graph().into_iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        let Some(graph) = graph.checked_sub(1) else {
            writer.indent = "";
            writer.subjects(&triples, None, out)?;
            continue;
        };
        writer.indent = "    ";
        writer.term(graph, false);
        writer.text.push_str(" {\n");
        writer.subjects(&triples, Some(graph), out)?;
        out.write_all(b"}\n")?;
    }
    Ok(())
}

struct Writer<'a> {
    quads: &'a QuadSet,
    indent: &'static str,
    text: String,
}

impl Writer<'_> {
    fn subjects(&mut self, triples: &[[Id; 3]], graph: Option<Id>, out: &mut dyn Write) -> io::Result<()> {
        let mut subjects: Vec<&[[Id; 3]]> = triples.chunk_by(|a, b| a[0] == b[0]).collect();
        // The document itself leads its graph; passages follow each other as in the text.
        subjects.sort_by_cached_key(|t| (Some(t[0][0]) != graph, ReadingKey::new(self.quads.term(t[0][0]), t[0][0])));
        for (i, triples) in subjects.into_iter().enumerate() {
            if i > 0 {
                self.text.push('\n');
            }
            self.subject(triples);
            out.write_all(self.text.as_bytes())?;
            self.text.clear();
        }
        Ok(())
    }

    fn subject(&mut self, triples: &[[Id; 3]]) {
        let mut predicates: Vec<&[[Id; 3]]> = triples.chunk_by(|a, b| a[1] == b[1]).collect();
        predicates.sort_by_key(|t| (rank(self.quads.term(t[0][1])), t[0][1]));
        self.text.push_str(self.indent);
        self.term(triples[0][0], false);
        let last = predicates.len() - 1;
        for (i, objects) in predicates.into_iter().enumerate() {
            if i == 0 {
                self.text.push(' ');
            } else {
                self.text.push_str(self.indent);
                self.text.push_str("    ");
            }
            self.term(objects[0][1], true);
            self.objects(objects);
            self.text.push_str(if i == last { " .\n" } else { " ;\n" });
        }
    }

    fn objects(&mut self, objects: &[[Id; 3]]) {
        let line = self.text.rfind('\n').map_or(0, |i| i + 1);
        let before = self.text.len();
        for (i, &[_, _, o]) in objects.iter().enumerate() {
            self.text.push_str(if i == 0 { " " } else { " , " });
            self.term(o, false);
        }
        if objects.len() == 1 || self.text[line..].len() <= WIDTH {
            return;
        }
        self.text.truncate(before);
        for (i, &[_, _, o]) in objects.iter().enumerate() {
            self.text.push_str(if i == 0 { "\n" } else { " ,\n" });
            self.text.push_str(self.indent);
            self.text.push_str("        ");
            self.term(o, false);
        }
    }

    fn term(&mut self, id: Id, predicate: bool) {
        match self.quads.term(id) {
            Term::NamedNode(n) if n.as_ref() == term::TYPE => {
                if predicate {
                    self.text.push('a');
                } else {
                    names::push(Name::Full(n.as_str()), &mut self.text);
                }
            }
            Term::NamedNode(n) => names::push(names::name(n.as_str()), &mut self.text),
            Term::BlankNode(b) => {
                let _ = write!(self.text, "{b}");
            }
            Term::Literal(l) => literal(l, &mut self.text),
        }
    }
}

fn rank(predicate: &Term) -> u8 {
    match predicate {
        Term::NamedNode(n) if n.as_ref() == term::TYPE => 0,
        Term::NamedNode(n) if n.as_ref() == term::LABEL => 1,
        _ => 2,
    }
}

// Subjects as one reads them: ranges of a text by number, everything else by IRI.
#[derive(PartialEq, Eq)]
struct ReadingKey {
    resource: String,
    range: Option<(u64, u64)>,
    id: Id,
}

impl ReadingKey {
    fn new(term: &Term, id: Id) -> Self {
        let Term::NamedNode(n) = term else {
            return Self { resource: term.to_string(), range: None, id };
        };
        let iri = n.as_str();
        let range = iri.split_once("#char=").and_then(|(resource, range)| {
            let (start, end) = range.split_once(',')?;
            Some((resource, (start.parse().ok()?, end.parse().ok()?)))
        });
        match range {
            Some((resource, range)) => Self { resource: resource.to_owned(), range: Some(range), id },
            None => Self { resource: iri.to_owned(), range: None, id },
        }
    }
}

impl Ord for ReadingKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.resource.cmp(&other.resource).then(self.range.cmp(&other.range)).then(self.id.cmp(&other.id))
    }
}

impl PartialOrd for ReadingKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

// Numbers and booleans that Turtle writes without quotes, with every digit kept.
fn is_bare(literal: &Literal) -> bool {
    let value = literal.value();
    if literal.datatype() == xsd::BOOLEAN {
        return value == "true" || value == "false";
    }
    let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
    literal.datatype() == xsd::INTEGER && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

fn literal(literal: &Literal, out: &mut String) {
    if is_bare(literal) {
        out.push_str(literal.value());
        return;
    }
    quoted(literal.value(), out);
    if let Some(language) = literal.language() {
        out.push('@');
        out.push_str(language);
    } else if literal.datatype() != xsd::STRING {
        out.push_str("^^");
        names::push(names::name(literal.datatype().as_str()), out);
    }
}

// Texts of several lines keep them, in a long string. Two quotes never stand side by side in one, nor one at its end.
fn quoted(value: &str, out: &mut String) {
    let long = value.contains('\n');
    let quote = if long { "\"\"\"" } else { "\"" };
    out.push_str(quote);
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if long && chars.peek().is_some_and(|next| *next != '"') => out.push('"'),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' if long => out.push('\n'),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{C}' => out.push_str("\\f"),
            // Control characters, and line separators that some readers break lines at.
            '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push_str(quote);
}
