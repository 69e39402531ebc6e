//! The header of a canned query: YAML in the lines that begin with `#+`.

use serde_yaml_ng::{Mapping, Value};

/// What a header says. Keys of grlc that mean nothing here (`endpoint`, `mime` …) are allowed and ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// One line: what the query answers.
    pub summary: String,
    /// What is counted and how, and what an empty or missing row means.
    pub description: String,
    /// A sentence with `{parameter}` slots, for a form.
    pub question: Option<String>,
    /// Groups it belongs to.
    pub tags: Vec<String>,
    /// HTTP method, `GET` if nothing is said.
    pub method: String,
    /// Rows given when nobody asks for another number.
    pub pagination: Option<usize>,
    /// What each parameter is, in the order of a form.
    pub parameters: Vec<(String, String)>,
    /// Values of parameters that are not given.
    pub defaults: Vec<(String, String)>,
    /// The only values a parameter takes.
    pub enumerate: Vec<(String, Vec<String>)>,
    /// Values that give rows on the seed documents.
    pub example: Vec<(String, String)>,
    /// What each column means.
    pub columns: Vec<(String, String)>,
}

/// What is wrong with a header, and on which line of the file (from 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeaderFault {
    pub(super) line: usize,
    pub(super) message: String,
}

impl Header {
    /// Reads the header out of a query file; a file without one has an empty header.
    pub(super) fn read(text: &str) -> Result<Self, HeaderFault> {
        let rows: Vec<(usize, &str)> = text.lines().enumerate().filter_map(|(n, row)| Some((n + 1, row.strip_prefix("#+")?))).collect();
        let yaml = rows.iter().map(|(_, row)| format!("{}\n", row.trim_start_matches(['#', '+']))).collect::<String>();
        let value: Value = serde_yaml_ng::from_str(&yaml).map_err(|error| {
            let at = error.location().map_or(0, |l| l.line().saturating_sub(1));
            let line = rows.get(at).or(rows.last()).map_or(1, |(n, _)| *n);
            HeaderFault { line, message: format!("the header is no YAML: {error}") }
        })?;
        let map = match value {
            Value::Null => Mapping::new(),
            Value::Mapping(map) => map,
            _ => return Err(HeaderFault { line: rows.first().map_or(1, |r| r.0), message: "the header is no list of `key: value`".into() }),
        };
        let reader = Reader { rows: &rows, map: &map };
        Ok(Self {
            summary: reader.text("summary")?.unwrap_or_default(),
            description: reader.text("description")?.unwrap_or_default(),
            question: reader.text("question")?,
            tags: reader.texts("tags")?,
            method: reader.text("method")?.unwrap_or_else(|| "GET".into()).to_uppercase(),
            pagination: reader.number("pagination")?,
            parameters: reader.pairs("parameters")?,
            defaults: reader.pairs("defaults")?,
            enumerate: reader.lists("enumerate")?,
            example: reader.pairs("example")?,
            columns: reader.pairs("columns")?,
        })
    }

    /// The value of a key in one of the lists of pairs.
    pub(super) fn find<'a, T>(pairs: &'a [(String, T)], key: &str) -> Option<&'a T> {
        pairs.iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }
}

struct Reader<'a> {
    rows: &'a [(usize, &'a str)],
    map: &'a Mapping,
}

impl Reader<'_> {
    fn fault(&self, key: &str, expected: &str) -> HeaderFault {
        let named = |row: &str| row.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':'));
        let line = self.rows.iter().find(|(_, row)| named(row)).map_or(1, |(n, _)| *n);
        HeaderFault { line, message: format!("`{key}` takes {expected}") }
    }

    fn text(&self, key: &str) -> Result<Option<String>, HeaderFault> {
        match self.map.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => scalar(value).map(|t| Some(t.trim().to_owned())).ok_or_else(|| self.fault(key, "a text")),
        }
    }

    fn number(&self, key: &str) -> Result<Option<usize>, HeaderFault> {
        match self.map.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                let number = value.as_u64().and_then(|n| usize::try_from(n).ok()).filter(|n| *n > 0);
                number.map(Some).ok_or_else(|| self.fault(key, "a whole number above 0"))
            }
        }
    }

    fn texts(&self, key: &str) -> Result<Vec<String>, HeaderFault> {
        match self.map.get(key) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Sequence(items)) => items.iter().map(scalar).collect::<Option<_>>().ok_or_else(|| self.fault(key, "a list of texts")),
            Some(value) => scalar(value).map(|t| vec![t]).ok_or_else(|| self.fault(key, "a list of texts")),
        }
    }

    // grlc writes a list of one-key maps; a plain map says the same.
    fn entries(&self, key: &str, expected: &str) -> Result<Vec<(String, &Value)>, HeaderFault> {
        let maps: Vec<&Mapping> = match self.map.get(key) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Mapping(map)) => vec![map],
            Some(Value::Sequence(items)) => {
                items.iter().filter(|i| !i.is_string()).map(Value::as_mapping).collect::<Option<_>>().ok_or_else(|| self.fault(key, expected))?
            }
            Some(_) => return Err(self.fault(key, expected)),
        };
        maps.into_iter().flatten().map(|(k, v)| Ok((scalar(k).ok_or_else(|| self.fault(key, expected))?, v))).collect()
    }

    fn pairs(&self, key: &str) -> Result<Vec<(String, String)>, HeaderFault> {
        let expected = "a list of `- name: value`";
        self.entries(key, expected)?.into_iter().map(|(k, v)| Ok((k, scalar(v).ok_or_else(|| self.fault(key, expected))?))).collect()
    }

    fn lists(&self, key: &str) -> Result<Vec<(String, Vec<String>)>, HeaderFault> {
        let expected = "a list of `- name:`, each with a list of values";
        self.entries(key, expected)?
            .into_iter()
            .map(|(k, v)| {
                let values = v.as_sequence().and_then(|s| s.iter().map(scalar).collect::<Option<Vec<_>>>());
                Ok((k, values.ok_or_else(|| self.fault(key, expected))?))
            })
            .collect()
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_pairs_are_read() {
        let list = Header::read("#+ summary: S\n#+ defaults:\n#+   - a: 1\n#+   - b: x\nASK {}").unwrap();
        let map = Header::read("#+ summary: S\n#+ defaults:\n#+   a: 1\n#+   b: x\nASK {}").unwrap();
        assert_eq!(list, map);
        assert_eq!(list.defaults, [("a".into(), "1".into()), ("b".into(), "x".into())]);
    }

    #[test]
    fn faults_name_their_line() {
        let fault = Header::read("# a comment\n#+ summary: S\n#+ pagination: many\nASK {}").unwrap_err();
        assert_eq!((fault.line, fault.message.as_str()), (3, "`pagination` takes a whole number above 0"));
        let fault = Header::read("#+ summary: S\n#+ tags: [a\nASK {}").unwrap_err();
        assert!(fault.line >= 2 && fault.message.starts_with("the header is no YAML"), "{fault:?}");
    }

    #[test]
    fn a_list_to_be_filled_by_the_endpoint_is_no_choice() {
        let header = Header::read("#+ enumerate:\n#+   - actor\n#+   - kind:\n#+       - a\nASK {}").unwrap();
        assert_eq!(header.enumerate, [("kind".to_owned(), vec!["a".to_owned()])]);
    }
}
