//! What a store holds for networks: stances, alignments and their documents, read once.

use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, TermRef};
use oxigraph::store::{StorageError, Store};
use rustc_hash::{FxHashMap, FxHashSet};

use super::options::Family;
use crate::export::{first_day, last_day};
use crate::graph::{identity_graph, knowledge_graph};
use crate::vocab::{dem, local, term};

/// Number of a name.
pub(super) type Id = u32;

/// A document.
#[derive(Debug, Default)]
pub(super) struct Source {
    pub(super) date: Option<String>,
    /// First and last day it may be of.
    pub(super) days: Option<(String, String)>,
    pub(super) kind: Option<Id>,
    pub(super) forums: Vec<Id>,
    pub(super) issuers: Vec<Id>,
}

/// A stance.
#[derive(Debug)]
pub(super) struct Stance {
    pub(super) claim: Id,
    pub(super) document: Id,
    pub(super) attitude: Id,
    pub(super) family: Option<Family>,
    pub(super) negated: bool,
    pub(super) holders: Vec<Id>,
    pub(super) targets: Vec<Id>,
    pub(super) topics: Vec<Id>,
}

/// An actor on the list of those that align with a document.
#[derive(Debug)]
pub(super) struct Alignment {
    pub(super) claim: Id,
    pub(super) actor: Id,
    pub(super) document: Id,
}

/// Stances, alignments and documents of a store, in memory.
///
/// Reading takes about a second for ten thousand stances; a server reads once and asks often.
#[derive(Debug, Default)]
pub struct Corpus {
    names: Vec<String>,
    pub(super) stances: Vec<Stance>,
    pub(super) alignments: Vec<Alignment>,
    pub(super) documents: FxHashMap<Id, Source>,
    /// Stances by document.
    pub(super) told: FxHashMap<Id, Vec<usize>>,
    classes: FxHashMap<Id, &'static str>,
}

// The more telling first, where a thing has several.
const CLASSES: [&str; 11] = ["State", "Person", "Group", "Office", "Organisation", "Agreement", "Place", "Meeting", "Event", "Document", "Actor"];

#[derive(Default)]
struct Names {
    ids: FxHashMap<String, Id>,
    names: Vec<String>,
}

impl Names {
    fn id(&mut self, iri: &str) -> Id {
        if let Some(id) = self.ids.get(iri) {
            return *id;
        }
        let id = self.names.len() as Id;
        self.names.push(iri.to_owned());
        self.ids.insert(iri.to_owned(), id);
        id
    }
}

// Subject and object of a property's triples in the graphs of documents.
fn pairs<'s>(store: &'s Store, predicate: NamedNodeRef<'_>) -> impl Iterator<Item = Result<(NamedNode, Term), StorageError>> + use<'s> {
    let knowledge = GraphName::NamedNode(knowledge_graph());
    store.quads_for_pattern(None, Some(predicate), None, None).filter_map(move |quad| match quad {
        Err(error) => Some(Err(error)),
        Ok(Quad { subject: NamedOrBlankNode::NamedNode(s), object, graph_name, .. }) if graph_name != knowledge => Some(Ok((s, object))),
        Ok(_) => None,
    })
}

type Links = FxHashMap<Id, Vec<Id>>;

impl Corpus {
    /// Reads a store.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn read(store: &Store) -> Result<Self, StorageError> {
        let mut names = Names::default();
        let identity = identity_graph();
        let mut canonical: FxHashMap<Id, Id> = FxHashMap::default();
        for quad in store.quads_for_pattern(None, Some(term::SAME_AS), None, Some(identity.as_ref().into())) {
            if let Quad { subject: NamedOrBlankNode::NamedNode(s), object: Term::NamedNode(o), .. } = quad? {
                canonical.insert(names.id(s.as_str()), names.id(o.as_str()));
            }
        }
        let mut get = |property: &str| Self::links(store, dem(property).as_ref(), &mut names);
        let (mut holders, mut targets, mut topics) = (get("holder")?, get("target")?, get("topic")?);
        let (attitudes, actors) = (get("attitude")?, get("actor")?);
        let (kinds, forums, issuers) = (get("kind")?, get("forum")?, get("issuer")?);
        let broader = Self::links(store, term::BROADER, &mut names)?;
        let mut negated: FxHashSet<Id> = FxHashSet::default();
        for pair in pairs(store, dem("negated").as_ref()) {
            if let (s, Term::Literal(value)) = pair?
                && value.value() == "true"
            {
                negated.insert(names.id(s.as_str()));
            }
        }
        let mut out = Self::default();
        let one = |links: &Links, s: Id| links.get(&s).and_then(|o| o.first().copied());
        for (document, _) in Self::instances(store, "Document", &mut names)? {
            let list = |links: &Links| links.get(&document).cloned().unwrap_or_default();
            out.documents.insert(document, Source { date: None, days: None, kind: one(&kinds, document), forums: list(&forums), issuers: list(&issuers) });
        }
        for pair in pairs(store, term::ISSUED) {
            if let (s, Term::Literal(date)) = pair?
                && let Some(source) = out.documents.get_mut(&names.id(s.as_str()))
            {
                let date = date.value().to_owned();
                source.days = first_day(&date).zip(last_day(&date));
                source.date = Some(date);
            }
        }
        for (claim, document) in Self::instances(store, "Stance", &mut names)? {
            let Some(attitude) = one(&attitudes, claim) else { continue };
            // An attitude without a broader one is a family itself.
            let family = names.names[one(&broader, attitude).unwrap_or(attitude) as usize].as_str();
            let mut targets: Vec<Id> = targets.remove(&claim).unwrap_or_default().into_iter().map(|t| canonical.get(&t).copied().unwrap_or(t)).collect();
            targets.sort_unstable();
            targets.dedup();
            out.stances.push(Stance {
                claim,
                document,
                attitude,
                family: local(family).parse().ok(),
                negated: negated.contains(&claim),
                holders: holders.remove(&claim).unwrap_or_default(),
                targets,
                topics: topics.remove(&claim).unwrap_or_default(),
            });
        }
        for (claim, document) in Self::instances(store, "Alignment", &mut names)? {
            let actors = actors.get(&claim).into_iter().flatten();
            out.alignments.extend(actors.map(|&actor| Alignment { claim, actor, document }));
        }
        out.names = names.names;
        out.stances.sort_by(|a, b| out.names[a.claim as usize].cmp(&out.names[b.claim as usize]));
        out.alignments.sort_by_key(|a| (&out.names[a.claim as usize], &out.names[a.actor as usize]));
        for (at, stance) in out.stances.iter().enumerate() {
            out.told.entry(stance.document).or_default().push(at);
        }
        out.classify(store)?;
        Ok(out)
    }

    fn links(store: &Store, predicate: NamedNodeRef<'_>, names: &mut Names) -> Result<Links, StorageError> {
        let mut out = Links::default();
        for pair in pairs(store, predicate) {
            if let (s, Term::NamedNode(o)) = pair? {
                let (s, o) = (names.id(s.as_str()), names.id(o.as_str()));
                let list = out.entry(s).or_default();
                if !list.contains(&o) {
                    list.push(o);
                }
            }
        }
        Ok(out)
    }

    // The instances of a class, each with its document, which is its graph.
    fn instances(store: &Store, class: &str, names: &mut Names) -> Result<Vec<(Id, Id)>, StorageError> {
        let class = dem(class);
        let mut out = Vec::new();
        for quad in store.quads_for_pattern(None, Some(term::TYPE), Some(class.as_ref().into()), None) {
            if let Quad { subject: NamedOrBlankNode::NamedNode(s), graph_name: GraphName::NamedNode(g), .. } = quad? {
                out.push((names.id(s.as_str()), names.id(g.as_str())));
            }
        }
        out.sort_unstable();
        out.dedup();
        Ok(out)
    }

    // Classes of the things that may be nodes.
    fn classify(&mut self, store: &Store) -> Result<(), StorageError> {
        let held = self.stances.iter().flat_map(|s| s.holders.iter().chain(&s.targets)).copied();
        let mut ids: Vec<Id> = held.chain(self.alignments.iter().flat_map(|a| [a.actor, a.document])).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            let node = NamedNodeRef::new_unchecked(&self.names[id as usize]);
            let mut best = CLASSES.len();
            for quad in store.quads_for_pattern(Some(node.into()), Some(term::TYPE), None, None) {
                if let Term::NamedNode(class) = quad?.object
                    && let Some(rank) = CLASSES.iter().position(|c| *c == local(class.as_str()))
                {
                    best = best.min(rank);
                }
            }
            if let Some(class) = CLASSES.get(best) {
                self.classes.insert(id, class);
            }
        }
        Ok(())
    }

    pub(super) fn name(&self, id: Id) -> &str {
        &self.names[id as usize]
    }

    /// Local name of the class of an entity, event or document.
    pub(super) fn class(&self, id: Id) -> Option<&'static str> {
        self.classes.get(&id).copied()
    }

    /// The number of an IRI, if anything here has it.
    pub(super) fn find(&self, iri: &str) -> Option<Id> {
        self.names.iter().position(|n| n == iri).map(|at| at as Id)
    }
}

/// The name of a thing: that of the knowledge, else the longest that a text gives it, else the end of its IRI.
pub(super) fn label(store: &Store, iri: &str) -> Result<String, StorageError> {
    let node = NamedNodeRef::new_unchecked(iri);
    let (file, knowledge) = (dem("fileName"), GraphName::NamedNode(knowledge_graph()));
    for predicate in [term::PREF_LABEL, term::LABEL, term::TITLE, file.as_ref()] {
        let mut best: Option<(bool, usize, std::cmp::Reverse<String>)> = None;
        for quad in store.quads_for_pattern(Some(node.into()), Some(predicate), None, None) {
            let quad = quad?;
            if let Term::Literal(label) = quad.object {
                let text = crate::graph::squeeze(label.value());
                best = best.max(Some((quad.graph_name == knowledge, text.chars().count(), std::cmp::Reverse(text))));
            }
        }
        if let Some((_, _, std::cmp::Reverse(text))) = best {
            return Ok(text);
        }
    }
    Ok(local(iri).to_owned())
}

/// A topic and all below it.
pub(super) fn narrower(store: &Store, topic: &NamedNode) -> Result<FxHashSet<String>, StorageError> {
    let mut out = FxHashSet::from_iter([topic.as_str().to_owned()]);
    let mut open = vec![topic.clone()];
    while let Some(next) = open.pop() {
        for quad in store.quads_for_pattern(None, Some(term::BROADER), Some(TermRef::NamedNode(next.as_ref())), None) {
            if let NamedOrBlankNode::NamedNode(below) = quad?.subject
                && out.insert(below.as_str().to_owned())
            {
                open.push(below);
            }
        }
    }
    Ok(out)
}

/// The words of a claim's evidence.
pub(super) fn quote(store: &Store, claim: &str) -> Result<Option<String>, StorageError> {
    let (evidence, quote) = (dem("evidence"), dem("quote"));
    let claim = NamedNodeRef::new_unchecked(claim);
    for quad in store.quads_for_pattern(Some(claim.into()), Some(evidence.as_ref()), None, None) {
        if let Term::NamedNode(passage) = quad?.object
            && let Some(found) = store.quads_for_pattern(Some(passage.as_ref().into()), Some(quote.as_ref()), None, None).next()
            && let Term::Literal(words) = found?.object
        {
            return Ok(Some(words.value().to_owned()));
        }
    }
    Ok(None)
}
