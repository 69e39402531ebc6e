//! Networks of who speaks how on what, in the vocabulary of
//! [Discourse Network Analyzer](https://github.com/leifeld/dna): statements of actors on concepts with a sign, one-mode
//! and two-mode networks, qualifiers, normalisations, duplicates, windows of time (`docs/network.md` has the formulas).
//!
//! [`Options`] say what is wanted, a [`Corpus`] is what a store holds, [`networks`] counts, and [`Networks::write`]
//! gives a file; [`answer`] does it all for pairs of names and values, as in an address.

mod answer;
mod corpus;
mod count;
mod error;
mod options;
mod statements;
#[cfg(test)]
mod tests;
mod windows;
mod write;

pub use answer::{Answer, answer};
pub use corpus::Corpus;
pub use count::Tie;
pub use error::NetworkError;
pub use options::{Basis, Concept, Duplicates, Family, Joint, Kind, Normalisation, OPTIONS, Options, Qualifier, Span, Unit};
pub use statements::Step;
pub use write::Format;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use oxigraph::store::Store;
use rustc_hash::FxHashMap;
use serde::Serialize;

use corpus::{Id, label, quote};
use count::{Point, Ties};
use statements::{Funnel, Statement};

/// An actor or concept.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Node {
    /// Its IRI.
    pub id: String,
    /// Its name.
    pub label: String,
    /// `actor` or `concept`.
    pub mode: &'static str,
    /// Local name of its class, such as `State`; of concepts that are none of the world's things `Topic` or `Attitude`.
    pub class: &'static str,
    /// Its explicit statements.
    pub explicit: u64,
    /// The statements it joined.
    pub joined: u64,
}

/// Two nodes that are joined.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Edge {
    /// IRI of the one; in two-mode networks the actor.
    pub source: String,
    /// IRI of the other; in two-mode networks the concept.
    pub target: String,
    /// By what both say themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explicit: Option<Tie>,
    /// By what both joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined: Option<Tie>,
}

/// The network of all days, or of a window.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Network {
    /// First and last day of the window.
    pub window: Option<(Date, Date)>,
    /// Statements counted.
    pub statements: usize,
    /// Sorted by mode, then IRI.
    pub nodes: Vec<Node>,
    /// Sorted by source, then target.
    pub edges: Vec<Edge>,
}

/// A statement, as a row of a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// Date of the document, as precise as printed.
    pub date: Option<String>,
    /// IRI of the document.
    pub document: String,
    /// IRI of the actor.
    pub actor: String,
    /// Its name.
    pub actor_label: String,
    /// IRI of the concept.
    pub concept: String,
    /// Its name.
    pub concept_label: String,
    /// 1 agreement, -1 disagreement, 0 neither.
    pub qualifier: i64,
    /// Local name of the attitude.
    pub attitude: Option<String>,
    /// Its family.
    pub family: Option<Family>,
    /// Whether the attitude is denied.
    pub negated: bool,
    /// `explicit` or `joined`.
    pub basis: Basis,
    /// IRI of the stance, or of the alignment with a document.
    pub claim: String,
    /// IRI of the alignment by which it is joined.
    pub alignment: Option<String>,
    /// The sentence of the claim, verbatim.
    pub quote: Option<String>,
}

/// What was asked for, and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Networks {
    /// What was asked for.
    pub options: Options,
    /// Statements left by each filter, in order.
    pub steps: Vec<Step>,
    /// Why there is nothing, if there is nothing.
    pub empty: Option<String>,
    /// One, or one for each window; none for a list of statements.
    pub networks: Vec<Network>,
    /// The statements, if a list of them was asked for.
    pub events: Vec<Event>,
}

/// Counts.
///
/// # Errors
/// Options do not go together, a name means nothing, or the store cannot be read.
pub fn networks(corpus: &Corpus, store: &Store, options: &Options) -> Result<Networks, NetworkError> {
    options.check()?;
    let Funnel { statements, steps } = Funnel::new(corpus, store, options)?;
    let mut out = Networks { options: options.clone(), steps, empty: None, networks: Vec::new(), events: Vec::new() };
    let mut labels = Labels { corpus, store, known: FxHashMap::default() };
    if options.kind == Kind::Events {
        out.events = statements.iter().map(|s| event(corpus, store, s, &mut labels)).collect::<Result<_, _>>()?;
    } else {
        let days = |s: &Statement| {
            let (first, last) = corpus.documents[&s.document].days.as_ref()?;
            Some((first.parse::<Date>().ok()?, last.parse::<Date>().ok()?))
        };
        let spans: Vec<Option<(Date, Date)>> = statements.iter().map(days).collect();
        let mut windows = vec![None];
        if let Some(size) = options.window {
            let first = options.since.or_else(|| spans.iter().flatten().map(|s| s.0).min());
            let last = options.until.or_else(|| spans.iter().flatten().map(|s| s.1).max());
            windows = match first.zip(last) {
                Some((first, last)) => windows::windows(first, last, size, options.step)?.into_iter().map(Some).collect(),
                None => Vec::new(),
            };
        }
        let mut within_any = 0;
        for window in windows {
            let within = |span: &Option<(Date, Date)>| window.is_none_or(|w: (Date, Date)| span.is_some_and(|s| s.0 >= w.0 && s.1 <= w.1));
            let chosen: Vec<&Statement> = statements.iter().zip(&spans).filter(|(_, span)| within(span)).map(|(s, _)| s).collect();
            within_any += chosen.len();
            out.networks.push(network(corpus, options, window, &chosen, &mut labels)?);
        }
        if options.window.is_some() && within_any == 0 && !statements.is_empty() {
            out.steps.push(Step { filter: "window (dated as precisely)".to_owned(), left: 0 });
        }
    }
    out.empty = why_empty(&out, statements.len());
    Ok(out)
}

fn why_empty(found: &Networks, statements: usize) -> Option<String> {
    if !found.events.is_empty() || found.networks.iter().any(|n| !n.edges.is_empty()) {
        return None;
    }
    if let Some(at) = found.steps.iter().position(|s| s.left == 0) {
        let before = at.checked_sub(1).map(|b| &found.steps[b]);
        return Some(match before {
            None => format!("the store holds no {}", found.steps[at].filter),
            Some(before) => format!("`{}` left none of {} statements", found.steps[at].filter, before.left),
        });
    }
    let options = &found.options;
    let ends = match options.kind {
        Kind::Actors => "no two actors",
        Kind::Concepts => "no two concepts",
        Kind::TwoMode | Kind::Events => "no actor and concept",
    };
    let mut conditions = vec![format!("qualifier {}", options.qualifier())];
    if options.joint == Joint::Exclude {
        conditions.push("joint exclude".into());
    }
    if options.min_weight > 0.0 {
        conditions.push(format!("min-weight {}", options.min_weight));
    }
    Some(format!("{statements} statements are left, but {ends} are joined with {}", conditions.join(" and ")))
}

struct Labels<'a> {
    corpus: &'a Corpus,
    store: &'a Store,
    known: FxHashMap<Id, String>,
}

impl Labels<'_> {
    fn of(&mut self, id: Id) -> Result<String, NetworkError> {
        if let Some(label) = self.known.get(&id) {
            return Ok(label.clone());
        }
        let label = label(self.store, self.corpus.name(id))?;
        self.known.insert(id, label.clone());
        Ok(label)
    }
}

fn network(
    corpus: &Corpus,
    options: &Options,
    window: Option<(Date, Date)>,
    statements: &[&Statement],
    labels: &mut Labels<'_>,
) -> Result<Network, NetworkError> {
    let ties = |joined: bool| -> Ties {
        let points = statements.iter().filter(|s| s.joined == joined).map(|s| {
            let (row, column) = if options.kind == Kind::Concepts { (s.concept, s.actor) } else { (s.actor, s.concept) };
            Point { row, column, sign: s.sign, unit: s.unit }
        });
        let points: Vec<Point> = points.collect();
        let mut ties = if options.kind == Kind::TwoMode {
            count::two_mode(&points, options.qualifier(), options.normalisation)
        } else {
            count::one_mode(&points, options.qualifier(), options.normalisation, options.joint)
        };
        ties.retain(|_, tie| tie.weight != 0.0 && tie.weight.abs() >= options.min_weight);
        ties
    };
    let mut edges: BTreeMap<(&str, &str), Edge> = BTreeMap::new();
    for joined in [false, true] {
        for ((a, b), tie) in ties(joined) {
            let (mut a, mut b) = (corpus.name(a), corpus.name(b));
            if options.kind != Kind::TwoMode && a > b {
                (a, b) = (b, a);
            }
            let edge = edges.entry((a, b)).or_insert_with(|| Edge { source: a.to_owned(), target: b.to_owned(), explicit: None, joined: None });
            *(if joined { &mut edge.joined } else { &mut edge.explicit }) = Some(tie);
        }
    }
    let mut counts: BTreeMap<(bool, &str), (Id, [u64; 2])> = BTreeMap::new();
    for s in statements {
        for (concept, id) in [(false, s.actor), (true, s.concept)] {
            if options.kind == Kind::TwoMode || concept == (options.kind == Kind::Concepts) {
                counts.entry((concept, corpus.name(id))).or_insert((id, [0; 2])).1[usize::from(s.joined)] += 1;
            }
        }
    }
    // In two-mode networks one thing may be an actor here and a concept there.
    let modes = (options.kind == Kind::Concepts, options.kind != Kind::Actors);
    let ends: BTreeSet<(bool, &str)> = edges.keys().flat_map(|(a, b)| [(modes.0, *a), (modes.1, *b)]).collect();
    let nodes = counts.into_iter().filter(|(key, _)| options.isolates || ends.contains(key));
    let nodes = nodes.map(|((concept, iri), (id, [explicit, joined]))| {
        let class = match (concept, options.concept) {
            (true, Concept::Topic) => "Topic",
            (true, Concept::Attitude) => "Attitude",
            _ => corpus.class(id).unwrap_or("Actor"),
        };
        let mode = if concept { "concept" } else { "actor" };
        Ok(Node { id: iri.to_owned(), label: labels.of(id)?, mode, class, explicit, joined })
    });
    let nodes = nodes.collect::<Result<_, NetworkError>>()?;
    Ok(Network { window, statements: statements.len(), nodes, edges: edges.into_values().collect() })
}

fn event(corpus: &Corpus, store: &Store, s: &Statement, labels: &mut Labels<'_>) -> Result<Event, NetworkError> {
    let name = |id: Id| corpus.name(id).to_owned();
    Ok(Event {
        date: corpus.documents[&s.document].date.clone(),
        document: name(s.document),
        actor: name(s.actor),
        actor_label: labels.of(s.actor)?,
        concept: name(s.concept),
        concept_label: labels.of(s.concept)?,
        qualifier: s.sign as i64 - 1,
        attitude: s.attitude.map(|a| crate::vocab::local(corpus.name(a)).to_owned()),
        family: s.family,
        negated: s.negated,
        basis: if s.joined { Basis::Joined } else { Basis::Explicit },
        claim: name(s.claim),
        alignment: s.alignment.map(name),
        quote: quote(store, corpus.name(s.claim))?,
    })
}
