//! RDF/XML, grouped by subject.
//!
//! Our own writer: the general ones write carriage returns bare, which XML readers turn into line feeds, and then quote
//! and offsets no longer agree.

use std::io::{self, Write};

use oxrdf::vocab::{rdf, xsd};
use oxrdf::{NamedNodeRef, NamedOrBlankNodeRef, TermRef, TripleRef};

use super::xml::{attribute, escape};
use super::{ExportError, QuadSet};
use crate::vocab::{DCTERMS, DEM, OWL, PROV, RDF, RDFS, SKOS, term};

const NAMESPACES: &[(&str, &str)] = &[("dcterms", DCTERMS), ("dem", DEM), ("owl", OWL), ("prov", PROV), ("rdf", RDF), ("rdfs", RDFS), ("skos", SKOS)];

pub(super) fn head(out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF")?;
    for (prefix, namespace) in NAMESPACES {
        write!(out, "\n    xmlns:{prefix}=\"{namespace}\"")?;
    }
    writeln!(out, ">")
}

pub(super) fn foot(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "</rdf:RDF>")
}

/// Writes the triples and returns how many characters had to be replaced.
pub(super) fn body(quads: &QuadSet, out: &mut dyn Write) -> Result<u64, ExportError> {
    let failed = ExportError::write("RDF/XML");
    let mut replaced = 0;
    let triples: Vec<TripleRef<'_>> = quads.triples().collect();
    for triples in triples.chunk_by(|a, b| a.subject == b.subject) {
        let class = triples.iter().position(|t| t.predicate == rdf::TYPE).and_then(|i| match triples[i].object {
            TermRef::NamedNode(class) if !class.as_str().starts_with(RDF) => Some((i, declared(class)?)),
            _ => None,
        });
        let element = class.as_ref().map_or("rdf:Description", |(_, name)| name.as_str());
        match triples[0].subject {
            NamedOrBlankNodeRef::NamedNode(n) => {
                writeln!(out, "  <{element} rdf:about=\"{}\">", attribute(n.as_str(), &mut replaced))
            }
            NamedOrBlankNodeRef::BlankNode(b) => writeln!(out, "  <{element} rdf:nodeID=\"{}\">", b.as_str()),
        }
        .map_err(&failed)?;
        let rank = |p: NamedNodeRef<'_>| {
            if p == rdf::TYPE {
                0
            } else if p == term::LABEL {
                1
            } else {
                2
            }
        };
        let mut rest: Vec<_> = triples.iter().enumerate().filter(|(i, _)| class.as_ref().is_none_or(|c| c.0 != *i)).collect();
        rest.sort_by_key(|(i, t)| (rank(t.predicate), *i));
        for (_, triple) in rest {
            property(triple, out, &mut replaced)?;
        }
        writeln!(out, "  </{element}>").map_err(&failed)?;
    }
    Ok(replaced)
}

fn property(triple: &TripleRef<'_>, out: &mut dyn Write, replaced: &mut u64) -> Result<(), ExportError> {
    let (name, declaration) = match declared(triple.predicate) {
        Some(name) => (name, String::new()),
        None => {
            let iri = triple.predicate.as_str();
            let (namespace, local) = split(iri).ok_or_else(|| ExportError::NoXmlName { iri: iri.to_owned() })?;
            (format!("p:{local}"), format!(" xmlns:p=\"{}\"", attribute(namespace, replaced)))
        }
    };
    match triple.object {
        TermRef::NamedNode(n) => {
            writeln!(out, "    <{name}{declaration} rdf:resource=\"{}\"/>", attribute(n.as_str(), replaced))
        }
        TermRef::BlankNode(b) => writeln!(out, "    <{name}{declaration} rdf:nodeID=\"{}\"/>", b.as_str()),
        TermRef::Literal(l) => {
            let kind = match l.language() {
                Some(language) => format!(" xml:lang=\"{language}\""),
                None if l.datatype() == xsd::STRING => String::new(),
                None => format!(" rdf:datatype=\"{}\"", attribute(l.datatype().as_str(), replaced)),
            };
            writeln!(out, "    <{name}{declaration}{kind}>{}</{name}>", escape(l.value(), replaced))
        }
    }
    .map_err(ExportError::write("RDF/XML"))
}

fn declared(iri: NamedNodeRef<'_>) -> Option<String> {
    let (namespace, local) = split(iri.as_str())?;
    let (prefix, _) = NAMESPACES.iter().find(|(_, ns)| *ns == namespace)?;
    Some(format!("{prefix}:{local}"))
}

// An XML name is taken from the end of the IRI; the common letters are enough.
fn split(iri: &str) -> Option<(&str, &str)> {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let from = iri.char_indices().rev().take_while(|(_, c)| part(*c)).last()?.0;
    let first = iri[from..].char_indices().find(|(_, c)| c.is_alphabetic() || *c == '_')?.0;
    Some(iri.split_at(from + first))
}
