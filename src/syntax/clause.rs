//! Verb groups of a sentence: their subjects, how they hang together, and where each one's domain ends.
//!
//! Left to right with a stack of open clauses. A finite verb fills the main clause or opens one after a marker; a verb
//! after "and" or a comma without a subject of its own joins the open clause whose verb has the same form, cues
//! preferring cues; closing a clause ends the domain of its verb.

use std::ops::Range;

use super::{Pos, Reading, tag};
use crate::knowledge::{Classes, CueKind, Element, Family, Form, WordId};
use crate::text::Sentence;

/// The form of a verb group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupForm {
    /// "welcomes", "has welcomed", "are".
    Third,
    /// "welcome", "have welcomed": present without -s.
    Plain,
    /// "welcomed".
    Past,
    /// "will welcome", "must do".
    Modal,
    /// "to welcome".
    Infinitive,
    /// "welcoming".
    Ing,
    /// "welcomed by", "concerned": without auxiliary.
    Participle,
}

impl GroupForm {
    /// Whether it makes a clause of its own.
    #[must_use]
    pub fn is_finite(self) -> bool {
        matches!(self, Self::Third | Self::Plain | Self::Past | Self::Modal)
    }
}

/// How a verb group hangs on its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Main clause, or coordinated with it.
    Main,
    /// "that …", a question, or a clause without marker after a verb of saying.
    That,
    /// "which …", "who …".
    Relative,
    /// "while …", "because …", "if …".
    Adverbial,
    /// Infinitive, gerund or participle inside another's domain.
    Inner,
    /// Participle before or behind the main clause with its subject.
    Adjunct,
}

/// A verb with its auxiliaries. Token indices are the document's.
#[derive(Clone, Debug)]
pub struct Group {
    /// First auxiliary, "to", or the verb itself.
    pub first: usize,
    /// The main verb, or the copula.
    pub head: usize,
    /// Its form.
    pub form: GroupForm,
    /// "was welcomed".
    pub passive: bool,
    /// The head is a form of "be".
    pub copula: bool,
    /// The modal, if any.
    pub modal: Option<usize>,
    /// "have", "has", "had" before the participle.
    pub perfect: bool,
    /// Tokens of its own subject.
    pub subject: Option<Range<usize>>,
    /// The group whose subject (and auxiliaries) it shares.
    pub shares: Option<usize>,
    /// How it hangs.
    pub link: Link,
    /// On which group.
    pub parent: Option<usize>,
    /// The token of its marker ("that", "which", "while").
    pub marker: Option<usize>,
    /// One past the last token of its domain.
    pub end: usize,
}

/// The grammar of a sentence.
#[derive(Debug)]
pub struct Grammar {
    /// First token of the sentence.
    pub start: usize,
    /// One past its last token, final punctuation left out.
    pub end: usize,
    /// Tags of its tokens.
    pub pos: Vec<Pos>,
    /// Its verb groups, left to right.
    pub groups: Vec<Group>,
}

impl Grammar {
    /// Reads a sentence. `names` as for [`tag`].
    #[must_use]
    pub fn of(r: &Reading<'_>, sentence: &Sentence, names: &[u8]) -> Self {
        let range = sentence.tokens.clone();
        let pos = tag(r, range.clone(), names);
        let mut end = range.end;
        while end > range.start && matches!(r.text(end - 1), "." | "!" | "?" | ";" | ":" | "," | "”" | "\"" | "’" | "*") {
            end -= 1;
        }
        let mut builder = Builder { r, start: range.start, end, pos: &pos, groups: Vec::new(), stack: Vec::new(), held: None };
        builder.run();
        let groups = builder.groups;
        Self { start: range.start, end, pos, groups }
    }

    /// The tag of a token.
    #[must_use]
    pub fn pos(&self, token: usize) -> Pos {
        self.pos.get(token.wrapping_sub(self.start)).copied().unwrap_or(Pos::Other)
    }

    /// The group whose head is a token.
    #[must_use]
    pub fn group_at(&self, head: usize) -> Option<usize> {
        self.groups.iter().position(|g| g.head == head)
    }

    /// The innermost group whose domain a token lies in.
    #[must_use]
    pub fn group_over(&self, token: usize) -> Option<usize> {
        self.groups.iter().rposition(|g| g.head < token && token < g.end)
    }

    /// The subject of a group: its own, the shared one, or that of the group it hangs on.
    #[must_use]
    pub fn subject(&self, group: usize) -> Option<Range<usize>> {
        let mut at = group;
        for _ in 0..self.groups.len() + 1 {
            let g = &self.groups[at];
            if g.subject.is_some() {
                return g.subject.clone();
            }
            match (g.shares, g.link, g.parent) {
                (Some(s), _, _) => at = s,
                (None, Link::Inner | Link::Adjunct, Some(p)) => at = p,
                _ => return None,
            }
        }
        None
    }
}

struct Frame {
    group: Option<usize>,
    link: Link,
    // Where a subject may begin.
    from: usize,
    // Its domain has ended already, before a participle beside it.
    closed: bool,
}

// A clause interrupted before its verb.
struct Held {
    link: Link,
    marker: usize,
    comma: usize,
}

struct Builder<'a, 'r> {
    r: &'a Reading<'r>,
    start: usize,
    end: usize,
    pos: &'a [Pos],
    groups: Vec<Group>,
    stack: Vec<Frame>,
    held: Option<Held>,
}

impl Builder<'_, '_> {
    fn p(&self, t: usize) -> Pos {
        if t < self.start || t >= self.end { Pos::Other } else { self.pos[t - self.start] }
    }

    fn run(&mut self) {
        self.stack.push(Frame { group: None, link: Link::Main, from: self.start, closed: false });
        let mut pending: Option<(Link, usize)> = None;
        let mut t = self.start;
        while t < self.end {
            match self.p(t) {
                Pos::Relative | Pos::That => {
                    let after_noun = t > self.start && matches!(self.p(t - 1), Pos::Noun | Pos::Name | Pos::Pronoun | Pos::Close | Pos::Comma);
                    let verb_next = self.p(t + 1).is_auxiliary()
                        || matches!(self.p(t + 1), Pos::Third | Pos::Past | Pos::Base)
                        || self.p(t + 1) == Pos::Adverb && (self.p(t + 2).is_verb() || self.p(t + 2).is_auxiliary());
                    let relative = match self.p(t) {
                        Pos::That => after_noun && verb_next,
                        _ => matches!(self.r.word(t), "which" | "who" | "whom" | "whose") && t > self.start,
                    };
                    let marker = if t > self.start && self.p(t - 1) == Pos::Preposition && relative { t - 1 } else { t };
                    self.hold(pending, marker);
                    pending = Some((if relative { Link::Relative } else { Link::That }, marker));
                    t += 1;
                }
                Pos::Subordinator => {
                    self.hold(pending, t);
                    let question = matches!(self.r.word(t), "whether" | "how" | "why");
                    pending = Some((if question { Link::That } else { Link::Adverbial }, t));
                    t += 1;
                }
                _ => match self.group_at(t) {
                    Some(group) => {
                        t = group.head + 1;
                        self.attach(group, &mut pending);
                    }
                    None => t += 1,
                },
            }
        }
        while !self.stack.is_empty() {
            self.pop(self.end);
        }
    }

    // A clause whose subject is read and whose verb is not, when a comma and another marker come between.
    fn hold(&mut self, pending: Option<(Link, usize)>, marker: usize) {
        if let Some((link, opened)) = pending
            && marker > opened + 2
            && self.p(marker - 1) == Pos::Comma
            && matches!(link, Link::That | Link::Adverbial)
        {
            self.held = Some(Held { link, marker: opened, comma: marker - 1 });
        }
    }

    fn pop(&mut self, at: usize) {
        if let Some(Frame { group: Some(g), closed: false, .. }) = self.stack.pop() {
            self.close(g, at);
        }
    }

    fn close(&mut self, group: usize, mut at: usize) {
        // What is quoted ends with its quotation: "“… accept this deal,” the minister said".
        let head = self.groups[group].head;
        let open = (self.start..head).filter(|&t| matches!(self.r.text(t), "“" | "”" | "\"")).count() % 2 == 1;
        if open && let Some(mark) = (head + 1..at).find(|&t| matches!(self.r.text(t), "”" | "\"")) {
            at = mark;
        }
        while at > self.groups[group].head + 1 && matches!(self.p(at - 1), Pos::Comma | Pos::Conjunction | Pos::Stop | Pos::Dash | Pos::Adverb) && at > 0 {
            // An adverb before the next verb is that verb's ("and strongly condemn").
            if self.p(at - 1) == Pos::Adverb && !self.before_conjunction(at - 1) {
                break;
            }
            at -= 1;
        }
        self.groups[group].end = at.max(self.groups[group].head + 1);
    }

    fn before_conjunction(&self, mut t: usize) -> bool {
        while self.p(t) == Pos::Adverb && t > self.start {
            t -= 1;
        }
        matches!(self.p(t), Pos::Comma | Pos::Conjunction | Pos::Stop)
    }

    // The length of a phrase that denies ("by no means"), if one stands here.
    fn denial(&self, t: usize) -> Option<usize> {
        let lexicon = &self.r.knowledge.lexicon;
        let list = lexicon.negator_heads.get(self.r.words.get(t)?)?;
        let lengths = list.iter().map(|&i| &lexicon.negators[i as usize].words);
        lengths.filter(|w| w.len() > 1 && w.iter().enumerate().all(|(k, w)| t + k < self.end && self.r.words[t + k] == *w)).map(Vec::len).max()
    }

    // A verb group that begins at a token.
    fn group_at(&self, first: usize) -> Option<Group> {
        let skip = |mut t: usize| {
            loop {
                if matches!(self.p(t), Pos::Adverb | Pos::Negation) || self.p(t) == Pos::Comma && self.p(t + 1) == Pos::Adverb && self.p(t + 2) == Pos::Comma {
                    t += 1;
                } else if let Some(n) = self.denial(t) {
                    // "will under no circumstances accept".
                    t += n;
                } else {
                    return t;
                }
            }
        };
        let mut group = Group {
            first,
            head: first,
            form: GroupForm::Plain,
            passive: false,
            copula: false,
            modal: None,
            perfect: false,
            subject: None,
            shares: None,
            link: Link::Main,
            parent: None,
            marker: None,
            end: self.end,
        };
        let word = |t: usize| self.r.word(t);
        let mut t = first;
        group.form = match self.p(t) {
            Pos::To => {
                t = skip(t + 1);
                GroupForm::Infinitive
            }
            Pos::Modal => {
                group.modal = Some(t);
                t = skip(t + 1);
                if self.p(t) == Pos::Conjunction {
                    // "cannot and do not": the second auxiliary carries the verb.
                    return None;
                }
                // An inverted subject ("nor will it accept"): not a group we can read.
                GroupForm::Modal
            }
            Pos::Be if matches!(word(t), "being") => GroupForm::Ing,
            Pos::Have if word(t) == "having" => GroupForm::Ing,
            Pos::Be => match word(t) {
                "is" | "was" => GroupForm::Third,
                "be" => GroupForm::Plain,
                "been" => GroupForm::Participle,
                _ => GroupForm::Plain,
            },
            Pos::Have => {
                if word(t) == "has" {
                    GroupForm::Third
                } else {
                    GroupForm::Plain
                }
            }
            Pos::Do => {
                if word(t) == "does" {
                    GroupForm::Third
                } else {
                    GroupForm::Plain
                }
            }
            Pos::Base => GroupForm::Plain,
            Pos::Third => GroupForm::Third,
            Pos::Past => GroupForm::Past,
            Pos::Participle => GroupForm::Participle,
            Pos::Ing => GroupForm::Ing,
            _ => return None,
        };
        group.head = t;
        // "In no way do we recognise …", "nor will it accept …": the subject stands behind the auxiliary.
        if matches!(self.p(first), Pos::Do | Pos::Modal) && self.p(first + 1) == Pos::Pronoun && first > self.start {
            let verb = skip(first + 2);
            if self.p(verb) == Pos::Base {
                group.head = verb;
                group.subject = Some(first + 1..first + 2);
                return Some(group);
            }
        }
        if self.p(t) == Pos::Do {
            let verb = skip(t + 1);
            if self.p(verb) == Pos::Base {
                group.head = verb;
            }
            return Some(group);
        }
        if self.p(t) == Pos::Have {
            let next = skip(t + 1);
            match self.p(next) {
                Pos::Participle | Pos::Past => {
                    group.perfect = true;
                    group.head = next;
                    return Some(group);
                }
                Pos::Be => {
                    group.perfect = true;
                    t = next;
                    group.head = t;
                }
                _ => {
                    group.head = t;
                    return Some(group);
                }
            }
        }
        if self.p(t) == Pos::Be {
            let mut next = skip(t + 1);
            if self.p(next) == Pos::Be {
                t = next;
                group.head = t;
                next = skip(t + 1);
            }
            match self.p(next) {
                Pos::Participle => {
                    group.passive = true;
                    group.head = next;
                }
                Pos::Ing => group.head = next,
                _ => group.copula = true,
            }
            return Some(group);
        }
        let ok = match group.form {
            GroupForm::Infinitive | GroupForm::Modal => self.p(t) == Pos::Base,
            _ => true,
        };
        if !ok {
            group.head = if group.form == GroupForm::Modal { first } else { t };
        }
        Some(group)
    }

    fn attach(&mut self, mut group: Group, pending: &mut Option<(Link, usize)>) {
        let mut before = self.r.before_linking_phrase(group.first).max(self.start);
        while before > self.start
            && (matches!(self.p(before - 1), Pos::Adverb | Pos::Negation)
                || before < group.first && before >= self.start + 2 && self.p(before - 1) == Pos::Conjunction && self.p(before - 2) == Pos::Adverb)
        {
            before -= 1;
        }
        // "said Beijing “consistently opposes …": the quotation may open behind the subject.
        if before > self.start + 1 && self.opens_quotation(before - 1) && matches!(self.p(before - 2), Pos::Name | Pos::Noun | Pos::Pronoun) {
            before -= 1;
        }
        let prev = if before > self.start { Some(self.p(before - 1)) } else { None };
        // "neither supports nor opposes": a denial that coordinates.
        let nor = (before..group.first).any(|t| self.r.word(t) == "nor");
        let joins = nor || matches!(prev, Some(Pos::Comma | Pos::Conjunction | Pos::Stop | Pos::Dash));
        let help = self.groups.last().is_some_and(|g| {
            matches!(self.r.knowledge.words.text(self.r.base(g.head)), "help" | "let" | "make" | "see" | "watch")
                && group.first > g.head
                && group.first <= g.head + 5
        });
        if group.subject.is_some() && pending.is_none() {
            while self.stack.len() > 1 {
                self.pop(group.first);
            }
            self.stack.pop();
            self.push(group, Link::Main);
            return;
        }
        // "that the talks, if they fail, should …": the clause that was interrupted gets its verb.
        if group.form.is_finite()
            && pending.is_none()
            && prev == Some(Pos::Comma)
            && let Some(held) = self.held.take()
        {
            while self.stack.last().is_some_and(|f| f.group.is_some_and(|g| self.groups[g].first > held.comma)) {
                self.pop(before);
            }
            self.open_marked(group, held.link, held.marker);
            let opened = self.groups.len() - 1;
            let from = held.marker + 1;
            self.groups[opened].subject = (held.comma > from).then_some(from..held.comma);
            return;
        }
        if group.form.is_finite()
            && pending.is_none()
            && prev == Some(Pos::Comma)
            && let Some(subject) = self.apposed_subject(before)
        {
            group.subject = Some(subject);
            group.parent = self.top();
            group.link = Link::That;
            self.push(group, Link::That);
            return;
        }
        if group.form.is_finite() && !(self.p(group.first) == Pos::Base && help && pending.is_none()) {
            // "…, the minister, Sergey Lavrov, said": the name in apposition is the subject.
            let apposed = prev == Some(Pos::Comma)
                && pending.is_none()
                && matches!(group.form, GroupForm::Past | GroupForm::Third)
                && self.says(self.r.base(group.head))
                && before >= self.start + 3
                && self.p(before - 2) == Pos::Name
                && self.after_title(before - 2)
                && self.groups.iter().any(|g| g.form.is_finite());
            if apposed {
                self.with_subject(group, before - 1);
                return;
            }
            // "Using force as a tool is …": no clause with "as", but the main verb of a gerund.
            let gerund = self.groups.first().is_some_and(|g| g.form == GroupForm::Ing && g.link == Link::Adjunct && g.parent.is_none())
                && self.stack.first().is_some_and(|f| f.group.is_none())
                && matches!(group.form, GroupForm::Third | GroupForm::Modal)
                && pending.is_some_and(|(_, m)| self.r.word(m) == "as")
                && !(self.groups[0].head..before).any(|t| self.p(t) == Pos::Comma);
            if gerund {
                *pending = None;
                self.with_subject(group, before);
            } else if let Some((link, marker)) = pending.take() {
                self.open_marked(group, link, marker);
            } else if joins && !(self.p(group.first) == Pos::Base && group.form == GroupForm::Plain) {
                self.join(group, before, |form| form.is_finite());
            } else if joins {
                self.join(group, before, |form| matches!(form, GroupForm::Plain | GroupForm::Infinitive | GroupForm::Modal));
            } else {
                self.with_subject(group, before);
            }
            return;
        }
        let form = group.form;
        // "While welcoming A, we …", "…, while expressing regret that …": beside the main clause, with its subject.
        let beside = pending.is_some_and(|(link, m)| link == Link::Adverbial && m + 1 == before);
        if form == GroupForm::Ing && beside {
            *pending = None;
            let main = self.stack.iter().position(|f| f.group.is_some());
            if let Some(main) = main {
                while self.stack.len() > main + 1 {
                    self.pop(before);
                }
                let marker = before - 1;
                if let Some(Frame { group: Some(g), closed, .. }) = self.stack.last_mut() {
                    let g = *g;
                    *closed = true;
                    self.close(g, marker);
                    group.parent = Some(g);
                }
            }
            group.link = Link::Adjunct;
            self.push(group, Link::Adjunct);
            return;
        }
        // ", with Canada suggesting that …": a clause with a subject of its own.
        if form == GroupForm::Ing
            && matches!(prev, Some(Pos::Name | Pos::Noun))
            && let Some(with) = (self.start..before).rev().take(9).take_while(|&t| !matches!(self.p(t), Pos::Comma)).find(|&t| self.r.word(t) == "with")
            && with > self.start
            && self.p(with - 1) == Pos::Comma
            && self.is_cue(&group)
        {
            let main = self.stack.iter().position(|f| f.group.is_some()).map_or(0, |i| i + 1);
            while self.stack.len() > main.max(1) {
                self.pop(with);
            }
            if let Some(Frame { group: Some(g), closed, .. }) = self.stack.last_mut() {
                let g = *g;
                *closed = true;
                self.close(g, with);
                group.parent = Some(g);
            }
            group.link = Link::Adjunct;
            group.subject = Some(with + 1..before);
            self.push(group, Link::Adjunct);
            return;
        }
        let opening = form == GroupForm::Ing && before == self.start + 1 && self.r.word(self.start) == "in";
        match form {
            // "In reaffirming our support, we …".
            GroupForm::Ing if opening => {
                group.link = Link::Adjunct;
                self.push(group, Link::Adjunct);
            }
            GroupForm::Infinitive if joins && self.has_open(|f| f == GroupForm::Infinitive) => self.join(group, before, |f| f == GroupForm::Infinitive),
            GroupForm::Ing if joins && prev != Some(Pos::Comma) && self.has_open(|f| f == GroupForm::Ing) => self.join(group, before, |f| f == GroupForm::Ing),
            GroupForm::Participle if joins && prev == Some(Pos::Conjunction) && self.last_is_participial() => {
                let with = self.groups.len() - 1;
                group.passive = self.groups[with].passive;
                group.perfect = self.groups[with].perfect;
                group.form = self.groups[with].form;
                self.join_with(group, with, before);
            }
            GroupForm::Ing | GroupForm::Participle if (self.start..before).all(|t| matches!(self.p(t), Pos::Adverb | Pos::Comma | Pos::Conjunction)) => {
                group.link = Link::Adjunct;
                self.push(group, Link::Adjunct);
            }
            GroupForm::Ing if prev == Some(Pos::Comma) && self.is_cue(&group) => {
                // ", welcoming …": says something of its own with the subject of the clause before.
                let main = self.stack.iter().position(|f| f.group.is_some()).map_or(0, |i| i + 1);
                while self.stack.len() > main.max(1) {
                    self.pop(before);
                }
                group.link = Link::Adjunct;
                if let Some(Frame { group: Some(g), closed, .. }) = self.stack.last_mut() {
                    let g = *g;
                    *closed = true;
                    self.close(g, before);
                    group.parent = Some(g);
                }
                self.push(group, Link::Adjunct);
            }
            GroupForm::Ing if joins && prev == Some(Pos::Comma) && self.has_open(|f| f == GroupForm::Ing) && self.ing_list(before) => {
                self.join(group, before, |f| f == GroupForm::Ing)
            }
            _ => {
                group.parent = self.top();
                group.link = Link::Inner;
                self.push(group, Link::Inner);
            }
        }
    }

    // Commas between gerunds with "and" before the last are a list.
    fn ing_list(&self, before: usize) -> bool {
        let last = self.groups.iter().rposition(|g| g.form == GroupForm::Ing);
        last.is_some_and(|g| before - self.groups[g].head < 30)
            && (before..self.end.min(before + 30)).any(|t| self.p(t) == Pos::Conjunction && (self.p(t + 1) == Pos::Ing || self.p(t + 2) == Pos::Ing))
    }

    fn top(&self) -> Option<usize> {
        self.stack.iter().rev().find_map(|f| f.group)
    }

    fn push(&mut self, group: Group, link: Link) {
        let from = group.head + 1;
        self.groups.push(group);
        self.stack.push(Frame { group: Some(self.groups.len() - 1), link, from, closed: false });
    }

    fn has_open(&self, ok: impl Fn(GroupForm) -> bool) -> bool {
        self.stack.iter().any(|f| f.group.is_some_and(|g| ok(self.groups[g].form)))
    }

    fn last_is_participial(&self) -> bool {
        self.groups.last().is_some_and(|g| (g.passive || g.perfect) && g.head < self.end)
    }

    fn is_cue(&self, group: &Group) -> bool {
        self.cue_weight(self.r.base(group.head)) > 0
    }

    // 2: a verb of stance that speakers use of themselves; 1: one that is as often asked of others ("to condemn",
    // "to support"); 0: no cue.
    fn cue_weight(&self, base: WordId) -> u8 {
        let lexicon = &self.r.knowledge.lexicon;
        lexicon
            .heads
            .get(&base)
            .into_iter()
            .flatten()
            .map(|&(s, _)| &lexicon.senses[s as usize])
            .filter(|s| matches!(s.kind, CueKind::Verb | CueKind::Deontic))
            .map(|s| if s.action || lexicon.attitudes[s.attitude].family == Family::Disapprove { 1 } else { 2 })
            .max()
            .unwrap_or(0)
    }

    // "remain committed to", "stand ready to": the cue is the predicate.
    fn predicate_weight(&self, group: &Group) -> u8 {
        let lexicon = &self.r.knowledge.lexicon;
        let linking = matches!(self.r.knowledge.words.text(self.r.base(group.head)), "remain" | "stand" | "be");
        let word = (group.head + 1..(group.head + 4).min(self.end)).find(|&t| self.p(t) != Pos::Adverb).filter(|_| linking);
        let cue =
            word.and_then(|t| lexicon.heads.get(&self.r.words[t])).into_iter().flatten().any(|&(s, _)| lexicon.senses[s as usize].kind == CueKind::Adjective);
        if cue { 2 } else { 0 }
    }

    fn says(&self, base: WordId) -> bool {
        let lexicon = &self.r.knowledge.lexicon;
        lexicon
            .heads
            .get(&base)
            .into_iter()
            .flatten()
            .any(|&(s, p)| lexicon.senses[s as usize].patterns[p as usize].iter().any(|e| matches!(e, Element::Slot(_, Form::Said | Form::That))))
    }

    fn open_marked(&mut self, mut group: Group, link: Link, marker: usize) {
        // "that … and that …": the second clause is the first one's sibling.
        let coordinated = marker > self.start && matches!(self.p(marker - 1), Pos::Conjunction) || marker > self.start + 1 && self.p(marker - 1) == Pos::Stop;
        if coordinated
            && link == Link::That
            && let Some(at) = self.stack.iter().rposition(|f| f.link == Link::That && f.group.is_some())
        {
            while self.stack.len() > at {
                self.pop(marker);
            }
        } else if link == Link::Adverbial && marker > self.start && self.p(marker - 1) == Pos::Comma {
            // A trailing "…, while …" is beside the clause it follows.
            let main = self.stack.iter().position(|f| f.group.is_some()).map_or(0, |i| i + 1);
            while self.stack.len() > main.max(1) {
                self.pop(marker);
            }
            // "A preferred x, while B preferred y": x ends before the contrast.
            if matches!(self.r.word(marker), "while" | "whereas" | "although" | "though" | "even")
                && let Some(Frame { group: Some(g), closed, .. }) = self.stack.last_mut()
            {
                let g = *g;
                *closed = true;
                self.close(g, marker);
            }
        }
        group.parent = self.top();
        group.link = link;
        group.marker = Some(marker);
        let from = if self.p(marker) == Pos::Preposition { marker + 2 } else { marker + 1 };
        let mut to = group.first;
        while to > from && matches!(self.p(to - 1), Pos::Adverb | Pos::Negation) {
            to -= 1;
        }
        if to > from {
            let from = self.subject_start(from, to);
            group.subject = (to > from).then_some(from..to);
        }
        self.push(group, link);
    }

    // A verb without a subject of its own after "and", "," or ";".
    fn join(&mut self, mut group: Group, before: usize, fits: impl Fn(GroupForm) -> bool) {
        let awaiting = self.stack.first().is_some_and(|f| f.group.is_none());
        let after_comma_only = matches!(self.p(before.saturating_sub(1)), Pos::Comma | Pos::Dash);
        if group.form.is_finite() && awaiting && (after_comma_only || !self.has_open(&fits)) {
            self.with_subject(group, before);
            return;
        }
        let weight = self.cue_weight(self.r.base(group.head)).max(self.predicate_weight(&group));
        let same = |a: GroupForm, b: GroupForm| a == b || matches!((a, b), (GroupForm::Modal, GroupForm::Plain) | (GroupForm::Plain, GroupForm::Modal));
        let mut best: Option<(i32, usize)> = None;
        for (i, frame) in self.stack.iter().enumerate() {
            let Some(g) = frame.group else { continue };
            let other = &self.groups[g];
            if !fits(other.form) {
                continue;
            }
            // A verb that speakers use of themselves joins as far out as it can, others as near as they can.
            let outward = weight == 2 && !matches!(group.form, GroupForm::Third | GroupForm::Past);
            let mut score = if outward { -(i as i32) } else { i as i32 };
            // "condemns …; and urges": number agrees.
            if group.form == GroupForm::Third && other.form == GroupForm::Plain {
                score -= 30;
            }
            if same(other.form, group.form) || self.base_like(&group) && matches!(other.form, GroupForm::Infinitive | GroupForm::Modal) {
                score += 10;
            }
            // A verb of stance joins a verb of stance.
            if weight == 2 && self.cue_weight(self.r.base(other.head)) == 2 {
                score += 25;
            }
            if frame.link == Link::Relative && after_comma_only {
                score -= 12;
            }
            // "declined to say whether …, but stressed": behind a comma a conjunction goes back to the main clause.
            if frame.link == Link::Main
                && weight > 0
                && same(other.form, group.form)
                && self.p(before.saturating_sub(1)) == Pos::Conjunction
                && before >= self.start + 2
                && self.p(before - 2) == Pos::Comma
            {
                score += 26;
            }
            if best.is_none_or(|(s, _)| score > s) {
                best = Some((score, i));
            }
        }
        let Some((_, at)) = best else {
            group.parent = self.top();
            group.link = if group.parent.is_none() { Link::Main } else { Link::Inner };
            let link = group.link;
            self.push(group, link);
            return;
        };
        let Some(with) = self.stack[at].group else { return };
        let before = self.before_aside(before);
        if self.base_like(&group) && matches!(self.groups[with].form, GroupForm::Modal | GroupForm::Infinitive) {
            group.form = self.groups[with].form;
            group.modal = self.groups[with].modal;
        }
        self.join_with(group, with, before);
    }

    // "… and, together with Mexico, insisted": the coordination begins at its conjunction.
    fn before_aside(&self, before: usize) -> usize {
        if before <= self.start + 3 || self.p(before - 1) != Pos::Comma {
            return before;
        }
        let open = (self.start + 1..before - 1)
            .rev()
            .take(20)
            .take_while(|&t| !self.p(t).is_verb())
            .find(|&t| self.p(t) == Pos::Comma && self.p(t - 1) == Pos::Conjunction);
        open.map_or(before, |t| t - 1)
    }

    fn base_like(&self, group: &Group) -> bool {
        group.form == GroupForm::Plain && self.p(group.first) == Pos::Base
    }

    fn join_with(&mut self, mut group: Group, with: usize, before: usize) {
        while let Some(frame) = self.stack.last() {
            let found = frame.group == Some(with);
            self.pop(before);
            if found {
                break;
            }
        }
        let link = self.groups[with].link;
        group.link = link;
        group.parent = self.groups[with].parent;
        group.marker = self.groups[with].marker;
        group.shares = Some(with);
        self.push(group, link);
    }

    // A finite verb behind a noun phrase.
    fn with_subject(&mut self, mut group: Group, before: usize) {
        let awaiting = self.stack.first().is_some_and(|f| f.group.is_none());
        if awaiting {
            let from = self.stack[0].from;
            let start = self.subject_start(from, before);
            // A relative clause or participle behind the subject is no part of it.
            let behind = |g: &&Group| {
                matches!(g.link, Link::Relative | Link::That | Link::Adjunct)
                    || g.form == GroupForm::Participle && g.first > self.start && self.p(g.first - 1) == Pos::Comma
            };
            let cut = self.groups.iter().filter(behind).map(|g| g.marker.unwrap_or(g.first)).filter(|m| *m > start).min();
            let mut to = before;
            if let Some(marker) = cut {
                to = marker;
            }
            while to > start && matches!(self.p(to - 1), Pos::Comma | Pos::Dash | Pos::Open) {
                to -= 1;
            }
            group.subject = (to > start).then_some(start..to);
            // What stood in front is closed where the subject begins.
            while self.stack.len() > 1 {
                let behind = self.top().is_some_and(|g| self.groups[g].first > start);
                self.pop(if behind { before } else { start });
            }
            self.stack.pop();
            self.push(group, Link::Main);
            // Participles in front have this clause's subject.
            let main = self.groups.len() - 1;
            for g in 0..main {
                if self.groups[g].link == Link::Adjunct && self.groups[g].parent.is_none() {
                    self.groups[g].parent = Some(main);
                }
            }
            return;
        }
        // Where the noun phrase before the verb begins, and what stands before it.
        let mut start = before;
        while start > self.start
            && (matches!(
                self.p(start - 1),
                Pos::Noun
                    | Pos::Name
                    | Pos::Adjective
                    | Pos::Determiner
                    | Pos::Possessive
                    | Pos::Clitic
                    | Pos::Number
                    | Pos::Preposition
                    | Pos::Pronoun
                    | Pos::Close
                    | Pos::Open
            ) || self.p(start - 1) == Pos::Adverb && self.r.tokens[start - 1].is_capitalised() && self.p(start) == Pos::Number
                || self.p(start - 1) == Pos::Conjunction
                    && self.p(start).opens_phrase()
                    && self.p(start.wrapping_sub(2)).is_nominal()
                    && self.p(start) == Pos::Name)
        {
            if self.groups.iter().any(|g| g.head == start - 1) {
                break;
            }
            // Two phrases side by side: "the support | Ukraine needs", "operations | it began".
            let here = self.p(start);
            if start < before
                && matches!(here, Pos::Determiner | Pos::Possessive | Pos::Pronoun | Pos::Name)
                && matches!(self.p(start - 1), Pos::Noun | Pos::Name)
                && !(here == Pos::Name && self.p(start - 1) == Pos::Name)
            {
                break;
            }
            start -= 1;
        }
        let prev = if start > self.start { self.p(start - 1) } else { Pos::Other };
        let verb_before = self.groups.last().is_some_and(|g| g.head + 1 == start);
        if start == before {
            // No phrase: a verb the clause reader cannot place.
            group.parent = self.top();
            group.link = Link::Inner;
            self.push(group, Link::Inner);
            return;
        }
        group.subject = Some(start..before);
        if matches!(prev, Pos::Comma | Pos::Conjunction | Pos::Stop | Pos::Dash) {
            let comma = prev == Pos::Stop || prev == Pos::Comma || start >= self.start + 2 && self.p(start - 2) == Pos::Comma;
            let pronoun = self.p(start) == Pos::Pronoun && start + 1 == before;
            let cue = self.cue_weight(self.r.base(group.head)) == 2;
            let inner = self.stack.iter().rposition(|f| matches!(f.link, Link::That | Link::Adverbial) && f.group.is_some());
            // Without a comma a plain verb goes on with the inner clause; behind one only a "that" clause goes on.
            let goes_on = |i: usize| !cue && (!comma || !pronoun && prev != Pos::Stop && self.stack[i].link == Link::That);
            let level = match inner {
                Some(i) if goes_on(i) => i,
                _ => self.stack.iter().position(|f| f.link == Link::Main).unwrap_or(0),
            };
            let with = self.stack[level].group;
            while self.stack.len() > level {
                self.pop(start);
            }
            let (link, parent, marker) = with.map_or((Link::Main, None, None), |w| (self.groups[w].link, self.groups[w].parent, self.groups[w].marker));
            group.link = link;
            group.parent = parent;
            group.marker = marker;
            self.push(group, link);
            return;
        }
        // "…, the minister said.": a verb of saying behind what it reports.
        let said = verb_before && self.groups.last().is_some_and(|g| self.says(self.r.base(g.head)));
        group.parent = self.top();
        group.link = if said || !verb_before && self.after_addressee(start) { Link::That } else { Link::Relative };
        let link = group.link;
        self.push(group, link);
    }

    fn opens_quotation(&self, t: usize) -> bool {
        match self.r.text(t) {
            "“" => true,
            "\"" => (self.start..t).filter(|&x| self.r.text(x) == "\"").count() % 2 == 0,
            _ => false,
        }
    }

    // "said Toktogulov, a former minister, had won": behind a verb of saying the subject may have an apposition.
    fn apposed_subject(&self, before: usize) -> Option<Range<usize>> {
        let open = (self.start..before - 1).rev().take(12).take_while(|&t| !self.p(t).is_verb()).find(|&t| self.p(t) == Pos::Comma)?;
        let mut from = open;
        while from > self.start && matches!(self.p(from - 1), Pos::Name | Pos::Noun | Pos::Adjective | Pos::Determiner) {
            from -= 1;
        }
        let reported = self.groups.last().is_some_and(|g| g.head + 1 == from && self.r.knowledge.words.classes(self.r.base(g.head)).any(Classes::SAYS));
        (from < open && reported).then_some(from..open)
    }

    // "the minister, Sergey Lavrov": a name between commas behind a noun for a person.
    fn after_title(&self, name: usize) -> bool {
        let mut t = name;
        while t > self.start && matches!(self.p(t), Pos::Name | Pos::Other) {
            t -= 1;
        }
        self.p(t) == Pos::Comma && t > self.start && self.r.classes(t - 1).any(Classes::AGENT | Classes::TITLE)
    }

    // "reassured X we are …", "told reporters the talks …".
    fn after_addressee(&self, start: usize) -> bool {
        self.groups.last().is_some_and(|g| {
            self.says(self.r.base(g.head))
                && start > g.head + 1
                && start - g.head <= 6
                && matches!(self.r.word(g.head), "told" | "assured" | "reassured" | "informed" | "reminded" | "warned")
        })
    }

    // Where the subject begins in `from..to`: what is fronted before it is left out.
    fn subject_start(&self, from: usize, to: usize) -> usize {
        let fronted = |p: Pos| {
            matches!(
                p,
                Pos::Preposition
                    | Pos::Adverb
                    | Pos::Subordinator
                    | Pos::Ing
                    | Pos::Participle
                    | Pos::To
                    | Pos::Negation
                    | Pos::Conjunction
                    | Pos::Comma
                    | Pos::Relative
                    | Pos::That
            )
        };
        let mut start = from;
        // "Mindful of …, the donors": an adjective with a complement.
        let complemented = |t: usize| self.p(t) == Pos::Adjective && matches!(self.p(t + 1), Pos::Preposition | Pos::That | Pos::To);
        while start < to && (fronted(self.p(start)) || complemented(start) || matches!(self.r.word(start), "having" | "being")) {
            let mut depth = 0;
            let mut commas = (start + 1..to).filter(|&t| {
                match self.p(t) {
                    Pos::Open => depth += 1,
                    Pos::Close => depth -= 1,
                    _ => {}
                }
                depth == 0 && matches!(self.p(t), Pos::Comma | Pos::Dash)
            });
            // Not one between adjectives ("Since his unprovoked, unjustified and brutal attack, the Council …").
            let first = commas.next();
            let things = |t: usize| self.p(t) == Pos::Noun && !self.r.text(t).ends_with('s') && !self.r.classes(t).any(Classes::AGENT | Classes::TITLE);
            let between = |c: &usize| matches!(self.p(*c + 1), Pos::Adjective | Pos::Conjunction) || things(*c + 1);
            let comma = match first {
                Some(c) if between(&c) => commas.find(|c| !between(c)).or(first),
                c => c,
            };
            match (self.p(start), comma) {
                (Pos::Adjective, Some(c)) => start = c + 1,
                (Pos::Adjective, None) => return start,
                (Pos::Adverb | Pos::Conjunction | Pos::Comma | Pos::Negation, _) => start += 1,
                (_, Some(c)) if c + 1 < to => start = c + 1,
                (_, Some(_)) => return start,
                // "Holding new talks as a first step is …": a gerund is the subject, unless a phrase stands beside its object.
                (Pos::Ing, None) => {
                    let beside = (start + 2..to).rev().find(|&t| {
                        matches!(self.p(t), Pos::Determiner | Pos::Pronoun | Pos::Name)
                            && matches!(self.p(t - 1), Pos::Noun | Pos::Name | Pos::Close)
                            && !(self.p(t) == Pos::Name && self.p(t - 1) == Pos::Name)
                            && self.r.word(t) != "other"
                    });
                    return beside.unwrap_or(start);
                }
                // "In this regard the Council …": the last phrase before the verb.
                (_, None) => {
                    let phrase =
                        (start + 2..to).rev().find(|&t| matches!(self.p(t), Pos::Determiner | Pos::Pronoun) && !matches!(self.p(t - 1), Pos::Preposition));
                    return phrase
                        .unwrap_or_else(|| (start + 1..to).rev().take_while(|&t| matches!(self.p(t), Pos::Name | Pos::Clitic)).last().unwrap_or(start));
                }
            }
        }
        // "Today we …": a pronoun right before the verb is the whole subject.
        if to > start + 1 && self.p(to - 1) == Pos::Pronoun && matches!(self.r.word(to - 1), "we" | "i" | "they" | "he" | "she" | "it") {
            return to - 1;
        }
        // "Today the Council …", "Last week, the Council …".
        if start + 1 < to && matches!(self.r.word(start), "today" | "yesterday" | "tomorrow") {
            return if self.p(start + 1) == Pos::Comma { start + 2 } else { start + 1 };
        }
        start.min(to)
    }
}
