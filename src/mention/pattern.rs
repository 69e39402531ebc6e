//! Names that no list holds, by their form: runs of capitalised words with a head noun, persons with their titles,
//! resolutions by symbol or number.

use std::ops::Range;

use super::names::{Candidate, What};
use crate::knowledge::{Classes, EntityKind, NameUse};
use crate::syntax::Reading;
use crate::text::{BlockKind, Shape};

/// Finds names by their form in the tokens of a block.
pub(super) fn candidates(r: &Reading<'_>, block: Range<usize>, known: &[Candidate], out: &mut Vec<Candidate>) {
    let scan = Scan { r, block: block.clone(), known };
    let mut at = block.start;
    while at < block.end {
        if let Some(found) = scan.resolution(at) {
            at = found.tokens.end;
            out.push(found);
            continue;
        }
        let Some(run) = scan.run(at) else {
            at += 1;
            continue;
        };
        at = run.end;
        scan.classify(run, out);
    }
}

struct Scan<'a, 'r> {
    r: &'a Reading<'r>,
    block: Range<usize>,
    known: &'a [Candidate],
}

impl Scan<'_, '_> {
    fn known_at(&self, token: usize) -> Option<&Candidate> {
        let i = self.known.partition_point(|c| c.tokens.end <= token);
        self.known.get(i).filter(|c| c.tokens.contains(&token))
    }

    fn is_cap(&self, t: usize) -> bool {
        t < self.block.end && self.r.tokens[t].is_capitalised()
    }

    // A capitalised word that begins a sentence may be any word.
    fn opens_sentence(&self, t: usize) -> bool {
        t == self.block.start
            || matches!(self.r.text(t - 1), "." | "!" | "?" | ":" | "“" | "\"" | "(" | "–" | "—" | "•" | "*")
            || (self.r.text(t - 1).len() > 1 && self.r.text(t - 1).ends_with('.'))
    }

    // A maximal run of capitalised words with the small words that may stand inside a name.
    fn run(&self, start: usize) -> Option<Range<usize>> {
        let r = self.r;
        if !self.is_cap(start)
            || r.classes(start)
                .any(Classes::DETERMINER | Classes::PRONOUN | Classes::PREPOSITION | Classes::CONJUNCTION | Classes::SUBORDINATOR | Classes::RELATIVE)
                && !is_upper_name(r, start)
        {
            return None;
        }
        if self.opens_sentence(start) && self.known_at(start).is_none() && r.tokens[start].shape == Shape::Capital {
            let c = r.classes(start);
            let common = c.any(
                Classes::ADVERB
                    | Classes::AUXILIARY
                    | Classes::POSSESSIVE
                    | Classes::NEGATION
                    | Classes::ING
                    | Classes::PAST
                    | Classes::PARTICIPLE
                    | Classes::THIRD
                    | Classes::BASE,
            );
            let head = c.any(Classes::ORGANISATION_HEAD | Classes::TITLE | Classes::AGREEMENT_HEAD);
            if common && !head && !(self.is_cap(start + 1) && c.any(Classes::NOUN)) {
                return None;
            }
        }
        let mut end = self.known_at(start).map_or(start + 1, |k| k.tokens.end.max(start + 1));
        loop {
            if end >= self.block.end {
                break;
            }
            if self.is_cap(end) && r.tokens[end].spaced && !starts_clause(r, end) {
                end = self.known_at(end).map_or(end + 1, |k| k.tokens.end);
                continue;
            }
            // "John F. Kennedy", "H.E. Dr. Lind".
            if r.text(end) == "." && !r.tokens[end].spaced && r.text(end - 1).chars().count() <= 2 && self.is_cap(end + 1) && is_initial_or_address(r, end - 1)
            {
                end += 1;
                continue;
            }
            match self.bridge(start, end) {
                Some(to) => end = to,
                None => break,
            }
        }
        Some(start..end)
    }

    // Small words that continue a name to the next capitalised word.
    fn bridge(&self, start: usize, end: usize) -> Option<usize> {
        let r = self.r;
        let has_head = (start..end).any(|t| r.classes(t).any(HEADS) && r.tokens[t].is_capitalised());
        let last_head = r.classes(end - 1).any(HEADS);
        match r.text(end) {
            "of" | "for" | "on" | "against" | "to" if last_head && (r.text(end) == "of" || self.known_at(start).is_none_or(|k| k.tokens.end < end)) => {
                let next = if matches!(r.text(end + 1), "the" | "a") { end + 2 } else { end + 1 };
                let state = self.known_at(next).is_some_and(|k| is_state(r, k));
                // "President of Kazakhstan" is an office and its state, "Bank of England" a name.
                (self.is_cap(next)
                    && !is_time(r, next)
                    && (!r.classes(end - 1).any(Classes::TITLE) || r.classes(end - 1).any(Classes::ORGANISATION_HEAD))
                    && (!state || !r.classes(end - 1).any(Classes::GOVERNMENT)))
                .then(|| self.known_at(next).map_or(next + 1, |k| k.tokens.end))
            }
            "of" if has_head && !r.classes(start).any(Classes::TITLE) => {
                let next = if r.text(end + 1) == "the" { end + 2 } else { end + 1 };
                (self.is_cap(next) && !is_time(r, next)).then(|| self.known_at(next).map_or(next + 1, |k| k.tokens.end))
            }
            // "Law on Combating Trafficking in Human Beings": inside the matter of an agreement.
            "in" | "from" | "with" | "by" | "between"
                if has_head
                    && self.in_complement(start, end)
                    && (start..end).any(|t| r.classes(t).any(Classes::AGREEMENT_HEAD) && r.tokens[t].is_capitalised()) =>
            {
                let next = if r.text(end + 1) == "the" { end + 2 } else { end + 1 };
                let when = is_time(r, next);
                (self.is_cap(next) && !when).then(|| self.known_at(next).map_or(next + 1, |k| k.tokens.end))
            }
            // "the Loss and Damage Fund": ordinary words before their head.
            "and" if !has_head && start > self.block.start && r.word(start - 1) == "the" && self.known_at(end - 1).is_none() && r.is_ordinary(end - 1) => {
                let head = (end + 1..(end + 5).min(self.block.end)).take_while(|&t| self.is_cap(t) && self.known_at(t).is_none()).last();
                let plain = (start..end).all(|t| !r.classes(t).any(Classes::TITLE | Classes::AGENT | Classes::GOVERNMENT));
                head.filter(|&h| plain && r.classes(h).any(HEADS)).map(|h| h + 1)
            }
            // "South West Africa People's Organization".
            "'s" | "’s" if r.is_ordinary(end - 1) && self.known_at(end - 1).is_none() && self.is_cap(end + 1) && !r.tokens[end].spaced => {
                let head = (end + 1..(end + 4).min(self.block.end)).take_while(|&t| self.is_cap(t)).any(|t| r.classes(t).any(Classes::ORGANISATION_HEAD));
                head.then_some(end + 2)
            }
            // "Democratic Institutions and Human Rights": only inside a name that has its head, and not before a name of
            // its own.
            "and" | "&" if has_head && self.in_complement(start, end) && self.is_cap(end + 1) && self.known_at(end + 1).is_none() => {
                let own_head = (end + 1..(end + 4).min(self.block.end)).take_while(|&t| self.is_cap(t)).any(|t| r.classes(t).any(Classes::ORGANISATION_HEAD));
                (!own_head).then_some(end + 2)
            }
            "'s" | "’s" | "'" | "’" if self.known_at(end - 1).is_none() && self.is_cap(end + 1) && end == start + 1 && !r.tokens[end].spaced => {
                Some(end + 2)
            }
            "–" | "-"
                if self.is_cap(end + 1)
                    && (self.known_at(end + 1).is_some_and(|k| is_state(r, k)) && self.known_at(end - 1).is_some_and(|k| is_state(r, k))) =>
            {
                Some(self.known_at(end + 1).map_or(end + 2, |k| k.tokens.end))
            }
            w if r.classes(end).any(Classes::PARTICLE)
                && !matches!(w, "a" | "e" | "y")
                && self.is_cap(end + 1)
                && r.tokens[end].spaced
                && !r.classes(end - 1).any(HEADS)
                && self.known_at(end - 1).is_none()
                && !r.is_ordinary(end - 1) =>
            {
                Some(end + 2)
            }
            _ => None,
        }
    }

    // Whether the run has passed "of", "for" or "on" after its head.
    fn in_complement(&self, start: usize, end: usize) -> bool {
        (start + 1..end).any(|t| matches!(self.r.text(t), "of" | "for" | "on" | "against" | "to"))
    }

    fn classify(&self, run: Range<usize>, out: &mut Vec<Candidate>) {
        let r = self.r;
        if let Some(k) = self.known_at(run.start)
            && k.tokens == run
        {
            return;
        }
        // A title in front: the name behind it is a person.
        if let Some(person) = self.person_after_title(&run) {
            out.push(Candidate { tokens: person, what: What::Formed(EntityKind::Person, String::new()), rule: "person-with-office" });
            self.label_last(out);
            return;
        }
        let first_segment_end = (run.start..run.end).find(|&t| t > run.start && matches!(r.text(t), "of" | "for" | "on" | "against" | "to")).unwrap_or(run.end);
        let head = first_segment_end - 1;
        let block_is_title = self.block_is_head(run.start);
        // "U.S. Embassy Staff": the name ends with its head.
        let mut run = run;
        let mut head = head;
        if !r.classes(head).any(HEADS)
            && first_segment_end == run.end
            && run.len() > 2
            && let Some(h) = (run.start + 1..run.end).rev().find(|&t| r.classes(t).any(Classes::ORGANISATION_HEAD))
            && (h + 1..run.end).all(|t| r.is_ordinary(t) || is_numeral(r.text(t)))
        {
            if !(h + 1..run.end).all(|t| is_numeral(r.text(t))) {
                run.end = h + 1;
            }
            head = h;
        } else if run.len() == 2 && is_numeral(r.text(run.end - 1)) && r.classes(run.start).any(HEADS) {
            // "Initiative VIII".
            head = run.start;
        }
        // "1951 Agreement on …".
        if run.start > self.block.start
            && r.classes(head).any(Classes::AGREEMENT_HEAD)
            && r.tokens[run.start - 1].shape == Shape::Number
            && r.text(run.start - 1).len() == 4
            && head == run.start
        {
            run.start -= 1;
        }
        let classes = r.classes(head);
        let run = run;
        let whole = |what: What, rule: &'static str| Candidate { tokens: run.clone(), what, rule };
        let long_enough = run.len() > 1;
        let label = || crate::graph::squeeze(&r.document.text[r.span(&run).range()]);
        // In a title only what names its parent ("Council of the Gulf Cooperation Council").
        let of_known =
            (run.start..run.end).any(|t| r.text(t) == "of" && self.known_at(run.end - 1).is_some_and(|k| k.tokens.start <= t + 2 && !is_state(r, k)));
        if long_enough && classes.any(HEADS) && (of_known && classes.any(Classes::ORGANISATION_HEAD) || !(block_is_title && self.title_case(run.start))) {
            let meeting = classes.any(Classes::MEETING_HEAD)
                && !classes.any(Classes::AGREEMENT_HEAD)
                && (!classes.any(Classes::ORGANISATION_HEAD) || first_segment_end < run.end && matches!(r.text(first_segment_end), "on" | "for"));
            if meeting {
                out.push(whole(What::Meeting, "meeting-name"));
            } else if classes.any(Classes::AGREEMENT_HEAD) && !classes.any(Classes::ORGANISATION_HEAD) {
                out.push(whole(What::Formed(EntityKind::Agreement, label()), "agreement-name"));
            } else if classes.any(Classes::ORGANISATION_HEAD) {
                out.push(whole(What::Formed(EntityKind::Organisation, label()), "capitalised-organisation"));
            } else if classes.any(Classes::PLACE_HEAD) {
                out.push(whole(What::Formed(EntityKind::Place, label()), "place-name"));
            }
            return;
        }
        // "the Transnistrian region": a capitalised adjective before a common noun of place.
        if run.end < self.block.end
            && run.len() <= 2
            && !r.word(run.end).ends_with('s')
            && r.classes(run.end).any(Classes::PLACE_HEAD)
            && r.tokens[run.end].shape == Shape::Lower
            && self.known_at(run.start).is_none()
            && !self.opens_sentence(run.start)
        {
            let tokens = run.start..run.end + 1;
            let label = crate::graph::squeeze(&r.document.text[r.span(&tokens).range()]);
            out.push(Candidate { tokens, what: What::Formed(EntityKind::Place, label), rule: "place-name" });
            return;
        }
        // A family name that the list has, behind another given name, is somebody else's.
        let family = |t: usize| {
            self.known_at(t).is_some_and(|k| k.tokens.len() == 1 && matches!(&k.what, What::Known(o) if o.iter().all(|(_, u)| *u == NameUse::Family)))
        };
        let else_known = |t: usize| self.known_at(t).is_some() && !(run.len() > 1 && family(t));
        if else_known(run.start) || else_known(run.end - 1) {
            return;
        }
        let ordinary = (run.start..run.end).any(|t| r.tokens[t].is_word() && r.is_ordinary(t) && !r.classes(t).any(Classes::PARTICLE));
        if !ordinary && (2..=5).contains(&run.len()) && (self.office_follows(run.end) || self.office_precedes(run.start)) {
            out.push(whole(What::Formed(EntityKind::Person, label()), "person-with-office"));
            return;
        }
        let timed = run.len() == 1 && is_time(r, run.start);
        let acronym = run.len() == 1 && (r.tokens[run.start].shape != Shape::Capital || r.text(run.start).len() < 4);
        if !(ordinary || block_is_title || timed || acronym) && self.is_located(run.start) && run.len() <= 3 && !self.modifies(run.end) {
            out.push(whole(What::Formed(EntityKind::Place, label()), "located-place"));
            return;
        }
        if !ordinary && !block_is_title && self.is_personal(&run) {
            out.push(whole(What::Formed(EntityKind::Person, label()), "personal-name"));
            return;
        }
        if !(block_is_title || ordinary || self.opens_sentence(run.start) && run.len() == 1) {
            out.push(whole(What::Unlinked, "capitalised-name"));
        }
    }

    // "in Matagalpa", "at Suva", "the prefectures of Ouham and Vakaga": a name that says where.
    fn is_located(&self, at: usize) -> bool {
        let r = self.r;
        if at < self.block.start + 1 {
            return false;
        }
        let of_place = |of: usize| {
            r.text(of) == "of" && of > self.block.start && {
                let noun = r.word(of - 1);
                r.classes(of - 1).any(Classes::PLACE_HEAD)
                    || noun.strip_suffix('s').is_some_and(|n| r.knowledge.words.classes(r.knowledge.words.lookup(n)).any(Classes::PLACE_HEAD))
            }
        };
        let locative = |t: usize| matches!(r.text(t), "in" | "at" | "near" | "outside") || of_place(t);
        locative(at - 1)
            // "of Ouham and Vakaga": beside another that says where.
            || at >= self.block.start + 3 && r.text(at - 1) == "and" && self.is_cap(at - 2) && self.known_at(at - 2).is_none() && locative(at - 3)
    }

    // Two to four words that no dictionary has, with no article in front and no noun behind: "Almaz Toktogulov".
    fn is_personal(&self, run: &Range<usize>) -> bool {
        let r = self.r;
        let words = run.clone().filter(|&t| r.tokens[t].is_word()).count();
        let name = |t: usize| {
            !r.tokens[t].is_word()
                || r.classes(t).any(Classes::PARTICLE)
                || r.tokens[t].shape == Shape::Capital && !r.text(t).contains(['/', '-']) && r.words[t] == 0
                || r.text(t).contains('-') && r.tokens[t].is_capitalised() && r.text(t).split('-').all(|p| p.chars().count() > 2)
        };
        let article = run.start > self.block.start && matches!(r.word(run.start - 1), "the" | "a" | "an" | "this");
        (2..=4).contains(&words) && run.clone().all(name) && !article && !self.modifies(run.end)
    }

    // Whether a common noun follows that the name would modify ("the Kerem Shalom crossing").
    fn modifies(&self, end: usize) -> bool {
        let r = self.r;
        end < self.block.end
            && r.tokens[end].shape == Shape::Lower
            && r.classes(end).any(Classes::NOUN | Classes::USUALLY_NOUN)
            && !r.classes(end).any(Classes::VERB | Classes::AUXILIARY | Classes::PREPOSITION)
    }

    fn label_last(&self, out: &mut [Candidate]) {
        if let Some(Candidate { tokens, what: What::Formed(_, label), .. }) = out.last_mut() {
            *label = crate::graph::squeeze(&self.r.document.text[self.r.span(tokens).range()]);
        }
    }

    // The name behind the last title of a run: "UN Special Envoy [Geir Pedersen]", "Dr. [Karen Donfried]".
    fn person_after_title(&self, run: &Range<usize>) -> Option<Range<usize>> {
        let r = self.r;
        let is_title = |t: usize| {
            r.classes(t).any(Classes::TITLE | Classes::ADDRESS)
                && r.tokens[t].is_capitalised()
                && !self.known_at(t).is_some_and(|k| k.tokens.len() == 1 && matches!(&k.what, What::Known(o) if o.iter().any(|(_, u)| *u == NameUse::Name)))
        };
        // The title may stand before the run only where the run does not include it ("Foreign Minister, Bujar Osmani").
        let last = (run.start..run.end).rev().find(|&t| is_title(t))?;
        let mut from = last + 1;
        // "Secretary of State Antony Blinken": the office's complement is made of ordinary words.
        let mut complement = false;
        while from < run.end
            && (matches!(r.text(from), "of" | "for" | "the" | "and" | ".")
                || (r.is_ordinary(from) && !r.classes(from).any(Classes::PARTICLE))
                || is_common_office_word(r, from))
        {
            complement |= matches!(r.text(from), "of" | "for");
            if !complement && !is_common_office_word(r, from) && r.text(from) != "." {
                return None;
            }
            from += 1;
        }
        let name = from..run.end;
        let words = name.clone().filter(|&t| r.tokens[t].is_word()).count();
        if words == 0 || words > 5 {
            return None;
        }
        if let Some(k) = self.known_at(from) {
            // A known person is found as such; a known place or body is no person.
            let _ = k;
            return None;
        }
        Some(name)
    }

    fn office_follows(&self, at: usize) -> bool {
        let r = self.r;
        if at >= self.block.end || !matches!(r.text(at), "," | "(" | "–") {
            return false;
        }
        let to = (at + 7).min(self.block.end);
        (at + 1..to).take_while(|&t| r.tokens[t].is_word() || r.text(t) == "-").any(|t| r.classes(t).any(Classes::TITLE))
    }

    fn office_precedes(&self, at: usize) -> bool {
        at >= 2 && self.r.text(at - 1) == "," && self.r.classes(at - 2).any(Classes::TITLE) || at >= 1 && self.r.classes(at - 1).any(Classes::TITLE)
    }

    fn block_is_head(&self, token: usize) -> bool {
        let i = self.r.block_tokens.partition_point(|b| b.end <= token);
        matches!(self.r.blocks[i].kind, BlockKind::Head | BlockKind::Heading)
    }

    // A title in title case, where capitals tell nothing.
    fn title_case(&self, token: usize) -> bool {
        let i = self.r.block_tokens.partition_point(|b| b.end <= token);
        let range = self.r.block_tokens[i].clone();
        let words: Vec<_> = range.filter(|&t| self.r.tokens[t].is_word() && self.r.text(t).len() > 3).collect();
        let caps = words.iter().filter(|&&t| self.r.tokens[t].is_capitalised()).count();
        words.len() > 5 && caps * 4 >= words.len() * 3
    }

    // "S/RES/1706 (2006)", "resolution 1590 (2005)", "UN Security Council Resolution 2254", "General Assembly resolution 60/1".
    fn resolution(&self, at: usize) -> Option<Candidate> {
        let r = self.r;
        let text = |t: usize| if t < self.block.end { r.text(t) } else { "" };
        let year_after = |t: usize| {
            (text(t) == "(" && text(t + 2) == ")" && text(t + 1).len() == 4 && text(t + 1).bytes().all(|b| b.is_ascii_digit()))
                .then(|| (t + 3, text(t + 1).to_owned()))
        };
        let first = text(at);
        let made = |tokens: Range<usize>, label: String, rule: &'static str| Some(Candidate { tokens, what: What::Formed(EntityKind::Agreement, label), rule });
        if r.tokens[at].shape == Shape::Mixed || r.tokens[at].shape == Shape::Upper || r.tokens[at].shape == Shape::Capital {
            let parts: Vec<&str> = first.split('/').collect();
            // A document's own symbol at its head names no agreement, unless it is that of a resolution.
            let is_symbol = (parts.contains(&"RES") || !self.block_is_head(at))
                && parts.len() >= 3
                && matches!(parts[0], "S" | "A" | "E" | "SC" | "PC" | "MC")
                && parts.iter().any(|p| p.starts_with(|c: char| c.is_ascii_digit()));
            if is_symbol {
                let (to, label) = match year_after(at + 1) {
                    Some((to, _)) if parts[1] == "RES" => (to, first.to_owned()),
                    _ => (at + 1, first.to_owned()),
                };
                return made(at..to, label, "resolution-symbol");
            }
        }
        let is_number = |t: usize| {
            let s = text(t);
            let body = s.strip_suffix(|c: char| c.is_ascii_uppercase()).unwrap_or(s);
            !body.is_empty() && body.len() <= 7 && body.bytes().all(|b| b.is_ascii_digit() || b == b'/')
        };
        // "… and 1653 (2006)" after a resolution: a number with a year alone.
        if is_number(at) && first.len() <= 4 && at > self.block.start {
            let (to, year) = year_after(at + 1)?;
            let listed = (self.block.start..at).rev().take(14).any(|t| r.word(t).starts_with("resolution"));
            let _ = year;
            return if listed { made(at..to, format!("S/RES/{first}"), "resolution-symbol") } else { None };
        }
        let mut word = at;
        let mut assembly = false;
        // "Human Rights Council resolution 5/1".
        let organ = self.known_at(at).filter(|k| k.tokens.start == at && r.word(k.tokens.end.min(r.tokens.len() - 1)).starts_with("resolution"));
        // The organ in front belongs to the name.
        if r.tokens[at].is_capitalised() {
            let mut t = at;
            if matches!(text(t), "UN" | "U.N.") {
                t += 1;
            } else if text(t) == "United" && text(t + 1) == "Nations" {
                t += 2;
            }
            if text(t) == "Security" && text(t + 1) == "Council" {
                t += 2;
            } else if text(t) == "General" && text(t + 1) == "Assembly" {
                assembly = true;
                t += 2;
            } else if text(t) == "UNSC" {
                t += 1;
            }
            word = organ.map_or(t, |k| k.tokens.end);
        }
        if matches!(text(word), "UNSCR" | "UNSCRs") && is_number(word + 1) {
            let to = year_after(word + 2).map_or(word + 2, |(to, _)| to);
            return made(at..to, format!("S/RES/{}", text(word + 1)), "resolution-symbol");
        }
        if !r.classes(word).any(Classes::AGREEMENT_HEAD) || word >= self.block.end {
            return None;
        }
        let folded = r.word(word);
        if !matches!(folded, "resolution" | "resolutions") && !folded.starts_with("resolution") {
            return None;
        }
        if !is_number(word + 1) {
            return None;
        }
        let number = text(word + 1);
        let (to, _) = year_after(word + 2).unwrap_or((word + 2, String::new()));
        let label = if number.contains('/') || assembly { format!("A/RES/{number}") } else { format!("S/RES/{number}") };
        made(at..to, label, "resolution-symbol")
    }
}

const HEADS: Classes = Classes(Classes::ORGANISATION_HEAD.0 | Classes::AGREEMENT_HEAD.0 | Classes::MEETING_HEAD.0 | Classes::PLACE_HEAD.0);

fn is_state(r: &Reading<'_>, c: &Candidate) -> bool {
    matches!(&c.what, What::Known(o) if o.iter().any(|(e, _)| r.knowledge.gazetteer.entities[*e as usize].kind == EntityKind::State))
}

// "VIII", "II", "B6".
fn is_numeral(text: &str) -> bool {
    text.bytes().all(|b| b"IVXLC".contains(&b)) || text.len() <= 3 && text.bytes().any(|b| b.is_ascii_digit())
}

// "The" inside a run begins a new phrase.
fn starts_clause(r: &Reading<'_>, t: usize) -> bool {
    r.classes(t).any(Classes::DETERMINER | Classes::PRONOUN) && r.tokens[t].shape == Shape::Capital && r.text(t).len() > 1
}

fn is_upper_name(r: &Reading<'_>, t: usize) -> bool {
    r.tokens[t].shape == Shape::Upper && r.text(t).len() > 1
}

fn is_initial_or_address(r: &Reading<'_>, t: usize) -> bool {
    r.text(t).chars().count() == 1 || r.classes(t).any(Classes::ADDRESS)
}

// Words of office names that are nouns or adjectives when capitalised ("State", "Foreign", "Affairs", "Defense").
fn is_common_office_word(r: &Reading<'_>, t: usize) -> bool {
    matches!(
        r.word(t),
        "state"
            | "affairs"
            | "foreign"
            | "defense"
            | "defence"
            | "treasury"
            | "interior"
            | "commerce"
            | "energy"
            | "trade"
            | "finance"
            | "relations"
            | "european"
            | "eurasian"
            | "african"
            | "asian"
            | "pacific"
            | "western"
            | "eastern"
            | "southern"
            | "northern"
            | "national"
            | "security"
            | "human"
            | "rights"
            | "political"
            | "economic"
            | "development"
            | "labor"
            | "democracy"
            | "council"
            | "commission"
            | "hemisphere"
    )
}

// A month or a day of the week.
fn is_time(r: &Reading<'_>, t: usize) -> bool {
    super::month(r.text(t)).is_some() || matches!(r.word(t), "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")
}
