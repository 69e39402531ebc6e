//! The names of the graph's terms (see `ontology/` for what they mean).

use oxrdf::{NamedNode, NamedNodeRef};

/// Base IRI of the instances.
pub const ID: &str = "https://w3id.org/demarche/id/";
/// Namespace of classes and properties.
pub const DEM: &str = "https://w3id.org/demarche/ns#";
/// Namespace of the attitude concepts.
pub const ATTITUDE: &str = "https://w3id.org/demarche/ns/attitude/";
/// Namespace of the document kinds.
pub const KIND: &str = "https://w3id.org/demarche/ns/kind/";
/// Namespace of the event types.
pub const EVENT_TYPE: &str = "https://w3id.org/demarche/ns/event-type/";
/// Namespace of the topics.
pub const TOPIC: &str = "https://w3id.org/demarche/ns/topic/";
/// Namespace of the modalities.
pub const MODALITY: &str = "https://w3id.org/demarche/ns/modality/";
/// Namespace of the engine's rules that are no lexicon sense.
pub const PATTERN: &str = "https://w3id.org/demarche/ns/pattern/";
/// Namespace of the English lexicon.
pub const LEXICON_EN: &str = "https://w3id.org/demarche/lexicon/en/";
/// Namespace of RDF.
pub const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// Namespace of RDF Schema.
pub const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
/// Namespace of SKOS.
pub const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
/// Namespace of Dublin Core terms.
pub const DCTERMS: &str = "http://purl.org/dc/terms/";
/// Namespace of OWL.
pub const OWL: &str = "http://www.w3.org/2002/07/owl#";
/// Namespace of XML Schema datatypes.
pub const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
/// Namespace of PROV-O.
pub const PROV: &str = "http://www.w3.org/ns/prov#";

/// The prefixes used in every output, longest namespaces last.
pub const PREFIXES: &[(&str, &str)] = &[
    ("dem", DEM),
    ("att", ATTITUDE),
    ("kind", KIND),
    ("etype", EVENT_TYPE),
    ("topic", TOPIC),
    ("modality", MODALITY),
    ("pattern", PATTERN),
    ("en", LEXICON_EN),
    ("doc", "https://w3id.org/demarche/id/doc/"),
    ("state", "https://w3id.org/demarche/id/state/"),
    ("org", "https://w3id.org/demarche/id/org/"),
    ("person", "https://w3id.org/demarche/id/person/"),
    ("place", "https://w3id.org/demarche/id/place/"),
    ("agreement", "https://w3id.org/demarche/id/agreement/"),
    ("event", "https://w3id.org/demarche/id/event/"),
    ("stance", "https://w3id.org/demarche/id/stance/"),
    ("dcterms", DCTERMS),
    ("owl", OWL),
    ("prov", PROV),
    ("rdf", RDF),
    ("rdfs", RDFS),
    ("skos", SKOS),
    ("xsd", XSD),
];

macro_rules! terms {
    ($($name:ident = $iri:expr;)*) => {
        $(#[doc = concat!("`", $iri, "`")] pub const $name: NamedNodeRef<'static> = NamedNodeRef::new_unchecked($iri);)*
    };
}

/// Well-known terms of other vocabularies.
pub mod term {
    use super::NamedNodeRef;
    terms! {
        TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
        LABEL = "http://www.w3.org/2000/01/rdf-schema#label";
        COMMENT = "http://www.w3.org/2000/01/rdf-schema#comment";
        ALT_LABEL = "http://www.w3.org/2004/02/skos/core#altLabel";
        PREF_LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel";
        BROADER = "http://www.w3.org/2004/02/skos/core#broader";
        ISSUED = "http://purl.org/dc/terms/issued";
        TITLE = "http://purl.org/dc/terms/title";
        SAME_AS = "http://www.w3.org/2002/07/owl#sameAs";
    }
}

/// A term of our own vocabulary.
#[must_use]
pub fn dem(local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{DEM}{local}"))
}

/// The part of an IRI after the last `/` or `#`.
#[must_use]
pub fn local(iri: &str) -> &str {
    iri.rsplit(['/', '#']).next().unwrap_or(iri)
}
