//! Documents that were read before in the same run.

use demarche::graph::hash;
use demarche::text::Document;
use rustc_hash::FxHashMap;

/// Ids of documents, with hashes of the text and of the identifier each came with.
#[derive(Default)]
pub(super) struct Seen(FxHashMap<String, (String, String)>);

/// What a document is to those before it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// Its id is new, or made so: it differs in what an id does not keep of an identifier.
    New,
    /// The same text under the same id.
    Same,
    /// Another text under the same id.
    Clash,
}

impl Seen {
    /// Looks at a document and remembers it; as in a store, records that differ in their identifiers and not in what an
    /// id keeps of them stay apart.
    pub(super) fn look(&mut self, document: &mut Document, identifier: Option<&str>) -> Sight {
        let key = (hash(&[&document.text]), hash(&[identifier.unwrap_or_default()]));
        if self.0.get(&document.id).is_some_and(|other| other.0 != key.0 && other.1 != key.1)
            && let Some(identifier) = identifier
        {
            document.id = format!("{}-{}", document.id, &hash(&[identifier])[..8]);
        }
        match self.0.get(&document.id) {
            Some(other) if other.0 == key.0 => Sight::Same,
            Some(_) => Sight::Clash,
            None => {
                self.0.insert(document.id.clone(), key);
                Sight::New
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(seen: &mut Seen, text: &str, identifier: Option<&str>) -> (Sight, String) {
        let mut document = Document { id: "a".into(), text: text.into(), ..Document::default() };
        (seen.look(&mut document, identifier), document.id)
    }

    #[test]
    fn a_text_counts_once_and_another_one_needs_an_id_of_its_own() {
        let mut seen = Seen::default();
        assert_eq!(look(&mut seen, "x", None), (Sight::New, "a".into()));
        assert_eq!(look(&mut seen, "x", None), (Sight::Same, "a".into()));
        assert_eq!(look(&mut seen, "y", None), (Sight::Clash, "a".into()));
        let (sight, id) = look(&mut seen, "y", Some("https://example.org/a"));
        assert_eq!((sight, id.len()), (Sight::New, "a-12345678".len()));
    }
}
