//! Why a claim was made: its sentence, its source, its rule.

use std::collections::BTreeMap;

use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::store::{StorageError, Store};
use serde::Serialize;

use super::{object, provenance, text_of};
use crate::graph::{knowledge_graph, squeeze};
use crate::vocab::{self, DEM, ID, PREFIXES, SKOS, dem, local, term};

/// The folders of instance IRIs in which a bare id is looked for.
const FOLDERS: [&str; 9] = ["stance", "alignment", "event", "relation", "doc", "org", "person", "agreement", "place"];
/// Classes whose instances are claims.
const CLAIMS: [&str; 4] = ["Stance", "Alignment", "Relation", "Event"];

/// A sentence with the cue and the target marked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Marked {
    /// The sentence, verbatim.
    pub quote: String,
    /// First code point in the document.
    pub start: u64,
    /// One past the last code point.
    pub end: u64,
    /// The cue as a range of the quote, in code points.
    pub cue: Option<(u64, u64)>,
    /// The target as a range of the quote, in code points.
    pub target: Option<(u64, u64)>,
}

/// Where it was said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SourceOf {
    /// IRI of the document.
    pub iri: String,
    /// Its title.
    pub title: Option<String>,
    /// Its date.
    pub date: Option<String>,
    /// Labels of those in whose name it speaks.
    pub issuers: Vec<String>,
    /// Its file.
    pub file: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Hash of the knowledge it was read with.
    pub knowledge: Option<String>,
}

/// The rule that found it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// IRI of the lexicon sense or pattern.
    pub iri: String,
    /// What it is.
    pub description: Vec<String>,
    /// Its patterns.
    pub patterns: Vec<String>,
    /// Sentences in which it fires.
    pub passes: Vec<String>,
    /// Sentences in which it does not.
    pub refuses: Vec<String>,
}

/// Everything that tells why something is in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Its IRI.
    pub iri: String,
    /// Local name of its class.
    pub class: String,
    /// Its properties in the documents' graphs, IRIs shortened; the evidence and the rule stand apart.
    pub properties: BTreeMap<String, Vec<String>>,
    /// The sentences that say it.
    pub evidence: Vec<Marked>,
    /// Where.
    pub documents: Vec<SourceOf>,
    /// How it was found.
    pub rules: Vec<Rule>,
    /// For a document, the number of its claims by class.
    pub claims: BTreeMap<String, u64>,
    /// For an event, the ones found to be the same.
    pub same: Vec<String>,
}

/// Why nothing can be explained.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExplainError {
    /// Nothing of that name.
    #[error("nothing in the store is called `{name}`")]
    Unknown {
        /// The name as given.
        name: String,
    },
    /// The store cannot be read.
    #[error("cannot read the store")]
    Storage(#[from] StorageError),
}

impl ExplainError {
    /// The remedy, to be printed after `help:`.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Unknown { .. } => Some("give an IRI, a prefixed name such as `stance:5f2c91`, or an id; `demarche query` lists claims with theirs"),
            Self::Storage(_) => None,
        }
    }
}

/// Explains a claim, an entity or a document, named by IRI, prefixed name or id.
///
/// # Errors
///
/// Nothing has that name, or the store cannot be read.
pub fn explain(store: &Store, name: &str) -> Result<Explanation, ExplainError> {
    let node = resolve(store, name)?.ok_or_else(|| ExplainError::Unknown { name: name.to_owned() })?;
    let quads = about(store, &node)?;
    let class = class(&quads);
    let mut out = Explanation {
        iri: node.as_str().to_owned(),
        class,
        properties: BTreeMap::new(),
        evidence: Vec::new(),
        documents: Vec::new(),
        rules: Vec::new(),
        claims: BTreeMap::new(),
        same: Vec::new(),
    };
    let cue = quads.iter().find(|q| q.predicate == dem("cue")).and_then(|q| named(&q.object)).cloned();
    let target = quads.iter().find(|q| q.predicate == dem("targetText")).map(|q| text_of(q.object.clone()));
    for quad in &quads {
        match (local(quad.predicate.as_str()), named(&quad.object)) {
            ("evidence", Some(passage)) => out.evidence.extend(marked(store, passage, cue.as_ref(), target.as_deref())?),
            ("foundBy", Some(rule)) => out.rules.push(self::rule(store, rule)?),
            ("inDocument", Some(document)) => out.documents.push(source(store, document)?),
            ("type" | "text" | "cue", _) => {}
            (property, _) => {
                let values = out.properties.entry(property.to_owned()).or_default();
                let value = shown(store, &quad.object)?;
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
    }
    if out.class == "Document" {
        out.documents.push(source(store, &node)?);
        for class in CLAIMS {
            let graph = node.as_ref().into();
            let found = store.quads_for_pattern(None, Some(term::TYPE), Some(dem(class).as_ref().into()), Some(graph)).count();
            out.claims.insert(class.to_owned(), found as u64);
        }
    }
    out.same = same(store, &node)?;
    out.documents.sort_by(|a, b| a.iri.cmp(&b.iri));
    out.documents.dedup();
    out.rules.sort_by(|a, b| a.iri.cmp(&b.iri));
    out.rules.dedup();
    out.evidence.sort_by_key(|e| (e.start, e.end));
    Ok(out)
}

/// An IRI as `prefix:local`, where a prefix fits.
pub(super) fn short(iri: &str) -> String {
    let fits = PREFIXES.iter().filter(|(_, space)| iri.starts_with(space)).max_by_key(|(_, space)| space.len());
    if let Some((prefix, space)) = fits {
        let rest = &iri[space.len()..];
        if !rest.contains(['/', '#']) {
            return format!("{prefix}:{rest}");
        }
    }
    match iri.strip_prefix(ID).and_then(|rest| rest.split_once('/')) {
        Some((folder, rest)) if !rest.contains(['/', '#']) => format!("{folder}:{rest}"),
        _ => iri.to_owned(),
    }
}

fn resolve(store: &Store, name: &str) -> Result<Option<NamedNode>, StorageError> {
    let name = name.trim().trim_start_matches('<').trim_end_matches('>');
    let mut candidates = Vec::new();
    if name.contains("://") {
        candidates.push(name.to_owned());
    } else if let Some((prefix, rest)) = name.split_once(':') {
        candidates.extend(PREFIXES.iter().filter(|(p, _)| *p == prefix).map(|(_, space)| format!("{space}{rest}")));
        candidates.push(format!("{ID}{prefix}/{rest}"));
    } else {
        candidates.push(format!("{ID}{name}"));
        candidates.extend(FOLDERS.iter().map(|folder| format!("{ID}{folder}/{name}")));
    }
    for iri in candidates {
        if let Ok(node) = NamedNode::new(iri)
            && !about(store, &node)?.is_empty()
        {
            return Ok(Some(node));
        }
    }
    Ok(None)
}

// What the documents say of it; what knowledge says of it, if they are silent.
fn about(store: &Store, node: &NamedNode) -> Result<Vec<Quad>, StorageError> {
    let shared = [crate::graph::identity_graph(), crate::graph::provenance_graph()].map(GraphName::NamedNode);
    let knowledge = GraphName::NamedNode(knowledge_graph());
    let all = store.quads_for_pattern(Some(node.as_ref().into()), None, None, None).collect::<Result<Vec<_>, _>>()?;
    let (known, mut told): (Vec<_>, Vec<_>) = all.into_iter().filter(|q| !shared.contains(&q.graph_name)).partition(|q| q.graph_name == knowledge);
    if told.is_empty() {
        told = known;
    }
    told.sort_by_cached_key(ToString::to_string);
    Ok(told)
}

fn class(quads: &[Quad]) -> String {
    let classes: Vec<&str> = quads.iter().filter(|q| q.predicate == term::TYPE).filter_map(|q| named(&q.object)).map(|n| local(n.as_str())).collect();
    // Of an event that is a meeting, and the like, the narrower.
    classes.iter().copied().find(|c| *c != "Event" && *c != "Organisation").or(classes.first().copied()).unwrap_or("thing").to_owned()
}

fn named(term: &Term) -> Option<&NamedNode> {
    match term {
        Term::NamedNode(node) => Some(node),
        _ => None,
    }
}

fn label(store: &Store, node: NamedNodeRef<'_>) -> Result<Option<String>, StorageError> {
    for predicate in [term::LABEL, term::PREF_LABEL] {
        if let Some(quad) = store.quads_for_pattern(Some(node.into()), Some(predicate), None, None).next() {
            return Ok(Some(text_of(quad?.object)));
        }
    }
    Ok(None)
}

fn shown(store: &Store, value: &Term) -> Result<String, StorageError> {
    let Term::NamedNode(node) = value else { return Ok(text_of(value.clone())) };
    let name = short(node.as_str());
    Ok(match label(store, node.as_ref())? {
        Some(label) if node.as_str().starts_with(ID) => format!("{label} ({name})"),
        _ => name,
    })
}

fn number(store: &Store, node: &NamedNode, property: &str) -> Result<Option<u64>, StorageError> {
    let found = store.quads_for_pattern(Some(node.as_ref().into()), Some(dem(property).as_ref()), None, None).next();
    Ok(found.transpose()?.and_then(|q| text_of(q.object).parse().ok()))
}

fn marked(store: &Store, passage: &NamedNode, cue: Option<&NamedNode>, target: Option<&str>) -> Result<Option<Marked>, StorageError> {
    let quote = store.quads_for_pattern(Some(passage.as_ref().into()), Some(dem("quote").as_ref()), None, None).next().transpose()?;
    let (Some(quote), Some(start), Some(end)) = (quote, number(store, passage, "start")?, number(store, passage, "end")?) else {
        return Ok(None);
    };
    let quote = text_of(quote.object);
    let cue = match cue {
        None => None,
        Some(cue) => match (number(store, cue, "start")?, number(store, cue, "end")?) {
            (Some(s), Some(e)) if start <= s && e <= end => Some((s - start, e - start)),
            _ => None,
        },
    };
    let target = target.and_then(|t| find_squeezed(&quote, t));
    Ok(Some(Marked { quote, start, end, cue, target }))
}

// Where a text with its white space squeezed stands in one that keeps it, in code points.
fn find_squeezed(quote: &str, wanted: &str) -> Option<(u64, u64)> {
    let chars: Vec<char> = quote.chars().collect();
    let wanted: Vec<char> = squeeze(wanted).chars().collect();
    let fits = |from: usize| {
        let (mut at, mut w) = (from, 0);
        while w < wanted.len() {
            let c = *chars.get(at)?;
            if wanted[w] == ' ' && c.is_whitespace() {
                while chars.get(at).is_some_and(|c| c.is_whitespace()) {
                    at += 1;
                }
            } else if c == wanted[w] {
                at += 1;
            } else {
                return None;
            }
            w += 1;
        }
        Some(at)
    };
    (0..chars.len()).filter(|_| !wanted.is_empty()).find_map(|from| fits(from).map(|to| (from as u64, to as u64)))
}

fn source(store: &Store, document: &NamedNode) -> Result<SourceOf, StorageError> {
    let get = |predicate: &NamedNode| Ok::<_, StorageError>(object(store, document.as_ref(), predicate, document)?.map(text_of));
    let mut issuers = Vec::new();
    for quad in store.quads_for_pattern(Some(document.as_ref().into()), Some(dem("issuer").as_ref()), None, Some(document.as_ref().into())) {
        issuers.push(shown(store, &quad?.object)?);
    }
    issuers.sort();
    Ok(SourceOf {
        iri: document.as_str().to_owned(),
        title: get(&term::TITLE.into_owned())?,
        date: get(&term::ISSUED.into_owned())?,
        issuers,
        file: get(&dem("fileName"))?,
        url: get(&dem("url"))?,
        knowledge: provenance::knowledge_of(store, document.as_ref())?,
    })
}

fn rule(store: &Store, rule: &NamedNode) -> Result<Rule, StorageError> {
    let mut out = Rule { iri: rule.as_str().to_owned(), ..Rule::default() };
    for quad in store.quads_for_pattern(Some(rule.as_ref().into()), None, None, Some(knowledge_graph().as_ref().into())) {
        let quad = quad?;
        let value = text_of(quad.object);
        match quad.predicate.as_str() {
            p if p == vocab::term::LABEL.as_str() || p == vocab::term::COMMENT.as_str() || p == vocab::term::PREF_LABEL.as_str() => out.description.push(value),
            p if p.strip_prefix(SKOS) == Some("definition") => out.description.push(value),
            p => match p.strip_prefix(DEM) {
                Some("pattern" | "form") => out.patterns.push(value),
                Some("passes") => out.passes.push(value),
                Some("refuses") => out.refuses.push(value),
                _ => {}
            },
        }
    }
    for list in [&mut out.description, &mut out.patterns, &mut out.passes, &mut out.refuses] {
        list.sort();
    }
    Ok(out)
}

fn same(store: &Store, node: &NamedNode) -> Result<Vec<String>, StorageError> {
    let canonical = dem("canonical");
    let graph = crate::graph::identity_graph();
    let head = object(store, node.as_ref(), &canonical, &graph)?.and_then(|t| named(&t).cloned()).unwrap_or_else(|| node.clone());
    let mut out = vec![head.as_str().to_owned()];
    for quad in store.quads_for_pattern(None, Some(canonical.as_ref()), Some(head.as_ref().into()), Some(graph.as_ref().into())) {
        if let NamedOrBlankNode::NamedNode(other) = quad?.subject {
            out.push(other.into_string());
        }
    }
    out.retain(|iri| iri != node.as_str());
    out.sort();
    Ok(out.iter().map(|iri| short(iri)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_found_across_a_line_break() {
        assert_eq!(find_squeezed("The EU welcomes\n  the  vote.", "the vote"), Some((18, 27)));
        assert_eq!(find_squeezed("Türkiye welcomes it", "welcomes it"), Some((8, 19)));
        assert_eq!(find_squeezed("nothing", "thing else"), None);
        assert_eq!(find_squeezed("nothing", ""), None);
    }

    #[test]
    fn iris_are_shortened_where_a_prefix_fits() {
        assert_eq!(short("https://w3id.org/demarche/id/state/KZ"), "state:KZ");
        assert_eq!(short("https://w3id.org/demarche/id/alignment/1f"), "alignment:1f");
        assert_eq!(short("https://w3id.org/demarche/id/doc/a#char=0,1"), "https://w3id.org/demarche/id/doc/a#char=0,1");
    }
}
