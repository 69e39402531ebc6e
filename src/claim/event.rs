//! Events: named meetings, and happenings told by a trigger with a time, a place or participants.

use std::ops::Range;

use super::head::{HeadRead, Source};
use super::{Because, Date, EntityRef, Event};
use crate::claim::stance::pattern;
use crate::knowledge::EntityKind;
use crate::mention::{Entities, Printed, dates};
use crate::syntax::{Grammar, Pos};
use crate::text::{BlockKind, Span};

/// Reads the events of a document. The second value is the index of the meeting that is the forum.
pub fn read(s: Source<'_, '_>, grammars: &[Grammar], head: &HeadRead, entities: &Entities) -> (Vec<Event>, Option<usize>) {
    let mut reader = Reader { s, entities, year: head.head.date.as_ref().map(Date::year), today: head.head.date.clone(), events: Vec::new() };
    let mut forum = None;
    if let Some(tokens) = head.forum_meeting.clone() {
        let date = match &head.head.date {
            Some(d @ Date::Day(..)) if head.head.kind != "statement" => Some(d.clone()),
            _ => None,
        };
        reader.add(Candidate {
            kind: "meeting".into(),
            date,
            places: head.head.place.into_iter().collect(),
            who: Vec::new(),
            tokens: tokens.clone(),
            sentence: s.r.span(&tokens),
            dated: true,
            rule: "meeting-name",
        });
        forum = Some(0);
    }
    reader.adoption(head);
    reader.session(head);
    for (i, g) in grammars.iter().enumerate() {
        reader.sentence(i, g);
    }
    (reader.events, forum)
}

struct Candidate {
    kind: String,
    date: Option<Date>,
    places: Vec<EntityRef>,
    who: Vec<EntityRef>,
    tokens: Range<usize>,
    sentence: Span,
    // A day or month is printed, even if its year is not told.
    dated: bool,
    rule: &'static str,
}

struct Reader<'a, 'r> {
    s: Source<'a, 'r>,
    entities: &'a Entities,
    year: Option<i16>,
    today: Option<Date>,
    events: Vec<Event>,
}

impl Reader<'_, '_> {
    // The session the text was given in: "OSCE Permanent Council No. 1417", "5396th meeting".
    fn session(&mut self, head: &HeadRead) {
        let r = self.s.r;
        let (Some(number), Some(_)) = (&head.head.meeting, head.head.forum) else { return };
        let Some(at) = (0..r.tokens.len()).find(|&t| r.text(t) == number) else { return };
        let mut from = at;
        while from > 0 && (matches!(r.text(from - 1), "No" | "." | "Nr") || self.s.names.at(from - 1).is_some()) && !r.text(from - 1).is_empty() {
            from = self.s.names.at(from - 1).map_or(from - 1, |n| n.tokens.start);
            if self.s.names.at(from).is_some() {
                break;
            }
        }
        let mut to = at + 1;
        if to < r.tokens.len() && matches!(r.word(to), "meeting" | "session" | "plenary") {
            to += 1;
        }
        self.add(Candidate {
            kind: "meeting".into(),
            date: head.head.date.clone(),
            places: head.head.place.into_iter().collect(),
            who: Vec::new(),
            tokens: from..to,
            sentence: r.span(&(from..to)),
            dated: true,
            rule: "meeting-number",
        });
    }

    // "Resolution 1663 (2006) / Adopted by the Security Council …": the adoption the head tells.
    fn adoption(&mut self, head: &HeadRead) {
        let r = self.s.r;
        let at = r
            .block_tokens
            .iter()
            .zip(&r.blocks)
            .take_while(|(_, b)| b.kind != BlockKind::Item)
            .filter(|(t, _)| t.len() > 2)
            .find(|(t, _)| matches!(r.word(t.start), "adopted") && r.word(t.start + 1) == "by");
        let Some((tokens, _)) = at else { return };
        let organ = self.s.names.within(tokens.clone()).find(|n| n.entity.is_some());
        let text = self.s.names.list.iter().rev().find(|n| n.tokens.end <= tokens.start && tokens.start - n.tokens.end <= 1);
        let from = text.map_or(tokens.start, |n| n.tokens.start);
        let to = organ.map_or(tokens.start + 2, |n| n.tokens.end);
        let who = organ.and_then(|n| n.entity).into_iter().collect();
        self.add(Candidate {
            kind: "agreement".into(),
            date: head.head.date.clone(),
            places: Vec::new(),
            who,
            tokens: from..to,
            sentence: r.span(&(from..tokens.end)),
            dated: true,
            rule: "event-trigger",
        });
    }

    fn sentence(&mut self, i: usize, g: &Grammar) {
        let r = self.s.r;
        let sentence = &r.sentences[i];
        let kind = r.blocks[sentence.block].kind;
        if matches!(kind, BlockKind::Head | BlockKind::Heading) && !(kind == BlockKind::Head && g.groups.iter().any(|x| x.form.is_finite())) {
            return;
        }
        let printed = dates(r, sentence.tokens.clone());
        let mut t = g.start;
        self.told_by_verbs(i, g, &printed);
        while t < g.end {
            if let Some(meeting) = self.s.names.meetings.iter().find(|m| m.start == t) {
                let tokens = self.extend(g, meeting.clone());
                let found = self.candidate("meeting", tokens.clone(), g, &printed, sentence.span, true);
                // "Summits held on A in X, and on B and C in Y": one meeting a date.
                let series = found.date.is_some() && r.word(meeting.end - 1).ends_with('s');
                let further: Vec<_> = printed
                    .iter()
                    .filter(|d| series && d.tokens.start > tokens.end)
                    .filter_map(|d| d.date(self.year))
                    .filter(|d| Some(d) != found.date.as_ref())
                    .collect();
                for date in further {
                    let kind = found.kind.clone();
                    self.open(Candidate {
                        kind,
                        date: Some(date),
                        places: Vec::new(),
                        who: found.who.clone(),
                        dated: true,
                        tokens: tokens.clone(),
                        sentence: sentence.span,
                        rule: "meeting-name",
                    });
                }
                self.add(found);
                t = meeting.end.max(t + 1);
                continue;
            }
            if printed.iter().any(|d| d.tokens.contains(&t)) {
                t += 1;
                continue;
            }
            if let Some(n) = self.s.names.at(t) {
                if n.entity.is_some()
                    && matches!(r.word(n.tokens.end - 1), "mission")
                    && n.tokens.len() > 2
                    && n.tokens.clone().any(|x| matches!(r.word(x), "observation" | "monitoring" | "assessment"))
                {
                    let found = self.candidate("mission", n.tokens.clone(), g, &printed, sentence.span, true);
                    self.add(found);
                    t = n.tokens.end;
                    continue;
                }
                if n.entity.is_some() {
                    t = n.tokens.end;
                    continue;
                }
            }
            if let Some((kind, words, weak)) = self.trigger(g, t) {
                let kind = self.of_what(kind, g, t);
                let start = t + 1 - words;
                let tokens = self.phrase(g, start..t + 1);
                let found = self.candidate(&kind, tokens.clone(), g, &printed, sentence.span, false);
                // "elections … held along with the local elections": the same day.
                let beside = found.date.is_none()
                    && (g.start..tokens.start)
                        .rev()
                        .take(5)
                        .any(|x| matches!(r.word(x), "along" | "together" | "alongside" | "simultaneously" | "concurrently"));
                if beside && let Some(first) = self.events.iter().rev().find(|e| e.kind == found.kind && e.date.is_some()) {
                    let found = Candidate { date: first.date.clone(), places: first.places.clone(), ..found };
                    t = tokens.end.max(t + 1);
                    self.open(found);
                    continue;
                }
                if self.is_told(&found, weak, g, start..t + 1) {
                    t = tokens.end.max(t + 1);
                    self.add(found);
                    continue;
                }
            }
            t += 1;
        }
    }

    // "The Council voted …", "thousands rallied in X", "raids carried out on 19 May", "which the parliament adopted in June":
    // a past verb that tells an event, where its clause prints when or where.
    fn told_by_verbs(&mut self, i: usize, g: &Grammar, printed: &[Printed]) {
        use crate::syntax::{GroupForm, Link};
        let r = self.s.r;
        let sentence = r.sentences[i].span;
        for (at, x) in g.groups.iter().enumerate() {
            let Some(list) = r.knowledge.lexicon.tellers.get(&r.base(x.head)) else { continue };
            let past = x.form == GroupForm::Past || x.perfect || x.form == GroupForm::Participle || x.passive && matches!(r.word(x.first), "was" | "were");
            if !past || x.modal.is_some() {
                continue;
            }
            let participle = x.form == GroupForm::Participle && !x.perfect && !x.passive;
            let subject = g.subject(at).filter(|_| !participle);
            let object = x.head + 1..(x.head + 9).min(g.end);
            let has_object = |nouns: &[crate::knowledge::WordId]| {
                let around = subject
                    .clone()
                    .filter(|_| x.passive)
                    .into_iter()
                    .flatten()
                    .chain(object.clone())
                    .chain(self.noun_before(g, x.first).filter(|_| participle).into_iter().flatten());
                nouns.is_empty() || around.into_iter().any(|t| nouns.contains(&r.words[t]))
            };
            let Some((nouns, kind)) = list.iter().filter(|(n, _)| has_object(n)).max_by_key(|(n, _)| n.len().min(1)) else { continue };
            // Its date: in its clause, right behind, or at the head of the sentence.
            let end = g.groups.iter().map(|o| o.first).find(|&f| f > x.head).unwrap_or(g.end).min(g.end).max(x.head + 1);
            let near = printed
                .iter()
                .find(|d| d.tokens.start > x.head && d.tokens.start < (x.head + 16).min(end) && !(x.head..d.tokens.start).any(|t| g.pos(t) == Pos::Stop));
            let fronted = printed.first().filter(|d| d.tokens.start <= g.start + 1 && x.link == Link::Main);
            let inside =
                subject.as_ref().and_then(|s| printed.iter().find(|d| s.start <= d.tokens.start && d.tokens.end <= x.first && x.first - d.tokens.end <= 1));
            let today = matches!(r.word(x.head + 1), "today" | "yesterday");
            let date = near.or(inside).or(fronted);
            let meets = matches!(kind.as_str(), "meeting" | "protest" | "vote");
            let behind = self.extend(g, x.first..x.head + 1 + usize::from(today));
            let placed = behind.end > x.head + 1;
            // Who meets and who votes is told without a date; what else was done, only with one.
            let main = x.link == Link::Main && x.form != GroupForm::Participle;
            let precise = date.is_some_and(|d| d.day.is_some() || d.month.is_some() || kind != "other");
            let told = if meets { main && (today || placed || kind == "vote") || precise } else { precise };
            // "adopted by referendum in June": the happening is the one it names; "occupied since 1967" tells a state.
            let another = date.is_some_and(|d| {
                (x.head + 1..d.tokens.start).any(|t| self.trigger(g, t).is_some_and(|(k, _, weak)| !weak && k != *kind))
                    || r.word(d.tokens.start.saturating_sub(1)) == "since"
            });
            if another || !told || kind == "other" && nouns.is_empty() && date.is_none_or(|d| d.month.is_none()) {
                continue;
            }
            let mut from = subject.clone().filter(|s| s.len() <= 14 && s.start < x.first).map_or(x.first, |s| s.start);
            if participle && let Some(noun) = self.noun_before(g, x.first) {
                from = noun.start;
            }
            let to = near.filter(|d| d.tokens.start < x.head + 16).map_or(behind.end, |d| d.tokens.end.max(x.head + 1));
            let who: Vec<_> = subject
                .map(|s| self.s.names.within(s).filter_map(|n| n.entity).filter(|&e| self.entities.get(e).kind.is_actor()).collect())
                .unwrap_or_default();
            if kind == "vote" && nouns.is_empty() && who.is_empty() && !placed {
                continue;
            }
            let mut found = self.candidate(kind, from..to.max(x.head + 1), g, printed, sentence, true);
            found.date = date.and_then(|d| d.date(self.year)).or(found.date);
            if today && r.word(x.head + 1) == "today" {
                found.date = self.today.clone();
            }
            found.dated = true;
            found.rule = "event-verb";
            found.who = who;
            self.add(found);
        }
    }

    // The noun phrase that a participle stands behind.
    fn noun_before(&self, g: &Grammar, first: usize) -> Option<Range<usize>> {
        let mut start = first;
        while start > g.start && matches!(g.pos(start - 1), Pos::Noun | Pos::Name | Pos::Adjective | Pos::Number | Pos::Clitic) {
            start -= 1;
        }
        (start < first).then_some(start..first)
    }

    // What is adopted or launched tells the type: "the adoption of the law" is a reform, "the launch of the mission" none
    // of a rocket.
    fn of_what(&self, kind: String, g: &Grammar, t: usize) -> String {
        let r = self.s.r;
        let of = (t + 1..(t + 8).min(g.end)).find(|&x| r.word(x) == "of");
        let object =
            || of.into_iter().flat_map(|of| of + 1..(of + 8).min(g.end)).take_while(|&x| !matches!(g.pos(x), Pos::Comma | Pos::Stop) && !g.pos(x).is_verb());
        let is = |words: &[&str]| object().any(|x| words.contains(&r.word(x)));
        match (r.word(t), kind.as_str()) {
            ("adoption" | "passage", _) if is(&["law", "laws", "constitution", "constitutional", "amendments", "amendment", "legislation", "code", "act"]) => {
                "reform".to_owned()
            }
            ("launch", "launch") if is(&["operation", "mission"]) => "mission".to_owned(),
            ("launch", "launch") if of.is_some() && !is(&["missile", "missiles", "rocket", "rockets", "satellite", "satellites", "icbm"]) => "other".to_owned(),
            _ => kind,
        }
    }

    // The longest trigger that ends at a token: type, number of words, whether weak.
    fn trigger(&self, g: &Grammar, t: usize) -> Option<(String, usize, bool)> {
        let r = self.s.r;
        let l = &r.knowledge.lexicon;
        let list = l.trigger_heads.get(&r.words[t])?;
        if !matches!(g.pos(t), Pos::Noun | Pos::Name | Pos::Adjective | Pos::Ing) {
            return None;
        }
        list.iter().find_map(|&i| {
            let (words, kind, weak) = &l.triggers[i as usize];
            let n = words.len();
            (t + 1 >= g.start + n && words.iter().enumerate().all(|(k, w)| r.words[t + 1 - n + k] == *w)).then(|| (kind.clone(), n, *weak))
        })
    }

    // The noun phrase around a trigger: modifiers before it, prepositional phrases with names or dates behind it.
    fn phrase(&self, g: &Grammar, core: Range<usize>) -> Range<usize> {
        let mut start = core.start;
        while start > g.start
            && (matches!(g.pos(start - 1), Pos::Adjective | Pos::Noun | Pos::Name | Pos::Clitic | Pos::Number | Pos::Participle | Pos::Ing)
                || g.pos(start - 1) == Pos::Adverb && (g.pos(start) == Pos::Adjective || start >= g.start + 2 && g.pos(start - 2) == Pos::Noun)
                || g.pos(start - 1) == Pos::Conjunction && g.pos(start) == Pos::Adjective && g.pos(start.saturating_sub(2)) == Pos::Adjective
                || matches!(self.s.r.word(start - 1), "u.s."))
        {
            if g.groups.iter().any(|x| x.head == start - 1) && g.pos(start - 1) != Pos::Participle {
                break;
            }
            start -= 1;
        }
        while start < core.start && matches!(g.pos(start), Pos::Clitic | Pos::Conjunction) {
            start += 1;
        }
        self.extend(g, start..core.end)
    }

    // Takes in a quoted title and prepositional phrases as far as the last one with a name or number, or one "of".
    fn extend(&self, g: &Grammar, core: Range<usize>) -> Range<usize> {
        let r = self.s.r;
        let mut end = core.end;
        let quote = end + usize::from(matches!(r.text(end), "," | "on"));
        if matches!(r.text(quote), "“" | "\"")
            && quote < g.end
            && let Some(close) = (quote + 1..g.end).find(|&t| matches!(r.text(t), "”" | "\""))
        {
            end = close + 1;
        }
        // "Conference on the Recovery, Reconstruction and Modernisation of …".
        while matches!(g.pos(end), Pos::Comma | Pos::Conjunction)
            && r.tokens[end - 1].is_capitalised()
            && core.len() > 2
            && self.list_goes_on(g, end)
            && self.s.names.at(end + 1).is_none_or(|n| n.entity.is_none())
        {
            end += 1;
            while end < g.end && r.tokens[end].is_capitalised() {
                end += 1;
            }
        }
        let mut kept = end;
        while end < g.end
            && end - core.end.min(end) < 20
            && matches!(r.word(end), "of" | "in" | "on" | "at" | "against" | "by" | "between" | "for" | "with" | "to" | "across" | "from" | "throughout")
        {
            let first = r.word(end);
            let mut t = end + 1;
            let mut named = false;
            while t < g.end {
                let listed = matches!(g.pos(t), Pos::Conjunction | Pos::Comma)
                    && (matches!(g.pos(t + 1), Pos::Noun | Pos::Name | Pos::Adjective | Pos::Determiner))
                    && !g.groups.iter().any(|x| x.first == t + 1)
                    && self.list_goes_on(g, t);
                let inside = matches!(g.pos(t), Pos::Determiner | Pos::Adjective | Pos::Noun | Pos::Name | Pos::Number | Pos::Possessive | Pos::Clitic)
                    || self.s.names.at(t).is_some();
                if !(inside || listed) {
                    break;
                }
                named |= self.s.names.at(t).is_some() || g.pos(t) == Pos::Number;
                t += 1;
            }
            while t > end && matches!(g.pos(t - 1), Pos::Conjunction | Pos::Comma | Pos::Clitic | Pos::Determiner) {
                t -= 1;
            }
            if t <= end + 1 {
                break;
            }
            end = t;
            if named || first == "of" && kept == core.end {
                kept = end;
            }
        }
        core.start..kept.max(core.end)
    }

    // A comma or "and" inside a list of nouns or names, not before a new clause.
    fn list_goes_on(&self, g: &Grammar, t: usize) -> bool {
        let both_names = self.s.names.at(t + 1).is_some() && t > g.start && (self.s.names.at(t - 1).is_some() || g.pos(t - 1) == Pos::Name);
        let capitals = self.s.r.tokens[t - 1].is_capitalised() && self.s.r.tokens.get(t + 1).is_some_and(|x| x.is_capitalised());
        let date = g.pos(t) == Pos::Comma && g.pos(t + 1) == Pos::Number;
        let nouns = g.pos(t) == Pos::Conjunction && g.pos(t + 1) == Pos::Noun && g.pos(t - 1) == Pos::Noun;
        both_names || capitals || date || nouns
    }

    fn candidate(&self, kind: &str, mut tokens: Range<usize>, g: &Grammar, printed: &[Printed], sentence: Span, named: bool) -> Candidate {
        let r = self.s.r;
        // Inside the phrase, or right behind it ("held … on 5 June", "which took place on …").
        let inside = printed.iter().find(|d| tokens.start <= d.tokens.start && d.tokens.start < tokens.end);
        if let Some(d) = inside {
            tokens.end = tokens.end.max(d.tokens.end);
        }
        // "the 1999 Istanbul Summit".
        let before = printed.iter().find(|d| d.tokens.end == tokens.start && d.month.is_none());
        if let Some(d) = before {
            tokens.start = d.tokens.start;
        }
        let behind = printed.iter().find(|d| {
            d.tokens.start >= tokens.end
                && (d.tokens.start - tokens.end <= 2
                    || (tokens.end..d.tokens.start).any(|t| {
                        matches!(r.word(t), "held" | "place" | "took" | "convened" | "scheduled" | "hosted" | "occurred" | "conducted" | "began" | "started")
                    }) && d.tokens.start - tokens.end <= 9)
                && !(tokens.end..d.tokens.start).any(|t| matches!(g.pos(t), Pos::Stop) || self.trigger(g, t).is_some_and(|(k, _, w)| !w && k != kind))
        });
        // "On 5 June the Governments held a dialogue": a fronted day is the main clause's.
        let fronted = printed.first().filter(|d| d.tokens.start <= g.start + 1 && d.day.is_some() && named);
        let date = inside.or(before).or(behind).or(fronted).and_then(|d| d.date(self.year));
        let mut places = Vec::new();
        let mut who = Vec::new();
        for n in self.s.names.within(tokens.clone()) {
            let Some(e) = n.entity else { continue };
            match self.entities.get(e).kind {
                EntityKind::Place => places.push(e),
                EntityKind::State => {
                    who.push(e);
                    if preposition(r.word(n.tokens.start.saturating_sub(1)))
                        || preposition(r.word(n.tokens.start.saturating_sub(2)))
                        || matches!(kind, "election" | "referendum" | "reform")
                    {
                        places.push(e);
                    }
                }
                k if k.is_actor() => who.push(e),
                _ => {}
            }
        }
        // "… held in Tashkent, Uzbekistan": a place right behind.
        if places.is_empty() {
            let after =
                self.s.names.within(tokens.end..g.end.min(tokens.end + 6).max(tokens.end)).find(|n| preposition(r.word(n.tokens.start.saturating_sub(1))));
            if let Some(e) = after.and_then(|n| n.entity).filter(|&e| matches!(self.entities.get(e).kind, EntityKind::Place | EntityKind::State)) {
                places.push(e);
            }
        }
        // A dated poll without a place of its own is that of the one state its sentence speaks of, by its name, its
        // constitution or its officers.
        if places.is_empty() && date.is_some() && matches!(kind, "election" | "referendum") {
            let mut states: Vec<_> = self.s.names.within(g.start..g.end).filter_map(|n| n.entity).filter_map(|e| self.state_of(e)).collect();
            states.sort_unstable();
            states.dedup();
            if let [one] = states[..] {
                places.push(one);
            }
        }
        Candidate {
            kind: kind.to_owned(),
            date,
            places,
            who,
            dated: inside.is_some(),
            tokens,
            sentence,
            rule: if named { "meeting-name" } else { "event-trigger" },
        }
    }

    fn state_of(&self, e: EntityRef) -> Option<EntityRef> {
        let named = self.entities.get(e);
        match named.kind {
            EntityKind::State => Some(e),
            EntityKind::Agreement => {
                let state = named.label.strip_prefix("Constitution of ")?;
                self.entities.list().iter().position(|x| x.kind == EntityKind::State && x.label == state)
            }
            EntityKind::Person => {
                let g = &self.s.r.knowledge.gazetteer;
                let office = g.office(named.known?, self.year)?;
                self.entities.find(&g.entities[office.of as usize].iri).filter(|&x| self.entities.get(x).kind == EntityKind::State)
            }
            _ => None,
        }
    }

    // Whether the text tells the happening rather than the notion: dated, placed or with participants, and neither
    // future without a date nor hypothetical.
    fn is_told(&self, c: &Candidate, weak: bool, g: &Grammar, core: Range<usize>) -> bool {
        let r = self.s.r;
        let anchored = c.dated || c.date.is_some() || !c.places.is_empty() || !c.who.is_empty();
        let before = c.tokens.start.checked_sub(1).map_or("", |t| r.word(t));
        if weak {
            // A weak word tells a happening where it is dated, or definite with those who did it or where.
            let genitive = g.pos(core.start.saturating_sub(1)) == Pos::Clitic || (c.tokens.start..core.start).any(|t| g.pos(t) == Pos::Clitic);
            let definite = genitive || matches!(before, "the" | "this" | "these" | "its" | "their" | "recent");
            let word = r.word(core.end - 1);
            // "the Arab-Israeli conflict".
            let named = c.tokens.clone().any(|t| t < core.start && r.tokens[t].is_capitalised());
            let placed = named || !c.places.is_empty() || !c.who.is_empty();
            return match c.kind.as_str() {
                "conflict" => {
                    c.date.is_some()
                        || definite
                            && placed
                            && matches!(
                                word,
                                "conflict" | "mobilisation" | "mobilization" | "displacement" | "damage" | "sabotage" | "incident" | "killing" | "killings"
                            )
                }
                "meeting" => c.date.is_some() || genitive && !c.who.is_empty() && !word.ends_with('s'),
                "vote" => c.date.is_some() && word != "resolution" && word != "resolutions" || genitive && word == "veto",
                "other" => {
                    definite
                        && !before.is_empty()
                        && matches!(word, "announcement" | "establishment" | "creation" | "opening")
                        && (placed || matches!(r.word(core.end), "of" | "that" | "by"))
                }
                "agreement" | "reform" => c.date.is_some() && !self.is_awaited(c.tokens.start),
                _ => c.date.is_some(),
            };
        }
        // "meetings of the Council" in general.
        if c.kind == "meeting"
            && c.date.is_none()
            && !c.dated
            && r.word(core.end - 1).ends_with('s')
            && r.tokens[core.end - 1].shape == crate::text::Shape::Lower
            && !definite_series(r.word(core.end - 1))
        {
            return false;
        }
        let general = matches!(before, "any" | "no" | "future" | "further" | "every" | "each" | "possible" | "potential" | "against" | "all")
            && c.date.is_none()
            || matches!(c.kind.as_str(), "agreement" | "mission") && self.is_awaited(c.tokens.start);
        let definite = matches!(before, "the" | "this" | "these" | "its" | "their" | "last" | "that") || g.pos(core.start.saturating_sub(1)) == Pos::Clitic;
        let strong = matches!(c.kind.as_str(), "conflict" | "election" | "referendum" | "disaster" | "launch" | "anniversary");
        !general
            && (anchored
                || definite
                    && strong
                    && (c.tokens.len() > core.len() || core.len() > 1 || c.kind != "conflict")
                    && matches!(c.kind.as_str(), "conflict" | "referendum" | "anniversary"))
    }

    // "to bring about a ceasefire", "would be a ceasefire": nothing that has happened.
    fn is_awaited(&self, at: usize) -> bool {
        let r = self.s.r;
        let from = at.saturating_sub(9);
        (from..at).rev().take_while(|&t| !matches!(r.text(t), "." | ";" | ",")).any(|t| {
            matches!(r.word(t), "to" | "would" | "could" | "should" | "must" | "for" | "towards" | "will" | "an" | "a") && !matches!(r.word(t + 1), "the")
        })
    }

    // Opens an event of its own.
    fn open(&mut self, c: Candidate) {
        let span = self.s.r.span(&c.tokens);
        let mut places = c.places;
        places.dedup();
        self.events.push(Event {
            kind: c.kind,
            date: c.date,
            places,
            participants: c.who,
            mentions: vec![span],
            because: Because::new(c.sentence, pattern(c.rule)),
        });
    }

    // Joins a candidate to the event it repeats, or opens a new one.
    fn add(&mut self, c: Candidate) {
        let r = self.s.r;
        let span = r.span(&c.tokens);
        let same = self.events.iter().position(|e| self.is_same(e, &c));
        match same {
            Some(i) => {
                let event = &mut self.events[i];
                if event.mentions.contains(&span) {
                    return;
                }
                let longest = event.mentions.first().map_or(0, |m| m.len());
                if span.len() > longest && !event.mentions.is_empty() && event.because.rule.ends_with("event-trigger") {
                    event.mentions.insert(0, span);
                } else {
                    event.mentions.push(span);
                }
                if precision(c.date.as_ref()) > precision(event.date.as_ref()) {
                    event.date = c.date;
                }
                for p in c.places {
                    if !event.places.contains(&p) {
                        event.places.push(p);
                    }
                }
                for w in c.who {
                    if !event.participants.contains(&w) {
                        event.participants.push(w);
                    }
                }
            }
            None => self.open(c),
        }
    }

    fn is_same(&self, e: &Event, c: &Candidate) -> bool {
        if e.kind != c.kind {
            return false;
        }
        let r = self.s.r;
        let words = |span: Span| -> Vec<String> {
            r.document.slice(span).split(|x: char| !x.is_alphanumeric()).filter(|w| w.len() > 2).map(str::to_lowercase).collect()
        };
        let mine = words(r.span(&c.tokens));
        let date_ok = match (&e.date, &c.date) {
            (Some(a), Some(b)) => compatible(a, b),
            _ => true,
        };
        if !date_ok {
            return false;
        }
        let share_place = e.places.iter().any(|p| c.places.contains(p))
            || e.participants.iter().any(|p| c.who.contains(p))
            || e.places.iter().any(|p| c.who.contains(p))
            || e.participants.iter().any(|p| c.places.contains(p));
        let heads_shared = e.mentions.iter().any(|m| {
            let other = words(*m);
            let common = mine.iter().filter(|w| other.contains(w)).count();
            common * 2 >= mine.len().min(other.len()) && common > 0
        });
        let war = |words: &[String]| words.iter().any(|w| matches!(w.as_str(), "war" | "invasion" | "aggression" | "assault"));
        let warlike = war(&mine) && e.mentions.iter().any(|m| war(&words(*m)));
        let named = mine.len() >= 3
            && e.mentions.iter().any(|m| {
                let other = words(*m);
                mine.iter().all(|w| other.contains(w)) || other.len() >= 3 && other.iter().all(|w| mine.contains(w))
            });
        if named {
            return true;
        }
        match c.kind.as_str() {
            "conflict"
                if warlike
                    && (share_place || c.places.is_empty() && c.who.is_empty() || c.places.is_empty() && e.places.iter().any(|p| !c.who.contains(p))) =>
            {
                true
            }
            // One war in one country, one poll at one date.
            "conflict" => share_place && heads_shared || heads_shared && (e.places.is_empty() || c.places.is_empty()) && mine.len() > 1,
            "election" | "referendum" => {
                let dated = e.date.is_some() && c.date.is_some();
                heads_shared && (share_place || !dated && (c.places.is_empty() || e.places.is_empty()))
            }
            _ => heads_shared && (share_place || c.places.is_empty() && c.who.is_empty() || e.places.is_empty() && e.participants.is_empty()),
        }
    }
}

// Plural nouns that mean one meeting.
fn definite_series(word: &str) -> bool {
    matches!(word, "talks" | "negotiations" | "consultations" | "discussions")
}

fn preposition(word: &str) -> bool {
    matches!(word, "in" | "across" | "throughout" | "inside" | "near" | "at" | "within")
}

fn precision(date: Option<&Date>) -> u8 {
    match date {
        None => 0,
        Some(Date::Year(_)) => 1,
        Some(Date::Month(..)) => 2,
        Some(_) => 3,
    }
}

/// Whether two dates can be the same time at different precision.
#[must_use]
pub fn compatible(a: &Date, b: &Date) -> bool {
    let parts = |d: &Date| match d {
        Date::Year(y) => (*y, None, None),
        Date::Month(y, m) => (*y, Some(*m), None),
        Date::Day(y, m, d) => (*y, Some(*m), Some(*d)),
        Date::Interval(x, _) => (x.0, Some(x.1), Some(x.2)),
    };
    let (x, y) = (parts(a), parts(b));
    x.0 == y.0 && (x.1.is_none() || y.1.is_none() || x.1 == y.1) && (x.2.is_none() || y.2.is_none() || x.2 == y.2)
}
