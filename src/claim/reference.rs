//! Who is meant: names, pronouns, descriptions and lists as holders, addressees and issuers.

use std::ops::Range;

use super::head::Source;
use super::{CountCheck, EntityRef, Head};
use crate::knowledge::{Classes, EntityKind};
use crate::mention::{Entities, Meaning};
use crate::syntax::{Grammar, Pos};
use crate::text::Span;

/// What a phrase means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meant {
    /// The entities, in text order.
    pub entities: Vec<EntityRef>,
    /// The phrase, where it stands for people or bodies that are no entity.
    pub text: Option<Span>,
    /// References to print: the passage and the rule, for each entity.
    pub references: Vec<(Span, EntityRef, &'static str)>,
}

impl Meant {
    /// Whether nobody is meant.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.entities.is_empty() && self.text.is_none()
    }

    fn one(span: Span, entities: &[EntityRef], rule: &'static str) -> Self {
        Self { entities: entities.to_vec(), text: None, references: entities.iter().map(|&e| (span, e, rule)).collect() }
    }
}

/// What the text has said so far, for pronouns and descriptions.
#[derive(Debug, Default)]
pub struct Discourse {
    /// Holders of the latest stance or subjects of the latest main clause.
    pub subject: Vec<EntityRef>,
    /// The latest two or more that acted together.
    pub together: Vec<EntityRef>,
    /// The latest person that acted.
    pub person: Option<EntityRef>,
    /// The latest state named.
    pub state: Option<EntityRef>,
    /// Those who joined the statement, as the text has listed them.
    pub joined: Vec<EntityRef>,
    /// Counted descriptions met.
    pub counts: Vec<CountCheck>,
}

/// Resolves phrases of one document.
pub struct Resolver<'a, 'r> {
    /// The text and its names.
    pub s: Source<'a, 'r>,
    /// Its entities.
    pub entities: &'a Entities,
    /// Its metadata.
    pub head: &'a Head,
    /// Those for whom the one speaks who has the floor, where several speak in turn.
    pub floor: Option<Vec<EntityRef>>,
}

impl Resolver<'_, '_> {
    /// The speaker: in whose name the text speaks.
    #[must_use]
    pub fn speaker(&self) -> &[EntityRef] {
        self.floor.as_deref().unwrap_or(&self.head.issuers)
    }

    /// Who a noun phrase means. Nobody, if its head is a thing.
    #[must_use]
    pub fn phrase(&self, g: &Grammar, range: Range<usize>, d: &mut Discourse) -> Meant {
        let range = self.trim(g, range);
        if range.is_empty() {
            return Meant::default();
        }
        if let Some(meant) = self.pronoun(&range, d) {
            return meant;
        }
        let mut out = Meant::default();
        let mut people = false;
        let mut parts = self.parts(g, range.clone());
        // "His Uzbek counterpart, Shukhrat Nazarov,": the description and the name are one.
        if let [office, name] = &parts[..]
            && g.pos(name.start - 1) == Pos::Comma
            && office.clone().any(|t| self.s.r.classes(t).any(Classes::AGENT | Classes::TITLE))
            && self.s.names.at(name.start).is_some_and(|n| n.entity.is_some_and(|e| self.entities.get(e).kind == EntityKind::Person))
        {
            parts = vec![name.clone()];
        }
        for part in parts {
            let meant = self.part(g, part, d);
            people |= meant.text.is_some();
            out.entities.extend(meant.entities.into_iter().filter(|e| !out.entities.contains(e)).collect::<Vec<_>>());
            out.references.extend(meant.references);
        }
        if out.entities.is_empty() && people {
            out.text = Some(self.s.r.span(&range));
        }
        out
    }

    fn trim(&self, g: &Grammar, range: Range<usize>) -> Range<usize> {
        let (mut a, mut b) = (range.start, range.end);
        while a < b && matches!(g.pos(a), Pos::Comma | Pos::Conjunction | Pos::Dash | Pos::Adverb | Pos::Other | Pos::Stop) {
            a += 1;
        }
        while b > a && matches!(g.pos(b - 1), Pos::Comma | Pos::Conjunction | Pos::Dash | Pos::Adverb | Pos::Other | Pos::Stop | Pos::Open) {
            b -= 1;
        }
        a..b
    }

    fn pronoun(&self, range: &Range<usize>, d: &Discourse) -> Option<Meant> {
        let r = self.s.r;
        let t = range.start;
        // "We all", "we, the leaders of …", "they both".
        let word = r.word(t);
        let span = r.tokens[t].span;
        if matches!(word, "we" | "i" | "us" | "me" | "ourselves" | "myself") {
            return Some(Meant::one(span, self.speaker(), "pronoun"));
        }
        // "they all" and "it itself" are pronouns; "both governments" is a description.
        if range.len() > 2 || range.len() == 2 && !matches!(r.word(range.end - 1), "all" | "both" | "themselves" | "itself" | "himself" | "herself") {
            return None;
        }
        match word {
            "they" | "them" | "themselves" | "both" => {
                // One body can be "they"; after one person those who acted together before are meant.
                let body = matches!(d.subject[..], [one] if self.entities.get(one).kind != EntityKind::Person);
                let who = if d.subject.len() > 1 || body || d.together.is_empty() { &d.subject } else { &d.together };
                Some(Meant::one(span, who, "pronoun"))
            }
            "it" | "itself" => match d.subject[..] {
                [one] if self.entities.get(one).kind != EntityKind::Person => Some(Meant::one(span, &[one], "pronoun")),
                _ => Some(Meant::default()),
            },
            "he" | "she" | "him" | "her" | "himself" | "herself" => {
                // The delegate of a state that has just spoken, unless the person last named is of that state.
                let person =
                    d.person.filter(|&p| d.subject.contains(&p) || d.subject.is_empty() || !self.speaks_for_state(&d.subject) || self.is_tied(p, &d.subject));
                Some(person.map_or_else(|| Meant::one(span, &d.subject, "pronoun"), |p| Meant::one(span, &[p], "pronoun")))
            }
            "this" | "that" | "these" | "those" | "there" | "which" | "what" | "everything" | "nothing" | "something" => Some(Meant::default()),
            _ => None,
        }
    }

    fn speaks_for_state(&self, who: &[EntityRef]) -> bool {
        self.head.kind == "news-report" && who.iter().any(|&e| self.entities.get(e).kind == EntityKind::State)
    }

    // Whether a person is of one of these states: by office, or by a name of it close before or behind the person's.
    fn is_tied(&self, person: EntityRef, states: &[EntityRef]) -> bool {
        let g = &self.s.r.knowledge.gazetteer;
        let office = self.entities.get(person).known.and_then(|k| g.office(k, None)).map(|t| &g.entities[t.of as usize].iri);
        if office.is_some_and(|iri| states.iter().any(|&s| self.entities.get(s).iri == *iri)) {
            return true;
        }
        let named = self.s.names.list.iter().filter(|n| n.entity == Some(person)).map(|n| n.tokens.clone());
        let near = |t: &Range<usize>| {
            let window = t.start.saturating_sub(7)..t.end + 4;
            self.s.names.list.iter().any(|n| n.entity.is_some_and(|e| states.contains(&e)) && window.contains(&n.tokens.start))
        };
        named.take(3).any(|t| near(&t))
    }

    // Coordinated parts: at commas and "and" outside brackets, where a new phrase begins on both sides.
    fn parts(&self, g: &Grammar, range: Range<usize>) -> Vec<Range<usize>> {
        let r = self.s.r;
        let mut out = Vec::new();
        let mut start = range.start;
        let mut depth = 0i32;
        let mut t = range.start;
        while t < range.end {
            if let Some(n) = self.s.names.at(t) {
                t = n.tokens.end.max(t + 1);
                continue;
            }
            match g.pos(t) {
                Pos::Open => depth += 1,
                Pos::Close => depth -= 1,
                Pos::Comma | Pos::Conjunction if depth == 0 => {
                    if t > start {
                        out.push(start..t);
                    }
                    start = t + 1;
                }
                Pos::Dash if depth == 0 && self.list_after_dash(g, t, &range) => {
                    if t > start {
                        out.push(start..t);
                    }
                    start = t + 1;
                }
                _ => {}
            }
            // "as well as", "together with", "including".
            if depth == 0 && (r.text(t) == "as" && r.text((t + 1).min(range.end - 1)) == "well") {
                if t > start {
                    out.push(start..t);
                }
                start = (t + 3).min(range.end);
                t = start;
                continue;
            }
            if depth == 0 && matches!(r.word(t), "including" | "alongside" | "with") && t > start {
                out.push(start..t);
                start = t + 1;
                if r.word(t) != "including" && r.word(t) != "alongside" && t > range.start && !matches!(r.word(t - 1), "together" | "along" | "jointly") {
                    return out;
                }
            }
            t += 1;
        }
        if start < range.end {
            out.push(start..range.end);
        }
        out
    }

    fn list_after_dash(&self, g: &Grammar, t: usize, range: &Range<usize>) -> bool {
        (t + 1..range.end).take(3).any(|x| g.pos(x) == Pos::Name)
    }

    // One part of a coordination.
    fn part(&self, g: &Grammar, part: Range<usize>, d: &mut Discourse) -> Meant {
        let r = self.s.r;
        let names: Vec<_> = self.s.names.within(part.clone()).filter(|n| n.entity.is_some()).collect();
        // "several of us", "others": some that nobody names.
        let some = matches!(r.word(part.start), "several" | "some" | "many" | "most" | "others" | "few");
        if some && (part.len() == 1 || r.word(part.start + 1) == "of" && part.len() == 3 && g.pos(part.start + 2) == Pos::Pronoun) {
            return Meant { text: Some(r.span(&part)), ..Meant::default() };
        }
        let head = self.head_token(g, &part);
        let Some(head) = head else { return Meant::default() };
        if let Some(meant) = self.pronoun(&(head..head + 1), d).filter(|_| part.len() == 1) {
            return meant;
        }
        let span = r.span(&part);
        if let Some(meant) = self.counted(g, &part, d) {
            return meant;
        }
        // A name is the head.
        if let Some(n) = self.s.names.at(head)
            && let Some(e) = n.entity
        {
            let named = self.entities.get(e);
            if n.meaning == Meaning::Demonym {
                // "Moldovans", "the Kazakhs": people, not the state.
                return Meant { text: Some(span), ..Meant::default() };
            }
            if named.kind.is_actor() {
                return Meant { entities: vec![e], ..Meant::default() };
            }
            // A capital that acts stands for its state.
            let capital = named.known.and_then(|k| r.knowledge.gazetteer.entities[k as usize].capital_of);
            if let Some(state) = capital.and_then(|s| self.entities.find(&r.knowledge.gazetteer.entities[s as usize].iri)) {
                return Meant::one(n.span, &[state], "description");
            }
            return Meant::default();
        }
        // "Runner-up Aizada Beishenalieva of the Jany Dem party".
        if let Some(n) = self.s.names.at(head)
            && n.meaning == Meaning::Unlinked
            && n.tokens.len() > 1
            && part.end > n.tokens.end
        {
            return Meant { text: Some(n.span), ..Meant::default() };
        }
        // A person's name that no list holds.
        if g.pos(head) == Pos::Name
            && part.len() >= 2
            && part.clone().all(|t| r.tokens[t].is_capitalised())
            && self.s.names.at(head).is_some_and(|n| n.meaning == Meaning::Unlinked)
        {
            return Meant { text: Some(span), ..Meant::default() };
        }
        let class = r.classes(head);
        let agent = class.any(Classes::AGENT | Classes::TITLE | Classes::GOVERNMENT) || is_people(r.word(head));
        if agent {
            // "the leaders of A, B and C", "Ukraine's President", "the EU delegation".
            let actors: Vec<_> = names.iter().filter(|n| n.entity.is_some_and(|e| self.entities.get(e).kind.is_actor())).collect();
            let person = actors.iter().filter_map(|n| n.entity).find(|&e| self.entities.get(e).kind == EntityKind::Person);
            if let Some(p) = person {
                return Meant { entities: vec![p], ..Meant::default() };
            }
            // "U.S. citizens" are people of a state, not the state.
            if is_population(r.word(head)) {
                return Meant { text: Some(span), ..Meant::default() };
            }
            // Those behind "for", "on" or "in" belong to the office, not to its state ("Minister for Europe").
            let own: Vec<_> = actors.iter().filter(|n| n.tokens.start < head || self.of_phrase(g, head, n.tokens.start)).filter_map(|n| n.entity).collect();
            if !own.is_empty() {
                return self.for_actors(head, span, own, &actors.iter().map(|n| n.span).collect::<Vec<_>>(), d);
            }
            return self.description(g, head, &part, d);
        }
        if r.tokens[head].is_capitalised() && class.any(Classes::ORGANISATION_HEAD) || class.any(Classes::ORGANISATION_HEAD) && r.word(part.start) == "the" {
            let meant = self.description(g, head, &part, d);
            if !meant.is_nobody() {
                return meant;
            }
            let body = matches!(
                r.word(head),
                "tribunal"
                    | "court"
                    | "council"
                    | "committee"
                    | "commission"
                    | "assembly"
                    | "ministry"
                    | "agency"
                    | "party"
                    | "union"
                    | "organisation"
                    | "organization"
                    | "parliament"
                    | "panel"
                    | "board"
                    | "bureau"
                    | "senate"
                    | "congress"
                    | "department"
                    | "authority"
                    | "alliance"
                    | "coalition"
                    | "federation"
                    | "association"
                    | "conference"
                    | "secretariat"
                    | "presidency"
                    | "cabinet"
            );
            if body {
                return Meant { text: Some(span), ..Meant::default() };
            }
        }
        self.document_voice(head, &part, d)
    }

    // States behind a noun that acts for them; a group's "countries" are its members where those speak here.
    fn for_actors(&self, head: usize, span: Span, own: Vec<EntityRef>, spans: &[Span], _d: &mut Discourse) -> Meant {
        let word = self.s.r.word(head);
        if matches!(word, "countries" | "members" | "states" | "governments" | "nations")
            && let [one] = own[..]
            && self.entities.get(one).kind == EntityKind::Group
            && self.speaker().len() > 1
        {
            return Meant::one(span, self.speaker(), "description");
        }
        let references =
            spans.iter().zip(&own).filter(|(_, e)| self.entities.get(**e).kind == EntityKind::State).map(|(_, &e)| (span, e, "description")).collect();
        Meant { entities: own, text: None, references }
    }

    // Whether a token stands in an of- or from-phrase of the head, or of a list that began in one.
    fn of_phrase(&self, g: &Grammar, head: usize, at: usize) -> bool {
        let first = (head + 1..at).find(|&t| g.pos(t) == Pos::Preposition);
        first.is_some_and(|t| matches!(self.s.r.word(t), "of" | "from" | "representing"))
    }

    // The head of a noun phrase: its last noun or name before what follows it.
    fn head_token(&self, g: &Grammar, part: &Range<usize>) -> Option<usize> {
        let r = self.s.r;
        let mut head = None;
        let mut t = part.start;
        while t < part.end {
            if let Some(n) = self.s.names.at(t) {
                head = Some(n.tokens.end - 1);
                t = n.tokens.end;
                continue;
            }
            match g.pos(t) {
                Pos::Noun | Pos::Name | Pos::Pronoun | Pos::Ing => head = Some(t),
                Pos::Preposition if head.is_some() => break,
                Pos::Relative | Pos::That | Pos::Participle | Pos::Past | Pos::Open | Pos::To if head.is_some() => break,
                // "the Foreign Minister": capitalised adjectives before a title.
                Pos::Adjective if r.classes(t).any(Classes::AGENT) => head = Some(t),
                _ => {}
            }
            t += 1;
        }
        // A genitive is not the head of what follows it, which is where the loop has got to.
        head.or_else(|| (part.start..part.end).find(|&t| matches!(g.pos(t), Pos::Adjective | Pos::Number | Pos::Determiner)))
    }

    // "the 11 participating States who joined the statement": those that joined, counted against the text.
    fn counted(&self, g: &Grammar, part: &Range<usize>, d: &mut Discourse) -> Option<Meant> {
        let r = self.s.r;
        let number = part.clone().find(|&t| g.pos(t) == Pos::Number)?;
        let said: u32 = number_value(r.word(number)).or_else(|| r.text(number).parse().ok())?;
        let noun = (number + 1..part.end).find(|&t| {
            matches!(r.word(t), "states" | "countries" | "members" | "delegations" | "governments" | "nations" | "sides" | "parties" | "ministers" | "leaders")
        })?;
        let span = r.span(&(part.start..noun + 1));
        let rest = part.end;
        let joined = (noun + 1..(rest + 8).min(g.end)).any(|t| matches!(r.word(t), "joined" | "aligned" | "associated" | "joining" | "acceded" | "endorsed"));
        let pool: &[EntityRef] = if joined && !d.joined.is_empty() {
            &d.joined
        } else if said as usize == self.speaker().len() {
            self.speaker()
        } else if said as usize == d.subject.len() {
            &d.subject
        } else if said as usize == d.joined.len() {
            &d.joined
        } else {
            return None;
        };
        let pool = pool.to_vec();
        d.counts.push(CountCheck { span, said, found: pool.len() as u32 });
        (pool.len() as u32 == said).then(|| Meant::one(span, &pool, "counted-description"))
    }

    // Descriptions without a name: "both sides", "the Ministers", "the Government", "the Council".
    fn description(&self, g: &Grammar, head: usize, part: &Range<usize>, d: &mut Discourse) -> Meant {
        let r = self.s.r;
        let word = r.word(head);
        let span = r.span(part);
        let definite = part.clone().any(|t| {
            t <= head && (matches!(r.word(t), "the" | "both" | "our" | "my" | "this" | "these" | "two" | "all" | "three") || g.pos(t) == Pos::Possessive)
        });
        let ours = part.clone().any(|t| t < head && matches!(r.word(t), "our" | "my"));
        let all = part
            .clone()
            .any(|t| t < head && matches!(r.word(t), "all" | "other" | "many" | "some" | "several" | "every" | "any" | "relevant" | "concerned" | "such"));
        let has_complement = part.end > head + 1 && g.pos(head + 1) == Pos::Preposition;
        let speaker = self.speaker();
        let joint = speaker.len() > 1 || self.head.kind == "joint-statement" || self.head.kind == "communique";
        if definite && !all {
            let side = matches!(
                word,
                "sides"
                    | "countries"
                    | "parties"
                    | "participants"
                    | "ministers"
                    | "leaders"
                    | "governments"
                    | "states"
                    | "members"
                    | "delegations"
                    | "presidents"
                    | "nations"
                    | "heads"
                    | "secretaries"
                    | "representatives"
                    | "partners"
                    | "officials"
                    | "principals"
                    | "envoys"
                    | "authors"
                    | "signatories"
            );
            if side
                && joint
                && !has_complement
                && (!matches!(word, "parties" | "states" | "partners" | "members" | "officials")
                    || part.clone().any(|t| matches!(r.word(t), "both" | "two" | "our")))
            {
                return Meant::one(span, speaker, "description");
            }
            let voice = matches!(
                word,
                "delegation"
                    | "government"
                    | "country"
                    | "side"
                    | "nation"
                    | "representatives"
                    | "states"
                    | "countries"
                    | "governments"
                    | "leaders"
                    | "delegations"
                    | "nations"
            );
            if ours && voice && !matches!(word, "governments" | "friends") {
                return Meant::one(span, speaker, "description");
            }
            // "our two countries", "both sides" of a text by one of them: the other is the state named last.
            let pair = part.clone().any(|t| matches!(r.word(t), "two" | "both"));
            if side
                && pair
                && speaker.len() == 1
                && let Some(other) = d.state.filter(|s| !speaker.contains(s))
            {
                return Meant::one(span, &[speaker[0], other], "description");
            }
            if side && pair && d.together.len() == 2 {
                return Meant::one(span, &d.together, "description");
            }
            // A body that was named: "the Council", "the Court", "the Organization".
            if let Some(e) = self.body_with_head(word, part.start, r.tokens[head].is_capitalised()) {
                return Meant::one(span, &[e], "description");
            }
            if matches!(word, "government" | "country" | "authorities" | "administration" | "regime")
                && !ours
                && !has_complement
                && let Some(state) = d.state
            {
                return Meant::one(span, &[state], "description");
            }
            // An office of the speaker: "the Secretary", "the Minister", "the spokesperson".
            let office = r.classes(head).any(Classes::TITLE) && r.classes(head).any(Classes::AGENT);
            if office && !word.ends_with('s') {
                // The person last named with this title in front: the whole of it ("the Deputy Secretary").
                let title = part.start + usize::from(g.pos(part.start) == Pos::Determiner)..head + 1;
                let titled = self.s.names.list.iter().rev().skip_while(|n| n.tokens.start >= part.start).find(|n| {
                    n.entity.is_some_and(|e| self.entities.get(e).kind == EntityKind::Person)
                        && n.tokens.start >= title.len()
                        && title.clone().rev().zip((0..n.tokens.start).rev()).all(|(t, before)| r.word(t) == r.word(before))
                });
                if let Some(e) = titled.and_then(|n| n.entity) {
                    return Meant::one(span, &[e], "description");
                }
                // The person that acted last, if that is the office held.
                let holds = |p: EntityRef| {
                    let year = self.head.date.as_ref().map(super::Date::year);
                    let office =
                        self.entities.get(p).known.and_then(|k| r.knowledge.gazetteer.office(k, year).or_else(|| r.knowledge.gazetteer.office(k, None)));
                    office.is_none_or(|t| t.title.to_lowercase().split_whitespace().any(|w| w == word))
                };
                if let Some(p) = d.person.filter(|p| holds(*p)) {
                    return Meant::one(span, &[p], "description");
                }
                if speaker.len() == 1 && self.head.kind != "news-report" {
                    return Meant::one(span, speaker, "description");
                }
            }
        }
        if r.classes(head).any(Classes::AGENT | Classes::TITLE) || is_people(word) {
            return Meant { text: Some(span), ..Meant::default() };
        }
        Meant::default()
    }

    // The latest body named before `at` whose name has this head noun.
    fn body_with_head(&self, word: &str, at: usize, capital: bool) -> Option<EntityRef> {
        let speaker = self.speaker().iter().chain(&self.head.forum).copied().find(|&e| self.has_head(e, word));
        let named = self
            .s
            .names
            .list
            .iter()
            .rev()
            .skip_while(|n| n.tokens.start >= at)
            .filter(|n| n.meaning == Meaning::Name)
            .filter_map(|n| n.entity)
            .find(|&e| self.has_head(e, word));
        if capital { named.or(speaker) } else { speaker.or(named) }
    }

    fn has_head(&self, e: EntityRef, word: &str) -> bool {
        let named = self.entities.get(e);
        named.kind.is_body() && {
            let head = crate::mention::head_word(&named.label);
            head == word || same_word(&head, word)
        }
    }

    // "The statement underlines …" speaks for the issuers; "the ruling ordered …" for the court.
    fn document_voice(&self, head: usize, part: &Range<usize>, _d: &mut Discourse) -> Meant {
        let r = self.s.r;
        let word = r.word(head);
        let span = r.span(part);
        let definite = matches!(r.word(part.start), "the" | "this" | "our");
        if definite && matches!(word, "statement" | "declaration" | "communique" | "resolution") && part.len() <= 3 && self.head.kind != "news-report" {
            return Meant::one(span, self.speaker(), "description");
        }
        if definite
            && matches!(word, "ruling" | "judgment" | "judgement" | "verdict" | "order")
            && part.len() <= 3
            && let Some(e) = self.body_with_head("court", part.start, true).or_else(|| self.body_with_head("tribunal", part.start, true))
        {
            return Meant::one(span, &[e], "description");
        }
        Meant::default()
    }
}

// Nouns of people that do not act for their state.
fn is_population(word: &str) -> bool {
    matches!(
        word,
        "people"
            | "peoples"
            | "citizens"
            | "citizen"
            | "nationals"
            | "residents"
            | "civilians"
            | "students"
            | "women"
            | "men"
            | "children"
            | "youth"
            | "journalists"
            | "workers"
            | "companies"
            | "businesses"
            | "families"
            | "voters"
            | "population"
            | "populations"
            | "troops"
            | "soldiers"
            | "refugees"
            | "migrants"
            | "communities"
            | "victims"
            | "protesters"
            | "activists"
            | "farmers"
            | "consumers"
            | "taxpayers"
            | "travelers"
            | "travellers"
            | "veterans"
            | "personnel"
            | "staff"
            | "employees"
            | "friends"
            | "allies"
            | "partners"
    )
}

// Plural nouns of people by their ending ("islanders", "mediators", "economists").
fn is_people(word: &str) -> bool {
    word.len() > 7
        && ["ers", "ors", "ists", "ians"].iter().any(|e| word.ends_with(e))
        && ![
            "matters",
            "numbers",
            "orders",
            "borders",
            "centers",
            "factors",
            "sectors",
            "waters",
            "errors",
            "powers",
            "chapters",
            "corridors",
            "disasters",
            "parameters",
            "indicators",
            "quarters",
            "answers",
            "offers",
            "registers",
            "transfers",
            "barriers",
            "carriers",
            "frontiers",
            "shelters",
            "computers",
            "helicopters",
            "containers",
            "rivers",
            "corners",
            "papers",
            "letters",
            "characters",
            "clusters",
        ]
        .iter()
        .any(|t| word.ends_with(t))
}

// "organisation" and "organization".
fn same_word(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.replace("isation", "ization") == b.replace("isation", "ization") && a.len() > 8
}

fn number_value(word: &str) -> Option<u32> {
    let list = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    list.iter().position(|w| *w == word).map(|n| n as u32)
}
