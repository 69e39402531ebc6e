//! Formats by short name, file extension or media type.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use super::ExportError;

/// A syntax of RDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// [Turtle](https://www.w3.org/TR/turtle/): the graphs merged.
    Turtle,
    /// [TriG](https://www.w3.org/TR/trig/).
    TriG,
    /// [N-Triples](https://www.w3.org/TR/n-triples/): the graphs merged.
    NTriples,
    /// [N-Quads](https://www.w3.org/TR/n-quads/).
    NQuads,
    /// [RDF/XML](https://www.w3.org/TR/rdf-syntax-grammar/): the graphs merged.
    RdfXml,
    /// [JSON-LD 1.1](https://www.w3.org/TR/json-ld11/), compact.
    JsonLd,
}

impl Syntax {
    /// Whether named graphs are kept.
    #[must_use]
    pub fn has_graphs(self) -> bool {
        matches!(self, Self::TriG | Self::NQuads | Self::JsonLd)
    }
}

/// Whatever can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// RDF.
    Rdf(Syntax),
    /// A table as [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180) text.
    Csv,
    /// A table as Parquet.
    Parquet,
    /// The network as [GraphML](http://graphml.graphdrawing.org/).
    GraphMl,
    /// The network as [GEXF](https://gexf.net/), with times.
    Gexf,
}

// Title, extensions and short names (the usual first), media types.
type Entry = (Format, &'static str, &'static [&'static str], &'static [&'static str]);

const FORMATS: &[Entry] = &[
    (Format::Rdf(Syntax::Turtle), "Turtle", &["ttl", "turtle"], &["text/turtle", "application/x-turtle"]),
    (Format::Rdf(Syntax::TriG), "TriG", &["trig"], &["application/trig", "application/x-trig"]),
    (Format::Rdf(Syntax::NTriples), "N-Triples", &["nt", "ntriples", "n-triples"], &["application/n-triples"]),
    (Format::Rdf(Syntax::NQuads), "N-Quads", &["nq", "nquads", "n-quads"], &["application/n-quads"]),
    (Format::Rdf(Syntax::RdfXml), "RDF/XML", &["rdf", "rdfxml", "owl", "rdf/xml"], &["application/rdf+xml"]),
    (Format::Rdf(Syntax::JsonLd), "JSON-LD", &["jsonld", "json-ld", "json"], &["application/ld+json"]),
    (Format::Csv, "CSV", &["csv"], &["text/csv"]),
    (Format::Parquet, "Parquet", &["parquet", "pq"], &["application/vnd.apache.parquet"]),
    (Format::GraphMl, "GraphML", &["graphml"], &["application/graphml+xml"]),
    (Format::Gexf, "GEXF", &["gexf"], &["application/gexf+xml"]),
];

impl Format {
    /// The format that the extension of a file name tells.
    #[must_use]
    pub fn from_path(path: &Path) -> Option<Self> {
        path.extension()?.to_str()?.parse().ok()
    }

    /// The usual extension, without a dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        self.entry().2[0]
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        self.entry().3[0]
    }

    fn entry(self) -> &'static Entry {
        FORMATS.iter().find(|f| f.0 == self).unwrap_or(&FORMATS[0])
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.entry().1)
    }
}

impl FromStr for Format {
    type Err = ExportError;

    fn from_str(name: &str) -> Result<Self, ExportError> {
        let plain = name.split(';').next().unwrap_or_default().trim().trim_start_matches('.').to_ascii_lowercase();
        let known = FORMATS.iter().find(|f| f.2.contains(&plain.as_str()) || f.3.contains(&plain.as_str()));
        known.map(|f| f.0).ok_or_else(|| ExportError::UnknownFormat { name: name.to_owned() })
    }
}
