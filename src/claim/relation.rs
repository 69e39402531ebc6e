//! Relations the text states outright: offices, memberships, candidacies, parties to agreements, parents, chairs, places.

use std::ops::Range;

use super::head::{Source, actors_from};
use super::{Because, Date, EntityRef, Head, Relation};
use crate::claim::stance::pattern;
use crate::knowledge::{Classes, EntityKind};
use crate::mention::{Entities, Meaning, NameSpan};
use crate::text::Span;

/// Reads the relations of a document.
pub fn read(s: Source<'_, '_>, head: &Head, entities: &mut Entities) -> Vec<Relation> {
    let mut reader = Reader { s, entities, head, out: Vec::new() };
    for i in 0..s.r.sentences.len() {
        reader.sentence(i);
    }
    reader.out
}

struct Reader<'a, 'r, 'e> {
    s: Source<'a, 'r>,
    entities: &'e mut Entities,
    head: &'a Head,
    out: Vec<Relation>,
}

impl Reader<'_, '_, '_> {
    fn sentence(&mut self, i: usize) {
        let sentence = &self.s.r.sentences[i];
        let range = sentence.tokens.clone();
        let passage = sentence.span;
        let names: Vec<NameSpan> = self.s.names.within(range.clone()).cloned().collect();
        for (k, n) in names.iter().enumerate() {
            let Some(e) = n.entity else { continue };
            match self.entities.get(e).kind {
                EntityKind::Person => self.office(n, e, &range, passage),
                EntityKind::Organisation | EntityKind::Group => {
                    self.parent(n, e, passage);
                    self.embassy(n, e, &names[k + 1..], passage);
                    self.members_behind(n, e, &range, passage);
                }
                EntityKind::Place => self.located(n, e, &names, k, passage),
                _ => {}
            }
        }
        self.candidates(&range, passage);
        self.memberships(&range, passage);
        self.chairs(&range, passage);
        self.parties(&range, passage);
    }

    fn add(&mut self, subject: EntityRef, relation: &'static str, object: EntityRef, title: Option<String>, passage: Span, rule: &str) {
        if subject == object || self.out.iter().any(|r| r.subject == subject && r.relation == relation && r.object == object) {
            return;
        }
        self.out.push(Relation { subject, relation, object, title, because: Because::new(passage, pattern(rule)) });
    }

    fn kind(&self, e: EntityRef) -> EntityKind {
        self.entities.get(e).kind
    }

    fn is_name(&self, t: usize) -> Option<(&NameSpan, EntityRef)> {
        self.s.names.at(t).filter(|n| n.meaning != Meaning::Unlinked).and_then(|n| n.entity.map(|e| (n, e)))
    }

    // "President Tokayev", "Ukraine's President X", "the President of the Republic of Y, X", "X, Department Spokesperson".
    fn office(&mut self, n: &NameSpan, person: EntityRef, range: &Range<usize>, passage: Span) {
        let r = self.s.r;
        let is_title = |t: usize| t >= range.start && t < range.end && r.classes(t).any(Classes::TITLE) && r.tokens[t].is_capitalised();
        let mut object = None;
        let mut title = None;
        // Before the name: walk back over title words, their complement and the state.
        let mut t = n.tokens.start;
        let mut seen_title = false;
        let mut from = t;
        let mut comma = false;
        while t > range.start && n.tokens.start - t < 22 {
            let p = t - 1;
            if let Some((m, e)) = self.is_name(p).map(|(m, e)| (m.clone(), e)) {
                let here = self.kind(e);
                if !(here == EntityKind::State || here.is_body() || here == EntityKind::Place) {
                    break;
                }
                // The name nearest to the title, before it or in its of-phrase.
                let of = m.tokens.start > range.start && matches!(r.word(m.tokens.start - 1), "of" | "the" | "for" | "to" | "and");
                // An office that acts under its title is itself the title ("the High Representative X").
                let office = self.entities.get(e).known.filter(|k| r.knowledge.gazetteer.entities[*k as usize].office);
                if let Some(k) = office {
                    seen_title = true;
                    from = m.tokens.start;
                    object = r.knowledge.gazetteer.entities[k as usize].parent.map(|p| self.entities.known(r.knowledge, p));
                    break;
                }
                if (seen_title || of) && here != EntityKind::Place {
                    object = Some(e);
                }
                t = m.tokens.start;
                from = t;
                if seen_title {
                    break;
                }
                continue;
            }
            let w = r.word(p);
            let passes = is_title(p)
                || matches!(
                    w,
                    "of" | "the"
                        | "for"
                        | "and"
                        | "foreign"
                        | "prime"
                        | "permanent"
                        | "to"
                        | "special"
                        | "high"
                        | "acting"
                        | "deputy"
                        | "vice"
                        | "state"
                        | "affairs"
                )
                || r.text(p) == "," && !comma && !seen_title
                || r.text(p) == "."
                || r.classes(p).any(Classes::ADDRESS)
                || r.tokens[p].is_capitalised()
                || matches!(r.text(p), "'s" | "’s");
            if !passes {
                break;
            }
            comma |= r.text(p) == ",";
            if is_title(p) {
                seen_title = true;
                from = p;
            }
            t = p;
        }
        if seen_title {
            title = Some(crate::graph::squeeze(r.document.slice(r.span(&(from..n.tokens.start)))).trim_end_matches([',', ' ']).to_owned());
        }
        if !seen_title {
            // Behind it, after a comma or in brackets.
            let open = n.tokens.end;
            if open + 1 < range.end && matches!(r.text(open), "," | "(") && r.word(open + 1) != "and" {
                let to = (open + 1..range.end.min(open + 14))
                    .find(|&x| matches!(r.text(x), "," | ")" | ".") || r.classes(x).any(Classes::AUXILIARY))
                    .unwrap_or(range.end.min(open + 14));
                if (open + 1..to).any(is_title) {
                    seen_title = true;
                    title = Some(crate::graph::squeeze(r.document.slice(r.span(&(open + 1..to)))));
                    object = self.s.names.within(open + 1..to).filter_map(|m| m.entity).find(|&e| self.kind(e) == EntityKind::State || self.kind(e).is_body());
                }
            }
        }
        if !seen_title {
            return;
        }
        let year = self.head.date.as_ref().map(Date::year);
        let known =
            self.entities.get(person).known.and_then(|p| r.knowledge.gazetteer.office(p, year).or_else(|| r.knowledge.gazetteer.office(p, None))).map(|t| t.of);
        let object = object.or_else(|| known.map(|k| self.entities.known(r.knowledge, k))).or_else(|| match self.head.issuers[..] {
            // The office of a press release's own people, or of those it speaks of as its own.
            [one] if self.head.kind == "press-release" && self.kind(one) == EntityKind::State => Some(one),
            _ => None,
        });
        if let Some(object) = object {
            // A member state's minister of a body's committee holds the state's office.
            self.add(person, "holdsOffice", object, title, passage, "office-before-name");
        }
    }

    // "OSCE Permanent Council", "United Nations Mission in …": the parent's name stands in the name.
    fn parent(&mut self, n: &NameSpan, e: EntityRef, passage: Span) {
        let r = self.s.r;
        let g = &r.knowledge.gazetteer;
        let quote = r.document.slice(n.span);
        if self.entities.get(e).known.is_some_and(|k| g.entities[k as usize].office) {
            return;
        }
        if let Some(parent) = self.entities.get(e).known.and_then(|k| g.entities[k as usize].parent) {
            let p = &g.entities[parent as usize];
            let has = |name: &str| {
                let word = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
                quote
                    .match_indices(name)
                    .any(|(at, _)| quote.len() > name.len() && word(quote[..at].chars().next_back()) && word(quote[at + name.len()..].chars().next()))
            };
            // The nearest parent whose name the text prints.
            let stated = has(&p.label) || p.short.as_deref().is_some_and(has);
            // Behind it: "General Assembly of the United Nations".
            if stated {
                let parent = self.entities.known(r.knowledge, parent);
                self.add(e, "partOf", parent, None, passage, "body-of-organisation");
            } else if let Some(grand) = p.parent {
                let gp = &g.entities[grand as usize];
                if has(&gp.label) || gp.short.as_deref().is_some_and(has) {
                    let parent = self.entities.known(r.knowledge, grand);
                    self.add(e, "partOf", parent, None, passage, "body-of-organisation");
                }
            }
            return;
        }
        if self.entities.get(e).known.is_some() {
            return;
        }
        // A name formed from a known body's: "OSCE/ODIHR Election Observation Mission".
        let first = r.text(n.tokens.start);
        if n.tokens.len() < 2 {
            return;
        }
        let part = first.rsplit('/').next().unwrap_or(first);
        let node = g.step(0, r.knowledge.words.lookup(part)).or_else(|| g.step(0, r.words[n.tokens.start]));
        let mut body =
            node.and_then(|x| g.at(x).find(|m| m.use_ == crate::knowledge::NameUse::Short && g.entities[m.entity as usize].kind.is_body()).map(|m| m.entity));
        if body.is_none() {
            // "African Union Mission in X", "United Nations Office …".
            let mut node = 0;
            for t in n.tokens.clone() {
                match g.step(node, r.words[t]) {
                    Some(x) => node = x,
                    None => break,
                }
                body =
                    g.at(node).find(|m| g.entities[m.entity as usize].kind.is_body() && m.use_ == crate::knowledge::NameUse::Name).map(|m| m.entity).or(body);
            }
        }
        if let Some(b) = body {
            let parent = self.entities.known(r.knowledge, b);
            self.add(e, "partOf", parent, None, passage, "body-of-organisation");
        }
    }

    // "U.S. Embassy in Yerevan".
    fn embassy(&mut self, n: &NameSpan, e: EntityRef, rest: &[NameSpan], passage: Span) {
        let r = self.s.r;
        if !matches!(r.word(n.tokens.end - 1), "embassy" | "consulate" | "headquarters") {
            return;
        }
        let place =
            rest.iter().find(|m| m.tokens.start >= n.tokens.end && m.tokens.start - n.tokens.end <= 2 && matches!(r.word(m.tokens.start - 1), "in" | "at"));
        if let Some(p) = place.and_then(|m| m.entity) {
            self.add(e, "locatedIn", p, None, passage, "place-in-state");
        }
    }

    // "the C5+1 – A, B and C –", "the Quad (A, B, C and D)".
    fn members_behind(&mut self, n: &NameSpan, e: EntityRef, range: &Range<usize>, passage: Span) {
        let r = self.s.r;
        let open = n.tokens.end;
        if open + 2 >= range.end || !matches!(r.text(open), "–" | "—" | "(" | "-" | ":") {
            return;
        }
        let (list, end) = actors_from(self.s, open + 1, range.end, self.entities);
        let states: Vec<_> = list.into_iter().filter(|&x| self.kind(x) == EntityKind::State).collect();
        let closed = end < range.end && matches!(r.text(end), "–" | "—" | ")" | "-" | ".");
        if states.len() >= 2 && closed && self.kind(e) == EntityKind::Group {
            for state in states {
                self.add(state, "memberOf", e, None, passage, "membership-phrase");
            }
        }
    }

    // "Tashkent, Uzbekistan", "Ukraine's Donetsk, Luhansk and Kherson regions".
    fn located(&mut self, n: &NameSpan, e: EntityRef, names: &[NameSpan], k: usize, passage: Span) {
        let r = self.s.r;
        if let Some(next) = names.get(k + 1)
            && next.tokens.start == n.tokens.end + 1
            && r.text(n.tokens.end) == ","
            && let Some(state) = next.entity.filter(|&x| self.kind(x) == EntityKind::State)
        {
            let lies = self.entities.get(e).known.and_then(|id| r.knowledge.gazetteer.entities[id as usize].located_in);
            let known = lies.and_then(|l| self.entities.find(&r.knowledge.gazetteer.entities[l as usize].iri));
            if known == Some(state) || lies.is_none() && matches!(r.word(n.tokens.start.saturating_sub(1)), "in" | "at") {
                self.add(e, "locatedIn", state, None, passage, "place-in-state");
            }
        }
        // A genitive before the place or before the list it stands in.
        let mut t = n.tokens.start;
        while t > 0 {
            let p = t - 1;
            if matches!(r.text(p), "'s" | "’s") {
                if let Some((_, state)) = self.is_name(p - 1).filter(|(_, x)| self.kind(*x) == EntityKind::State) {
                    self.add(e, "locatedIn", state, None, passage, "place-in-state");
                }
                return;
            }
            let in_list = matches!(r.text(p), "," | "and") || self.is_name(p).is_some_and(|(_, x)| self.kind(x) == EntityKind::Place);
            if !in_list {
                return;
            }
            t = self.s.names.at(p).map_or(p, |m| m.tokens.start);
        }
    }

    // "the Candidate Countries A*, B* and C", "the Potential Candidate Country D", "the EFTA countries E and F".
    fn candidates(&mut self, range: &Range<usize>, passage: Span) {
        let r = self.s.r;
        for t in range.clone() {
            let noun = matches!(r.word(t), "countries" | "country" | "states" | "state" | "members") && t > range.start;
            if !noun {
                continue;
            }
            let candidate = r.word(t - 1) == "candidate" || self.s.names.at(t).is_some_and(|n| r.document.slice(n.span).to_lowercase().contains("candidate"));
            let group = self.is_name(t - 1).map(|(_, e)| e).filter(|&e| self.kind(e).is_body());
            if !candidate && group.is_none() {
                continue;
            }
            let (list, _) = self.states_behind(t + 1, range.end);
            if candidate {
                let eu = r.knowledge.gazetteer.by_iri(&format!("{}org/EU", crate::vocab::ID));
                let Some(eu) = eu.map(|k| self.entities.known(r.knowledge, k)) else { continue };
                for state in list {
                    self.add(state, "candidateOf", eu, None, passage, "candidate-group");
                }
            } else if let Some(group) = group {
                let (list, end) = (list, self.states_behind(t + 1, range.end).1);
                for &state in &list {
                    self.add(state, "memberOf", group, None, passage, "membership-phrase");
                }
                // ", members of the European Economic Area": the same states.
                if end + 3 < range.end && r.text(end) == "," && matches!(r.word(end + 1), "members" | "member") && r.word(end + 2) == "of" {
                    let at = if r.word(end + 3) == "the" { end + 4 } else { end + 3 };
                    if let Some(e) = self.is_name(at).map(|(_, e)| e) {
                        for &state in &list {
                            self.add(state, "memberOf", e, None, passage, "membership-phrase");
                        }
                    }
                }
            }
        }
    }

    // States from a token on, separated by stars, commas and "and"; stops before the next group.
    fn states_behind(&self, from: usize, end: usize) -> (Vec<EntityRef>, usize) {
        let r = self.s.r;
        let mut list = Vec::new();
        let mut t = from;
        let mut last = from;
        while t < end {
            if let Some((n, e)) = self.is_name(t) {
                if self.kind(e) != EntityKind::State || n.meaning != Meaning::Name {
                    break;
                }
                list.push(e);
                t = n.tokens.end;
                last = t;
                while t < end && matches!(r.text(t), "*" | "**" | "†" | "¹") {
                    t += 1;
                    last = t;
                }
                continue;
            }
            if !matches!(r.text(t), "," | "and" | "the" | "*" | "of" | "Republic") {
                break;
            }
            t += 1;
        }
        (list, last)
    }

    // "members of the X", "X's newest Ally", "became a member of", "joining the X as a full member".
    fn memberships(&mut self, range: &Range<usize>, passage: Span) {
        let r = self.s.r;
        for t in range.clone() {
            let w = r.word(t);
            if matches!(w, "ally" | "member") && t >= range.start + 2 {
                // "As NATO's newest Ally, X underscored": the subject behind the comma.
                let genitive = (range.start..t).rev().take(3).find(|&x| matches!(r.text(x), "'s" | "’s"));
                if let Some(c) = genitive
                    && let Some((_, org)) = self.is_name(c - 1).filter(|(_, e)| self.kind(*e).is_body())
                    && t + 1 < range.end
                    && r.text(t + 1) == ","
                    && matches!(r.word(range.start), "as")
                    && let Some((_, state)) = self.is_name(t + 2).or_else(|| self.is_name(t + 3)).filter(|(_, e)| self.kind(*e) == EntityKind::State)
                {
                    self.add(state, "memberOf", org, None, passage, "membership-phrase");
                }
            }
            if matches!(w, "joining" | "joined" | "accession" | "acceding" | "acceded") {
                let org = (t + 1..range.end.min(t + 4))
                    .find_map(|x| self.is_name(x))
                    .filter(|(n, e)| self.kind(*e).is_body() && n.tokens.start <= t + 3)
                    .map(|(n, e)| (n.tokens.end, e));
                let Some((behind, org)) = org else { continue };
                let member = (behind..range.end.min(behind + 6)).any(|x| r.word(x) == "member");
                if !member && !matches!(w, "joined" | "acceded") {
                    continue;
                }
                let state = (range.start..t).rev().take(4).find_map(|x| self.is_name(x)).filter(|(_, e)| self.kind(*e) == EntityKind::State).map(|(_, e)| e);
                if let Some(state) = state {
                    self.add(state, "memberOf", org, None, passage, "membership-phrase");
                }
            }
            // "the EU accession process for X and Y".
            if w == "accession" || w == "membership" {
                let org = t.checked_sub(1).and_then(|x| self.is_name(x)).filter(|(_, e)| self.kind(*e).is_body()).map(|(_, e)| e);
                let to = (t + 1..range.end.min(t + 4)).find(|&x| matches!(r.word(x), "for" | "of"));
                if let (Some(org), Some(to)) = (org, to)
                    && r.word(t) == "accession"
                {
                    for state in self.states_behind(to + 1, range.end).0 {
                        self.add(state, "candidateOf", org, None, passage, "candidate-group");
                    }
                }
            }
        }
    }

    // "under the Chairmanship of X", "X takes over the Y Chairmanship", "X's Chairmanship of the Y".
    fn chairs(&mut self, range: &Range<usize>, passage: Span) {
        let r = self.s.r;
        for t in range.clone() {
            if !matches!(r.word(t), "chairmanship" | "chairpersonship" | "presidency" | "chair-in-office") {
                continue;
            }
            let body_before = t.checked_sub(1).and_then(|x| self.is_name(x)).filter(|(_, e)| self.kind(*e).is_body()).map(|(_, e)| e);
            let after = (t + 1..range.end.min(t + 4))
                .find(|&x| self.is_name(x).is_some())
                .and_then(|x| self.is_name(x))
                .filter(|_| r.word((t + 1).min(range.end - 1)) == "of")
                .map(|(_, e)| e);
            let genitive = (range.start..t).rev().take(4).find(|&x| matches!(r.text(x), "'s" | "’s")).and_then(|x| self.is_name(x - 1)).map(|(_, e)| e);
            let state_after = after.filter(|&e| self.kind(e) == EntityKind::State);
            let body_after = after.filter(|&e| self.kind(e).is_body() || self.kind(e) == EntityKind::Agreement);
            let subject = (range.start..t).rev().take(8).find_map(|x| self.is_name(x).filter(|(_, e)| self.kind(*e) == EntityKind::State)).map(|(_, e)| e);
            let nearby = self.s.names.within(range.clone()).filter(|n| n.tokens.start > t).filter_map(|n| n.entity).find(|&e| self.kind(e).is_body());
            let pair = match (state_after, body_after, body_before, genitive) {
                (Some(s), _, Some(b), _) => Some((s, b)),
                (Some(s), ..) => nearby.map(|b| (s, self.whole(b))),
                (_, Some(b), _, Some(s)) if self.kind(s) == EntityKind::State => Some((s, b)),
                (_, _, Some(b), _) => subject.map(|s| (s, b)),
                _ => None,
            };
            if let Some((s, b)) = pair {
                self.add(s, "chairs", b, None, passage, "chair-phrase");
            }
        }
        // "Mr. X (State), Vice-President, took the Chair."
        for t in range.clone() {
            if r.word(t) == "took" && matches!(r.word((t + 2).min(range.end - 1)), "chair") {
                let person = self.s.names.within(range.start..t).filter_map(|n| n.entity).find(|&e| self.kind(e) == EntityKind::Person);
                if let (Some(p), Some(f)) = (person, self.head.forum) {
                    self.add(p, "chairs", f, None, passage, "chair-phrase");
                    self.add(p, "holdsOffice", f, Some("Vice-President".to_owned()), passage, "office-apposition");
                }
            }
        }
    }

    // The organisation a body belongs to: a chairmanship is of the whole.
    fn whole(&mut self, e: EntityRef) -> EntityRef {
        let r = self.s.r;
        match self.entities.get(e).known.and_then(|k| r.knowledge.gazetteer.entities[k as usize].parent) {
            Some(p) => self.entities.known(r.knowledge, p),
            None => e,
        }
    }

    // "X is a party to the Y", "X, Y and Z continue to be part of the W Process", "X's signing of the Y".
    fn parties(&mut self, range: &Range<usize>, passage: Span) {
        let r = self.s.r;
        for t in range.clone() {
            let w = r.word(t);
            let part = matches!(w, "part" | "party" | "parties" | "signatory" | "signatories") && matches!(r.word((t + 1).min(range.end - 1)), "of" | "to");
            let signs = matches!(w, "signing" | "signature" | "ratification" | "signed" | "ratified" | "acceded");
            if !part && !signs {
                continue;
            }
            let object = (t + 1..range.end.min(t + 5))
                .find_map(|x| self.is_name(x))
                .filter(|(n, e)| self.kind(*e) == EntityKind::Agreement && n.tokens.start <= t + 4)
                .map(|(_, e)| e);
            let Some(object) = object else { continue };
            let states: Vec<_> = if signs {
                (range.start..t)
                    .rev()
                    .take(4)
                    .find_map(|x| self.is_name(x))
                    .filter(|(_, e)| self.kind(*e) == EntityKind::State)
                    .map(|(_, e)| e)
                    .into_iter()
                    .collect()
            } else {
                let negated = (range.start..t).any(|x| r.classes(x).any(Classes::NEGATION));
                if negated {
                    continue;
                }
                // The list that opens the sentence.
                let first = (range.start..t).find(|&x| self.is_name(x).is_some());
                first.map(|x| self.states_behind(x, t).0).unwrap_or_default()
            };
            for state in states {
                self.add(state, "partyTo", object, None, passage, "party-phrase");
            }
        }
    }
}
