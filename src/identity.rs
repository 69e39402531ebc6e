//! Which events of several documents are one: a graph derived from all others, the same for any order of documents.
//!
//! Two events agree when they are of one type, in one place, and their dates say the same as far as both go ("June 2022"
//! and "5 June 2022"). How much must agree is data: `dem:sameWhen` of the event type. Types without it are never joined,
//! nor are events without a date or a place. An event that agrees with two others which do not agree with each other is
//! joined with neither: the pairs are listed as `dem:candidatePair`, for people to decide.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::{GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term};
use oxigraph::store::{StorageError, Store};
use rustc_hash::FxHashMap;

use crate::graph::{identity_graph, knowledge_graph};
use crate::vocab::{dem, term};

/// What must agree for two events of a type to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Policy {
    /// Type, place and date: a referendum.
    Place,
    /// And no word of one name may be missing from the other, whichever has more: an election, presidential or not.
    Words,
    /// And the names must be the same: a meeting.
    Name,
}

impl Policy {
    fn of(value: &str) -> Option<Self> {
        match value {
            "place-and-date" => Some(Self::Place),
            "place-date-and-words" => Some(Self::Words),
            "place-date-and-name" => Some(Self::Name),
            _ => None,
        }
    }
}

/// First and last day, as numbers that sort; a month or year covers all its days.
type Days = (i32, i32);

// All that is compared; events that are alike in it are one without further question.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Likeness {
    days: Days,
    states: BTreeSet<String>,
    places: BTreeSet<String>,
    words: BTreeSet<String>,
}

/// The identity graph of a store: `owl:sameAs` and `dem:canonical` from each event to the most precise one that it is the
/// same as, and `dem:candidatePair` where that cannot be decided; sorted.
///
/// # Errors
///
/// The store cannot be read.
pub fn quads(store: &Store) -> Result<Vec<Quad>, StorageError> {
    let reader = Reader { store, states: FxHashMap::default() };
    let mut out = Vec::new();
    for group in reader.groups()?.into_values() {
        decide(group, &mut out);
    }
    out.sort_by_cached_key(ToString::to_string);
    out.dedup();
    Ok(out)
}

// An event and the document that tells it.
type Told = (String, String);

// Events of one type, state and year, by likeness; and what must agree.
struct Group {
    policy: Policy,
    events: BTreeMap<Likeness, BTreeSet<Told>>,
}

struct Reader<'s> {
    store: &'s Store,
    // Place → the states it lies in.
    states: FxHashMap<String, Vec<String>>,
}

impl Reader<'_> {
    fn groups(mut self) -> Result<BTreeMap<(String, String, i32), Group>, StorageError> {
        let mut groups: BTreeMap<(String, String, i32), Group> = BTreeMap::new();
        for (kind, policy) in self.policies()? {
            let typed = self.store.quads_for_pattern(None, Some(dem("eventType").as_ref()), Some(kind.as_ref().into()), None);
            for quad in typed {
                let quad = quad?;
                let NamedOrBlankNode::NamedNode(event) = quad.subject else { continue };
                let Some(likeness) = self.likeness(&event, quad.graph_name.as_ref(), policy)? else { continue };
                let year = likeness.days.0 / 10_000;
                // In one of its states only, so that no pair is looked at twice; a pair must share its first one.
                let Some(first) = likeness.states.first().or(likeness.places.first()) else { continue };
                let key = (kind.as_str().to_owned(), first.clone(), year);
                let group = groups.entry(key).or_insert_with(|| Group { policy, events: BTreeMap::new() });
                group.events.entry(likeness).or_default().insert((event.into_string(), quad.graph_name.to_string()));
            }
        }
        Ok(groups)
    }

    fn policies(&self) -> Result<Vec<(NamedNode, Policy)>, StorageError> {
        let mut out = Vec::new();
        for quad in self.store.quads_for_pattern(None, Some(dem("sameWhen").as_ref()), None, Some(knowledge_graph().as_ref().into())) {
            let quad = quad?;
            if let (NamedOrBlankNode::NamedNode(kind), Term::Literal(value)) = (quad.subject, quad.object) {
                out.extend(Policy::of(value.value()).map(|policy| (kind, policy)));
            }
        }
        Ok(out)
    }

    fn likeness(&mut self, event: &NamedNode, graph: GraphNameRef<'_>, policy: Policy) -> Result<Option<Likeness>, StorageError> {
        let (mut days, mut states, mut places) = (None, BTreeSet::new(), BTreeSet::new());
        let mut words = BTreeSet::new();
        let (date, place) = (dem("date"), dem("place"));
        for quad in self.store.quads_for_pattern(Some(NamedOrBlankNodeRef::NamedNode(event.as_ref())), None, None, Some(graph)) {
            let quad = quad?;
            match quad.object {
                Term::Literal(value) if quad.predicate == date => days = self::days(value.value()),
                Term::NamedNode(at) if quad.predicate == place => {
                    let within = self.states_of(at.as_ref())?;
                    if within.is_empty() || within != [at.as_str()] {
                        places.insert(at.into_string());
                    }
                    states.extend(within);
                }
                Term::Literal(label) if quad.predicate == term::LABEL => words = self::words(label.value(), policy),
                _ => {}
            }
        }
        Ok(days.filter(|_| !states.is_empty() || !places.is_empty()).map(|days| Likeness { days, states, places, words }))
    }

    // The states a place lies in; a state lies in itself.
    fn states_of(&mut self, place: NamedNodeRef<'_>) -> Result<Vec<String>, StorageError> {
        if let Some(known) = self.states.get(place.as_str()) {
            return Ok(known.clone());
        }
        let mut out = BTreeSet::new();
        let mut open = vec![(place.into_owned(), 0)];
        let (state, located) = (dem("State"), dem("locatedIn"));
        while let Some((at, depth)) = open.pop() {
            let is_state = self.store.quads_for_pattern(Some(at.as_ref().into()), Some(term::TYPE), Some(state.as_ref().into()), None);
            if is_state.take(1).count() > 0 {
                out.insert(at.as_str().to_owned());
            } else if depth < 4 {
                let graph = knowledge_graph();
                for quad in self.store.quads_for_pattern(Some(at.as_ref().into()), Some(located.as_ref()), None, Some(graph.as_ref().into())) {
                    if let Term::NamedNode(next) = quad?.object {
                        open.push((next, depth + 1));
                    }
                }
            }
        }
        let out: Vec<_> = out.into_iter().collect();
        self.states.insert(place.as_str().to_owned(), out.clone());
        Ok(out)
    }
}

fn decide(group: Group, out: &mut Vec<Quad>) {
    let policy = group.policy;
    let kinds: Vec<(Likeness, BTreeSet<Told>)> = group.events.into_iter().collect();
    let mut agreeing = vec![Vec::new(); kinds.len()];
    for a in 0..kinds.len() {
        for b in a + 1..kinds.len() {
            if agree(&kinds[a].0, &kinds[b].0, policy) {
                agreeing[a].push(b);
                agreeing[b].push(a);
            }
        }
    }
    // Between two that do not agree with each other, one that agrees with both cannot choose. Without all such, those
    // that agree form closed circles, for a chain has such a one in its middle.
    let torn: Vec<bool> = agreeing.iter().map(|with| with.iter().any(|a| with.iter().any(|b| a < b && !agreeing[*a].contains(b)))).collect();
    let mut done = vec![false; kinds.len()];
    for at in 0..kinds.len() {
        for &other in agreeing[at].iter().filter(|o| at < **o) {
            if torn[at] || torn[other] {
                pair(&kinds[at].1, &kinds[other].1, out);
            }
        }
        if done[at] {
            continue;
        }
        let mut circle = vec![at];
        if !torn[at] {
            circle.extend(agreeing[at].iter().copied().filter(|o| !torn[*o]));
        }
        circle.iter().for_each(|&c| done[c] = true);
        join(circle.iter().map(|&c| &kinds[c]), out);
    }
}

// One event stands for all: the most precise in date, then in place, then in name, then the first by IRI.
// What one document tells as two is two: who else tells one of them is not decided.
fn join<'a>(circle: impl Iterator<Item = &'a (Likeness, BTreeSet<Told>)> + Clone, out: &mut Vec<Quad>) {
    let precision = |l: &Likeness| (l.days.1 - l.days.0, std::cmp::Reverse((l.places.len(), l.states.len(), l.words.len())));
    let best = circle.clone().min_by(|a, b| precision(&a.0).cmp(&precision(&b.0)).then_with(|| a.1.first().cmp(&b.1.first())));
    let Some((canonical, told_by)) = best.and_then(|(_, events)| events.first()) else { return };
    let documents: Vec<_> = circle.clone().flat_map(|(_, events)| events).map(|(_, document)| document).collect();
    let twins = documents.iter().collect::<BTreeSet<_>>().len() < documents.len();
    for (event, document) in circle.flat_map(|(_, events)| events).filter(|(e, _)| e != canonical) {
        if twins {
            if document != told_by {
                out.push(quad(event.min(canonical), dem("candidatePair"), event.max(canonical)));
            }
            continue;
        }
        out.push(quad(event, term::SAME_AS.into_owned(), canonical));
        out.push(quad(event, dem("canonical"), canonical));
    }
}

// Each of one side with the first of the other is enough to find both; all pairs would be too many.
fn pair(one: &BTreeSet<Told>, other: &BTreeSet<Told>, out: &mut Vec<Quad>) {
    if let (Some((a, x)), Some((b, y))) = (one.first(), other.first())
        && x != y
    {
        out.push(quad(a.min(b), dem("candidatePair"), a.max(b)));
    }
}

fn quad(subject: &str, predicate: NamedNode, object: &str) -> Quad {
    let graph = GraphName::NamedNode(identity_graph());
    Quad::new(NamedNode::new_unchecked(subject), predicate, NamedNode::new_unchecked(object), graph)
}

fn agree(a: &Likeness, b: &Likeness, policy: Policy) -> bool {
    let within = |a: Days, b: Days| b.0 <= a.0 && a.1 <= b.1;
    let dates = within(a.days, b.days) || within(b.days, a.days);
    // A city may be told by its state only; two cities are two places.
    let states = a.states.is_subset(&b.states) || b.states.is_subset(&a.states);
    let places = a.places.is_subset(&b.places) || b.places.is_subset(&a.places);
    let names = match policy {
        Policy::Place => true,
        Policy::Words => a.words.is_subset(&b.words) || b.words.is_subset(&a.words),
        Policy::Name => a.words == b.words,
    };
    dates && states && places && names
}

// `2022`, `2022-06`, `2022-06-05`, or two days with `/` between them.
fn days(lexical: &str) -> Option<Days> {
    let (from, to) = lexical.split_once('/').unwrap_or((lexical, lexical));
    let end = |text: &str, missing: i32| {
        let mut parts = text.split('-').map(|p| p.parse::<i32>().ok());
        let year = parts.next()??;
        let mut next = || parts.next().map_or(Some(missing), |p| p);
        let (month, day) = (next()?, next()?);
        Some(year * 10_000 + month * 100 + day)
    };
    Some((end(from, 0)?, end(to, 99)?))
}

// For a name all words count. Else those that tell one kind from another: small letters, no numbers, no short ones, so
// that neither the date nor the place nor "in" and "of" are among them; plurals are the same word.
fn words(label: &str, policy: Policy) -> BTreeSet<String> {
    let all = label.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let fold = |word: &str| {
        let word = word.to_lowercase();
        word.strip_suffix('s').filter(|w| w.len() > 3 && !w.ends_with('s')).map_or(word.clone(), str::to_owned)
    };
    match policy {
        Policy::Place => BTreeSet::new(),
        Policy::Name => all.map(fold).collect(),
        Policy::Words => all.filter(|w| w.chars().count() > 3 && w.chars().all(char::is_lowercase)).map(fold).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::Literal;

    fn event(store: &Store, name: &str, kind: &str, date: &str, place: &str, label: &str) {
        let node = NamedNode::new_unchecked(format!("https://w3id.org/demarche/id/event/{name}"));
        let graph = GraphName::NamedNode(NamedNode::new_unchecked(format!("https://w3id.org/demarche/id/doc/{}", name.split('#').next().unwrap())));
        let add = |p: NamedNode, o: Term| store.insert(&Quad::new(node.clone(), p, o, graph.clone())).unwrap();
        add(dem("eventType"), NamedNode::new_unchecked(format!("{}{kind}", crate::vocab::EVENT_TYPE)).into());
        add(dem("date"), Literal::from(date).into());
        if !place.is_empty() {
            add(dem("place"), NamedNode::new_unchecked(format!("https://w3id.org/demarche/id/{place}")).into());
        }
        add(term::LABEL.into_owned(), Literal::from(label).into());
    }

    fn store() -> Store {
        let store = Store::new().unwrap();
        let graph = GraphName::NamedNode(knowledge_graph());
        let id = |s: &str| NamedNode::new_unchecked(format!("https://w3id.org/demarche/id/{s}"));
        for (kind, value) in [("referendum", "place-and-date"), ("election", "place-date-and-words"), ("meeting", "place-date-and-name")] {
            let kind = NamedNode::new_unchecked(format!("{}{kind}", crate::vocab::EVENT_TYPE));
            store.insert(&Quad::new(kind, dem("sameWhen"), Literal::from(value), graph.clone())).unwrap();
        }
        for state in ["state/KZ", "state/AL"] {
            store.insert(&Quad::new(id(state), term::TYPE.into_owned(), dem("State"), graph.clone())).unwrap();
        }
        for city in ["place/Astana", "place/Almaty"] {
            store.insert(&Quad::new(id(city), dem("locatedIn"), id("state/KZ"), graph.clone())).unwrap();
        }
        store
    }

    fn found(store: &Store) -> Vec<String> {
        let short = |t: String| t.trim_matches(['<', '>']).rsplit(['/', '#']).next().unwrap().to_owned();
        let quads = quads(store).unwrap();
        let kept = quads.iter().filter(|q| q.predicate != dem("canonical"));
        kept.map(|q| format!("{} {} {}", short(q.subject.to_string()), short(q.predicate.to_string()), short(q.object.to_string()))).collect()
    }

    #[test]
    fn a_month_joins_the_day_within_it_and_the_day_stands_for_both() {
        let s = store();
        event(&s, "a", "referendum", "2022-06", "state/KZ", "a referendum");
        event(&s, "b", "referendum", "2022-06-05", "state/KZ", "the constitutional referendum");
        event(&s, "c", "referendum", "2022-06-05", "state/AL", "a referendum");
        event(&s, "d", "referendum", "2021-06-05", "state/KZ", "a referendum");
        assert_eq!(found(&s), ["a sameAs b"]);
    }

    #[test]
    fn what_one_document_tells_as_two_is_two() {
        let store = store();
        event(&store, "a#1", "referendum", "2022-06-05", "state/KZ", "referendum");
        event(&store, "a#2", "referendum", "2022-06-05", "state/KZ", "local referendum");
        assert!(found(&store).is_empty());
    }

    #[test]
    fn between_two_days_the_month_is_undecided() {
        let s = store();
        event(&s, "a", "referendum", "2022-06", "state/KZ", "");
        event(&s, "b", "referendum", "2022-06-05", "state/KZ", "");
        event(&s, "c", "referendum", "2022-06-12", "state/KZ", "");
        event(&s, "d", "referendum", "2022-06-12", "state/KZ", "");
        assert_eq!(found(&s), ["a candidatePair b", "a candidatePair c", "d sameAs c"]);
    }

    #[test]
    fn a_presidential_election_is_not_a_parliamentary_one() {
        let s = store();
        event(&s, "a", "election", "2022-11-20", "state/KZ", "early presidential elections");
        event(&s, "b", "election", "2022-11-20", "state/KZ", "presidential election of 20 November");
        event(&s, "c", "election", "2022-11-20", "state/KZ", "parliamentary election");
        assert_eq!(found(&s), ["b sameAs a"]);
        event(&s, "d", "election", "2022", "state/KZ", "the election");
        assert_eq!(found(&s), ["a candidatePair d", "b sameAs a", "b candidatePair d", "c candidatePair d"]);
    }

    #[test]
    fn two_cities_are_two_places_and_a_state_may_be_either() {
        let s = store();
        event(&s, "a", "meeting", "2022-11-20", "place/Astana", "the summit");
        event(&s, "b", "meeting", "2022-11-20", "place/Almaty", "the summit");
        event(&s, "c", "meeting", "2022-11-20", "place/Astana", "summit");
        assert_eq!(found(&s), Vec::<String>::new());
        event(&s, "d", "meeting", "2022-11-20", "state/KZ", "The Summit");
        assert_eq!(found(&s), ["a candidatePair d", "b candidatePair d"]);
    }

    #[test]
    fn without_date_place_or_policy_nothing_is_joined() {
        let s = store();
        for name in ["a", "b"] {
            event(&s, &format!("{name}1"), "referendum", "soon", "state/KZ", "");
            event(&s, &format!("{name}2"), "referendum", "2022", "", "");
            event(&s, &format!("{name}3"), "conflict", "2022-01-01", "state/KZ", "");
        }
        assert_eq!(found(&s), Vec::<String>::new());
    }

    #[test]
    fn precision_is_how_many_days_a_date_covers() {
        assert_eq!(days("2022"), Some((20_220_000, 20_229_999)));
        assert_eq!(days("2022-06"), Some((20_220_600, 20_220_699)));
        assert_eq!(days("2022-06-05/2022-06-07"), Some((20_220_605, 20_220_607)));
        assert_eq!(days("June"), None);
    }
}
