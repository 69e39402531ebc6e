//! Statements in the analysts' sense: an actor, a concept, a sign; and which of them are wanted.

use oxigraph::store::Store;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::NetworkError;
use super::corpus::{Corpus, Id, narrower};
use super::options::{Basis, Concept, Duplicates, Family, Options, Qualifier};
use crate::query::Resolver;

/// Something an actor says, or joins, about a concept.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    /// The stance; of documents joined the alignment.
    pub(super) claim: Id,
    /// The alignment by which it is joined.
    pub(super) alignment: Option<Id>,
    pub(super) document: Id,
    pub(super) actor: Id,
    pub(super) concept: Id,
    pub(super) attitude: Option<Id>,
    pub(super) family: Option<Family>,
    pub(super) negated: bool,
    /// 0 disagreement, 1 neither, 2 agreement.
    pub(super) sign: usize,
    pub(super) joined: bool,
    /// What makes it: those that share it speak jointly.
    pub(super) unit: Id,
    topics: Vec<Id>,
}

/// How many statements a filter left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The filter, as in `forum OSCE`.
    pub filter: String,
    /// Statements left.
    pub left: usize,
}

/// What is left of the statements, filter by filter.
#[derive(Debug, Default)]
pub(super) struct Funnel {
    pub(super) statements: Vec<Statement>,
    pub(super) steps: Vec<Step>,
}

impl Funnel {
    fn keep(&mut self, filter: String, keep: impl FnMut(&Statement) -> bool) {
        self.statements.retain(keep);
        self.steps.push(Step { filter, left: self.statements.len() });
    }

    /// Reads the statements and applies the filters of the options, in the order of date, document and claim.
    pub(super) fn new(corpus: &Corpus, store: &Store, options: &Options) -> Result<Self, NetworkError> {
        let mut out = Self::default();
        if options.basis != Basis::Joined {
            explicit(corpus, options, &mut out.statements);
        }
        if options.basis != Basis::Explicit {
            joined(corpus, options, &mut out.statements);
        }
        out.steps.push(Step { filter: format!("{} statements with {}", options.basis, article(options.concept)), left: out.statements.len() });
        let resolver = Resolver::new(store);
        let resolve = |option: &'static str, parameter: &str, names: &[String]| -> Result<FxHashSet<Id>, NetworkError> {
            let mut ids = FxHashSet::default();
            for name in names {
                let found = resolver.resolve(parameter, name).map_err(|source| NetworkError::Name { option, source })?;
                ids.extend(corpus.find(found.iri.as_str()));
            }
            Ok(ids)
        };
        let told = |option: &str, names: &[String]| format!("{option} {}", names.join(", "));
        if !options.forum.is_empty() {
            let wanted = resolve("forum", "forum", &options.forum)?;
            out.keep(told("forum", &options.forum), |s| corpus.documents[&s.document].forums.iter().any(|f| wanted.contains(f)));
        }
        if !options.kind_of_document.is_empty() {
            let wanted = resolve("kind", "kind", &options.kind_of_document)?;
            out.keep(told("kind", &options.kind_of_document), |s| corpus.documents[&s.document].kind.is_some_and(|k| wanted.contains(&k)));
        }
        if !options.topic.is_empty() {
            let mut wanted = FxHashSet::default();
            for name in &options.topic {
                let topic = resolver.resolve("topic", name).map_err(|source| NetworkError::Name { option: "topic", source })?;
                wanted.extend(narrower(store, &topic.iri)?.iter().filter_map(|iri| corpus.find(iri)));
            }
            let concept = options.concept == Concept::Topic;
            out.keep(told("topic", &options.topic), |s| if concept { wanted.contains(&s.concept) } else { s.topics.iter().any(|t| wanted.contains(t)) });
        }
        if !options.actor.is_empty() {
            let wanted = resolve("actor", "actor", &options.actor)?;
            out.keep(told("actor", &options.actor), |s| wanted.contains(&s.actor));
        }
        if !options.actor_type.is_empty() {
            let wanted: Vec<String> = options.actor_type.iter().map(|t| t.to_lowercase()).collect();
            out.keep(told("actor-type", &options.actor_type), |s| corpus.class(s.actor).is_some_and(|class| wanted.iter().any(|w| *w == class.to_lowercase())));
        }
        if !options.family.is_empty() {
            let words: Vec<String> = options.family.iter().map(ToString::to_string).collect();
            out.keep(told("family", &words), |s| s.family.is_some_and(|f| options.family.contains(&f)));
        }
        if options.qualifier() != Qualifier::Ignore {
            out.keep(format!("qualifier {} (takes a side)", options.qualifier()), |s| s.sign != 1);
        }
        out.dates(corpus, options);
        out.once(corpus, options);
        if options.least > 1 {
            out.least(options.least);
        }
        Ok(out)
    }

    fn dates(&mut self, corpus: &Corpus, options: &Options) {
        let days = |s: &Statement| corpus.documents[&s.document].days.as_ref();
        if let Some(since) = options.since.map(|d| d.to_string()) {
            self.keep(format!("since {since}"), |s| days(s).is_some_and(|d| d.0 >= since));
        }
        if let Some(until) = options.until.map(|d| d.to_string()) {
            self.keep(format!("until {until}"), |s| days(s).is_some_and(|d| d.1 <= until));
        }
        if options.window.is_some() {
            self.keep("window (has a date)".to_owned(), |s| days(s).is_some());
        }
    }

    // The first of those that are the same stays.
    fn once(&mut self, corpus: &Corpus, options: &Options) {
        let date = |s: &Statement| corpus.documents[&s.document].days.as_ref();
        self.statements.sort_by_cached_key(|s| {
            let [document, claim, actor, concept] = [s.document, s.claim, s.actor, s.concept].map(|id| corpus.name(id).to_owned());
            (date(s).cloned(), document, claim, s.joined, actor, concept)
        });
        if options.duplicates == Duplicates::All {
            return;
        }
        let signed = options.qualifier() != Qualifier::Ignore || options.kind == super::Kind::Events;
        let mut seen = FxHashSet::default();
        self.keep(format!("duplicates {}", options.duplicates), |s| {
            let period = period(options.duplicates, s.document, date(s));
            seen.insert((period, s.joined, s.actor, s.concept, if signed { s.sign } else { 0 }))
        });
    }

    fn least(&mut self, least: u64) {
        let mut counts: FxHashMap<(bool, bool, Id), u64> = FxHashMap::default();
        let keys = |s: &Statement| [(s.joined, true, s.actor), (s.joined, false, s.concept)];
        for key in self.statements.iter().flat_map(keys) {
            *counts.entry(key).or_default() += 1;
        }
        self.keep(format!("least {least}"), |s| keys(s).iter().all(|key| counts[key] >= least));
    }
}

fn article(concept: Concept) -> &'static str {
    match concept {
        Concept::Topic => "a topic",
        Concept::Entity => "an entity",
        Concept::Event => "an event",
        Concept::Attitude => "an attitude",
        Concept::Document => "a document",
    }
}

// What statements of one period share. A document dated less precisely than the period, or not at all, is a period of its own.
fn period(duplicates: Duplicates, document: Id, days: Option<&(String, String)>) -> Result<String, Id> {
    let week = |day: &str| {
        let date = day.parse::<jiff::civil::Date>().ok()?.iso_week_date();
        Some(format!("{}-W{:02}", date.year(), date.week()))
    };
    let name = |day: &str| match duplicates {
        Duplicates::Week => week(day),
        Duplicates::Month => day.get(..7).map(str::to_owned),
        Duplicates::Year => day.get(..4).map(str::to_owned),
        Duplicates::Range => Some(String::new()),
        Duplicates::All | Duplicates::Document => None,
    };
    if duplicates == Duplicates::Range {
        return Ok(String::new());
    }
    match days.map(|(first, last)| (name(first), name(last))) {
        Some((Some(first), Some(last))) if first == last => Ok(first),
        _ => Err(document),
    }
}

fn sign(options: &Options, family: Option<Family>, negated: bool) -> usize {
    let Some(family) = family else { return 1 };
    match (options.agree.contains(&family), options.disagree.contains(&family)) {
        (true, _) => {
            if negated {
                0
            } else {
                2
            }
        }
        (_, true) => {
            if negated {
                2
            } else {
                0
            }
        }
        _ => 1,
    }
}

fn concepts(corpus: &Corpus, concept: Concept, stance: &super::corpus::Stance) -> Vec<Id> {
    let targets = |fits: fn(&str) -> bool| stance.targets.iter().copied().filter(|t| corpus.class(*t).is_some_and(fits)).collect();
    match concept {
        Concept::Topic => stance.topics.clone(),
        Concept::Attitude => vec![stance.attitude],
        Concept::Entity => targets(|c| !matches!(c, "Event" | "Meeting" | "Document")),
        Concept::Event => targets(|c| matches!(c, "Event" | "Meeting")),
        Concept::Document => targets(|c| matches!(c, "Agreement" | "Document")),
    }
}

fn explicit(corpus: &Corpus, options: &Options, out: &mut Vec<Statement>) {
    for stance in &corpus.stances {
        if !corpus.documents.contains_key(&stance.document) {
            continue;
        }
        for concept in concepts(corpus, options.concept, stance) {
            out.extend(stance.holders.iter().filter(|h| **h != concept).map(|&actor| Statement {
                claim: stance.claim,
                alignment: None,
                document: stance.document,
                actor,
                concept,
                attitude: Some(stance.attitude),
                family: stance.family,
                negated: stance.negated,
                sign: sign(options, stance.family, stance.negated),
                joined: false,
                unit: stance.claim,
                topics: stance.topics.clone(),
            }));
        }
    }
}

// Who aligns with a document joins the stances of those in whose name it speaks, and of nobody else that it quotes.
fn joined(corpus: &Corpus, options: &Options, out: &mut Vec<Statement>) {
    for alignment in &corpus.alignments {
        let Some(source) = corpus.documents.get(&alignment.document) else { continue };
        let of = Statement {
            claim: alignment.claim,
            alignment: Some(alignment.claim),
            document: alignment.document,
            actor: alignment.actor,
            concept: alignment.document,
            attitude: None,
            family: None,
            negated: false,
            sign: 2,
            joined: true,
            unit: alignment.document,
            topics: Vec::new(),
        };
        let told = corpus.told.get(&alignment.document).into_iter().flatten().map(|at| &corpus.stances[*at]);
        let told = told.filter(|s| s.holders.iter().any(|h| source.issuers.contains(h)) && !s.holders.contains(&alignment.actor));
        if options.concept == Concept::Document {
            let mut topics: Vec<Id> = told.flat_map(|s| s.topics.iter().copied()).collect();
            topics.sort_unstable();
            topics.dedup();
            out.push(Statement { topics, ..of });
            continue;
        }
        for stance in told {
            for concept in concepts(corpus, options.concept, stance).into_iter().filter(|c| *c != alignment.actor) {
                out.push(Statement {
                    claim: stance.claim,
                    concept,
                    attitude: Some(stance.attitude),
                    family: stance.family,
                    negated: stance.negated,
                    sign: sign(options, stance.family, stance.negated),
                    unit: stance.claim,
                    topics: stance.topics.clone(),
                    ..of.clone()
                });
            }
        }
    }
}
