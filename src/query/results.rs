//! Answers as text: tables, CSV, TSV, SPARQL JSON and XML, NDJSON; graphs in any RDF syntax.

use std::io::{self, Write};
use std::str::FromStr;

use oxigraph::sparql::{QueryEvaluationError, QueryResults, QuerySolution, QueryTripleIter};
use oxrdf::{Term, Triple, Variable};
use oxrdfio::{RdfFormat, RdfSerializer};
use sparesults::{QueryResultsFormat, QueryResultsSerializer};

use super::run::{Answer, RunError, Watchdog};
use crate::vocab::{PREFIXES, XSD};

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Columns for a reader, names shortened.
    Table,
    /// SPARQL CSV, TSV, JSON or XML.
    Results(QueryResultsFormat),
    /// One JSON object a row, with plain values.
    Ndjson,
    /// A Parquet table, columns typed by their values.
    Parquet,
    /// A graph.
    Rdf(RdfFormat),
}

/// A format that is not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown format `{0}`; known are table, csv, tsv, json, xml, ndjson, parquet, and for graphs ttl, nt, rdf, jsonld")]
pub struct UnknownFormat(pub String);

impl FromStr for Format {
    type Err = UnknownFormat;

    /// By short name, file name extension or media type.
    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        let name = text.trim().trim_start_matches('.').to_ascii_lowercase();
        Ok(match name.as_str() {
            "table" | "txt" => Self::Table,
            "csv" => Self::Results(QueryResultsFormat::Csv),
            "tsv" => Self::Results(QueryResultsFormat::Tsv),
            "json" | "srj" => Self::Results(QueryResultsFormat::Json),
            "xml" | "srx" => Self::Results(QueryResultsFormat::Xml),
            "ndjson" | "jsonl" | "application/x-ndjson" => Self::Ndjson,
            "parquet" | "application/vnd.apache.parquet" => Self::Parquet,
            "turtle" => Self::Rdf(RdfFormat::Turtle),
            "jsonld" | "json-ld" => Self::Rdf(RdfFormat::JsonLd { profile: oxrdfio::JsonLdProfileSet::empty() }),
            _ => QueryResultsFormat::from_media_type(&name)
                .map(Self::Results)
                .or_else(|| RdfFormat::from_media_type(&name).map(Self::Rdf))
                .or_else(|| RdfFormat::from_extension(&name).map(Self::Rdf))
                .ok_or_else(|| UnknownFormat(text.to_owned()))?,
        })
    }
}

/// Rows of a table, all read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Cells, with `None` where there is no value.
    pub rows: Vec<Vec<Option<Term>>>,
}

impl Rows {
    /// Reads all rows; of `ASK` one with `true` or `false`, of graphs one for each triple.
    ///
    /// # Errors
    /// When the store fails or the time is up.
    pub fn read(answer: Answer) -> Result<Self, RunError> {
        Self::read_some(answer, usize::MAX).map(|(rows, _)| rows)
    }

    /// Reads so many rows at most, and tells whether there are more.
    ///
    /// # Errors
    /// When the store fails or the time is up.
    pub fn read_some(answer: Answer, most: usize) -> Result<(Self, bool), RunError> {
        let (results, watch) = answer.into_parts();
        match results {
            QueryResults::Boolean(yes) => Ok((Self { columns: vec!["answer".into()], rows: vec![vec![Some(oxrdf::Literal::from(yes).into())]] }, false)),
            QueryResults::Solutions(solutions) => {
                let columns = solutions.variables().iter().map(|v| v.as_str().to_owned()).collect();
                let row = |s: Result<QuerySolution, QueryEvaluationError>| match s {
                    Ok(solution) => Ok(solution.values().to_vec()),
                    Err(error) => Err(Answer::error(watch.as_ref(), error)),
                };
                let mut solutions = solutions.map(row);
                let rows = solutions.by_ref().take(most).collect::<Result<_, _>>()?;
                Ok((Self { columns, rows }, solutions.next().transpose()?.is_some()))
            }
            QueryResults::Graph(triples) => {
                let row = |t: Triple| vec![Some(t.subject.into()), Some(t.predicate.into()), Some(t.object)];
                let (triples, more) = sorted(triples, most, watch.as_ref())?;
                let rows = triples.into_iter().map(row).collect();
                Ok((Self { columns: ["subject", "predicate", "object"].map(str::to_owned).to_vec(), rows }, more))
            }
        }
    }
}

/// Writes rows; a graph comes as subject, predicate and object.
///
/// # Errors
/// When the writer fails.
pub fn write_rows(rows: &Rows, format: Format, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Parquet => {
            let mut table = Vec::new();
            super::tabular::write_parquet(rows, &mut table)?;
            out.write_all(&table)?;
        }
        // Its own writer leaves commas in IRIs ("#char=135,244") unquoted.
        Format::Results(QueryResultsFormat::Csv) => {
            let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
            writer.write_record(&rows.columns)?;
            for row in &rows.rows {
                writer.write_record(row.iter().map(|t| t.as_ref().map(text).unwrap_or_default()))?;
            }
            writer.flush()?;
        }
        Format::Results(format) => {
            let variables: Vec<Variable> = rows.columns.iter().map(Variable::new_unchecked).collect();
            let mut writer = QueryResultsSerializer::from_format(format).serialize_solutions_to_writer(out, variables.clone())?;
            for row in &rows.rows {
                writer.serialize(variables.iter().zip(row).filter_map(|(v, t)| Some((v, t.as_ref()?))))?;
            }
            writer.finish()?;
        }
        Format::Ndjson => {
            for row in &rows.rows {
                let cells = rows.columns.iter().zip(row).filter_map(|(c, t)| Some((c.clone(), json(t.as_ref()?))));
                serde_json::to_writer(&mut *out, &cells.collect::<serde_json::Map<_, _>>())?;
                out.write_all(b"\n")?;
            }
        }
        Format::Table | Format::Rdf(_) => {
            for row in &rows.rows {
                let cells: Vec<String> = row.iter().map(|t| t.as_ref().map(cell).unwrap_or_default()).collect();
                writeln!(out, "{}", cells.join("\t"))?;
            }
        }
    }
    Ok(())
}

/// Writes a graph, read as rows of subject, predicate and object, with the usual prefixes.
///
/// # Errors
/// When the writer fails.
pub fn write_triples(rows: &Rows, format: RdfFormat, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = RdfSerializer::from_format(format);
    let used = |iri: &str| rows.rows.iter().flatten().flatten().any(|t| matches!(t, Term::NamedNode(n) if n.as_str().starts_with(iri)));
    for (prefix, iri) in PREFIXES.iter().chain(VIEW_PREFIXES).filter(|(_, iri)| used(iri)) {
        serializer = match serializer.clone().with_prefix(*prefix, *iri) {
            Ok(with) => with,
            Err(_) => serializer,
        };
    }
    let mut writer = serializer.for_writer(out);
    for row in &rows.rows {
        if let [Some(Term::NamedNode(s)), Some(Term::NamedNode(p)), Some(o)] = row.as_slice() {
            writer.serialize_triple(oxrdf::TripleRef::new(s, p, o))?;
        } else if let [Some(Term::BlankNode(s)), Some(Term::NamedNode(p)), Some(o)] = row.as_slice() {
            writer.serialize_triple(oxrdf::TripleRef::new(s, p, o))?;
        }
    }
    writer.finish()?;
    Ok(())
}

// Vocabularies of the views.
const VIEW_PREFIXES: &[(&str, &str)] = &[
    ("itsrdf", "http://www.w3.org/2005/11/its/rdf#"),
    ("nif", "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("schema", "https://schema.org/"),
    ("sem", "http://semanticweb.cs.vu.nl/2009/11/sem/"),
];

// The first so many triples, in order, and whether there are more.
fn sorted(mut triples: QueryTripleIter<'_>, most: usize, watch: Option<&Watchdog>) -> Result<(Vec<Triple>, bool), RunError> {
    let mut all = triples.by_ref().take(most).collect::<Result<Vec<_>, _>>().map_err(|e| Answer::error(watch, e))?;
    let more = triples.next().transpose().map_err(|e| Answer::error(watch, e))?.is_some();
    all.sort_by_cached_key(ToString::to_string);
    all.dedup();
    Ok((all, more))
}

/// A term without its marks: the IRI, the value of a literal, the label of a blank node.
pub(super) fn text(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::BlankNode(node) => node.to_string(),
        Term::Literal(literal) => literal.value().to_owned(),
    }
}

/// An IRI by its prefix, if it has a known one.
#[must_use]
pub fn shorten(iri: &str) -> String {
    let best = PREFIXES.iter().filter(|(_, ns)| iri.len() > ns.len() && iri.starts_with(ns)).max_by_key(|(_, ns)| ns.len());
    best.map_or_else(|| iri.to_owned(), |(prefix, ns)| format!("{prefix}:{}", &iri[ns.len()..]))
}

/// A term for a reader: IRIs shortened, literals bare, white space on one line, fractions with three digits.
#[must_use]
pub fn cell(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => shorten(node.as_str()),
        Term::BlankNode(node) => node.to_string(),
        Term::Literal(literal) => {
            let value = literal.value();
            let fraction = literal.datatype().as_str().strip_prefix(XSD).is_some_and(|d| matches!(d, "decimal" | "double" | "float"));
            match value.parse::<f64>() {
                Ok(number) if fraction => {
                    let text = format!("{number:.3}");
                    text.trim_end_matches('0').trim_end_matches('.').to_owned()
                }
                _ => crate::graph::squeeze(value),
            }
        }
    }
}

/// A term as JSON: IRIs and texts as strings, booleans and numbers as what they are.
#[must_use]
pub fn json(term: &Term) -> serde_json::Value {
    match term {
        Term::NamedNode(node) => node.as_str().into(),
        Term::BlankNode(node) => node.to_string().into(),
        Term::Literal(literal) => {
            let value = literal.value();
            match literal.datatype().as_str().strip_prefix(XSD) {
                Some("boolean") => matches!(value, "true" | "1").into(),
                Some("integer" | "int" | "long") => value.parse::<i64>().map_or_else(|_| value.into(), Into::into),
                Some("decimal" | "double" | "float") => value.parse::<f64>().map_or_else(|_| value.into(), Into::into),
                _ => value.into(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_go_by_name_extension_and_media_type() {
        for (text, format) in [
            ("csv", Format::Results(QueryResultsFormat::Csv)),
            ("application/sparql-results+json", Format::Results(QueryResultsFormat::Json)),
            (".ttl", Format::Rdf(RdfFormat::Turtle)),
            ("text/turtle", Format::Rdf(RdfFormat::Turtle)),
            ("jsonl", Format::Ndjson),
        ] {
            assert_eq!(text.parse(), Ok(format), "{text}");
        }
        assert!("parchment".parse::<Format>().is_err());
    }

    #[test]
    fn commas_in_iris_are_quoted_in_csv() {
        let row = vec![Some(Term::from(oxrdf::NamedNode::new_unchecked("https://example.org/d#char=1,2"))), None];
        let rows = Rows { columns: vec!["passage".into(), "date".into()], rows: vec![row] };
        let mut out = Vec::new();
        write_rows(&rows, Format::Results(QueryResultsFormat::Csv), &mut out).expect("memory takes all");
        assert_eq!(String::from_utf8(out).expect("text"), "passage,date\r\n\"https://example.org/d#char=1,2\",\r\n");
    }

    #[test]
    fn the_longest_namespace_shortens() {
        assert_eq!(shorten("https://w3id.org/demarche/ns/attitude/welcome"), "att:welcome");
        assert_eq!(shorten("https://w3id.org/demarche/ns#approve"), "dem:approve");
        assert_eq!(shorten("https://example.org/x"), "https://example.org/x");
    }
}
