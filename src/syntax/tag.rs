//! Parts of speech: one tag per token, by its word's classes and what stands around it.

use super::Reading;
use crate::knowledge::Classes;
use crate::text::Shape;

/// A part of speech, as fine as the clause reader needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Pos {
    Noun,
    Name,
    Adjective,
    Adverb,
    Determiner,
    Possessive,
    Clitic,
    Pronoun,
    Preposition,
    Conjunction,
    Subordinator,
    That,
    Relative,
    Be,
    Have,
    Do,
    Modal,
    To,
    Negation,
    Number,
    Base,
    Third,
    Past,
    Participle,
    Ing,
    Comma,
    Stop,
    Open,
    Close,
    Dash,
    Other,
}

impl Pos {
    /// Whether it is a verb form other than an auxiliary.
    #[must_use]
    pub fn is_verb(self) -> bool {
        matches!(self, Self::Base | Self::Third | Self::Past | Self::Participle | Self::Ing)
    }

    /// Whether it is an auxiliary.
    #[must_use]
    pub fn is_auxiliary(self) -> bool {
        matches!(self, Self::Be | Self::Have | Self::Do | Self::Modal)
    }

    /// Whether a noun phrase can begin with it.
    #[must_use]
    pub fn opens_phrase(self) -> bool {
        matches!(self, Self::Noun | Self::Name | Self::Adjective | Self::Determiner | Self::Possessive | Self::Pronoun | Self::Number)
    }

    /// Whether a noun phrase can end with it.
    #[must_use]
    pub fn is_nominal(self) -> bool {
        matches!(self, Self::Noun | Self::Name | Self::Pronoun | Self::Close | Self::Number)
    }
}

/// Tags the tokens `range` (one sentence). `names` says of each of them whether a name (`1`) or a demonym (`2`) covers it.
#[must_use]
pub fn tag(r: &Reading<'_>, range: std::ops::Range<usize>, names: &[u8]) -> Vec<Pos> {
    let mut out = Vec::with_capacity(range.len());
    let mut tagger = Tagger { r, range: range.clone(), names, finite: false, owed: false, bounded: false, fresh: usize::MAX };
    for at in range {
        let pos = tagger.pos(at, &out);
        match pos {
            // "having voted", "being a party", "to be": no finite forms.
            Pos::Be | Pos::Have | Pos::Do if out.last() == Some(&Pos::To) || matches!(r.word(at), "having" | "being" | "doing") => {}
            Pos::Third | Pos::Past | Pos::Be | Pos::Have | Pos::Modal | Pos::Do => tagger.finite = true,
            Pos::Base if !matches!(out.last(), Some(Pos::To)) => tagger.finite = true,
            Pos::Stop => {
                tagger.finite = false;
                tagger.owed = false;
            }
            // The clause around a subordinate or relative one may still lack its verb.
            Pos::Subordinator | Pos::That | Pos::Relative => {
                tagger.owed |= !tagger.finite;
                tagger.bounded = pos == Pos::Relative && !out.is_empty();
                tagger.finite = false;
            }
            Pos::Comma | Pos::Dash => tagger.bounded |= tagger.finite,
            // ", and India cautioned": a name behind a comma and "and" may open a clause.
            Pos::Conjunction if matches!(out.last(), Some(Pos::Comma | Pos::Stop)) && tagger.finite => tagger.fresh = at + 1,
            _ => {}
        }
        out.push(pos);
    }
    out
}

struct Tagger<'a, 'r> {
    r: &'a Reading<'r>,
    range: std::ops::Range<usize>,
    names: &'a [u8],
    // Whether the clause has its finite verb.
    finite: bool,
    // Whether the clause around a subordinate one still needs its verb, and whether the subordinate one can have ended.
    owed: bool,
    bounded: bool,
    // Where a coordinated clause may begin.
    fresh: usize,
}

impl Tagger<'_, '_> {
    fn classes(&self, at: usize) -> Classes {
        if at < self.range.end { self.r.classes(at) } else { Classes::default() }
    }

    fn name(&self, at: usize) -> u8 {
        self.names.get(at.wrapping_sub(self.range.start)).copied().unwrap_or(0)
    }

    fn pos(&mut self, at: usize, before: &[Pos]) -> Pos {
        // A relative clause with its verb ends at its comma or dash, or where the next verb form stands.
        if self.owed
            && self.bounded
            && self.finite
            && before.last().is_some_and(|p| p.is_nominal() || matches!(p, Pos::Comma | Pos::Dash | Pos::Adverb))
            && self.classes(at).any(Classes::PAST | Classes::THIRD | Classes::BASE)
            && !self.classes(at).any(Classes::NOUN | Classes::USUALLY_NOUN)
            && self.r.word((at + 1).min(self.range.end - 1)) != "by"
        {
            self.owed = false;
            self.finite = false;
        }
        let actor = |t: usize| {
            let c = self.classes(t);
            self.name(t) == 1
                || self.r.tokens[t].is_capitalised() && c.any(Classes::AGENT | Classes::TITLE)
                || c.any(Classes::AGENT) && self.clause_like(at + 1)
        };
        let named_subject =
            self.fresh < at && at - self.fresh <= 5 && (self.fresh..at).all(|t| actor(t) || self.classes(t).any(Classes::DETERMINER | Classes::ADVERB));
        if named_subject
            && self.name(at) == 0
            && actor(at - 1)
            && self.classes(at).any(Classes::PAST | Classes::THIRD | Classes::BASE)
            && self.r.word(at + 1) != "by"
        {
            self.finite = false;
        }
        let r = self.r;
        let token = &r.tokens[at];
        match self.name(at) {
            1 => return Pos::Name,
            2 => {
                let next = at + 1;
                // "Moldovans" is a noun, "Moldovan" mostly none.
                let people = r.text(at).len() > 4 && r.text(at).ends_with('s') && !r.text(at).ends_with("ss");
                let attributive = !people
                    && next < self.range.end
                    && r.tokens[next].is_word()
                    && !self
                        .classes(next)
                        .any(Classes::PREPOSITION | Classes::CONJUNCTION | Classes::AUXILIARY | Classes::SUBORDINATOR | Classes::THAT | Classes::RELATIVE);
                return if attributive { Pos::Adjective } else { Pos::Name };
            }
            _ => {}
        }
        let c = self.classes(at);
        if token.shape == Shape::Mark {
            // "we've", "they're", "who'd": after a pronoun a verb.
            let verb = matches!(before.last(), Some(Pos::Pronoun | Pos::Relative));
            return match c {
                c if verb && c.any(Classes::BE) => Pos::Be,
                c if verb && c.any(Classes::HAVE) => Pos::Have,
                c if verb && c.any(Classes::MODAL) => Pos::Modal,
                _ => self.mark(at),
            };
        }
        if token.shape == Shape::Number {
            return Pos::Number;
        }
        if r.word(at) == "longer" && before.last() == Some(&Pos::Negation) {
            return Pos::Adverb;
        }
        // "would like to", "I'd like": a verb.
        if r.word(at) == "like" && matches!(before.last(), Some(Pos::Modal)) {
            return Pos::Base;
        }
        // "last August", "next week".
        if matches!(r.word(at), "last" | "next") && at + 1 < self.range.end && is_time(r.word(at + 1)) {
            return Pos::Adjective;
        }
        // "neither supports nor opposes".
        if r.word(at) == "neither"
            && before.last().is_some_and(|p| p.is_nominal() || matches!(p, Pos::Have | Pos::Be))
            && self.classes(at + 1).any(Classes::VERB)
        {
            return Pos::Negation;
        }
        self.closed(at, c, before).unwrap_or_else(|| self.open(at, c, before))
    }

    fn mark(&self, at: usize) -> Pos {
        match self.r.text(at) {
            "," => Pos::Comma,
            t if t.len() > 1 && t.starts_with(['\'', '’']) => Pos::Clitic,
            ";" | ":" => Pos::Stop,
            "(" | "[" => Pos::Open,
            ")" | "]" => Pos::Close,
            "–" | "—" | "--" => Pos::Dash,
            "-" if self.r.tokens[at].spaced => Pos::Dash,
            "'" | "’" if !self.r.tokens[at].spaced && self.r.text(at.saturating_sub(1)).ends_with('s') => Pos::Clitic,
            "&" => Pos::Conjunction,
            _ => Pos::Other,
        }
    }

    // Words of the closed classes.
    fn closed(&self, at: usize, c: Classes, before: &[Pos]) -> Option<Pos> {
        let prev = before.last().copied();
        let next = self.classes(at + 1);
        let modifier_before = matches!(prev, Some(Pos::Determiner | Pos::Possessive | Pos::Adjective | Pos::Clitic));
        if c.any(Classes::TO) {
            let mut verb = at + 1;
            while self.classes(verb).any(Classes::ADVERB | Classes::NEGATION) && !self.classes(verb).any(Classes::BASE) {
                verb += 1;
            }
            let v = self.classes(verb);
            let auxiliary = matches!(self.r.word(verb.min(self.range.end - 1)), "be" | "have" | "do");
            let infinitive = self.name(verb) == 0 && (auxiliary || v.any(Classes::BASE) && self.is_infinitive(verb, v));
            return Some(if infinitive { Pos::To } else { Pos::Preposition });
        }
        if c.any(Classes::MODAL) {
            // "political will", "the can"; "May" the month.
            if modifier_before && prev != Some(Pos::Clitic) || self.r.tokens[at].shape == Shape::Capital && matches!(prev, Some(Pos::Number | Pos::Preposition))
            {
                return Some(Pos::Noun);
            }
            return Some(Pos::Modal);
        }
        if c.any(Classes::BE) {
            return Some(Pos::Be);
        }
        if c.any(Classes::HAVE) {
            return Some(Pos::Have);
        }
        if c.any(Classes::DO) && !modifier_before {
            return Some(Pos::Do);
        }
        if c.any(Classes::THAT) {
            // "that agreement": a determiner where a noun follows and no clause is awaited.
            let awaits = before.is_empty()
                || prev.is_some_and(|p| {
                    p.is_verb()
                        || matches!(
                            p,
                            Pos::Noun
                                | Pos::Name
                                | Pos::Adjective
                                | Pos::Comma
                                | Pos::Conjunction
                                | Pos::Pronoun
                                | Pos::Close
                                | Pos::Adverb
                                | Pos::Be
                                | Pos::Stop
                                | Pos::Subordinator
                                | Pos::Participle
                                | Pos::Other
                        )
                });
            return Some(if awaits { Pos::That } else { Pos::Determiner });
        }
        if c.any(Classes::POSSESSIVE) {
            return Some(Pos::Possessive);
        }
        if c.any(Classes::RELATIVE) {
            return Some(Pos::Relative);
        }
        if c.any(Classes::NEGATION) && (!c.any(Classes::DETERMINER) || self.r.word(at + 1) == "longer") {
            return Some(Pos::Negation);
        }
        if c.any(Classes::PRONOUN) && !c.any(Classes::DETERMINER | Classes::ADJECTIVE) {
            return Some(Pos::Pronoun);
        }
        if c.any(Classes::OBJECT_PRONOUN) {
            return Some(Pos::Pronoun);
        }
        if c.any(Classes::DETERMINER) {
            let phrase = next.any(
                Classes::NOUN
                    | Classes::ADJECTIVE
                    | Classes::NUMBER
                    | Classes::USUALLY_NOUN
                    | Classes::POSSESSIVE
                    | Classes::DETERMINER
                    | Classes::ADVERB
                    | Classes::VERB,
            ) || at + 1 < self.range.end
                && (self.r.tokens[at + 1].is_capitalised()
                    || self.r.words[at + 1] == 0 && self.r.tokens[at + 1].is_word()
                    || self.r.tokens[at + 1].shape == Shape::Number
                    || matches!(self.r.text(at + 1), "“" | "\"" | "‘"));
            let alone = c.any(Classes::PRONOUN) && (!phrase || next.any(Classes::AUXILIARY) && !next.any(Classes::NOUN));
            let before_verb = c.any(Classes::PRONOUN) && next.any(Classes::THIRD) && !next.any(Classes::NOUN | Classes::USUALLY_NOUN);
            return Some(if alone || before_verb { Pos::Pronoun } else { Pos::Determiner });
        }
        // "since then": no clause.
        if c.any(Classes::SUBORDINATOR) && c.any(Classes::PREPOSITION) && self.r.word((at + 1).min(self.range.end - 1)) == "then" {
            return Some(Pos::Preposition);
        }
        if c.any(Classes::SUBORDINATOR) {
            let prepositional = c.any(Classes::PREPOSITION | Classes::ADVERB) && !self.clause_follows(at + 1);
            if !prepositional {
                return Some(Pos::Subordinator);
            }
        }
        if c.any(Classes::CONJUNCTION) {
            return Some(Pos::Conjunction);
        }
        if c.any(Classes::PREPOSITION) {
            // Prepositions that are participles keep to their verb after "is" ("is concerning").
            if c.any(Classes::ING) && prev == Some(Pos::Be) {
                return None;
            }
            return Some(Pos::Preposition);
        }
        if c.any(Classes::NUMBER) {
            return Some(Pos::Number);
        }
        None
    }

    // After "to": a verb, unless the word is a noun more often and nothing that a verb would take follows.
    fn is_infinitive(&self, at: usize, c: Classes) -> bool {
        if !c.any(Classes::NOUN | Classes::USUALLY_NOUN) {
            return true;
        }
        let next = at + 1;
        if next >= self.range.end {
            return !c.any(Classes::USUALLY_NOUN);
        }
        let n = self.classes(next);
        if self.name(next) > 0
            || n.any(Classes::DETERMINER | Classes::POSSESSIVE | Classes::OBJECT_PRONOUN | Classes::THAT | Classes::ADJECTIVE)
            || n.any(Classes::NOUN) && !n.any(Classes::PREPOSITION)
        {
            return true;
        }
        if n.any(Classes::ADVERB) {
            return true;
        }
        // "requests the Secretary-General to report within …": behind somebody who can act.
        let agent = at >= self.range.start + 2 && (self.name(at - 2) == 1 || self.classes(at - 2).any(Classes::AGENT | Classes::OBJECT_PRONOUN));
        if agent && n.any(Classes::PREPOSITION) {
            return true;
        }
        !c.any(Classes::USUALLY_NOUN) && !matches!(self.r.text(next), "," | "." | ";") && !n.any(Classes::CONJUNCTION)
            || n.any(Classes::PREPOSITION) && !c.any(Classes::USUALLY_NOUN)
            || matches!(self.r.text(next), "on" | "with" | "for" | "to" | "towards") && !c.any(Classes::USUALLY_NOUN)
    }

    // Whether a finite verb with its own subject follows before the next comma.
    fn clause_follows(&self, from: usize) -> bool {
        let mut subject = false;
        for at in from..self.range.end.min(from + 14) {
            let c = self.classes(at);
            if matches!(self.r.text(at), "," | ";" | ":" | "." | "(") || c.any(Classes::THAT | Classes::RELATIVE) {
                return false;
            }
            if c.any(Classes::TO) {
                return false;
            }
            if c.any(Classes::MODAL) && subject
                || c.any(Classes::BE | Classes::HAVE) && subject && !c.any(Classes::ING) && !matches!(self.r.word(at), "be" | "been" | "being" | "having")
            {
                return true;
            }
            if subject
                && self.name(at) == 0
                && c.any(Classes::THIRD | Classes::PAST)
                && !c.any(Classes::NOUN | Classes::USUALLY_NOUN | Classes::ADJECTIVE)
                && !self.classes(at + 1).any(Classes::NOUN)
            {
                return true;
            }
            if subject
                && c.any(Classes::BASE)
                && !c.any(Classes::NOUN | Classes::USUALLY_NOUN | Classes::ADJECTIVE)
                && self.classes(at - 1).any(Classes::PRONOUN)
            {
                return true;
            }
            subject |= self.name(at) > 0 || c.any(Classes::PRONOUN | Classes::NOUN) || self.r.words[at] == 0 || at > from && c.any(Classes::BASE);
        }
        false
    }

    // Nouns, verbs, adjectives, adverbs.
    fn open(&self, at: usize, c: Classes, before: &[Pos]) -> Pos {
        let r = self.r;
        let token = &r.tokens[at];
        let first = before.is_empty();
        if c.any(Classes::ADVERB) && !c.any(Classes::VERB | Classes::NOUN) || r.words[at] == 0 && r.text(at).ends_with("ly") {
            return Pos::Adverb;
        }
        let modified = matches!(before.last(), Some(Pos::Determiner | Pos::Possessive | Pos::Adjective | Pos::Clitic));
        if !c.any(Classes::VERB) {
            let next = self.classes(at + 1);
            // "further noted", "better protect": before a verb an adverb.
            if c.any(Classes::ADVERB)
                && c.any(Classes::ADJECTIVE)
                && next.any(Classes::PAST | Classes::THIRD | Classes::BASE)
                && !next.any(Classes::NOUN)
                && !modified
                && before.last() != Some(&Pos::Preposition)
            {
                return Pos::Adverb;
            }
            if c.any(Classes::ADJECTIVE) {
                // "the right to …", "the poor of …".
                let alone = modified
                    && (next.any(Classes::TO | Classes::PREPOSITION | Classes::AUXILIARY | Classes::RELATIVE | Classes::THAT)
                        || matches!(r.text((at + 1).min(self.range.end - 1)), "," | "." | ";"));
                return if alone && before.last() != Some(&Pos::Adjective) { Pos::Noun } else { Pos::Adjective };
            }
            if c.any(Classes::ADVERB) && (!c.any(Classes::NOUN) || !modified && before.last() != Some(&Pos::Preposition) && !before.is_empty()) {
                return Pos::Adverb;
            }
            return if token.is_capitalised() && !first && !c.any(Classes::NOUN) { Pos::Name } else { self.by_ending(at) };
        }
        // Inside a sentence a capital makes it a name, unless the whole line is in capitals.
        if !first && token.shape == Shape::Capital && !self.after_break(at) && !self.title_line() {
            return Pos::Name;
        }
        self.verb(at, c, before)
    }

    fn after_break(&self, at: usize) -> bool {
        matches!(self.r.text(at - 1), "“" | "\"" | ":" | ";" | "(" | "–" | "—" | "-" | "," | "." | "‘") || self.r.text(at - 1) == ")"
    }

    fn title_line(&self) -> bool {
        let words = self.range.clone().filter(|&t| self.r.tokens[t].is_word() && self.r.text(t).len() > 3);
        let (mut n, mut caps) = (0, 0);
        for t in words {
            n += 1;
            caps += usize::from(self.r.tokens[t].is_capitalised());
        }
        n > 3 && caps * 10 >= n * 7
    }

    fn by_ending(&self, at: usize) -> Pos {
        let text = self.r.text(at);
        if self.r.words[at] == 0 && text.is_ascii() {
            if ["ous", "ful", "ive", "able", "ible", "ic", "less"].iter().any(|e| text.ends_with(e)) {
                return Pos::Adjective;
            }
            let noun_next = at + 1 < self.range.end && self.classes(at + 1).any(Classes::NOUN | Classes::ADJECTIVE);
            if (text.ends_with("ing") || text.ends_with("ed")) && noun_next {
                return Pos::Adjective;
            }
        }
        Pos::Noun
    }

    fn verb(&self, at: usize, c: Classes, before: &[Pos]) -> Pos {
        let noun = c.any(Classes::NOUN | Classes::USUALLY_NOUN);
        let usually_noun = c.any(Classes::USUALLY_NOUN);
        let mut skip = before.len() - (at - self.r.before_linking_phrase(at)).min(before.len());
        while skip > 0 && matches!(before[skip - 1], Pos::Adverb | Pos::Negation) {
            skip -= 1;
        }
        let prev = skip.checked_sub(1).map(|i| before[i]);
        let direct = before.last().copied();
        let object = self.object_follows(at + 1);
        let next = self.classes(at + 1);
        let as_noun = if c.any(Classes::ADJECTIVE) && !noun { Pos::Adjective } else { Pos::Noun };
        let after_modifier = matches!(direct, Some(Pos::Determiner | Pos::Possessive | Pos::Clitic | Pos::Adjective | Pos::Number))
            && !(direct == Some(Pos::Number) && object && !noun && self.r.text(at - 1).len() == 4);
        let capital_next = at + 1 < self.range.end && self.r.tokens[at + 1].is_capitalised();
        let nominal_next = next.any(Classes::NOUN) && (!next.any(Classes::THIRD | Classes::PREPOSITION) || next.any(Classes::USUALLY_NOUN) || capital_next)
            || self.name(at + 1) > 0;

        if c.any(Classes::ING) {
            // "has growing concerns": between the verb and its noun.
            if direct == Some(Pos::Have) && next.any(Classes::USUALLY_NOUN) {
                return Pos::Adjective;
            }
            return match prev {
                Some(Pos::Be) if !usually_noun => Pos::Ing,
                _ if after_modifier => {
                    if matches!(self.r.text((at + 1).min(self.range.end - 1)), "of" | "the" | "a" | "an" | "its" | "their" | "our") || !nominal_next {
                        if self.strong_object(at + 1) && !usually_noun && matches!(direct, Some(Pos::Possessive | Pos::Clitic)) { Pos::Ing } else { Pos::Noun }
                    } else {
                        Pos::Adjective
                    }
                }
                Some(Pos::Preposition) if usually_noun && !object => Pos::Noun,
                _ if usually_noun && !object => Pos::Noun,
                Some(Pos::Noun | Pos::Name) if usually_noun => Pos::Noun,
                _ => Pos::Ing,
            };
        }
        // "the recruitment and use of children": a noun beside a noun.
        if noun
            && direct == Some(Pos::Conjunction)
            && self.r.word((at + 1).min(self.range.end - 1)) == "of"
            && before.iter().rev().nth(1).is_some_and(|p| *p == Pos::Noun)
        {
            return Pos::Noun;
        }
        if after_modifier && (noun || !c.any(Classes::PAST | Classes::PARTICIPLE)) {
            // "its many partners support": a modifier and a lone adjective may end a subject.
            if !(direct == Some(Pos::Adjective) && !noun && object && !self.finite && c.any(Classes::BASE | Classes::THIRD)) {
                return as_noun;
            }
        }
        if c.any(Classes::BASE) && matches!(prev, Some(Pos::To | Pos::Modal | Pos::Do)) {
            return Pos::Base;
        }
        if c.any(Classes::PAST | Classes::PARTICIPLE)
            && let Some(pos) = self.past(at, c, before, prev, direct)
        {
            // "…, and continued support is needed": a participle with a bare noun behind it is that noun's.
            let attributive = pos == Pos::Participle && matches!(prev, Some(Pos::Conjunction)) && next.any(Classes::USUALLY_NOUN) && self.main_verb_follows(at);
            return if attributive { Pos::Adjective } else { pos };
        }
        if c.any(Classes::BASE) {
            let open_verb = before.iter().rev().find(|p| p.is_verb() || matches!(p, Pos::Modal)).copied();
            let base = match prev {
                Some(Pos::Pronoun) => true,
                Some(Pos::Preposition) => false,
                // "Secure and sustainable access is …": an adjective beside another.
                None if c.any(Classes::ADJECTIVE) && next.any(Classes::CONJUNCTION) && self.classes(at + 2).any(Classes::ADJECTIVE) => false,
                // "Access for workers must …": a noun that opens the subject.
                None => !noun && !self.main_verb_follows(at) || self.strong_object(at + 1) && !self.main_verb_follows(at),
                Some(Pos::Conjunction | Pos::Comma) => {
                    (!noun || object && open_verb.is_some()) && (!usually_noun || self.strong_object(at + 1)) && (!c.any(Classes::ADJECTIVE) || !nominal_next)
                }
                Some(Pos::Be | Pos::Have) => false,
                Some(Pos::Noun) if self.opens_with_plural(at, before) => true,
                Some(Pos::Noun | Pos::Name | Pos::Close | Pos::Dash | Pos::Other) => {
                    !self.finite && (!noun || object && (!usually_noun || self.strong_object(at + 1)) && self.plural_before(at))
                        || !noun && !c.any(Classes::ADJECTIVE)
                }
                Some(Pos::Stop) => !noun || object,
                Some(Pos::Relative | Pos::That) => true,
                // Directly behind a verb only where that verb takes a bare one ("help build").
                Some(p) if p.is_verb() => {
                    matches!(self.r.knowledge.words.text(self.r.base(at - 1)), "please" | "help" | "let" | "make" | "go" | "come" | "dare")
                }
                _ => !noun,
            };
            if base {
                return Pos::Base;
            }
            if !c.any(Classes::THIRD) {
                return if c.any(Classes::ADJECTIVE) && (nominal_next || !noun) { Pos::Adjective } else { Pos::Noun };
            }
        }
        if c.any(Classes::THIRD) {
            let third = match prev {
                Some(Pos::Pronoun | Pos::Relative | Pos::That) => true,
                Some(Pos::Preposition | Pos::Be | Pos::Have | Pos::To | Pos::Modal) => false,
                None => !noun || self.strong_object(at + 1) && !usually_noun || self.clause_like(at + 1) || self.opens_clause(at + 1),
                Some(Pos::Conjunction | Pos::Comma | Pos::Stop) => {
                    let earlier = before.contains(&Pos::Third) || before.contains(&Pos::Have) || before.contains(&Pos::Be);
                    !noun
                        || earlier && (self.strong_object(at + 1) || self.clause_like(at + 1))
                        || !earlier
                            && !self.finite
                            && (self.strong_object(at + 1)
                                || self.clause_like(at + 1)
                                || matches!(self.r.word((at + 1).min(self.range.end - 1)), "for" | "on" | "upon"))
                }
                _ => {
                    !noun
                        || (!self.finite && (object || self.clause_like(at + 1)) && !(usually_noun && !self.strong_object(at + 1) && !self.clause_like(at + 1)))
                        || !self.finite
                            && matches!(self.r.word((at + 1).min(self.range.end - 1)), "for" | "on" | "upon")
                            && !self.main_verb_follows(at)
                            && matches!(prev, Some(Pos::Noun | Pos::Name))
                }
            };
            return if third { Pos::Third } else { Pos::Noun };
        }
        as_noun
    }

    // A past or participle form.
    fn past(&self, at: usize, c: Classes, before: &[Pos], prev: Option<Pos>, direct: Option<Pos>) -> Option<Pos> {
        let next = self.classes(at + 1);
        let nominal_next = (next.any(Classes::NOUN | Classes::ADJECTIVE | Classes::USUALLY_NOUN) || self.name(at + 1) > 0) && !next.any(Classes::PREPOSITION);
        let only_participle = c.any(Classes::PARTICIPLE) && !c.any(Classes::PAST);
        let only_past = c.any(Classes::PAST) && !c.any(Classes::PARTICIPLE);
        if c.any(Classes::BASE) && matches!(prev, Some(Pos::Pronoun | Pos::Relative)) && !self.finite {
            // "we set", "they put": tense does not matter.
            return Some(Pos::Past);
        }
        // "neither endorsed nor rejected".
        if direct == Some(Pos::Negation) && self.r.word(at - 1) == "nor" && !only_participle && before.iter().rev().nth(1) == Some(&Pos::Past) {
            return Some(Pos::Past);
        }
        // "…, the minister said." and "“…,” X, the minister, said on Tuesday."
        let follows = matches!(self.r.text(at + 1), "." | "," | "”" | "\"" | "")
            || matches!(self.r.word(at + 1), "on" | "in" | "at" | "during" | "after") && before.contains(&Pos::Other);
        let closes = self.says(at)
            && !only_participle
            && follows
            && matches!(prev, Some(Pos::Noun | Pos::Name | Pos::Comma))
            && before.iter().rev().take(12).any(|p| matches!(p, Pos::Comma | Pos::Other | Pos::Dash));
        if closes {
            return Some(Pos::Past);
        }
        Some(match prev {
            Some(Pos::Be | Pos::Have) => Pos::Participle,
            Some(Pos::Determiner | Pos::Possessive | Pos::Clitic | Pos::Adjective | Pos::Number) if direct != Some(Pos::Number) || nominal_next => {
                if c.any(Classes::NOUN) && !nominal_next {
                    return None;
                }
                Pos::Adjective
            }
            Some(Pos::Preposition) => {
                if c.any(Classes::BASE) {
                    return None;
                }
                Pos::Adjective
            }
            Some(Pos::Pronoun) if !only_participle => Pos::Past,
            Some(Pos::Relative | Pos::That) => {
                if only_participle {
                    Pos::Participle
                } else {
                    Pos::Past
                }
            }
            None => {
                if only_past {
                    Pos::Past
                } else {
                    Pos::Participle
                }
            }
            Some(Pos::Conjunction | Pos::Comma) => {
                let earlier_past = before.contains(&Pos::Past) || before.contains(&Pos::Have);
                let conjunct = before.iter().rev().nth(1).copied();
                // Not behind a predicate ("were already eligible and rejected attempts").
                let predicate = before.iter().rev().skip(2).find(|p| **p != Pos::Adverb).is_some_and(|p| *p == Pos::Be);
                if prev == Some(Pos::Conjunction) && nominal_next && conjunct == Some(Pos::Adjective) && !predicate {
                    // "common but differentiated responsibilities".
                    Pos::Adjective
                } else if prev == Some(Pos::Conjunction)
                    && !only_participle
                    && self.finite
                    && conjunct.is_some_and(Pos::is_nominal)
                    && !nominal_next
                    && self.r.word(at + 1) != "by"
                    && self.cue(at)
                {
                    // "could not support the proposal and called for …".
                    Pos::Past
                } else if only_participle || c.any(Classes::ADJECTIVE) && nominal_next && !earlier_past {
                    Pos::Participle
                } else if c.any(Classes::BASE) && !earlier_past {
                    return None;
                } else if next.any(Classes::PREPOSITION) && self.r.word((at + 1).min(self.range.end - 1)) == "by" && !self.agent_is_time(at + 2) {
                    Pos::Participle
                } else if earlier_past || !self.finite || only_past {
                    // "a free, elected parliament": an adjective between others.
                    if nominal_next && !self.finite && !before.iter().any(|p| p.is_verb()) && matches!(before.iter().rev().nth(1), Some(Pos::Adjective)) {
                        Pos::Adjective
                    } else {
                        Pos::Past
                    }
                } else {
                    Pos::Participle
                }
            }
            _ => {
                if c.any(Classes::BASE) && self.finite {
                    return None;
                }
                if only_past {
                    Pos::Past
                } else if only_participle || self.finite || !self.says(at) && self.main_verb_follows(at) {
                    if self.finite && direct.is_some_and(|d| matches!(d, Pos::Adverb)) && !only_participle && self.clause_like(at + 1) {
                        Pos::Past
                    } else {
                        Pos::Participle
                    }
                } else if self.r.word((at + 1).min(self.range.end - 1)) == "by" && !self.agent_is_time(at + 2) {
                    Pos::Participle
                } else {
                    Pos::Past
                }
            }
        })
    }

    // "Calls once more for …": adverbs and a preposition behind the verb that opens a clause of a resolution.
    fn opens_clause(&self, mut at: usize) -> bool {
        while at < self.range.end && (self.classes(at).any(Classes::ADVERB) || self.r.word(at) == "more") {
            at += 1;
        }
        matches!(self.r.word(at), "for" | "on" | "upon") && !self.main_verb_follows(at)
    }

    // A verb that takes stances.
    fn cue(&self, at: usize) -> bool {
        self.r.knowledge.lexicon.heads.contains_key(&self.r.base(at))
    }

    fn says(&self, at: usize) -> bool {
        self.r.knowledge.words.classes(self.r.base(at)).any(Classes::SAYS)
    }

    fn agent_is_time(&self, at: usize) -> bool {
        at < self.range.end && self.r.tokens[at].shape == Shape::Number
    }

    // "The hostages held in the city were freed": a finite verb still to come makes the first a participle.
    fn main_verb_follows(&self, at: usize) -> bool {
        for t in at + 1..self.range.end.min(at + 25) {
            let c = self.classes(t);
            // "formulated in the dialogue and listed below enjoy …": a second participle of the same noun.
            if c.any(Classes::CONJUNCTION) && self.classes(t + 1).any(Classes::PARTICIPLE) && !self.classes(t + 1).any(Classes::BASE) {
                continue;
            }
            if matches!(self.r.text(t), "," | ";" | ":" | "(" | "–" | "—")
                || c.any(Classes::CONJUNCTION | Classes::THAT | Classes::RELATIVE | Classes::SUBORDINATOR)
                || c.any(Classes::TO)
            {
                return false;
            }
            let bare = c.any(Classes::BASE)
                && !c.any(Classes::NOUN | Classes::USUALLY_NOUN | Classes::ADJECTIVE | Classes::PARTICIPLE | Classes::PAST | Classes::PREPOSITION);
            if bare && t > at + 2 && (self.strong_object(t + 1)) && (self.plural_before(t)) {
                return true;
            }
            if self.r.text(t).starts_with(['\'', '’']) {
                continue;
            }
            if c.any(Classes::MODAL) || c.any(Classes::BE | Classes::HAVE) && !matches!(self.r.word(t), "be" | "been" | "being" | "having") {
                return true;
            }
        }
        false
    }

    // A clause behind a comma and "and" with a plural subject of its own: "…, and the new rules result in delays".
    fn opens_with_plural(&self, at: usize, before: &[Pos]) -> bool {
        if self.fresh >= at || at - self.fresh > 8 || !self.plural_before(at) {
            return false;
        }
        let since = &before[before.len() - (at - self.fresh)..];
        let phrase = since
            .iter()
            .all(|p| matches!(p, Pos::Determiner | Pos::Possessive | Pos::Adjective | Pos::Adverb | Pos::Clitic | Pos::Noun | Pos::Name | Pos::Number));
        let begins = matches!(since.first(), Some(Pos::Determiner | Pos::Possessive | Pos::Adverb));
        phrase && begins && since.last() == Some(&Pos::Noun) && (self.strong_object(at + 1) || self.classes(at + 1).any(Classes::PREPOSITION))
    }

    // Whether the phrase that ends before `at` is plural or coordinated, as a subject of a base form must be.
    fn plural_before(&self, at: usize) -> bool {
        let t = at - 1;
        let text = self.r.text(t);
        self.name(t) > 0
            || text.ends_with('s') && !text.ends_with("ss")
            || matches!(self.r.word(t), "people" | "men" | "women" | "children" | "media" | "police")
            || matches!(text, ")" | "”" | "\"" | "–" | "—")
            || self.classes(t).any(Classes::ADVERB)
            || (self.range.start..t).rev().take(12).any(|i| self.classes(i).any(Classes::CONJUNCTION))
    }

    // Something that an object can begin with.
    fn object_follows(&self, at: usize) -> bool {
        if at >= self.range.end {
            return false;
        }
        let c = self.classes(at);
        self.name(at) > 0
            || c.any(
                Classes::DETERMINER
                    | Classes::POSSESSIVE
                    | Classes::OBJECT_PRONOUN
                    | Classes::PRONOUN
                    | Classes::THAT
                    | Classes::ADJECTIVE
                    | Classes::NUMBER
                    | Classes::NOUN
                    | Classes::RELATIVE
                    | Classes::TO
                    | Classes::ADVERB,
            )
            || self.r.words[at] == 0 && self.r.tokens[at].is_word()
            || c.any(Classes::VERB) && !c.any(Classes::PREPOSITION)
            || matches!(self.r.word(at), "on" | "upon" | "for" | "with" | "in")
    }

    fn strong_object(&self, mut at: usize) -> bool {
        while at < self.range.end && self.classes(at).any(Classes::ADVERB) && self.name(at) == 0 {
            at += 1;
        }
        if at >= self.range.end {
            return false;
        }
        let c = self.classes(at);
        self.name(at) > 0
            || c.any(Classes::DETERMINER | Classes::POSSESSIVE | Classes::OBJECT_PRONOUN | Classes::THAT | Classes::ADJECTIVE) && !c.any(Classes::PREPOSITION)
            || matches!(self.r.word(at), "on" | "upon")
                && (self.name(at + 1) > 0 || self.classes(at + 1).any(Classes::DETERMINER | Classes::POSSESSIVE | Classes::ADJECTIVE | Classes::NOUN))
            || matches!(self.r.word(at), "for") && self.classes(at + 1).any(Classes::DETERMINER | Classes::ADJECTIVE | Classes::POSSESSIVE)
            || c.any(Classes::ADVERB) && self.classes(at + 1).any(Classes::DETERMINER)
            || c.any(Classes::ING) && !c.any(Classes::NOUN | Classes::USUALLY_NOUN | Classes::PREPOSITION)
    }

    fn clause_like(&self, at: usize) -> bool {
        self.strong_object(at)
            || at < self.range.end && (self.classes(at).any(Classes::TO | Classes::THAT) || matches!(self.r.word(at), "with" | "its" | "their"))
    }
}

// Words that "last" and "next" put in time.
fn is_time(word: &str) -> bool {
    matches!(
        word,
        "year"
            | "month"
            | "week"
            | "night"
            | "summer"
            | "winter"
            | "spring"
            | "autumn"
            | "session"
            | "january"
            | "february"
            | "march"
            | "april"
            | "may"
            | "june"
            | "july"
            | "august"
            | "september"
            | "october"
            | "november"
            | "december"
            | "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "decade"
            | "century"
    )
}
