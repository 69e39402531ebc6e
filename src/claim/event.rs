//! Events: named meetings, and happenings told by a trigger with a time, a place or participants.

use std::ops::Range;

use super::head::{HeadRead, Source};
use super::{Because, Date, EntityRef, Event};
use crate::claim::stance::pattern;
use crate::knowledge::{Classes, EntityKind};
use crate::mention::{Entities, Printed, dates};
use crate::syntax::{Grammar, Pos};
use crate::text::{BlockKind, Span};

/// Reads the events of a document. The second value is the index of the meeting that is the forum.
pub fn read(s: Source<'_, '_>, grammars: &[Grammar], head: &HeadRead, entities: &Entities) -> (Vec<Event>, Option<usize>) {
    let mut reader = Reader { s, entities, year: head.head.date.as_ref().map(Date::year), events: Vec::new() };
    let mut forum = None;
    if let Some(tokens) = head.forum_meeting.clone() {
        let date = match &head.head.date {
            Some(d @ Date::Day(..)) if head.head.kind != "statement" => Some(d.clone()),
            _ => None,
        };
        reader.add(Candidate { kind: "meeting".into(), date, places: head.head.place.into_iter().collect(), who: Vec::new(), tokens: tokens.clone(), sentence: s.r.span(&tokens), dated: true, rule: "meeting-name" });
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
        self.add(Candidate { kind: "meeting".into(), date: head.head.date.clone(), places: head.head.place.into_iter().collect(), who: Vec::new(), tokens: from..to, sentence: r.span(&(from..to)), dated: true, rule: "meeting-number" });
    }

    // "Resolution 1663 (2006) / Adopted by the Security Council …": the adoption the head tells.
    fn adoption(&mut self, head: &HeadRead) {
        let r = self.s.r;
        let at = r.block_tokens.iter().zip(&r.blocks).take_while(|(_, b)| b.kind != BlockKind::Item).filter(|(t, _)| t.len() > 2).find(|(t, _)| matches!(r.word(t.start), "adopted") && r.word(t.start + 1) == "by");
        let Some((tokens, _)) = at else { return };
        let organ = self.s.names.within(tokens.clone()).find(|n| n.entity.is_some());
        let text = self.s.names.list.iter().rev().find(|n| n.tokens.end <= tokens.start && tokens.start - n.tokens.end <= 1);
        let from = text.map_or(tokens.start, |n| n.tokens.start);
        let to = organ.map_or(tokens.start + 2, |n| n.tokens.end);
        let who = organ.and_then(|n| n.entity).into_iter().collect();
        self.add(Candidate { kind: "agreement".into(), date: head.head.date.clone(), places: Vec::new(), who, tokens: from..to, sentence: r.span(&(from..tokens.end)), dated: true, rule: "event-trigger" });
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
        while t < g.end {
            if let Some(meeting) = self.s.names.meetings.iter().find(|m| m.start == t) {
                let tokens = self.extend(g, meeting.clone());
                let found = self.candidate("meeting", tokens, g, &printed, sentence.span, true);
                self.add(found);
                t = meeting.end.max(t + 1);
                continue;
            }
            if printed.iter().any(|d| d.tokens.contains(&t)) {
                t += 1;
                continue;
            }
            if let Some(n) = self.s.names.at(t) {
                if n.entity.is_some() && matches!(r.word(n.tokens.end - 1), "mission") && n.tokens.len() > 2 && n.tokens.clone().any(|x| matches!(r.word(x), "observation" | "monitoring" | "assessment")) {
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
                let start = t + 1 - words;
                let tokens = self.phrase(g, start..t + 1);
                let found = self.candidate(&kind, tokens.clone(), g, &printed, sentence.span, false);
                if self.is_told(&found, weak, g, start..t + 1) {
                    t = tokens.end.max(t + 1);
                    self.add(found);
                    continue;
                }
            }
            t += 1;
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
        while start > g.start && (matches!(g.pos(start - 1), Pos::Adjective | Pos::Noun | Pos::Name | Pos::Clitic | Pos::Number | Pos::Participle | Pos::Ing) || g.pos(start - 1) == Pos::Adverb && g.pos(start) == Pos::Adjective || g.pos(start - 1) == Pos::Conjunction && g.pos(start) == Pos::Adjective && g.pos(start.saturating_sub(2)) == Pos::Adjective || matches!(self.s.r.word(start - 1), "u.s."))
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

    fn extend(&self, g: &Grammar, core: Range<usize>) -> Range<usize> {
        let r = self.s.r;
        let mut end = core.end;
        while end < g.end && matches!(r.word(end), "of" | "in" | "on" | "at" | "against" | "by" | "between" | "for" | "with" | "to" | "across" | "from") {
            let mut t = end + 1;
            let mut named = false;
            while t < g.end && (matches!(g.pos(t), Pos::Determiner | Pos::Adjective | Pos::Noun | Pos::Name | Pos::Number | Pos::Possessive | Pos::Clitic) || self.s.names.at(t).is_some() || g.pos(t) == Pos::Conjunction && (g.pos(t + 1) == Pos::Name || g.pos(t + 1) == Pos::Noun && g.pos(t - 1) == Pos::Noun) || g.pos(t) == Pos::Comma && (g.pos(t + 1) == Pos::Number || g.pos(t + 1) == Pos::Name && named && self.s.names.at(t + 1).is_some()))
            {
                named |= self.s.names.at(t).is_some() || g.pos(t) == Pos::Number;
                t += 1;
            }
            // A phrase without a name belongs to it only if a named one follows ("against cities across Ukraine").
            let chained = t > end + 1 && t < g.end && matches!(r.word(t), "across" | "in" | "of" | "throughout") && (t + 1..g.end.min(t + 4)).any(|x| self.s.names.at(x).is_some());
            if !named && !chained && !(matches!(r.word(end), "of") && t > end + 1) {
                break;
            }
            while t > end && matches!(g.pos(t - 1), Pos::Conjunction | Pos::Comma | Pos::Clitic | Pos::Determiner) {
                t -= 1;
            }
            if t <= end + 1 {
                break;
            }
            end = t;
        }
        core.start..end
    }

    fn candidate(&self, kind: &str, tokens: Range<usize>, g: &Grammar, printed: &[Printed], sentence: Span, named: bool) -> Candidate {
        let r = self.s.r;
        // Inside the phrase, or right behind it ("held … on 5 June", "which took place on …").
        let inside = printed.iter().find(|d| tokens.start <= d.tokens.start && d.tokens.end <= tokens.end);
        let behind = printed.iter().find(|d| {
            d.tokens.start >= tokens.end
                && (d.tokens.start - tokens.end <= 2
                    || (tokens.end..d.tokens.start).any(|t| matches!(r.word(t), "held" | "place" | "took" | "convened" | "scheduled" | "hosted" | "occurred" | "conducted")) && d.tokens.start - tokens.end <= 9)
                && !(tokens.end..d.tokens.start).any(|t| matches!(g.pos(t), Pos::Stop) || self.trigger(g, t).is_some_and(|(k, _, w)| !w && k != kind))
        });
        // "On 5 June the Governments held a dialogue": a fronted day is the main clause's.
        let fronted = printed.first().filter(|d| d.tokens.start <= g.start + 1 && d.day.is_some() && named);
        let date = inside.or(behind).or(fronted).and_then(|d| d.date(self.year));
        let mut places = Vec::new();
        let mut who = Vec::new();
        for n in self.s.names.within(tokens.clone()) {
            let Some(e) = n.entity else { continue };
            match self.entities.get(e).kind {
                EntityKind::Place => places.push(e),
                EntityKind::State => {
                    who.push(e);
                    if preposition(r.word(n.tokens.start.saturating_sub(1))) || preposition(r.word(n.tokens.start.saturating_sub(2))) || matches!(kind, "election" | "referendum" | "reform") {
                        places.push(e);
                    }
                }
                k if k.is_actor() => who.push(e),
                _ => {}
            }
        }
        // "… held in Tashkent, Uzbekistan": a place right behind.
        if places.is_empty() {
            let after = self.s.names.within(tokens.end..g.end.min(tokens.end + 6).max(tokens.end)).find(|n| preposition(r.word(n.tokens.start.saturating_sub(1))));
            if let Some(e) = after.and_then(|n| n.entity).filter(|&e| matches!(self.entities.get(e).kind, EntityKind::Place | EntityKind::State)) {
                places.push(e);
            }
        }
        Candidate { kind: kind.to_owned(), date, places, who, dated: inside.is_some(), tokens, sentence, rule: if named { "meeting-name" } else { "event-trigger" } }
    }

    // Whether the text tells the happening rather than the notion: dated, placed or with participants, and neither
    // future without a date nor hypothetical.
    fn is_told(&self, c: &Candidate, weak: bool, g: &Grammar, core: Range<usize>) -> bool {
        let r = self.s.r;
        let anchored = c.dated || c.date.is_some() || !c.places.is_empty() || !c.who.is_empty();
        if weak {
            return c.date.is_some() && !matches!(c.kind.as_str(), "other");
        }
        let before = c.tokens.start.checked_sub(1).map_or("", |t| r.word(t));
        let general = matches!(before, "any" | "no" | "future" | "further" | "every" | "each" | "possible" | "potential" | "against") && c.date.is_none();
        let definite = matches!(before, "the" | "this" | "these" | "its" | "their" | "last" | "that") || g.pos(core.start.saturating_sub(1)) == Pos::Clitic;
        let strong = matches!(c.kind.as_str(), "conflict" | "election" | "referendum" | "disaster" | "launch" | "anniversary");
        !general && (anchored || definite && strong && (c.tokens.len() > core.len() || core.len() > 1 || c.kind != "conflict") && matches!(c.kind.as_str(), "conflict" | "referendum" | "anniversary"))
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
            None => {
                let mut places = c.places;
                places.dedup();
                self.events.push(Event { kind: c.kind, date: c.date, places, participants: c.who, mentions: vec![span], because: Because::new(c.sentence, pattern(c.rule)) });
            }
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
        let share_place = e.places.iter().any(|p| c.places.contains(p)) || e.participants.iter().any(|p| c.who.contains(p)) || e.places.iter().any(|p| c.who.contains(p)) || e.participants.iter().any(|p| c.places.contains(p));
        let heads_shared = e.mentions.iter().any(|m| {
            let other = words(*m);
            let common = mine.iter().filter(|w| other.contains(w)).count();
            common * 2 >= mine.len().min(other.len()) && common > 0
        });
        match c.kind.as_str() {
            // One war in one country, one poll at one date.
            "conflict" => share_place && heads_shared || heads_shared && (e.places.is_empty() || c.places.is_empty()) && mine.len() > 1,
            "election" | "referendum" => {
                let dated = e.date.is_some() && c.date.is_some();
                (dated && share_place && heads_shared) || (!dated && (share_place || c.places.is_empty() || e.places.is_empty()) && heads_shared)
            }
            _ => heads_shared && (share_place || c.places.is_empty() && c.who.is_empty() || e.places.is_empty() && e.participants.is_empty()),
        }
    }
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

/// Whether a word is a title noun.
#[must_use]
pub fn is_title(c: Classes) -> bool {
    c.any(Classes::TITLE)
}
