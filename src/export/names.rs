//! IRIs in short: prefixed, relative to the base, or in full.

use std::fmt::Write;

use crate::vocab::{ID, PREFIXES};

/// How an IRI is written in Turtle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name<'a> {
    /// Index in [`PREFIXES`] and local name, which needs no escape.
    Prefixed(usize, &'a str),
    /// Relative to [`ID`]: passages keep their `#char=1,2` readable.
    Relative(&'a str),
    /// In full.
    Full(&'a str),
}

/// The prefixes that a text uses, as a set of bits; the last bit is the base.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Used(u64);

const BASE: u64 = 1 << 63;

impl Used {
    pub(super) fn add(&mut self, name: Name<'_>) {
        match name {
            Name::Prefixed(at, _) => self.0 |= 1 << at,
            Name::Relative(_) => self.0 |= BASE,
            Name::Full(_) => {}
        }
    }

    /// What is used here and not in `declared`, which then has it too.
    pub(super) fn declare(self, declared: &mut Self) -> Self {
        let new = Self(self.0 & !declared.0);
        declared.0 |= self.0;
        new
    }

    pub(super) fn prefixes(self) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
        PREFIXES.iter().enumerate().filter(move |(i, _)| self.0 & (1 << i) != 0).map(|(_, p)| p)
    }

    pub(super) fn base(self) -> bool {
        self.0 & BASE != 0
    }
}

/// The shortest way to write an IRI.
pub(super) fn name(iri: &str) -> Name<'_> {
    let cut = iri.rfind(['/', '#']).map_or(0, |i| i + 1);
    let (namespace, local) = iri.split_at(cut);
    if is_local(local)
        && let Some(at) = PREFIXES.iter().position(|(_, ns)| *ns == namespace)
    {
        return Name::Prefixed(at, local);
    }
    match iri.strip_prefix(ID) {
        Some(rest) if is_relative(rest) => Name::Relative(rest),
        _ => Name::Full(iri),
    }
}

pub(super) fn push(name: Name<'_>, out: &mut String) {
    match name {
        Name::Prefixed(at, local) => {
            out.push_str(PREFIXES[at].0);
            out.push(':');
            out.push_str(local);
        }
        Name::Relative(iri) | Name::Full(iri) => {
            out.push('<');
            for c in iri.chars() {
                if matches!(c, '\0'..=' ' | '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`' | '\\') {
                    let _ = write!(out, "\\u{:04X}", u32::from(c));
                } else {
                    out.push(c);
                }
            }
            out.push('>');
        }
    }
}

// A path that the base joins without touching it: `name/…` with no dot segments.
fn is_relative(rest: &str) -> bool {
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let first = path.split('/').next().unwrap_or_default();
    path.contains('/') && !first.is_empty() && first.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && path.split('/').all(|s| s != "." && s != "..")
}

// PN_LOCAL (https://www.w3.org/TR/turtle/#grammar-production-PN_LOCAL) without escapes, `%` and `:`; not empty.
fn is_local(local: &str) -> bool {
    let mut chars = local.chars();
    chars.next().is_some_and(|c| c == '_' || c.is_ascii_digit() || is_base(c))
        && chars.all(|c| matches!(c, '_' | '-' | '.') || c.is_ascii_digit() || is_base(c) || is_joiner(c))
        && !local.ends_with('.')
}

// PN_CHARS_BASE.
fn is_base(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_need_no_escape_are_prefixed() {
        let shown = |iri: &str| {
            let mut out = String::new();
            push(name(iri), &mut out);
            out
        };
        for (iri, expected) in [
            ("https://w3id.org/demarche/id/state/KZ", "state:KZ"),
            ("https://w3id.org/demarche/ns#holder", "dem:holder"),
            ("https://w3id.org/demarche/id/doc/a.b-1", "doc:a.b-1"),
            ("https://w3id.org/demarche/id/doc/a.", "<doc/a.>"),
            ("https://w3id.org/demarche/id/doc/a#char=1,2", "<doc/a#char=1,2>"),
            ("https://w3id.org/demarche/id/doc/-a", "<doc/-a>"),
            ("https://w3id.org/demarche/id/doc/", "<doc/>"),
            ("https://w3id.org/demarche/id/doc/..", "<https://w3id.org/demarche/id/doc/..>"),
            ("https://w3id.org/demarche/id/doc/a%20b", "<doc/a%20b>"),
            ("https://w3id.org/demarche/id/person/Žižek", "person:Žižek"),
            ("http://example.org/x y", "<http://example.org/x\\u0020y>"),
        ] {
            assert_eq!(shown(iri), expected);
        }
    }
}
