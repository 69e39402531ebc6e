//! Claims of the documents' graphs, looked up in a set of quads.

use oxrdf::{NamedNode, Term, TermRef};
use rustc_hash::{FxHashMap, FxHashSet};

use super::quads::{Id, QuadSet};
use crate::graph::{identity_graph, knowledge_graph, provenance_graph};
use crate::vocab::{DEM, local, term};

// Classes of nodes, the more telling first where a node has several.
const CLASSES: [&str; 10] = ["State", "Person", "Group", "Office", "Organisation", "Agreement", "Place", "Meeting", "Event", "Actor"];

/// An entity or event of the documents.
#[derive(Debug)]
pub(super) struct Entity {
    pub(super) class: &'static str,
    /// The graphs that name it.
    pub(super) documents: Vec<Id>,
}

/// The claims in a set of quads. Shared knowledge is not among them.
#[derive(Debug)]
pub(super) struct Claims<'a> {
    pub(super) quads: &'a QuadSet,
    pub(super) documents: Vec<Id>,
    pub(super) stances: Vec<Id>,
    pub(super) alignments: Vec<Id>,
    entities: FxHashMap<Id, Entity>,
    canonical: FxHashMap<Id, Id>,
    predicates: FxHashMap<&'static str, Id>,
    label: Option<Id>,
    broader: Option<Id>,
    issued: Option<Id>,
    title: Option<Id>,
}

// Local names of the properties that tables and networks look at.
const PREDICATES: [&str; 29] = [
    "actor",
    "addressee",
    "addresseeText",
    "attitude",
    "cue",
    "date",
    "end",
    "evidence",
    "fileName",
    "forum",
    "foundBy",
    "holder",
    "holderText",
    "inDocument",
    "intensity",
    "isoCode",
    "issuer",
    "kind",
    "meetingNumber",
    "modality",
    "negated",
    "polarity",
    "quote",
    "reportedBy",
    "shortName",
    "start",
    "target",
    "targetText",
    "topic",
];

impl<'a> Claims<'a> {
    pub(super) fn new(quads: &'a QuadSet) -> Self {
        let id = |iri: &str| quads.id(TermRef::NamedNode(oxrdf::NamedNodeRef::new_unchecked(iri)));
        let dem = |local: &str| id(&format!("{DEM}{local}"));
        let graph = |name: NamedNode| id(name.as_str()).map(|g| g + 1);
        let shared = [graph(knowledge_graph()), graph(provenance_graph())];
        let identity = graph(identity_graph());
        let kind = id(term::TYPE.as_str());
        let same = [id(term::SAME_AS.as_str()), dem("canonical")];
        let classes: Vec<(Id, &'static str)> = CLASSES.iter().filter_map(|c| Some((dem(c)?, *c))).collect();
        let (document, stance, alignment) = (dem("Document"), dem("Stance"), dem("Alignment"));
        let mut out = Self {
            quads,
            documents: Vec::new(),
            stances: Vec::new(),
            alignments: Vec::new(),
            entities: FxHashMap::default(),
            canonical: FxHashMap::default(),
            predicates: PREDICATES.iter().filter_map(|p| Some((*p, dem(p)?))).collect(),
            label: id(term::LABEL.as_str()),
            broader: id(term::BROADER.as_str()),
            issued: id(term::ISSUED.as_str()),
            title: id(term::TITLE.as_str()),
        };
        for &[s, p, o, g] in quads.raw() {
            if shared.contains(&Some(g)) {
                continue;
            }
            if Some(g) == identity {
                if same.contains(&Some(p)) {
                    out.canonical.insert(s, o);
                }
            } else if Some(p) == kind {
                let o = Some(o);
                if o == document {
                    out.documents.push(s);
                } else if o == stance {
                    out.stances.push(s);
                } else if o == alignment {
                    out.alignments.push(s);
                } else if let Some((_, class)) = classes.iter().find(|(id, _)| Some(*id) == o) {
                    out.entity(s, class, g);
                }
            }
        }
        for list in [&mut out.documents, &mut out.stances, &mut out.alignments] {
            list.dedup();
        }
        // A canonical event that is not described in these quads would be a name without a label.
        let known: FxHashSet<Id> = out.entities.keys().copied().collect();
        out.canonical.retain(|s, o| s != o && known.contains(o));
        out
    }

    fn entity(&mut self, s: Id, class: &'static str, g: Id) {
        let entity = self.entities.entry(s).or_insert(Entity { class, documents: Vec::new() });
        let rank = |class| CLASSES.iter().position(|c| *c == class);
        if rank(class) < rank(entity.class) {
            entity.class = class;
        }
        if let Some(g) = g.checked_sub(1)
            && !entity.documents.contains(&g)
        {
            entity.documents.push(g);
        }
    }

    /// Entities and events by number; of events found to be one, the canonical one with the documents of all.
    pub(super) fn entities(&self) -> Vec<(Id, Entity)> {
        let mut all: FxHashMap<Id, Entity> = FxHashMap::default();
        let mut ids: Vec<Id> = self.entities.keys().copied().collect();
        ids.sort_unstable();
        for id in ids {
            let (one, entity) = (self.canonical(id), &self.entities[&id]);
            let class = self.entities[&one].class;
            all.entry(one).or_insert(Entity { class, documents: Vec::new() }).documents.extend(&entity.documents);
        }
        let mut out: Vec<_> = all.into_iter().collect();
        out.sort_unstable_by_key(|(id, _)| *id);
        for (_, entity) in &mut out {
            entity.documents.sort_unstable();
            entity.documents.dedup();
        }
        out
    }

    pub(super) fn class(&self, id: Id) -> Option<&'static str> {
        self.entities.get(&id).map(|e| e.class)
    }

    /// The event that stands for all that were found to be the same; any other entity itself.
    pub(super) fn canonical(&self, id: Id) -> Id {
        self.canonical.get(&id).copied().unwrap_or(id)
    }

    /// Objects of a property, the canonical ones, each once and in order.
    pub(super) fn all(&self, s: Id, property: &str) -> Vec<Id> {
        let Some(&p) = self.predicates.get(property) else { return Vec::new() };
        let mut out: Vec<Id> = self.quads.objects(s, p).map(|o| self.canonical(o)).collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    pub(super) fn one(&self, s: Id, property: &str) -> Option<Id> {
        self.all(s, property).first().copied()
    }

    pub(super) fn text(&self, s: Id, property: &str) -> Option<String> {
        self.one(s, property).map(|o| self.value(o).to_owned())
    }

    pub(super) fn number(&self, s: Id, property: &str) -> Option<i64> {
        self.value(self.one(s, property)?).parse().ok()
    }

    /// The IRI or the text of a term.
    pub(super) fn value(&self, id: Id) -> &'a str {
        match self.quads.term(id) {
            Term::NamedNode(n) => n.as_str(),
            Term::BlankNode(b) => b.as_str(),
            Term::Literal(l) => l.value(),
        }
    }

    /// The longest label, as texts that introduce an entity name it more or less fully; else the end of the IRI.
    pub(super) fn label(&self, id: Id) -> String {
        let labels = self.label.into_iter().flat_map(|p| self.quads.objects(id, p)).map(|o| self.value(o));
        let longest = labels.max_by(|a, b| a.chars().count().cmp(&b.chars().count()).then(b.cmp(a)));
        longest.unwrap_or_else(|| local(self.value(id))).to_owned()
    }

    pub(super) fn issued(&self, document: Id) -> Option<String> {
        let p = self.issued?;
        self.quads.objects(document, p).next().map(|o| self.value(o).to_owned())
    }

    pub(super) fn title(&self, document: Id) -> Option<String> {
        let p = self.title?;
        self.quads.objects(document, p).next().map(|o| self.value(o).to_owned())
    }

    /// Local name of the family of an attitude.
    pub(super) fn family(&self, attitude: Id) -> &'a str {
        let broader = self.broader.and_then(|p| self.quads.objects(attitude, p).find(|o| self.value(*o).starts_with(DEM)));
        local(self.value(broader.unwrap_or(attitude)))
    }
}
