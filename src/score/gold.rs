//! Annotations as written by hand: one JSON file beside each text.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};

use crate::knowledge::Family;

/// What is wrong with an annotation.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GoldError {
    /// The file cannot be read.
    #[error("{}: cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no JSON, or a field is missing or wrong.
    #[error("{}:{line}:{column}: G001: `{field}`: {message}", path.display())]
    Field {
        /// The file.
        path: PathBuf,
        /// 1-based line.
        line: usize,
        /// 1-based column.
        column: usize,
        /// Path of the field in the file, as in `stances[3].cue`; `.` for the whole.
        field: String,
        /// What was expected.
        message: String,
    },
}

impl GoldError {
    /// What can be done about it.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Field { .. } => Some("every field of the guidelines must be there; null, [] or false where there is nothing to say"),
            Self::Read { .. } => Some("check the name and the permissions"),
        }
    }
}

/// The annotation of one document. Fields that are not scored are ignored.
#[derive(Clone, Debug, Deserialize)]
pub struct Gold {
    /// Metadata.
    pub document: Fields,
    /// Entities that the text names.
    pub entities: Vec<Entity>,
    /// Keys of those who align themselves with the document.
    pub alignments: Vec<String>,
    /// Events.
    pub events: Vec<Event>,
    /// Stances.
    pub stances: Vec<Stance>,
    /// Relations.
    pub relations: Vec<Relation>,
}

/// Metadata of a document; what the text does not tell is not scored.
#[derive(Clone, Debug, Deserialize)]
pub struct Fields {
    /// Local name of the kind.
    #[serde(deserialize_with = "given")]
    pub kind: Option<String>,
    /// Keys of those in whose name it speaks.
    pub issuers: Vec<String>,
    /// The body in which it was given, as named.
    #[serde(deserialize_with = "given")]
    pub forum: Option<String>,
    /// Number or session as printed.
    #[serde(deserialize_with = "given")]
    pub meeting: Option<String>,
    /// ISO 8601, as precise as printed.
    #[serde(deserialize_with = "given")]
    pub date: Option<String>,
    /// City.
    #[serde(deserialize_with = "given")]
    pub place: Option<String>,
}

/// An entity.
#[derive(Clone, Debug, Deserialize)]
pub struct Entity {
    /// ISO 3166-1 alpha-2 code of a state, else its usual short name.
    pub key: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Its names in the text.
    pub names: Vec<String>,
}

/// What an entity is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "defined in the ontology")]
pub enum EntityType {
    State,
    Organisation,
    Person,
    Place,
    Agreement,
}

impl EntityType {
    /// The type of a class of the graph.
    #[must_use]
    pub fn of_class(local: &str) -> Option<Self> {
        Some(match local {
            "State" => Self::State,
            "Organisation" => Self::Organisation,
            "Person" => Self::Person,
            "Place" => Self::Place,
            "Agreement" => Self::Agreement,
            _ => return None,
        })
    }
}

/// An event.
#[derive(Clone, Debug, Deserialize)]
pub struct Event {
    /// Local name of its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its fullest mention.
    pub text: String,
    /// ISO 8601, as precise as the text allows.
    #[serde(deserialize_with = "given")]
    pub date: Option<String>,
}

/// A stance.
#[derive(Clone, Debug, Deserialize)]
pub struct Stance {
    /// Keys of the holders, or phrases in quotes.
    pub holders: Vec<String>,
    /// The family.
    #[serde(deserialize_with = "family")]
    pub family: Family,
    /// The cue words.
    pub cue: String,
    /// What it is about.
    pub target: String,
    /// Keys of those who are asked, or phrases in quotes.
    pub addressees: Vec<String>,
    /// Whether the attitude is denied.
    pub negated: bool,
    /// Whether it may be left out: then it is neither rewarded nor punished.
    pub optional: bool,
    /// The sentence that says it.
    pub sentence: String,
}

/// A relation.
#[derive(Clone, Debug, Deserialize)]
pub struct Relation {
    /// Key of the subject.
    pub subject: String,
    /// Local name of the property.
    pub relation: String,
    /// Key of the object.
    pub object: String,
}

impl Gold {
    /// Reads an annotation.
    ///
    /// # Errors
    /// The file cannot be read, or a field is missing or wrong.
    pub fn read(path: &Path) -> Result<Self, GoldError> {
        let text = fs::read_to_string(path).map_err(|source| GoldError::Read { path: path.to_owned(), source })?;
        Self::parse(path, &text)
    }

    /// Parses the annotation that `path` holds.
    ///
    /// # Errors
    /// A field is missing or wrong.
    pub fn parse(path: &Path, text: &str) -> Result<Self, GoldError> {
        let mut json = serde_json::Deserializer::from_str(text);
        let error = match serde_path_to_error::deserialize(&mut json) {
            Ok(gold) => match json.end() {
                Ok(()) => return Ok(gold),
                Err(error) => (".".to_owned(), error),
            },
            Err(error) => (error.path().to_string(), error.into_inner()),
        };
        let (field, error) = error;
        let (line, column) = (error.line(), error.column());
        let message = error.to_string();
        let message = message.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&message).to_owned();
        Err(GoldError::Field { path: path.to_owned(), line, column, field, message })
    }
}

// Null and the empty string both say that the text does not tell; the field itself must be there.
fn given<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.filter(|s| !s.is_empty()))
}

fn family<'de, D: Deserializer<'de>>(from: D) -> Result<Family, D::Error> {
    let name = String::deserialize(from)?;
    Family::of_name(&name).ok_or_else(|| {
        let all = Family::ALL.map(|(_, name)| format!("`{name}`")).join(", ");
        serde::de::Error::custom(format!("unknown family `{name}`, expected one of {all}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOLD: &str = r#"{
 "document": {"kind": "statement", "issuers": ["NO"], "forum": "", "meeting": null, "date": null, "place": null},
 "entities": [{"key": "NO", "type": "state", "names": ["Norway"]}],
 "alignments": [], "events": [], "relations": [],
 "stances": [{"holders": ["NO"], "family": "approve", "cue": "welcomes", "target": "it", "addressees": [],
  "negated": false, "optional": false, "sentence": "Norway welcomes it.", "about": []}]
}"#;

    fn error(from: &str, to: &str) -> String {
        Gold::parse(Path::new("a.json"), &GOLD.replace(from, to)).err().map(|e| e.to_string()).unwrap_or_default()
    }

    #[test]
    fn what_the_text_does_not_tell_is_null_or_empty() {
        let gold = Gold::parse(Path::new("a.json"), GOLD).unwrap();
        assert_eq!((gold.document.forum, gold.document.kind.as_deref()), (None, Some("statement")));
    }

    #[test]
    fn errors_name_file_line_and_field() {
        assert_eq!(error(r#""cue": "welcomes", "#, ""), "a.json:6:86: G001: `stances[0]`: missing field `cue`");
        assert!(error(r#""state""#, r#""country""#).contains("`entities[0].type`: unknown variant `country`, expected one of `state`"));
        assert!(error("approve", "like").contains("`stances[0].family`: unknown family `like`, expected one of `approve`"));
        assert!(error(r#""date": null, "#, "").contains("`document`: missing field `date`"));
        assert!(error(r#""negated": false"#, r#""negated": 0"#).contains("`stances[0].negated`: invalid type"));
    }

    #[test]
    fn anything_after_the_annotation_is_an_error() {
        let text = format!("{GOLD} x");
        assert!(Gold::parse(Path::new("a.json"), &text).unwrap_err().to_string().contains("trailing characters"));
    }
}
