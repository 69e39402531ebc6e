//! Claims as quads: one named graph per document, IRIs derived from content.

use oxrdf::{GraphName, Literal, NamedNode, Quad};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use crate::claim::{About, Because, Date, Event, Extraction, MentionKind, Relation, Stance};
use crate::knowledge::{EntityKind, Facts, Knowledge};
use crate::text::{CodePoints, Document, Span};
use crate::vocab::{self, ID, PATTERN, XSD, dem, local, term};

/// IRI of a document, which is also its graph.
#[must_use]
pub fn document_iri(id: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{ID}doc/{id}"))
}

/// IRI of the graph that holds ontology, gazetteer and lexicon.
#[must_use]
pub fn knowledge_graph() -> NamedNode {
    NamedNode::new_unchecked(format!("{ID}graph/knowledge"))
}

/// IRI of the graph that holds cross-document identity.
#[must_use]
pub fn identity_graph() -> NamedNode {
    NamedNode::new_unchecked(format!("{ID}graph/identity"))
}

/// IRI of the graph that holds the PROV activities of the runs.
#[must_use]
pub fn provenance_graph() -> NamedNode {
    NamedNode::new_unchecked(format!("{ID}graph/provenance"))
}

/// The knowledge itself as quads, for stores and exports.
pub fn knowledge_quads(facts: &Facts) -> impl Iterator<Item = Quad> + '_ {
    let graph = knowledge_graph();
    facts.resources().iter().flat_map(move |r| {
        let graph = graph.clone();
        r.properties.iter().map(move |(p, o)| {
            Quad::new(NamedNode::new_unchecked(r.iri.clone()), NamedNode::new_unchecked(p.clone()), o.clone(), GraphName::NamedNode(graph.clone()))
        })
    })
}

/// The quads of one document's graph, sorted and without duplicates.
#[must_use]
pub fn quads(knowledge: &Knowledge, document: &Document, extraction: &Extraction) -> Vec<Quad> {
    let mut writer = Writer::new(knowledge, document, extraction);
    writer.document();
    writer.entities();
    writer.mentions();
    let events = writer.events();
    writer.alignments();
    writer.relations();
    for stance in &extraction.stances {
        writer.stance(stance, &events);
    }
    writer.unresolved();
    writer.finish()
}

struct Writer<'a> {
    knowledge: &'a Knowledge,
    document: &'a Document,
    extraction: &'a Extraction,
    chars: CodePoints<'a>,
    graph: GraphName,
    iri: NamedNode,
    quads: Vec<Quad>,
    terms: FxHashMap<&'static str, NamedNode>,
}

impl<'a> Writer<'a> {
    fn new(knowledge: &'a Knowledge, document: &'a Document, extraction: &'a Extraction) -> Self {
        let iri = document_iri(&document.id);
        Self {
            knowledge,
            document,
            extraction,
            chars: document.chars(),
            graph: GraphName::NamedNode(iri.clone()),
            iri,
            quads: Vec::new(),
            terms: FxHashMap::default(),
        }
    }

    fn term(&mut self, local: &'static str) -> NamedNode {
        self.terms.entry(local).or_insert_with(|| dem(local)).clone()
    }

    fn add(&mut self, s: &NamedNode, p: NamedNode, o: impl Into<oxrdf::Term>) {
        self.quads.push(Quad::new(s.clone(), p, o, self.graph.clone()));
    }

    fn dem(&mut self, s: &NamedNode, p: &'static str, o: impl Into<oxrdf::Term>) {
        let p = self.term(p);
        self.add(s, p, o);
    }

    fn class(&mut self, s: &NamedNode, class: &'static str) {
        let class = self.term(class);
        self.add(s, term::TYPE.into_owned(), class);
    }

    fn node(&self, iri: &str) -> NamedNode {
        NamedNode::new_unchecked(iri)
    }

    fn entity(&self, at: usize) -> NamedNode {
        self.node(&self.extraction.entities[at].iri)
    }

    // A passage of the document: RFC 5147 fragment of its IRI, in code points.
    fn passage(&mut self, span: Span, class: &'static str) -> NamedNode {
        let (start, end) = self.chars.span(span);
        let node = NamedNode::new_unchecked(format!("{}#char={start},{end}", self.iri.as_str()));
        let document = self.iri.clone();
        self.class(&node, class);
        self.dem(&node, "inDocument", document);
        self.dem(&node, "start", integer(start));
        self.dem(&node, "end", integer(end));
        let quote = self.document.slice(span);
        self.dem(&node, "quote", Literal::new_simple_literal(quote));
        node
    }

    fn because(&mut self, node: &NamedNode, because: &Because) {
        let passage = self.passage(because.passage, "Passage");
        self.dem(node, "evidence", passage);
        let rule = self.node(&because.rule);
        self.dem(node, "foundBy", rule);
        let document = self.iri.clone();
        self.dem(node, "inDocument", document);
    }

    fn document(&mut self) {
        let iri = self.iri.clone();
        let head = &self.extraction.head;
        self.class(&iri, "Document");
        self.dem(&iri, "fileName", Literal::new_simple_literal(&self.document.file_name));
        self.dem(&iri, "text", Literal::new_simple_literal(&self.document.text));
        if let Some(url) = &self.document.url {
            self.dem(&iri, "url", Literal::new_simple_literal(url));
        }
        if !head.kind.is_empty() {
            self.dem(&iri, "kind", NamedNode::new_unchecked(format!("{}{}", vocab::KIND, head.kind)));
        }
        for &issuer in &head.issuers {
            self.dem(&iri, "issuer", self.entity(issuer));
        }
        if let Some(forum) = head.forum {
            self.dem(&iri, "forum", self.entity(forum));
        }
        if let Some(number) = &head.meeting {
            self.dem(&iri, "meetingNumber", Literal::new_simple_literal(number));
        }
        if let Some(place) = head.place {
            self.dem(&iri, "place", self.entity(place));
        }
        if let Some(date) = &head.date {
            self.add(&iri, term::ISSUED.into_owned(), date_literal(date));
        }
        if let Some(title) = &head.title {
            self.add(&iri, term::TITLE.into_owned(), Literal::new_simple_literal(title));
        }
        for check in &self.extraction.counts {
            let node = self.passage(check.span, "CountedReference");
            self.dem(&node, "countSaid", integer(check.said));
            self.dem(&node, "countFound", integer(check.found));
        }
    }

    fn entities(&mut self) {
        for entity in &self.extraction.entities {
            let node = self.node(&entity.iri);
            self.class(&node, class_of(entity.kind));
            self.add(&node, term::LABEL.into_owned(), Literal::new_language_tagged_literal_unchecked(&entity.label, "en"));
            if let Some(short) = &entity.short {
                self.dem(&node, "shortName", Literal::new_simple_literal(short));
            }
            if let Some(iso) = entity.known.and_then(|k| self.knowledge.gazetteer.entities[k as usize].iso.as_ref()) {
                self.dem(&node, "isoCode", Literal::new_simple_literal(iso));
            }
        }
    }

    fn mentions(&mut self) {
        for mention in &self.extraction.mentions {
            let class = match mention.kind {
                MentionKind::Name => "Mention",
                MentionKind::Reference => "Reference",
            };
            let node = self.passage(mention.span, class);
            self.dem(&node, "refersTo", self.entity(mention.entity));
            self.dem(&node, "foundBy", self.node(&mention.rule));
        }
    }

    fn events(&mut self) -> Vec<NamedNode> {
        let extraction = self.extraction;
        let mut out = Vec::new();
        for event in &extraction.events {
            let node = self.event_iri(event);
            self.class(&node, if event.kind == "meeting" { "Meeting" } else { "Event" });
            self.class(&node, "Event");
            let kind = NamedNode::new_unchecked(format!("{}{}", vocab::EVENT_TYPE, event.kind));
            self.dem(&node, "eventType", kind);
            if let Some(&span) = event.mentions.first() {
                let label = squeeze(self.document.slice(span));
                self.add(&node, term::LABEL.into_owned(), Literal::new_language_tagged_literal_unchecked(label, "en"));
            }
            if let Some(date) = &event.date {
                self.dem(&node, "date", date_literal(date));
                if let Date::Interval(a, b) = date {
                    self.dem(&node, "begin", date_literal(&Date::Day(a.0, a.1, a.2)));
                    self.dem(&node, "finish", date_literal(&Date::Day(b.0, b.1, b.2)));
                }
            }
            for &place in &event.places {
                self.dem(&node, "place", self.entity(place));
            }
            for &who in &event.participants {
                self.dem(&node, "participant", self.entity(who));
            }
            for &span in &event.mentions {
                let mention = self.passage(span, "Mention");
                self.dem(&mention, "refersTo", node.clone());
                self.dem(&mention, "foundBy", self.node(&event.because.rule));
            }
            self.because(&node, &event.because);
            out.push(node);
        }
        if let Some(at) = extraction.head.forum_event {
            let iri = self.iri.clone();
            self.dem(&iri, "forum", out[at].clone());
        }
        out
    }

    // Type, date and place say which happening it is; the document and the place of its mention keep it apart from the
    // others until identity across documents is decided.
    fn event_iri(&self, event: &Event) -> NamedNode {
        let mut name = event.kind.clone();
        if let Some(date) = &event.date {
            name.push('-');
            name.push_str(&date.lexical().replace('/', "_"));
        }
        for &place in event.places.iter().take(2) {
            name.push('-');
            name.push_str(local(&self.extraction.entities[place].iri));
        }
        let start = event.mentions.first().map_or(0, |m| self.chars.at(m.start));
        let key = hash(&[self.iri.as_str(), &name, &start.to_string()]);
        NamedNode::new_unchecked(format!("{ID}event/{name}-{}", &key[..8]))
    }

    fn alignments(&mut self) {
        for alignment in &self.extraction.alignments {
            let actor = self.entity(alignment.actor);
            let iri = self.iri.clone();
            self.dem(&actor, "alignsWith", iri);
            let key = hash(&[self.iri.as_str(), actor.as_str()]);
            let node = NamedNode::new_unchecked(format!("{ID}alignment/{}", &key[..16]));
            self.class(&node, "Alignment");
            self.dem(&node, "actor", actor);
            self.because(&node, &alignment.because);
        }
    }

    fn relations(&mut self) {
        for Relation { subject, relation, object, title, because } in &self.extraction.relations {
            let (s, o) = (self.entity(*subject), self.entity(*object));
            self.dem(&s, relation, o.clone());
            let key = hash(&[self.iri.as_str(), s.as_str(), relation, o.as_str()]);
            let node = NamedNode::new_unchecked(format!("{ID}relation/{}", &key[..16]));
            self.class(&node, "Relation");
            self.dem(&node, "subject", s);
            self.dem(&node, "relation", dem(relation));
            self.dem(&node, "object", o);
            if let Some(title) = title {
                self.dem(&node, "officeTitle", Literal::new_simple_literal(title));
            }
            self.because(&node, because);
        }
    }

    fn stance(&mut self, stance: &Stance, events: &[NamedNode]) {
        let attitude = &self.knowledge.lexicon.attitudes[stance.attitude];
        let (cue, target) = (self.chars.span(stance.cue), stance.target.map(|t| self.chars.span(t)));
        let holders: Vec<_> = stance.holders.iter().map(|&h| local(&self.extraction.entities[h].iri)).collect();
        let key = hash(&[self.iri.as_str(), &format!("{cue:?}{target:?}"), &attitude.iri, &holders.join(" ")]);
        let node = NamedNode::new_unchecked(format!("{ID}stance/{}", &key[..16]));
        self.class(&node, "Stance");
        self.dem(&node, "attitude", NamedNode::new_unchecked(&attitude.iri));
        let family = dem(stance.family.name());
        if attitude.iri != family.as_str() {
            // Self-contained: a reader of this graph alone still finds the family.
            let concept = NamedNode::new_unchecked(&attitude.iri);
            self.add(&concept, term::BROADER.into_owned(), family);
        }
        self.dem(&node, "polarity", Literal::from(i32::from(stance.polarity)));
        self.dem(&node, "intensity", Literal::from(i32::from(stance.intensity)));
        self.dem(&node, "negated", Literal::from(stance.negated));
        for &h in &stance.holders {
            self.dem(&node, "holder", self.entity(h));
        }
        if let Some(span) = stance.holder_text {
            self.dem(&node, "holderText", Literal::new_simple_literal(squeeze(self.document.slice(span))));
        }
        if let Some(span) = stance.target {
            self.dem(&node, "targetText", Literal::new_simple_literal(squeeze(self.document.slice(span))));
        }
        let edge = attitude.edge.as_ref().filter(|_| !stance.negated).map(|e| NamedNode::new_unchecked(e.as_str()));
        for about in &stance.about {
            let target = match about {
                About::Entity(e) => self.entity(*e),
                About::Event(e) => events[*e].clone(),
            };
            for &h in &stance.holders {
                if let Some(edge) = &edge {
                    let holder = self.entity(h);
                    self.add(&holder, edge.clone(), target.clone());
                }
            }
            self.dem(&node, "target", target);
        }
        for &a in &stance.addressees {
            self.dem(&node, "addressee", self.entity(a));
        }
        if let Some(span) = stance.addressee_text {
            self.dem(&node, "addresseeText", Literal::new_simple_literal(squeeze(self.document.slice(span))));
        }
        for topic in &stance.topics {
            self.dem(&node, "topic", NamedNode::new_unchecked(topic));
        }
        if let Some(modality) = &stance.modality {
            self.dem(&node, "modality", NamedNode::new_unchecked(format!("{}{modality}", vocab::MODALITY)));
        }
        for &r in &stance.reported_by {
            self.dem(&node, "reportedBy", self.entity(r));
        }
        let cue = self.passage(stance.cue, "Passage");
        self.dem(&node, "cue", cue);
        self.because(&node, &stance.because);
    }

    fn unresolved(&mut self) {
        for u in &self.extraction.unresolved {
            let node = self.passage(u.cue, "Unresolved");
            self.dem(&node, "reason", Literal::new_simple_literal(u.reason));
            self.dem(&node, "foundBy", self.node(&u.sense));
            let sentence = self.passage(u.sentence, "Passage");
            self.dem(&node, "sentence", sentence);
        }
        for &span in &self.extraction.unlinked {
            let node = self.passage(span, "Unlinked");
            self.dem(&node, "foundBy", NamedNode::new_unchecked(format!("{PATTERN}capitalised-name")));
        }
    }

    fn finish(mut self) -> Vec<Quad> {
        // Within one graph, subject – predicate – object order is the order of the sorted strings.
        self.quads.sort_by_cached_key(ToString::to_string);
        self.quads.dedup();
        self.quads
    }
}

fn class_of(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::State => "State",
        EntityKind::Organisation | EntityKind::Group => "Organisation",
        EntityKind::Person => "Person",
        EntityKind::Place => "Place",
        EntityKind::Agreement => "Agreement",
    }
}

fn integer(n: u32) -> Literal {
    Literal::new_typed_literal(n.to_string(), NamedNode::new_unchecked(format!("{XSD}integer")))
}

fn date_literal(date: &Date) -> Literal {
    let datatype = match date {
        Date::Year(_) => format!("{XSD}gYear"),
        Date::Month(..) => format!("{XSD}gYearMonth"),
        Date::Day(..) => format!("{XSD}date"),
        Date::Interval(..) => "http://id.loc.gov/datatypes/edtf/EDTF".to_owned(),
    };
    Literal::new_typed_literal(date.lexical(), NamedNode::new_unchecked(datatype))
}

/// Runs of white space as one blank.
#[must_use]
pub fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Hex SHA-256 of parts, each closed by a zero byte.
#[must_use]
pub fn hash(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}
