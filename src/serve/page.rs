//! Pages of things: plain HTML without scripts, everything escaped.

use std::collections::BTreeMap;
use std::time::Duration;

use maud::{DOCTYPE, Markup, html};
use oxigraph::model::{NamedNode, Quad, Term};
use oxigraph::store::{StorageError, Store};

use super::problem::Problem;
use super::task::Reply;
use super::thing::{self, classes, label, named, own};
use crate::graph::{knowledge_graph, squeeze};
use crate::query::{self, Catalog, Rows, Window};
use crate::store::{ExplainError, Marked, explain};
use crate::vocab::{ATTITUDE, DCTERMS, DEM, RDFS, SKOS, TOPIC, dem, local, term};

/// Values of one property that are shown.
const VALUES: usize = 40;
/// Claims of a list that are shown.
const CLAIMS: usize = 50;

/// The frame of every page.
pub(super) fn frame(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · demarche" }
                link rel="stylesheet" href="/page.css";
            }
            body {
                header.top {
                    a.brand href="/" { "demarche" }
                    nav { a href="/" { "Explorer" } a href="/queries/" { "Queries" } a href="/sparql" { "SPARQL" } a href="/ns" { "Ontology" } }
                }
                main { (body) }
            }
        }
    }
}

struct Page<'a> {
    store: &'a Store,
    catalog: &'a Catalog,
    timeout: Duration,
    node: NamedNode,
    quads: Vec<Quad>,
}

type Made = Result<Markup, Problem>;

fn failed(error: StorageError) -> Problem {
    Problem::failed(error)
}

/// The page of a thing.
pub(super) fn page(store: &Store, catalog: &Catalog, iri: &str, timeout: Duration) -> Result<(Reply, Vec<u8>), Problem> {
    let node = NamedNode::new(iri).map_err(|_| thing::unknown(iri))?;
    let (title, body) = if iri == DEM {
        ("Ontology".to_owned(), ontology(store)?)
    } else {
        let quads = own(store, &node).map_err(failed)?;
        if quads.is_empty() {
            return Err(thing::unknown(iri));
        }
        let page = Page { store, catalog, timeout, node, quads };
        (page.title()?, page.body()?)
    };
    let mut reply = Reply::ok("text/html; charset=utf-8");
    if let Some(path) = thing::path(iri) {
        for (suffix, media) in [("ttl", "text/turtle"), ("jsonld", "application/ld+json"), ("nt", "application/n-triples"), ("rdf", "application/rdf+xml")] {
            reply.headers.push(("link".into(), format!("</data{path}.{suffix}>; rel=\"alternate\"; type=\"{media}\"")));
        }
    }
    Ok((reply, frame(&title, &body).into_string().into_bytes()))
}

// A link to a thing: on this server if it is one of ours.
fn link(iri: &str, text: &str) -> Markup {
    match thing::path(iri) {
        Some(path) => html! { a href=(path) { (text) } },
        None if iri.starts_with("https://") || iri.starts_with("http://") => html! { a href=(iri) rel="noreferrer" { (text) } },
        None => html! { (text) },
    }
}

impl Page<'_> {
    fn is(&self, any: &[&str]) -> bool {
        classes(&self.quads).iter().any(|c| any.contains(c))
    }

    fn first(&self, predicate: &NamedNode) -> Option<String> {
        let value = self.quads.iter().find(|q| q.predicate == *predicate)?;
        Some(match &value.object {
            Term::Literal(literal) => squeeze(literal.value()),
            Term::NamedNode(node) => node.as_str().to_owned(),
            Term::BlankNode(node) => node.to_string(),
        })
    }

    fn label_of(&self, node: &NamedNode) -> Result<String, Problem> {
        label(self.store, node.as_ref()).map_err(failed)
    }

    fn title(&self) -> Result<String, Problem> {
        if self.is(&["Stance"]) {
            let holder = self.quads.iter().find(|q| q.predicate == dem("holder")).and_then(|q| named(&q.object));
            let holder = match holder {
                Some(holder) => self.label_of(holder)?,
                None => self.first(&dem("holderText")).unwrap_or_else(|| "Somebody".into()),
            };
            let attitude = self.first(&dem("attitude")).map(|a| local(&a).replace('-', " ")).unwrap_or_default();
            let target = self.first(&dem("targetText")).unwrap_or_default();
            return Ok(format!("{holder} – {attitude} – {target}"));
        }
        self.label_of(&self.node)
    }

    fn body(&self) -> Made {
        let iri = self.node.as_str();
        let kind = classes(&self.quads).into_iter().filter(|c| *c != "Concept" || classes(&self.quads).len() == 1).collect::<Vec<_>>().join(" · ");
        let path = thing::path(iri).unwrap_or_default();
        Ok(html! {
            p.kind { (kind) }
            h1 { (self.title()?) }
            p.iri { code { (iri) } }
            p.formats { "As " @for (suffix, name) in [("ttl", "Turtle"), ("jsonld", "JSON-LD"), ("nt", "N-Triples"), ("rdf", "RDF/XML")] { a href={ "/data" (path) "." (suffix) } { (name) } " " } @if let Some(view) = self.explorer() { "· " a href=(view) { "in the explorer" } } }
            (self.evidence()?)
            (self.facts()?)
            (self.lists()?)
        })
    }

    // Where the explorer shows it.
    fn explorer(&self) -> Option<String> {
        let key = if self.is(&["State", "Organisation", "Group", "Person"]) {
            "who"
        } else if self.is(&["Event", "Meeting", "Agreement", "Place"]) {
            "about"
        } else if self.is(&["Document"]) {
            "tab=documents&doc"
        } else if self.is(&["Stance"]) {
            "claim"
        } else if self.node.as_str().starts_with(TOPIC) {
            "topic"
        } else {
            return None;
        };
        Some(format!("/?{key}={}", utf8(&query::shorten(self.node.as_str()))))
    }

    // Why a claim was made.
    fn evidence(&self) -> Made {
        if !self.is(&["Stance", "Alignment", "Relation", "Event"]) {
            return Ok(html! {});
        }
        let why = match explain(self.store, self.node.as_str()) {
            Ok(why) => why,
            Err(ExplainError::Storage(error)) => return Err(failed(error)),
            Err(_) => return Ok(html! {}),
        };
        Ok(html! {
            @for marked in &why.evidence { (quote(marked)) }
            @for source in &why.documents {
                p.source { "In " (link(&source.iri, source.title.as_deref().unwrap_or(local(&source.iri))))
                    @if let Some(date) = &source.date { ", " time { (date) } }
                    @if !source.issuers.is_empty() { ", by " (source.issuers.join(", ")) } }
            }
            @for rule in &why.rules {
                p.source { "Found by " (link(&rule.iri, local(&rule.iri))) @for pattern in &rule.patterns { ": " code { (pattern) } } }
            }
        })
    }

    // Names first, then the other properties, each value once.
    fn facts(&self) -> Made {
        let names = [dem("shortName"), dem("isoCode"), dem("isoCode3"), dem("officialName"), dem("formerName"), term::ALT_LABEL.into_owned()];
        let shown = [dem("text"), dem("evidence"), term::TYPE.into_owned()];
        let mut facts: BTreeMap<(bool, &str), Vec<&Term>> = BTreeMap::new();
        for quad in self.quads.iter().filter(|q| !shown.contains(&q.predicate)) {
            let values = facts.entry((!names.contains(&quad.predicate), quad.predicate.as_str())).or_default();
            if !values.contains(&&quad.object) {
                values.push(&quad.object);
            }
        }
        let mut rows = Vec::new();
        for ((_, predicate), values) in facts {
            let mut cells = Vec::new();
            for value in values.iter().take(VALUES) {
                cells.push(self.value(value)?);
            }
            rows.push((predicate, cells, values.len()));
        }
        Ok(html! {
            @if !rows.is_empty() {
                section { h2 { "Facts" }
                    table.facts { tbody { @for (predicate, cells, count) in rows {
                        tr { th scope="row" { (link(predicate, &property(predicate))) }
                            td { ul { @for cell in &cells { li { (cell) } } @if count > cells.len() { li.more { "and " (count - cells.len()) " more" } } } } }
                    } } }
                }
            }
        })
    }

    fn value(&self, value: &Term) -> Made {
        Ok(match value {
            Term::NamedNode(node) => link(node.as_str(), &self.label_of(node)?),
            Term::Literal(literal) => {
                html! { @if let Some(language) = literal.language() { span lang=(language) { (squeeze(literal.value())) } } @else { (squeeze(literal.value())) } }
            }
            Term::BlankNode(_) => html! { "…" },
        })
    }

    // What the store says by, about and in it.
    fn lists(&self) -> Made {
        let iri = self.node.as_str();
        let mut parts: Vec<Markup> = Vec::new();
        if self.is(&["State", "Organisation", "Group", "Person"]) {
            parts.push(self.stances("What it says", "stances-by-actor", "actor")?);
        }
        if self.is(&["State", "Organisation", "Group", "Person", "Event", "Meeting", "Agreement", "Place"]) {
            parts.push(self.stances("What is said about it", "stances-about", "about")?);
        }
        if self.is(&["State", "Organisation", "Group"]) {
            parts.push(self.joined()?);
        }
        if iri.starts_with(TOPIC) {
            parts.push(self.stances("Stances on it", "stances-on-topic", "topic")?);
        }
        if self.is(&["Document"]) {
            parts.push(self.aligned()?);
            parts.push(self.inside()?);
            parts.push(self.text());
        }
        if iri.starts_with(ATTITUDE) || iri.starts_with(DEM) {
            parts.push(self.of_attitude()?);
        }
        Ok(html! { @for part in parts { (part) } })
    }

    fn rows(&self, name: &str, parameter: &str) -> Result<Option<(Rows, bool)>, Problem> {
        // A folder of the user's may have a query of that name with other parameters.
        let Ok(query) = self.catalog.get(name) else { return Ok(None) };
        let values = BTreeMap::from([(parameter.to_owned(), Term::from(self.node.clone()))]);
        let Ok(bound) = query.bind(&values) else { return Ok(None) };
        let window = Window { offset: 0, limit: Some(CLAIMS + 1) };
        let answer = query::run(self.store, bound, window, Some(self.timeout)).map_err(|e| super::ask::refused(&e))?;
        Rows::read_some(answer, CLAIMS).map(Some).map_err(|e| super::ask::refused(&e))
    }

    fn stances(&self, title: &str, name: &str, parameter: &str) -> Made {
        let Some((rows, more)) = self.rows(name, parameter)? else { return Ok(html! {}) };
        let at = |row: &[Option<Term>], column: &str| rows.columns.iter().position(|c| c == column).and_then(|n| row[n].clone());
        let mut items = Vec::new();
        for row in &rows.rows {
            let claim = Claim {
                date: at(row, "date").map(|t| text(&t)),
                document: at(row, "document"),
                holder: at(row, "holder"),
                holder_text: at(row, "holderText").map(|t| text(&t)),
                attitude: at(row, "attitude"),
                negated: at(row, "negated").is_some_and(|t| text(&t) == "true"),
                target: at(row, "target").map(|t| text(&t)),
                quote: at(row, "quote").map(|t| text(&t)),
                claim: at(row, "stance"),
            };
            items.push(self.claim(&claim)?);
        }
        Ok(list(title, &items, more.then(|| self.all(name, parameter))))
    }

    fn all(&self, name: &str, parameter: &str) -> String {
        format!("/api/queries/{name}.csv?limit=0&{parameter}={}", utf8(self.node.as_str()))
    }

    fn claim(&self, claim: &Claim) -> Made {
        let thing = |term: &Option<Term>| -> Made {
            match term {
                Some(Term::NamedNode(node)) => Ok(link(node.as_str(), &self.label_of(node)?)),
                _ => Ok(html! {}),
            }
        };
        Ok(html! {
            p.meta { @if let Some(date) = &claim.date { time { (date) } " · " } (thing(&claim.document)?) }
            p.claim {
                @if claim.holder.is_some() { (thing(&claim.holder)?) " – " } @else if let Some(holder) = &claim.holder_text { (squeeze(holder)) " – " }
                @if claim.negated { b { "not " } }
                (thing(&claim.attitude)?)
                @if let Some(target) = &claim.target { " – " (squeeze(target)) }
            }
            @if let Some(quote) = &claim.quote { blockquote { (squeeze(quote)) } }
            @if let Some(Term::NamedNode(node)) = &claim.claim { p.meta { (link(node.as_str(), "Why?")) } }
        })
    }

    fn joined(&self) -> Made {
        let Some((rows, more)) = self.rows("alignments-of-actor", "actor")? else { return Ok(html! {}) };
        let at = |row: &[Option<Term>], column: &str| rows.columns.iter().position(|c| c == column).and_then(|n| row[n].as_ref().map(text));
        let items: Vec<Markup> = rows
            .rows
            .iter()
            .map(|row| {
                let document = at(row, "document").unwrap_or_default();
                html! {
                    p.meta { @if let Some(date) = at(row, "date") { time { (date) } " · " } (link(&document, &at(row, "title").unwrap_or_else(|| local(&document).to_owned()))) }
                    @if let Some(quote) = at(row, "quote") { blockquote { (squeeze(&quote)) } }
                }
            })
            .collect();
        Ok(list("Statements it joined", &items, more.then(|| self.all("alignments-of-actor", "actor"))))
    }

    fn aligned(&self) -> Made {
        let mut actors = Vec::new();
        for actor in thing::subjects(self.store, &dem("alignsWith"), &self.node, 1000).map_err(failed)? {
            actors.push((self.label_of(&actor)?, actor));
        }
        actors.sort();
        Ok(
            html! { @if !actors.is_empty() { section { h2 { "Joined by " span.n { (actors.len()) } } p { @for (n, (name, actor)) in actors.iter().enumerate() { @if n > 0 { " · " } (link(actor.as_str(), name)) } } } } },
        )
    }

    fn claim_of(&self, stance: &NamedNode) -> Result<(u64, Claim), Problem> {
        let quads = own(self.store, stance).map_err(failed)?;
        let object = |name: &str| quads.iter().find(|q| q.predicate == dem(name)).map(|q| q.object.clone());
        let (mut start, mut quote) = (0, None);
        if let Some(Term::NamedNode(passage)) = object("evidence") {
            for quad in own(self.store, &passage).map_err(failed)? {
                match local(quad.predicate.as_str()) {
                    "start" => start = text(&quad.object).parse().unwrap_or(0),
                    "quote" => quote = Some(text(&quad.object)),
                    _ => {}
                }
            }
        }
        let claim = Claim {
            date: None,
            document: None,
            holder: object("holder"),
            holder_text: object("holderText").map(|t| text(&t)),
            attitude: object("attitude"),
            negated: object("negated").is_some_and(|t| text(&t) == "true"),
            target: object("targetText").map(|t| text(&t)),
            quote,
            claim: Some(stance.clone().into()),
        };
        Ok((start, claim))
    }

    fn inside(&self) -> Made {
        let mut stances = Vec::new();
        for claim in thing::subjects(self.store, &dem("inDocument"), &self.node, 20_000).map_err(failed)? {
            if claim.as_str().contains("/stance/") {
                let (start, told) = self.claim_of(&claim)?;
                stances.push((start, claim, told));
            }
        }
        stances.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        let items = stances.iter().map(|(_, _, c)| self.claim(c)).collect::<Result<Vec<_>, _>>()?;
        Ok(list("Stances in it", &items, None))
    }

    fn of_attitude(&self) -> Made {
        let narrower = thing::subjects(self.store, &term::BROADER.into_owned(), &self.node, 500).map_err(failed)?;
        let mut items = Vec::new();
        let stances = thing::subjects(self.store, &dem("attitude"), &self.node, CLAIMS + 1).map_err(failed)?;
        for stance in stances.iter().take(CLAIMS) {
            let (_, mut claim) = self.claim_of(stance)?;
            claim.document = own(self.store, stance).map_err(failed)?.into_iter().find(|q| q.predicate == dem("inDocument")).map(|q| q.object);
            items.push(self.claim(&claim)?);
        }
        let mut names = Vec::new();
        for node in &narrower {
            names.push((self.label_of(node)?, node));
        }
        Ok(html! {
            @if !names.is_empty() { section { h2 { "Narrower" } p { @for (n, (name, node)) in names.iter().enumerate() { @if n > 0 { " · " } (link(node.as_str(), name)) } } } }
            (list(if stances.len() > CLAIMS { "Some stances with it" } else { "Stances with it" }, &items, None))
        })
    }

    fn text(&self) -> Markup {
        let text = self.quads.iter().find(|q| q.predicate == dem("text")).map(|q| text(&q.object));
        html! { @if let Some(text) = text { section { h2 { "Text" } div.text { @for block in text.split("\n\n").filter(|b| !b.trim().is_empty()) { p { (block) } } } } } }
    }
}

struct Claim {
    date: Option<String>,
    document: Option<Term>,
    holder: Option<Term>,
    holder_text: Option<String>,
    attitude: Option<Term>,
    negated: bool,
    target: Option<String>,
    quote: Option<String>,
    claim: Option<Term>,
}

fn text(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::BlankNode(node) => node.to_string(),
        Term::Literal(literal) => literal.value().to_owned(),
    }
}

fn utf8(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn list(title: &str, items: &[Markup], all: Option<String>) -> Markup {
    html! {
        @if !items.is_empty() {
            section { h2 { (title) " " span.n { (items.len()) @if all.is_some() { "+" } } }
                ol.claims { @for item in items { li { (item) } } }
                @if let Some(all) = all { p { a href=(all) { "All of them as CSV" } } }
            }
        }
    }
}

// A property in words: `holderText` as "holder text".
fn property(iri: &str) -> String {
    let name = local(iri);
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() && !out.ends_with(|p: char| p.is_uppercase() || p == ' ') {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
    }
    if iri.starts_with(DEM) || iri.starts_with(RDFS) || iri.starts_with(SKOS) || iri.starts_with(DCTERMS) { out } else { query::shorten(iri) }
}

// The sentence with its cue and target marked; ranges are in code points of the quote.
fn quote(marked: &Marked) -> Markup {
    let chars: Vec<char> = marked.quote.chars().collect();
    let within = |range: Option<(u64, u64)>, at: usize| range.is_some_and(|(from, to)| (from..to).contains(&(at as u64)));
    let mut runs: Vec<(u8, String)> = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        let kind = if within(marked.cue, at) { 1 } else { u8::from(within(marked.target, at)) * 2 };
        match runs.last_mut() {
            Some((last, run)) if *last == kind => run.push(*c),
            _ => runs.push((kind, c.to_string())),
        }
    }
    html! { blockquote.evidence { @for (kind, run) in &runs { @match kind { 1 => mark.cue { (run) }, 2 => mark.target { (run) }, _ => (run) } } } }
}

#[derive(Default)]
struct VocabularyTerm {
    kinds: Vec<String>,
    name: Option<String>,
    meaning: Option<String>,
}

// The vocabulary: classes, properties, and where the concepts are.
fn ontology(store: &Store) -> Made {
    let knowledge = knowledge_graph();
    let mut terms: BTreeMap<String, VocabularyTerm> = BTreeMap::new();
    let mut schemes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for quad in store.quads_for_pattern(None, None, None, Some(knowledge.as_ref().into())) {
        let quad = quad.map_err(failed)?;
        let oxigraph::model::NamedOrBlankNode::NamedNode(subject) = &quad.subject else { continue };
        if subject.as_str().starts_with(DEM) {
            let entry = terms.entry(subject.as_str().to_owned()).or_default();
            if quad.predicate == term::TYPE {
                entry.kinds.push(local(&text(&quad.object)).to_owned());
            } else if quad.predicate == term::LABEL || quad.predicate == term::PREF_LABEL {
                entry.name = Some(text(&quad.object));
            } else if quad.predicate == term::COMMENT || local(quad.predicate.as_str()) == "definition" {
                entry.meaning = Some(squeeze(&text(&quad.object)));
            }
        } else if local(quad.predicate.as_str()) == "inScheme" {
            schemes.entry(text(&quad.object)).or_default().push(subject.as_str().to_owned());
        }
    }
    let is = |kinds: &[String], wanted: &str| kinds.iter().any(|k| k.contains(wanted));
    let group = |title: &str, wanted: &dyn Fn(&[String]) -> bool| {
        html! {
            section { h2 { (title) }
                dl.terms { @for (iri, term) in terms.iter().filter(|(_, t)| wanted(&t.kinds)) {
                    dt id=(local(iri)) { code { "dem:" (local(iri)) } @if let Some(name) = &term.name { " " (name) } }
                    @if let Some(meaning) = &term.meaning { dd { (meaning) } }
                } }
            }
        }
    };
    Ok(html! {
        p.kind { "Ontology" }
        h1 { "Vocabulary of demarche" }
        p.iri { code { (DEM) } }
        p.formats { "As " @for (suffix, name) in [("ttl", "Turtle"), ("jsonld", "JSON-LD"), ("nt", "N-Triples"), ("rdf", "RDF/XML")] { a href={ "/data/ns." (suffix) } { (name) } " " } }
        (group("Classes", &|k| is(k, "Class")))
        (group("Properties", &|k| is(k, "Property")))
        (group("Families of attitudes and other terms", &|k| !is(k, "Class") && !is(k, "Property")))
        @for (scheme, members) in &schemes {
            section { h2 { (local(scheme.trim_end_matches('/')).replace('-', " ")) " " span.n { (members.len()) } }
                p { @for (n, member) in members.iter().enumerate() { @if n > 0 { " · " } (link(member, &local(member).replace('-', " "))) } } }
        }
    })
}
