//! JSON-LD 1.1 in compact form, with the context of `ontology/context.jsonld` in it.
//!
//! One node object a line; named graphs as `{"id": …, "@graph": […]}`. Libraries stream JSON-LD with prefixes at most,
//! so the compaction is ours: it writes a term only where a reader's expansion gives back the same IRI and datatype.

use std::io::{self, Write};
use std::sync::OnceLock;

use oxrdf::vocab::xsd;
use oxrdf::{GraphNameRef, LiteralRef, Term};
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::quads::{Id, QuadSet};
use crate::vocab::term;

static CONTEXT: &str = include_str!("../../ontology/context.jsonld");

#[derive(Debug)]
struct Context {
    text: String,
    // Namespace and prefix, longest namespaces first.
    prefixes: Vec<(String, String)>,
    // Property → term and what its values are coerced to.
    properties: FxHashMap<String, (String, Option<String>)>,
    // Class → term.
    classes: FxHashMap<String, String>,
}

fn context() -> &'static Context {
    static PARSED: OnceLock<Context> = OnceLock::new();
    PARSED.get_or_init(|| Context::new(CONTEXT))
}

impl Context {
    fn new(text: &str) -> Self {
        let file: Value = serde_json::from_str(text).unwrap_or_default();
        let text = file["@context"].to_string();
        let mut out = Self { text, prefixes: Vec::new(), properties: FxHashMap::default(), classes: FxHashMap::default() };
        let Some(terms) = file["@context"].as_object() else { return out };
        for (prefix, iri) in terms.iter().filter_map(|(k, v)| Some((k, v.as_str()?))) {
            if iri.ends_with(['/', '#']) && !prefix.starts_with('@') {
                out.prefixes.push((iri.to_owned(), prefix.clone()));
            }
        }
        out.prefixes.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.cmp(b)));
        let full = |iri: &str| match iri.split_once(':') {
            Some((prefix, local)) => match terms.get(prefix).and_then(Value::as_str) {
                Some(namespace) => format!("{namespace}{local}"),
                None => iri.to_owned(),
            },
            None => iri.to_owned(),
        };
        for (term, definition) in terms {
            let iri = definition.as_str().or_else(|| definition["@id"].as_str()).unwrap_or("@");
            if term.starts_with('@') || iri.starts_with('@') || iri.ends_with(['/', '#']) {
                continue;
            }
            let known = ["@id", "@type"];
            if definition.as_object().is_some_and(|d| d.keys().any(|k| !known.contains(&k.as_str()))) {
                continue;
            }
            let coercion = definition["@type"].as_str().map(|t| if t.starts_with('@') { t.to_owned() } else { full(t) });
            out.classes.entry(full(iri)).or_insert_with(|| term.clone());
            out.properties.entry(full(iri)).or_insert_with(|| (term.clone(), coercion));
        }
        out
    }

    fn compact(&self, iri: &str) -> String {
        let prefixed = self.prefixes.iter().find_map(|(namespace, prefix)| {
            let local = iri.strip_prefix(namespace.as_str()).filter(|l| !l.is_empty() && !l.starts_with("//"))?;
            Some(format!("{prefix}:{local}"))
        });
        prefixed.unwrap_or_else(|| iri.to_owned())
    }

    fn literal(&self, literal: LiteralRef<'_>, coercion: Option<&str>) -> String {
        let value = json(literal.value());
        if let Some(language) = literal.language() {
            return format!("{{\"@language\":{},\"@value\":{value}}}", json(language));
        }
        let datatype = literal.datatype();
        match coercion {
            Some(coerced) if coerced == datatype.as_str() => value,
            None if datatype == xsd::STRING => value,
            None if is_native(literal) => literal.value().to_owned(),
            _ if datatype == xsd::STRING => format!("{{\"@value\":{value}}}"),
            _ => format!("{{\"@type\":{},\"@value\":{value}}}", json(&self.compact(datatype.as_str()))),
        }
    }

    fn object(&self, object: &Term, coercion: Option<&str>) -> String {
        let id = match object {
            Term::NamedNode(n) => json(&self.compact(n.as_str())),
            Term::BlankNode(b) => json(&b.to_string()),
            Term::Literal(l) => return self.literal(l.as_ref(), coercion),
        };
        if coercion == Some("@id") { id } else { format!("{{\"id\":{id}}}") }
    }
}

fn json(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

// Booleans and whole numbers that every JSON reader keeps as they are.
fn is_native(literal: LiteralRef<'_>) -> bool {
    let value = literal.value();
    if literal.datatype() == xsd::BOOLEAN {
        return value == "true" || value == "false";
    }
    let exact = |n: i64| n.unsigned_abs() < 1 << 53 && n.to_string() == value;
    literal.datatype() == xsd::INTEGER && value.parse().is_ok_and(exact)
}

pub(super) fn head(out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\n\"@context\": {},\n\"@graph\": [", context().text)
}

pub(super) fn foot(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"\n]\n}\n")
}

/// The graphs, each but the very first of the file with a comma before it.
pub(super) fn body(quads: &QuadSet, out: &mut dyn Write) -> io::Result<()> {
    let context = context();
    let mut comma = "";
    for (graph, triples) in quads.by_graph() {
        let name = match quads.graph(graph) {
            GraphNameRef::DefaultGraph => None,
            GraphNameRef::NamedNode(n) => Some(context.compact(n.as_str())),
            GraphNameRef::BlankNode(b) => Some(b.to_string()),
        };
        if let Some(name) = &name {
            write!(out, "{comma}\n{{\"id\":{},\"@graph\":[", json(name))?;
            comma = "";
        }
        for triples in triples.chunk_by(|a, b| a[0] == b[0]) {
            write!(out, "{comma}\n{}", node(context, quads, triples))?;
            comma = ",";
        }
        if name.is_some() {
            write!(out, "\n]}}")?;
            comma = ",";
        }
    }
    Ok(())
}

fn node(context: &Context, quads: &QuadSet, triples: &[[Id; 3]]) -> String {
    let id = match quads.term(triples[0][0]) {
        Term::NamedNode(n) => context.compact(n.as_str()),
        other => other.to_string(),
    };
    let mut out = format!("{{\"id\":{}", json(&id));
    let mut members: Vec<(String, Vec<String>)> = Vec::new();
    for triples in triples.chunk_by(|a, b| a[1] == b[1]) {
        let Term::NamedNode(predicate) = quads.term(triples[0][1]) else { continue };
        let objects = triples.iter().map(|t| quads.term(t[2]));
        if predicate.as_ref() == term::TYPE {
            let class = |o: &Term| match o {
                Term::NamedNode(n) => context.classes.get(n.as_str()).cloned().unwrap_or_else(|| context.compact(n.as_str())),
                other => other.to_string(),
            };
            members.insert(0, ("type".to_owned(), objects.map(|o| json(&class(o))).collect()));
        } else {
            let (key, coercion) = match context.properties.get(predicate.as_str()) {
                Some((term, coercion)) => (term.clone(), coercion.as_deref()),
                None => (context.compact(predicate.as_str()), None),
            };
            members.push((key, objects.map(|o| context.object(o, coercion)).collect()));
        }
    }
    for (key, values) in members {
        let values = if let [one] = values.as_slice() { one.clone() } else { format!("[{}]", values.join(",")) };
        out.push_str(&format!(",{}:{values}", json(&key)));
    }
    out.push('}');
    out
}
