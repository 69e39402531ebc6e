//! Things of the store under the paths of their IRIs: whether they are there, their triples, their pages.

use oxigraph::model::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, TermRef};
use oxigraph::store::{StorageError, Store};
use oxrdf::GraphName;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::accept::{GRAPHS, by_suffix, listed};
use super::problem::Problem;
use super::task::Reply;
use crate::export::{QuadSet, RdfWriter, Syntax};
use crate::graph::knowledge_graph;
use crate::vocab::{DEM, ID, dem, local, term};

/// Characters that are not written as they are in the path of an address.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'\\');

/// Where all our IRIs begin.
fn base() -> &'static str {
    ID.strip_suffix("id/").unwrap_or(ID)
}

/// The IRI under a path such as `id/state/KZ`.
pub(super) fn iri(path: &str) -> String {
    let path = percent_decode_str(path).decode_utf8_lossy();
    // The vocabulary is one document: `ns` stands for all terms `ns#…`.
    if path == "ns" || path == "ns#" { DEM.to_owned() } else { format!("{}{path}", base()) }
}

/// The path of one of our IRIs on this server.
pub(super) fn path(iri: &str) -> Option<String> {
    let rest = iri.strip_prefix(base())?;
    let (path, fragment) = match rest.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (rest, None),
    };
    let path = format!("/{}", utf8_percent_encode(path, PATH));
    Some(match fragment.filter(|f| !f.is_empty()) {
        Some(fragment) => format!("{path}#{}", utf8_percent_encode(fragment, PATH)),
        None => path,
    })
}

/// Whether the store says anything of it.
pub(super) fn exists(store: &Store, iri: &str) -> Result<bool, StorageError> {
    if iri == DEM {
        return Ok(true);
    }
    let Ok(node) = NamedNode::new(iri) else { return Ok(false) };
    let mut found = store.quads_for_pattern(Some((&node).into()), None, None, None);
    Ok(found.next().transpose()?.is_some())
}

/// The problem of a thing that is not there.
pub(super) fn unknown(iri: &str) -> Problem {
    Problem::missing(format_args!("the store says nothing of <{iri}>")).help("GET /api/search?q=… finds things by name")
}

/// Triples about a thing: its own, those of the passages of a claim, all of a document's graph, all terms of the vocabulary.
pub(super) fn data(store: &Store, iri: &str, format: &str) -> Result<(Reply, Vec<u8>), Problem> {
    let node = NamedNode::new(iri).map_err(|_| unknown(iri))?;
    let failed = |e: StorageError| Problem::failed(e);
    let quads = if iri == DEM {
        let knowledge = knowledge_graph();
        let all = store.quads_for_pattern(None, None, None, Some(knowledge.as_ref().into()));
        let own =
            |q: &Result<Quad, StorageError>| q.as_ref().map_or(true, |q| matches!(&q.subject, NamedOrBlankNode::NamedNode(s) if s.as_str().starts_with(DEM)));
        all.filter(own).collect::<Result<Vec<_>, _>>().map_err(failed)?
    } else {
        about(store, &node).map_err(failed)?
    };
    if quads.is_empty() {
        return Err(unknown(iri));
    }
    write(quads, format)
}

fn about(store: &Store, node: &NamedNode) -> Result<Vec<Quad>, StorageError> {
    let mut quads = graph(store, Some(node))?;
    if !quads.is_empty() {
        return Ok(quads);
    }
    quads = own(store, node)?;
    let evidence = [dem("evidence"), dem("cue")];
    let passages: Vec<NamedNode> = quads.iter().filter(|q| evidence.contains(&q.predicate)).filter_map(|q| named(&q.object).cloned()).collect();
    for passage in passages {
        quads.extend(own(store, &passage)?);
    }
    Ok(quads)
}

/// The quads with a subject, in all graphs.
pub(super) fn own(store: &Store, node: &NamedNode) -> Result<Vec<Quad>, StorageError> {
    store.quads_for_pattern(Some(node.into()), None, None, None).collect()
}

/// The quads of a named graph, or of the default one.
pub(super) fn graph(store: &Store, name: Option<&NamedNode>) -> Result<Vec<Quad>, StorageError> {
    let name = name.map_or(GraphNameRef::DefaultGraph, |n| GraphNameRef::NamedNode(n.as_ref()));
    store.quads_for_pattern(None, None, None, Some(name)).collect()
}

/// Writes quads, without their graphs where the format or a single graph makes that plain.
pub(super) fn write(quads: Vec<Quad>, format: &str) -> Result<(Reply, Vec<u8>), Problem> {
    let offer = by_suffix(GRAPHS, format).ok_or_else(|| Problem::unacceptable(&listed(GRAPHS)))?;
    let syntax = match offer.name {
        "nt" => Syntax::NTriples,
        "jsonld" => Syntax::JsonLd,
        "rdf" => Syntax::RdfXml,
        "nq" => Syntax::NQuads,
        "trig" => Syntax::TriG,
        _ => Syntax::Turtle,
    };
    // JSON-LD of a thing is a description, not a dataset.
    let quads = quads.into_iter().map(|q| if syntax == Syntax::JsonLd { Quad { graph_name: GraphName::DefaultGraph, ..q } } else { q });
    let mut writer = RdfWriter::new(syntax, Vec::new());
    writer.write(&QuadSet::new(quads)).map_err(Problem::failed)?;
    let written = writer.finish().map_err(Problem::failed)?;
    Ok((Reply::ok(offer.content_type), written.out))
}

/// A name for an IRI: a label of the knowledge, of a document, or the end of the IRI.
pub(super) fn label(store: &Store, node: NamedNodeRef<'_>) -> Result<String, StorageError> {
    let knowledge = knowledge_graph();
    for graph in [Some(GraphNameRef::NamedNode(knowledge.as_ref())), None] {
        for predicate in [term::LABEL, term::PREF_LABEL, term::TITLE, dem("quote").as_ref()] {
            let found = store.quads_for_pattern(Some(node.into()), Some(predicate), None, graph).next().transpose()?;
            if let Some(Quad { object: Term::Literal(label), .. }) = found {
                return Ok(crate::graph::squeeze(label.value()));
            }
        }
    }
    let iri = node.as_str();
    Ok(if iri.starts_with(base()) { local(iri).replace('-', " ") } else { crate::query::shorten(iri) })
}

/// Local names of a thing's classes.
pub(super) fn classes(quads: &[Quad]) -> Vec<&str> {
    let mut classes: Vec<&str> = quads.iter().filter(|q| q.predicate == term::TYPE).filter_map(|q| named(&q.object)).map(|n| local(n.as_str())).collect();
    classes.sort_unstable();
    classes.dedup();
    classes
}

/// The IRI that a term is.
pub(super) fn named(term: &Term) -> Option<&NamedNode> {
    match term {
        Term::NamedNode(node) => Some(node),
        _ => None,
    }
}

/// Subjects with an object under a predicate.
pub(super) fn subjects(store: &Store, predicate: &NamedNode, object: &NamedNode, most: usize) -> Result<Vec<NamedNode>, StorageError> {
    let mut out = Vec::new();
    for quad in store.quads_for_pattern(None, Some(predicate.as_ref()), Some(TermRef::NamedNode(object.as_ref())), None).take(most) {
        if let NamedOrBlankNode::NamedNode(subject) = quad?.subject {
            out.push(subject);
        }
    }
    out.sort();
    out.dedup();
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_iris_are_one_to_one() {
        for (iri_text, path_text) in [
            ("https://w3id.org/demarche/id/state/KZ", "/id/state/KZ"),
            ("https://w3id.org/demarche/ns/attitude/welcome", "/ns/attitude/welcome"),
            ("https://w3id.org/demarche/ns#Stance", "/ns#Stance"),
            ("https://w3id.org/demarche/id/doc/a b", "/id/doc/a%20b"),
            ("https://w3id.org/demarche/id/person/Žižka", "/id/person/%C5%BDi%C5%BEka"),
        ] {
            assert_eq!(path(iri_text).as_deref(), Some(path_text));
            if !iri_text.contains('#') {
                assert_eq!(iri(&path_text[1..]), iri_text);
            }
        }
        assert_eq!(path("http://www.wikidata.org/entity/Q232"), None);
        assert_eq!(iri("ns"), DEM);
    }
}
