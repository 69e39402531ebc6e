//! Exports of a store.

use std::io::Write;

use oxigraph::model::{GraphNameRef, NamedNode, NamedOrBlankNode, Quad};
use oxigraph::store::{StorageError, Store};

use super::{
    CsvOptions, ExportError, Format, Network, QuadSet, RdfWriter, Table, Written, canonical_hash, write_csv, write_gexf, write_graphml, write_parquet,
};
use crate::graph::{document_iri, identity_graph, knowledge_graph, provenance_graph};
use crate::vocab::{ID, dem, term};

/// Which graphs of a store are written. The identity of events across documents always is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Ids or IRIs of documents; all where none is given.
    pub documents: Vec<String>,
    /// Whether ontology, gazetteer and lexicon are written too.
    pub knowledge: bool,
    /// Whether the runs are written too; they hold times, so no two stores give the same bytes.
    pub provenance: bool,
}

/// How much was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Number of documents.
    pub documents: u64,
    /// Number of quads, triples, rows or edges, after the format.
    pub count: u64,
    /// Characters that XML cannot hold and that became U+FFFD.
    pub replaced: u64,
}

/// The graphs of a selection, looked up.
pub struct Selected<'s> {
    store: &'s Store,
    documents: Vec<NamedNode>,
    shared: Vec<NamedNode>,
    // Whether the documents are only some of the store's.
    partial: bool,
}

impl Selection {
    /// Looks the graphs up.
    ///
    /// # Errors
    /// A document is not in the store, or the store cannot be read.
    pub fn of<'s>(&self, store: &'s Store) -> Result<Selected<'s>, ExportError> {
        let mut documents: Vec<NamedNode> = if self.documents.is_empty() {
            let mut found = Vec::new();
            for graph in store.named_graphs() {
                match graph? {
                    NamedOrBlankNode::NamedNode(graph) if is_document(store, &graph)? => found.push(graph),
                    _ => {}
                }
            }
            found
        } else {
            self.documents.iter().map(|id| named(id)).collect()
        };
        for (document, id) in documents.iter().zip(&self.documents) {
            if !is_document(store, document)? {
                return Err(ExportError::NoDocument { id: id.clone() });
            }
        }
        documents.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        documents.dedup();
        let shared = [(identity_graph(), true), (knowledge_graph(), self.knowledge), (provenance_graph(), self.provenance)];
        let shared = shared.into_iter().filter_map(|(graph, wanted)| wanted.then_some(graph)).collect();
        Ok(Selected { store, documents, shared, partial: !self.documents.is_empty() })
    }
}

impl Selected<'_> {
    /// Writes the selection. RDF that keeps graphs is written graph by graph; all else needs the graphs in memory.
    ///
    /// # Errors
    /// The store cannot be read, the sink fails, or a property has no name in RDF/XML.
    pub fn write(&self, format: Format, table: Table, csv: CsvOptions, mut out: impl Write + Send) -> Result<Exported, ExportError> {
        let documents = self.documents.len() as u64;
        let plain = |count| Exported { documents, count, replaced: 0 };
        Ok(match format {
            Format::Rdf(syntax) => {
                let mut writer = RdfWriter::new(syntax, out);
                if syntax.has_graphs() {
                    for graph in self.graphs() {
                        writer.write(&self.load(&[graph], true)?)?;
                    }
                } else {
                    writer.write(&self.all()?)?;
                }
                let Written { count, replaced, .. } = writer.finish()?;
                Exported { documents, count, replaced }
            }
            Format::Csv => plain(write_csv(&self.claims()?, table, csv, out)?),
            Format::Parquet => plain(write_parquet(&self.claims()?, table, out)?),
            Format::GraphMl | Format::Gexf => {
                let network = Network::new(&self.claims()?);
                if format == Format::Gexf {
                    write_gexf(&network, &mut out)?
                } else {
                    write_graphml(&network, &mut out)?
                }
                plain(network.edges.len() as u64)
            }
        })
    }

    /// The canonical hash of the selected quads, whatever format they are written in.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn hash(&self) -> Result<String, ExportError> {
        Ok(canonical_hash(&self.all()?))
    }

    fn graphs(&self) -> Vec<&NamedNode> {
        let mut graphs: Vec<&NamedNode> = self.documents.iter().chain(&self.shared).collect();
        graphs.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        graphs
    }

    fn all(&self) -> Result<QuadSet, ExportError> {
        self.load(&self.graphs(), true)
    }

    // What tables and networks look at: no knowledge, no whole texts.
    fn claims(&self) -> Result<QuadSet, ExportError> {
        let identity = identity_graph();
        let graphs: Vec<&NamedNode> = self.documents.iter().chain([&identity]).collect();
        self.load(&graphs, false)
    }

    fn load(&self, graphs: &[&NamedNode], texts: bool) -> Result<QuadSet, ExportError> {
        let (text, identity) = (dem("text"), identity_graph());
        let mut failed: Option<StorageError> = None;
        let quads = graphs.iter().flat_map(|graph| {
            let quads = self.store.quads_for_pattern(None, None, None, Some(GraphNameRef::NamedNode(graph.as_ref())));
            let (foreign, text) = (self.partial && **graph == identity, &text);
            quads.filter_map(move |quad| match quad {
                Ok(quad) if !texts && quad.predicate == *text => None,
                Ok(quad) if foreign => self.concerns(&quad).map(|yes| yes.then_some(quad)).transpose(),
                other => Some(other),
            })
        });
        let set = QuadSet::new(quads.map_while(|quad| quad.map_err(|error| failed = Some(error)).ok()));
        failed.map_or(Ok(set), |error| Err(error.into()))
    }

    // Whether the selected documents say anything of the subject.
    fn concerns(&self, quad: &Quad) -> Result<bool, StorageError> {
        for document in &self.documents {
            let graph = Some(GraphNameRef::NamedNode(document.as_ref()));
            if self.store.quads_for_pattern(Some(quad.subject.as_ref()), None, None, graph).next().transpose()?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn is_document(store: &Store, graph: &NamedNode) -> Result<bool, StorageError> {
    let class = dem("Document");
    let quad = oxigraph::model::QuadRef::new(graph.as_ref(), term::TYPE, class.as_ref(), graph.as_ref());
    store.contains(quad)
}

// An id, or an IRI in full or in short.
fn named(id: &str) -> NamedNode {
    match id.strip_prefix("doc:") {
        Some(id) => document_iri(id),
        None if id.starts_with(ID) || id.contains("://") => NamedNode::new_unchecked(id),
        None => document_iri(id),
    }
}
