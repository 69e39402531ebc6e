//! Entities the knowledge knows, and a trie over their names.

use rustc_hash::FxHashMap;

use super::facts::{Facts, Resource, iri, literal};
use super::words::{Classes, UNKNOWN, WordId, Words};
use crate::text::{Span, tokens};
use crate::vocab::{DEM, term};

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntityKind {
    /// A state, as seen by its ISO code.
    State,
    /// An organisation, body, office, party, agency …
    Organisation,
    /// A named set of states.
    Group,
    /// A person.
    Person,
    /// A place that is no state.
    Place,
    /// A treaty, resolution, law, declaration.
    Agreement,
}

impl EntityKind {
    /// Whether it can hold a stance.
    #[must_use]
    pub fn is_actor(self) -> bool {
        matches!(self, Self::State | Self::Organisation | Self::Group | Self::Person)
    }

    /// Whether it is a body (an office and a group included).
    #[must_use]
    pub fn is_body(self) -> bool {
        matches!(self, Self::Organisation | Self::Group)
    }
}

/// Index of a known entity.
pub type EntityId = u32;

/// A known entity.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Its IRI.
    pub iri: String,
    /// What it is.
    pub kind: EntityKind,
    /// Whether it is an office that acts under its title.
    pub office: bool,
    /// Usual name.
    pub label: String,
    /// ISO 3166-1 alpha-2 code of a state.
    pub iso: Option<String>,
    /// Usual acronym.
    pub short: Option<String>,
    /// The organisation it is part of.
    pub parent: Option<EntityId>,
    /// State or place it lies in.
    pub located_in: Option<EntityId>,
    /// For a capital: the state whose seat of government it is.
    pub capital_of: Option<EntityId>,
    /// Wikidata or other identities.
    pub same_as: Vec<String>,
    /// The noun that a definite description of it uses: "organization", "council", "court".
    pub head: WordId,
}

/// How a name means its entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameUse {
    /// Any name in use or former.
    Name,
    /// An acronym, matched in its own capitals.
    Short,
    /// Adjective or people's name.
    Demonym,
    /// A seat that stands for the state ("the Kremlin").
    Metonym,
    /// A name that needs the parent in the text.
    Context,
    /// A person's family name.
    Family,
}

/// A name of an entity.
#[derive(Clone, Debug)]
pub struct Name {
    /// The entity.
    pub entity: EntityId,
    /// How it means it.
    pub use_: NameUse,
    /// The name as written in the gazetteer.
    pub text: Box<str>,
}

/// A set of states by dated membership.
#[derive(Clone, Debug)]
pub struct Membership {
    /// The member.
    pub member: EntityId,
    /// The organisation or group.
    pub organisation: EntityId,
    /// First year, where known.
    pub begin: Option<i16>,
    /// Last year, for a former member.
    pub finish: Option<i16>,
}

/// An office held for a time.
#[derive(Clone, Debug)]
pub struct Tenure {
    /// The person.
    pub person: EntityId,
    /// The title.
    pub title: String,
    /// State or organisation.
    pub of: EntityId,
    /// First year, where known.
    pub begin: Option<i16>,
    /// Last year, where known.
    pub finish: Option<i16>,
}

/// All entities and names.
#[derive(Debug, Default)]
pub struct Gazetteer {
    /// The entities; an [`EntityId`] is an index here.
    pub entities: Vec<Entity>,
    /// The names; the trie's payload points here.
    pub names: Vec<Name>,
    /// Dated memberships.
    pub memberships: Vec<Membership>,
    /// Dated offices.
    pub tenures: Vec<Tenure>,
    /// Group of candidates → the organisation they want to join.
    pub candidate_groups: Vec<(EntityId, EntityId)>,
    by_iri: FxHashMap<String, EntityId>,
    next: FxHashMap<(u32, WordId), u32>,
    payload: FxHashMap<u32, Vec<u32>>,
}

impl Gazetteer {
    /// Collects the entities of the knowledge and registers the words of their names.
    #[must_use]
    pub fn new(facts: &Facts, words: &mut Words) -> Self {
        let mut out = Self::default();
        let mut resources = Vec::new();
        for r in facts.resources() {
            if let Some((kind, office)) = kind(r) {
                let id = out.entities.len() as EntityId;
                out.by_iri.insert(r.iri.clone(), id);
                out.entities.push(entity(r, kind, office));
                resources.push(r);
            }
        }
        for (id, r) in resources.iter().enumerate() {
            let link = |p: &str| r.iris(p).find_map(|i| out.by_iri.get(i).copied());
            let (parent, located) = (link("partOf"), link("locatedIn"));
            let capitals: Vec<_> = r.iris("capital").filter_map(|i| out.by_iri.get(i).copied()).collect();
            out.entities[id].parent = parent;
            out.entities[id].located_in = located;
            for c in capitals {
                out.entities[c as usize].capital_of = Some(id as EntityId);
                out.entities[c as usize].located_in.get_or_insert(id as EntityId);
            }
            out.names_of(id as EntityId, r, words);
        }
        for r in facts.resources() {
            out.dated(r);
            let target = r.iris("candidateGroupOf").find_map(|i| out.by_iri.get(i).copied());
            if let (Some(target), Some(&group)) = (target, out.by_iri.get(&r.iri)) {
                out.candidate_groups.push((group, target));
            }
        }
        out
    }

    fn names_of(&mut self, id: EntityId, r: &Resource, words: &mut Words) {
        let mut all: Vec<(NameUse, String)> = Vec::new();
        for (p, o) in &r.properties {
            let Some(text) = literal(o) else { continue };
            let use_ = match p.as_str() {
                p if p == term::LABEL.as_str() || p == term::ALT_LABEL.as_str() => NameUse::Name,
                p => match p.strip_prefix(DEM) {
                    Some("officialName" | "formerName") => NameUse::Name,
                    Some("shortName") => NameUse::Short,
                    Some("demonym") => NameUse::Demonym,
                    Some("metonym") => NameUse::Metonym,
                    Some("contextName") => NameUse::Context,
                    Some("familyName") => NameUse::Family,
                    _ => continue,
                },
            };
            // A name in capitals alone is an acronym wherever it stands.
            let acronym = use_ == NameUse::Name && text.len() <= 6 && text.chars().all(|c| c.is_uppercase() || c == '.');
            all.push((if acronym { NameUse::Short } else { use_ }, text.to_owned()));
        }
        for (use_, text) in all {
            self.add_name(id, use_, &text, words);
        }
        let label = self.entities[id as usize].label.clone();
        self.entities[id as usize].head = head_noun(&label, words);
    }

    fn add_name(&mut self, entity: EntityId, use_: NameUse, text: &str, words: &mut Words) {
        let text = text.strip_prefix("the ").unwrap_or(text);
        let mut parts = Vec::new();
        tokens(text, Span::new(0, text.len()), &mut parts);
        if parts.is_empty() {
            return;
        }
        let mut node = 0;
        for part in &parts {
            let word = words.add(&text[part.span.range()], Classes::default());
            let fresh = self.next.len() as u32 + 1;
            node = *self.next.entry((node, word)).or_insert(fresh);
        }
        self.names.push(Name { entity, use_, text: text.into() });
        self.payload.entry(node).or_default().push(self.names.len() as u32 - 1);
    }

    fn dated(&mut self, r: &Resource) {
        let link = |p: &str| r.iris(p).find_map(|i| self.by_iri.get(i).copied());
        let year = |p: &str| r.text(p).and_then(|d| d.get(..4)?.parse().ok());
        if r.is_a("Membership") {
            if let (Some(member), Some(organisation)) = (link("member"), link("organisation")) {
                self.memberships.push(Membership { member, organisation, begin: year("begin"), finish: year("finish") });
            }
        } else if r.is_a("Tenure")
            && let (Some(person), Some(of)) = (link("holderOfOffice"), link("officeOf"))
        {
            let title = r.text("officeTitle").unwrap_or_default().to_owned();
            self.tenures.push(Tenure { person, title, of, begin: year("begin"), finish: year("finish") });
        }
    }

    /// The entity of an IRI.
    #[must_use]
    pub fn by_iri(&self, iri: &str) -> Option<EntityId> {
        self.by_iri.get(iri).copied()
    }

    /// The step from a trie node (0 is the root) by a word.
    #[must_use]
    pub fn step(&self, node: u32, word: WordId) -> Option<u32> {
        if word == UNKNOWN { None } else { self.next.get(&(node, word)).copied() }
    }

    /// The names that end at a trie node.
    pub fn at(&self, node: u32) -> impl Iterator<Item = &Name> {
        self.payload.get(&node).into_iter().flatten().map(|&i| &self.names[i as usize])
    }

    /// The members of an organisation in a year (any year if none is given), in order of definition.
    pub fn members(&self, organisation: EntityId, year: Option<i16>) -> impl Iterator<Item = EntityId> {
        self.memberships
            .iter()
            .filter(move |m| {
                m.organisation == organisation
                    && match year {
                        Some(y) => m.begin.is_none_or(|b| b <= y) && m.finish.is_none_or(|f| y <= f),
                        None => m.finish.is_none(),
                    }
            })
            .map(|m| m.member)
    }

    /// The office a person holds in a year.
    #[must_use]
    pub fn office(&self, person: EntityId, year: Option<i16>) -> Option<&Tenure> {
        let held = |t: &&Tenure| t.person == person && year.is_none_or(|y| t.begin.is_none_or(|b| b <= y) && t.finish.is_none_or(|f| y <= f));
        self.tenures.iter().filter(held).max_by_key(|t| t.begin)
    }
}

fn kind(r: &Resource) -> Option<(EntityKind, bool)> {
    let mut found = None;
    for t in r.get(term::TYPE.as_str()).filter_map(iri) {
        found = match t.strip_prefix(DEM) {
            Some("State") => Some((EntityKind::State, false)),
            Some("Organisation") => Some((EntityKind::Organisation, false)),
            Some("Group") => Some((EntityKind::Group, false)),
            Some("Office") => Some((EntityKind::Organisation, true)),
            Some("Person") => Some((EntityKind::Person, false)),
            Some("Place") => Some((EntityKind::Place, false)),
            Some("Agreement") => Some((EntityKind::Agreement, false)),
            _ => found,
        };
    }
    found
}

fn entity(r: &Resource, kind: EntityKind, office: bool) -> Entity {
    Entity {
        iri: r.iri.clone(),
        kind,
        office,
        label: r.get(term::LABEL.as_str()).find_map(literal).unwrap_or_default().to_owned(),
        iso: r.text("isoCode").map(str::to_owned),
        short: r.text("shortName").map(str::to_owned),
        parent: None,
        located_in: None,
        capital_of: None,
        same_as: r.get(term::SAME_AS.as_str()).filter_map(iri).map(str::to_owned).collect(),
        head: UNKNOWN,
    }
}

/// The noun a definite description uses: the last word before the first preposition ("Office for …" → "office").
pub(crate) fn head_noun(label: &str, words: &mut Words) -> WordId {
    let mut head = None;
    for word in label.split_whitespace() {
        if matches!(word, "of" | "for" | "on" | "in" | "to" | "against" | "and" | "at" | "(" | "–" | "-") {
            break;
        }
        head = Some(word);
    }
    head.map_or(UNKNOWN, |w| words.add(w.trim_matches(|c: char| !c.is_alphanumeric()), Classes::default()))
}
