//! A canned query: its file, read and checked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use oxrdf::Term;
use spargebra::{Query, SparqlParser};

use super::bind::{self, Values};
use super::header::Header;
use super::parameter::{Parameter, ParameterError, is_parameter};
use super::resolve::Resolver;

/// A canned query.
#[derive(Clone, Debug)]
pub struct CannedQuery {
    /// Stem of its file.
    pub name: String,
    /// Its file; relative for those built in.
    pub path: PathBuf,
    /// What it is and takes.
    pub header: Header,
    /// The whole file.
    pub text: String,
    /// Its parameters: required ones first, each in the order of the header.
    pub parameters: Vec<Parameter>,
    query: Query,
}

/// What is wrong with a query file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueryFileError {
    /// The file or folder cannot be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no query, or its header is wrong.
    #[error("{}:{line}:{column}: {code}: {message}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// `Q001` header, `Q002` SPARQL, `Q003` parameter.
        code: &'static str,
        /// What is wrong.
        message: String,
    },
}

impl CannedQuery {
    /// Reads a query file.
    ///
    /// # Errors
    /// When the header, the query or a parameter is wrong; with the line.
    pub fn parse(path: &Path, text: &str) -> Result<Self, QueryFileError> {
        let invalid = |line, column, code, message| QueryFileError::Invalid { path: path.to_owned(), line, column, code, message };
        let name = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default().to_owned();
        let header = Header::read(text).map_err(|fault| invalid(fault.line, 1, "Q001", fault.message))?;
        let query = SparqlParser::new().parse_query(text).map_err(|error| {
            let message = error.to_string();
            let (line, column) = position(&message);
            invalid(line, column, "Q002", message)
        })?;
        let prefixes = prefixes(text);
        let variables = bind::variables(&query, is_parameter).map_err(|error| {
            let bind::BindError::Target { variable } = &error else { return invalid(1, 1, "Q003", error.to_string()) };
            let line = text.lines().position(|l| !l.starts_with('#') && l.contains(variable.as_str())).map_or(1, |n| n + 1);
            invalid(line, 1, "Q003", error.to_string())
        })?;
        let mut parameters: Vec<Parameter> = variables.iter().filter_map(|v| Parameter::of(v, &header, |p| prefixes.get(p).cloned())).collect();
        let line_of = |key: &str| text.lines().position(|l| l.starts_with("#+") && l.contains(&format!("{key}:"))).map_or(1, |n| n + 1);
        for pair in parameters.windows(2) {
            if pair[0].name == pair[1].name {
                return Err(invalid(1, 1, "Q003", format!("`{}` and `{}` are one parameter", pair[0].variable, pair[1].variable)));
            }
        }
        let named = [&header.parameters, &header.defaults, &header.example].into_iter().flatten().map(|(k, _)| k);
        for key in named.chain(header.enumerate.iter().map(|(k, _)| k)) {
            if !parameters.iter().any(|p| &p.name == key) {
                return Err(invalid(line_of(key), 1, "Q003", format!("the header names `{key}`, which is no parameter of the query")));
            }
        }
        let order = |p: &Parameter| header.parameters.iter().position(|(k, _)| *k == p.name).unwrap_or(usize::MAX);
        parameters.sort_by(|a, b| (!a.required, order(a), &a.name).cmp(&(!b.required, order(b), &b.name)));
        Ok(Self { name, path: path.to_owned(), header, text: text.to_owned(), parameters, query })
    }

    /// Rows given when nobody asks for another number; `None` for all.
    #[must_use]
    pub fn page(&self) -> Option<usize> {
        self.header.pagination
    }

    /// The query as parsed, parameters open.
    #[must_use]
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Whether the answer is a graph rather than a table.
    #[must_use]
    pub fn is_graph(&self) -> bool {
        matches!(self.query, Query::Construct { .. } | Query::Describe { .. })
    }

    /// Terms for the given values, with defaults for those not given.
    ///
    /// # Errors
    /// When a parameter is unknown or missing, or a value is wrong.
    pub fn values(&self, given: &[(String, String)], resolver: Option<&Resolver<'_>>) -> Result<BTreeMap<String, Term>, ParameterError> {
        if let Some((name, _)) = given.iter().find(|(name, _)| !self.parameters.iter().any(|p| p.name == *name)) {
            return Err(ParameterError::Unknown {
                query: self.name.clone(),
                name: name.clone(),
                known: self.parameters.iter().map(|p| p.name.clone()).collect(),
            });
        }
        let mut values = BTreeMap::new();
        for parameter in &self.parameters {
            let value = given.iter().rev().find(|(name, _)| *name == parameter.name).map(|(_, v)| v).or(parameter.default.as_ref());
            if let Some(value) = value {
                values.insert(parameter.name.clone(), parameter.term(value, resolver)?);
            } else if parameter.required {
                return Err(ParameterError::Missing {
                    query: self.name.clone(),
                    name: parameter.name.clone(),
                    expected: parameter.expected(),
                    example: parameter.sample(),
                });
            }
        }
        Ok(values)
    }

    /// The query with its parameters bound.
    ///
    /// # Errors
    /// When a term cannot stand where its variable stands.
    pub fn bind(&self, values: &BTreeMap<String, Term>) -> Result<Query, bind::BindError> {
        let values: Values = self.parameters.iter().filter_map(|p| Some((p.variable.clone(), values.get(&p.name)?.clone()))).collect();
        bind::bind(self.query.clone(), &values)
    }
}

// The parser tells its position in the message only: "error at 12:34: …".
fn position(message: &str) -> (usize, usize) {
    let numbers = || {
        let (_, rest) = message.split_once(" at ")?;
        let (line, rest) = rest.split_once(':')?;
        let column = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        Some((line.trim().parse().ok()?, column.parse().ok()?))
    };
    numbers().unwrap_or((1, 1))
}

// The namespaces of a query's prologue, which the algebra no longer has.
fn prefixes(text: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for line in text.lines().map(str::trim) {
        if let Some((keyword, rest)) = line.split_once(char::is_whitespace)
            && keyword.eq_ignore_ascii_case("prefix")
            && let Some((prefix, iri)) = rest.split_once(':')
        {
            let iri = iri.trim().trim_start_matches('<').split('>').next().unwrap_or_default();
            out.insert(prefix.trim().to_owned(), iri.to_owned());
        }
    }
    out
}
