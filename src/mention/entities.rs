//! The entities of one document.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::claim::{EntityRef, Named};
use crate::knowledge::{EntityId, EntityKind, Knowledge};
use crate::vocab::ID;

/// The entities of a document, each once.
#[derive(Debug, Default)]
pub struct Entities {
    list: Vec<Named>,
    by_iri: FxHashMap<String, EntityRef>,
}

impl Entities {
    /// A known entity.
    pub fn known(&mut self, knowledge: &Knowledge, id: EntityId) -> EntityRef {
        let e = &knowledge.gazetteer.entities[id as usize];
        if let Some(&at) = self.by_iri.get(&e.iri) {
            return at;
        }
        self.push(Named { iri: e.iri.clone(), kind: e.kind, label: e.label.clone(), short: e.short.clone(), known: Some(id) })
    }

    /// An entity the text introduces, named by `label`.
    pub fn named(&mut self, kind: EntityKind, label: &str) -> EntityRef {
        let folder = match kind {
            EntityKind::State => "state",
            EntityKind::Organisation | EntityKind::Group => "org",
            EntityKind::Person => "person",
            EntityKind::Place => "place",
            EntityKind::Agreement => "agreement",
        };
        let iri = format!("{ID}{folder}/{}", slug(label));
        if let Some(&at) = self.by_iri.get(&iri) {
            return at;
        }
        self.push(Named { iri, kind, label: crate::graph::squeeze(label), short: None, known: None })
    }

    fn push(&mut self, named: Named) -> EntityRef {
        self.by_iri.insert(named.iri.clone(), self.list.len());
        self.list.push(named);
        self.list.len() - 1
    }

    /// The entity at an index.
    #[must_use]
    pub fn get(&self, at: EntityRef) -> &Named {
        &self.list[at]
    }

    /// The entity of an IRI, if the document has it.
    #[must_use]
    pub fn find(&self, iri: &str) -> Option<EntityRef> {
        self.by_iri.get(iri).copied()
    }

    /// Gives an entity the acronym that the text defines for it.
    pub fn set_short(&mut self, at: EntityRef, short: &str) {
        self.list[at].short.get_or_insert_with(|| short.to_owned());
    }

    /// All, by index.
    #[must_use]
    pub fn list(&self) -> &[Named] {
        &self.list
    }

    /// Gives the list away.
    #[must_use]
    pub fn into_list(self) -> Vec<Named> {
        self.list
    }
}

/// A name as the local part of an IRI: ASCII letters, digits, `-`, `.`, `_`.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfd() {
        match c {
            c if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') => out.push(c),
            'ı' => out.push('i'),
            'ł' | 'Ł' => out.push('l'),
            'ø' | 'Ø' => out.push('o'),
            'đ' | 'Đ' => out.push('d'),
            'ß' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            '\u{300}'..='\u{36f}' | '\'' | '’' | '‘' | 'ʼ' => {}
            c if c.is_alphanumeric() => out.push_str(&format!("u{:x}", c as u32)),
            _ if !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    out.trim_matches(['-', '.']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_ascii_and_read_well() {
        assert_eq!(slug("Kassym-Jomart Tokayev"), "Kassym-Jomart-Tokayev");
        assert_eq!(slug("Côte d’Ivoire"), "Cote-dIvoire");
        assert_eq!(slug("U.S. – Adriatic Charter"), "U.S.-Adriatic-Charter");
    }
}
