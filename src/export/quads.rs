//! A set of quads in which every term is held once.

use std::ops::Range;

use oxrdf::{GraphName, GraphNameRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, QuadRef, Term, TermRef, TripleRef};
use rustc_hash::FxHashMap;

/// Index of a term.
pub(super) type Id = u32;

/// A set of quads, sorted as the lines of their canonical N-Quads are.
///
/// Terms are held once and numbered in the order of their N-Quads form, so that a quad takes 16 bytes and the order of
/// numbers is the order of the lines: no form of a term with its closing blank is the beginning of another.
#[derive(Debug, Default)]
pub struct QuadSet {
    terms: Vec<Term>,
    // Subject, predicate, object, and graph: 0 the default one, else the number of its name plus one.
    quads: Vec<[Id; 4]>,
}

impl QuadSet {
    /// The set of `quads`, which may come in any order and more than once.
    #[must_use]
    pub fn new(quads: impl IntoIterator<Item = Quad>) -> Self {
        let mut ids: FxHashMap<Term, Id> = FxHashMap::default();
        let mut id = |term: Term| {
            let next = ids.len() as Id;
            *ids.entry(term).or_insert(next)
        };
        let mut out: Vec<[Id; 4]> = quads
            .into_iter()
            .map(|q| {
                let graph = match q.graph_name {
                    GraphName::DefaultGraph => 0,
                    GraphName::NamedNode(n) => id(n.into()) + 1,
                    GraphName::BlankNode(b) => id(b.into()) + 1,
                };
                [id(subject(q.subject)), id(q.predicate.into()), id(q.object), graph]
            })
            .collect();
        let mut terms: Vec<(Term, Id)> = ids.into_iter().collect();
        terms.sort_by_cached_key(|(term, _)| format!("{term} "));
        let mut ranks = vec![0; terms.len()];
        for (rank, (_, id)) in terms.iter().enumerate() {
            ranks[*id as usize] = rank as Id;
        }
        for [s, p, o, g] in &mut out {
            for id in [s, p, o] {
                *id = ranks[*id as usize];
            }
            if *g > 0 {
                *g = ranks[*g as usize - 1] + 1;
            }
        }
        out.sort_unstable();
        out.dedup();
        Self { terms: terms.into_iter().map(|(term, _)| term).collect(), quads: out }
    }

    /// Number of quads.
    #[must_use]
    pub fn len(&self) -> usize {
        self.quads.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.quads.is_empty()
    }

    /// Number of triples when the graphs are merged.
    #[must_use]
    pub fn triples_len(&self) -> usize {
        self.triples().count()
    }

    /// The quads in canonical order.
    pub fn iter(&self) -> impl Iterator<Item = QuadRef<'_>> {
        self.quads.iter().map(|&[s, p, o, g]| {
            let t = self.triple([s, p, o]);
            QuadRef { subject: t.subject, predicate: t.predicate, object: t.object, graph_name: self.graph(g) }
        })
    }

    /// The triples of all graphs in canonical order, each once.
    pub fn triples(&self) -> impl Iterator<Item = TripleRef<'_>> {
        self.spo().map(|spo| self.triple(spo))
    }

    pub(super) fn spo(&self) -> impl Iterator<Item = [Id; 3]> + '_ {
        let mut last = None;
        self.quads.iter().filter_map(move |&[s, p, o, _]| (last.replace([s, p, o]) != Some([s, p, o])).then_some([s, p, o]))
    }

    pub(super) fn raw(&self) -> &[[Id; 4]] {
        &self.quads
    }

    /// Triples by graph, the default graph first; within a graph in canonical order.
    pub(super) fn by_graph(&self) -> Vec<(Id, Vec<[Id; 3]>)> {
        let mut all: Vec<[Id; 4]> = self.quads.iter().map(|&[s, p, o, g]| [g, s, p, o]).collect();
        all.sort_unstable();
        all.chunk_by(|a, b| a[0] == b[0]).map(|c| (c[0][0], c.iter().map(|q| [q[1], q[2], q[3]]).collect())).collect()
    }

    pub(super) fn term(&self, id: Id) -> &Term {
        &self.terms[id as usize]
    }

    pub(super) fn terms(&self) -> &[Term] {
        &self.terms
    }

    pub(super) fn id(&self, term: TermRef<'_>) -> Option<Id> {
        let key = format!("{term} ");
        self.terms.binary_search_by(|t| format!("{t} ").cmp(&key)).ok().map(|i| i as Id)
    }

    /// The name of the graph numbered `g` in a quad.
    pub(super) fn graph(&self, g: Id) -> GraphNameRef<'_> {
        match g.checked_sub(1).map(|g| self.term(g)) {
            Some(Term::NamedNode(n)) => n.into(),
            Some(Term::BlankNode(b)) => b.into(),
            Some(Term::Literal(_)) | None => GraphNameRef::DefaultGraph,
        }
    }

    /// Objects of a subject and predicate over all graphs, each once, in canonical order.
    pub(super) fn objects(&self, s: Id, p: Id) -> impl Iterator<Item = Id> + '_ {
        let mut last = None;
        self.quads[self.range([s, p])].iter().filter_map(move |q| (last.replace(q[2]) != Some(q[2])).then_some(q[2]))
    }

    fn range(&self, [s, p]: [Id; 2]) -> Range<usize> {
        let start = self.quads.partition_point(|q| [q[0], q[1]] < [s, p]);
        let len = self.quads[start..].partition_point(|q| [q[0], q[1]] == [s, p]);
        start..start + len
    }

    fn triple(&self, [s, p, o]: [Id; 3]) -> TripleRef<'_> {
        let subject = match self.term(s) {
            Term::BlankNode(b) => NamedOrBlankNodeRef::BlankNode(b.as_ref()),
            other => NamedOrBlankNodeRef::NamedNode(named(other)),
        };
        TripleRef { subject, predicate: named(self.term(p)), object: self.term(o).as_ref() }
    }
}

impl FromIterator<Quad> for QuadSet {
    fn from_iter<I: IntoIterator<Item = Quad>>(quads: I) -> Self {
        Self::new(quads)
    }
}

fn subject(term: NamedOrBlankNode) -> Term {
    match term {
        NamedOrBlankNode::NamedNode(n) => n.into(),
        NamedOrBlankNode::BlankNode(b) => b.into(),
    }
}

// Subjects and predicates were taken from quads, hence are no literals.
fn named(term: &Term) -> oxrdf::NamedNodeRef<'_> {
    match term {
        Term::NamedNode(n) => n.as_ref(),
        _ => oxrdf::NamedNodeRef::new_unchecked(""),
    }
}
