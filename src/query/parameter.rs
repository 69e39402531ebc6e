//! Parameters: variables after grlc's convention, and the terms that values become.

use oxrdf::{Literal, NamedNode, Term, Variable};

use super::header::Header;
use super::resolve::{ResolveError, Resolver};
use crate::vocab::{XSD, local};

/// What a parameter takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterType {
    /// `?_name_iri`
    Iri,
    /// `?_name`, `?_name_literal`, `?_name_string`: a plain literal.
    Text,
    /// `?_name_number`: an integer, decimal or double.
    Number,
    /// `?_name_en`: a literal of that language.
    Language(String),
    /// `?_name_date`, `?_name_prefix_datatype`: a literal of that datatype.
    Typed(NamedNode),
}

/// A parameter of a canned query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Name under which it is given.
    pub name: String,
    /// Variable of the query.
    pub variable: Variable,
    /// Whether the query has no meaning without it (`?_name`, not `?__name`).
    pub required: bool,
    /// What it takes.
    pub kind: ParameterType,
    /// What it is, from the header.
    pub about: String,
    /// Value where none is given.
    pub default: Option<String>,
    /// The only values it takes, if not empty.
    pub choices: Vec<String>,
    /// A value that gives rows on the seed documents.
    pub example: Option<String>,
}

/// Why a value is no value of its parameter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParameterError {
    /// The value is of another type.
    #[error("parameter `{name}` takes {expected}, not `{value}`; for example `{example}`")]
    Type {
        /// Parameter.
        name: String,
        /// What it takes.
        expected: String,
        /// What was given.
        value: String,
        /// A value of the right type.
        example: String,
    },
    /// The value is none of those allowed.
    #[error("parameter `{name}` takes {}, not `{value}`", choices.join(", "))]
    Choice {
        /// Parameter.
        name: String,
        /// What was given.
        value: String,
        /// What it takes.
        choices: Vec<String>,
    },
    /// A required parameter is not given.
    #[error("query `{query}` needs the parameter `{name}`, {expected}; for example `-p {name}={example}`")]
    Missing {
        /// Query.
        query: String,
        /// Parameter.
        name: String,
        /// What it takes.
        expected: String,
        /// A value of the right type.
        example: String,
    },
    /// The query has no such parameter.
    #[error("query `{query}` has no parameter `{name}`; it takes {}", if known.is_empty() { "none".to_owned() } else { known.join(", ") })]
    Unknown {
        /// Query.
        query: String,
        /// What was given.
        name: String,
        /// What it has.
        known: Vec<String>,
    },
    /// A short form that means nothing, or several things.
    #[error("parameter `{name}`: {source}")]
    Resolve {
        /// Parameter.
        name: String,
        /// Why.
        source: ResolveError,
    },
}

/// Whether a variable is a parameter, by its name alone.
pub(super) fn is_parameter(variable: &Variable) -> bool {
    parts(variable.as_str()).is_some()
}

// `_name_type_userdefined` or `__name…`: whether it is required, the name, the type, the rest.
fn parts(variable: &str) -> Option<(bool, &str, Option<&str>, Option<&str>)> {
    let rest = variable.strip_prefix('_')?;
    let (required, rest) = rest.strip_prefix('_').map_or((true, rest), |rest| (false, rest));
    let mut parts = rest.split('_');
    let name = parts.next().filter(|name| !name.is_empty())?;
    Some((required, name, parts.next(), parts.next()))
}

// Datatypes that grlc knows by their local name.
const DATATYPES: &[&str] = &[
    "decimal",
    "float",
    "double",
    "integer",
    "positiveInteger",
    "negativeInteger",
    "nonPositiveInteger",
    "nonNegativeInteger",
    "long",
    "int",
    "short",
    "byte",
    "unsignedLong",
    "unsignedInt",
    "unsignedShort",
    "unsignedByte",
    "dateTime",
    "date",
    "gYearMonth",
    "gYear",
    "duration",
    "gMonthDay",
    "gDay",
    "gMonth",
    "normalizedString",
    "token",
    "language",
    "boolean",
    "hexBinary",
    "base64Binary",
    "anyURI",
];

impl Parameter {
    /// The parameter a variable stands for; `prefix` finds the namespace of a prefix of the query.
    pub(super) fn of(variable: &Variable, header: &Header, prefix: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let (required, name, kind, rest) = parts(variable.as_str())?;
        let kind = match (kind, rest) {
            (Some("iri"), _) => ParameterType::Iri,
            (Some("number"), _) => ParameterType::Number,
            (Some(kind), _) if DATATYPES.contains(&kind) => ParameterType::Typed(NamedNode::new_unchecked(format!("{XSD}{kind}"))),
            (Some(kind), _) if kind.len() == 2 => ParameterType::Language(kind.to_owned()),
            (Some(kind), Some(rest)) => match prefix(kind).map(|ns| NamedNode::new(ns + rest)) {
                Some(Ok(datatype)) => ParameterType::Typed(datatype),
                _ => ParameterType::Text,
            },
            _ => ParameterType::Text,
        };
        Some(Self {
            name: name.to_owned(),
            variable: variable.clone(),
            required,
            kind,
            about: Header::find(&header.parameters, name).cloned().unwrap_or_default(),
            default: Header::find(&header.defaults, name).cloned(),
            choices: Header::find(&header.enumerate, name).cloned().unwrap_or_default(),
            example: Header::find(&header.example, name).cloned(),
        })
    }

    /// What it takes, as words.
    #[must_use]
    pub fn expected(&self) -> String {
        let kind = match &self.kind {
            ParameterType::Iri => "an IRI, prefixed name or name".into(),
            ParameterType::Text => "a text".into(),
            ParameterType::Number => "a number".into(),
            ParameterType::Language(tag) => format!("a text of language `{tag}`"),
            ParameterType::Typed(datatype) => match local(datatype.as_str()) {
                "date" => "a date".into(),
                "boolean" => "`true` or `false`".into(),
                "integer" | "int" | "long" => "a whole number".into(),
                other => format!("a value of `{other}`"),
            },
        };
        if self.about.is_empty() { kind } else { format!("{kind} ({})", self.about) }
    }

    /// A value that it could take.
    #[must_use]
    pub fn sample(&self) -> String {
        if let Some(value) = self.example.as_ref().or(self.default.as_ref()).or(self.choices.first()) {
            return value.clone();
        }
        let value = match &self.kind {
            ParameterType::Iri => match self.name.as_str() {
                "document" => "a file name or an IRI",
                "event" | "claim" => "some of its words",
                _ => "state:KZ",
            },
            ParameterType::Text | ParameterType::Language(_) => "words",
            ParameterType::Number => "10",
            ParameterType::Typed(datatype) => match local(datatype.as_str()) {
                "date" => "2023-03-30",
                "dateTime" => "2023-03-30T00:00:00Z",
                "gYear" => "2023",
                "gYearMonth" => "2023-03",
                "boolean" => "true",
                "decimal" | "float" | "double" => "0.5",
                _ => "10",
            },
        };
        value.to_owned()
    }

    /// The term that a value becomes; names are looked up with the resolver, if there is one.
    ///
    /// # Errors
    /// When the value is of another type, is none of the choices, or means nothing or several things.
    pub fn term(&self, value: &str, resolver: Option<&Resolver<'_>>) -> Result<Term, ParameterError> {
        let value = self.chosen(value)?;
        let wrong = || ParameterError::Type { name: self.name.clone(), expected: self.expected(), value: value.to_owned(), example: self.sample() };
        Ok(match &self.kind {
            ParameterType::Iri => match resolver {
                Some(resolver) => resolver
                    .resolve(&self.name, value)
                    .map_err(|source| match source {
                        ResolveError::Iri { .. } => wrong(),
                        source => ParameterError::Resolve { name: self.name.clone(), source },
                    })?
                    .iri
                    .into(),
                None => NamedNode::new(value.trim_matches(['<', '>'])).map_err(|_| wrong())?.into(),
            },
            ParameterType::Text => Literal::new_simple_literal(value).into(),
            ParameterType::Language(tag) => Literal::new_language_tagged_literal(value, tag.as_str()).map_err(|_| wrong())?.into(),
            ParameterType::Number => {
                let datatype = ["integer", "decimal", "double"].into_iter().find(|d| is_lexical(d, value)).ok_or_else(wrong)?;
                Literal::new_typed_literal(value, NamedNode::new_unchecked(format!("{XSD}{datatype}"))).into()
            }
            ParameterType::Typed(datatype) => {
                let known = datatype.as_str().strip_prefix(XSD);
                if known.is_some_and(|d| !is_lexical(d, value)) {
                    return Err(wrong());
                }
                Literal::new_typed_literal(value, datatype.clone()).into()
            }
        })
    }

    // Choices may be named by the last part of their IRI.
    fn chosen<'a>(&'a self, value: &'a str) -> Result<&'a str, ParameterError> {
        if self.choices.is_empty() {
            return Ok(value);
        }
        let short = |choice: &str| local(choice) == value || local(choice) == local(value.rsplit(':').next().unwrap_or(value));
        let fits = |choice: &&String| choice.as_str() == value.trim_matches(['<', '>']) || self.kind == ParameterType::Iri && short(choice);
        self.choices.iter().find(fits).map(String::as_str).ok_or_else(|| ParameterError::Choice {
            name: self.name.clone(),
            value: value.to_owned(),
            choices: self.choices.iter().map(|c| if self.kind == ParameterType::Iri { local(c).to_owned() } else { c.clone() }).collect(),
        })
    }
}

// Whether a text is of the lexical space of an XSD datatype; those not listed take anything.
fn is_lexical(datatype: &str, text: &str) -> bool {
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    match datatype {
        "integer" | "long" | "int" | "short" | "byte" => digits(unsigned),
        "nonNegativeInteger" | "unsignedLong" | "unsignedInt" | "unsignedShort" | "unsignedByte" => digits(text),
        "positiveInteger" => digits(text) && text.bytes().any(|b| b != b'0'),
        "negativeInteger" | "nonPositiveInteger" => text.strip_prefix('-').is_some_and(digits),
        "decimal" => {
            let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
            (whole.is_empty() || digits(whole)) && (part.is_empty() || digits(part)) && unsigned.bytes().any(|b| b.is_ascii_digit())
        }
        "double" | "float" => matches!(text, "INF" | "-INF" | "NaN") || text.parse::<f64>().is_ok_and(f64::is_finite),
        "boolean" => matches!(text, "true" | "false" | "1" | "0"),
        "date" => text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok(),
        "dateTime" => text.parse::<jiff::Timestamp>().is_ok() || text.contains('T') && text.parse::<jiff::civil::DateTime>().is_ok(),
        "gYear" => text.len() == 4 && digits(text),
        "gYearMonth" => text.len() == 7 && format!("{text}-01").parse::<jiff::civil::Date>().is_ok(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameter(variable: &str) -> Parameter {
        Parameter::of(&Variable::new_unchecked(variable), &Header::default(), |p| (p == "dem").then(|| "urn:dem#".into())).unwrap()
    }

    #[test]
    fn names_tell_type_and_need() {
        assert_eq!(parameter("_actor_iri").kind, ParameterType::Iri);
        assert!(parameter("_actor_iri").required && !parameter("__actor_iri").required);
        assert_eq!(parameter("_words").kind, ParameterType::Text);
        assert_eq!(parameter("_words_en").kind, ParameterType::Language("en".into()));
        assert_eq!(parameter("_code_dem_CAMEO").kind, ParameterType::Typed(NamedNode::new_unchecked("urn:dem#CAMEO")));
        assert!(Parameter::of(&Variable::new_unchecked("actor"), &Header::default(), |_| None).is_none());
    }

    #[test]
    fn a_wrong_type_says_what_is_right() {
        let error = parameter("_since_date").term("yesterday", None).unwrap_err().to_string();
        assert_eq!(error, "parameter `since` takes a date, not `yesterday`; for example `2023-03-30`");
        for (variable, bad) in [("_n_integer", "1.5"), ("_n_number", "x"), ("_d_date", "2023-02-30"), ("_a_iri", "no iri"), ("_y_gYear", "23")] {
            assert!(matches!(parameter(variable).term(bad, None), Err(ParameterError::Type { .. })), "{variable} {bad}");
        }
    }

    #[test]
    fn choices_are_named_by_their_last_part() {
        let mut parameter = parameter("_family_iri");
        parameter.choices = vec!["https://w3id.org/demarche/ns#approve".into()];
        for value in ["approve", "dem:approve", "https://w3id.org/demarche/ns#approve"] {
            assert_eq!(parameter.term(value, None).unwrap().to_string(), "<https://w3id.org/demarche/ns#approve>");
        }
        assert_eq!(parameter.term("like", None).unwrap_err().to_string(), "parameter `family` takes approve, not `like`");
    }
}
