//! Canned queries, told to programs.

use serde_json::{Value, json};

use super::canned::CannedQuery;
use super::parameter::ParameterType;

impl CannedQuery {
    /// Everything about the query as JSON: header, parameters, columns, text.
    #[must_use]
    pub fn describe(&self) -> Value {
        let map = |pairs: &[(String, String)]| pairs.iter().map(|(k, v)| (k.clone(), v.clone().into())).collect::<serde_json::Map<_, Value>>();
        let header = &self.header;
        json!({
            "name": self.name,
            "summary": header.summary,
            "description": header.description,
            "question": header.question,
            "tags": header.tags,
            "gives": if self.is_graph() { "graph" } else { "table" },
            "rows": self.page(),
            "parameters": self.parameters.iter().map(|p| json!({
                "name": p.name,
                "variable": p.variable.as_str(),
                "required": p.required,
                "type": p.kind.name(),
                "about": p.about,
                "default": p.default,
                "choices": p.choices,
            })).collect::<Vec<_>>(),
            "example": map(&header.example),
            "columns": header.columns.iter().map(|(k, v)| json!({ "name": k, "meaning": v })).collect::<Vec<_>>(),
            "command": self.command(),
            "sparql": self.text,
        })
    }

    /// The command line that asks it, with its example.
    #[must_use]
    pub fn command(&self) -> String {
        let mut out = format!("demarche query {} -l STORE", self.name);
        for (name, value) in &self.header.example {
            out.push_str(&format!(" -p {name}={}", quoted(value)));
        }
        out
    }
}

impl ParameterType {
    /// Its name: `iri`, `text`, `text@en`, `number`, or the IRI of a datatype.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Iri => "iri".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Number => "number".to_owned(),
            Self::Language(tag) => format!("text@{tag}"),
            Self::Typed(datatype) => datatype.as_str().to_owned(),
        }
    }
}

/// A value as a shell takes it.
#[must_use]
pub fn quoted(value: &str) -> String {
    let bare = value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '/' | '#' | ','));
    if bare && !value.is_empty() { value.to_owned() } else { format!("'{}'", value.replace('\'', "'\\''")) }
}
