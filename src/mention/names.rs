//! All names of a document, longest first, none overlapping.

use rustc_hash::FxHashMap;

use super::entities::Entities;
use super::pattern;
use crate::claim::EntityRef;
use crate::knowledge::{Classes, EntityId, EntityKind, Knowledge, Name, NameUse};
use crate::syntax::Reading;
use crate::text::{Shape, Span};
use crate::vocab::PATTERN;

/// How a name means its entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// It is a name of it.
    Name,
    /// An adjective or people's name: it refers, but is no name.
    Demonym,
    /// A capitalised name that could not be linked.
    Unlinked,
}

/// A name with its tokens.
#[derive(Clone, Debug)]
pub struct NameSpan {
    /// First and one past the last token.
    pub tokens: std::ops::Range<usize>,
    /// The text range; shorter than the tokens for a part of a compound ("UN-led").
    pub span: Span,
    /// The entity, unless unlinked or a meeting.
    pub entity: Option<EntityRef>,
    /// How it means it.
    pub meaning: Meaning,
    /// IRI of the rule.
    pub rule: String,
}

/// The names of a document.
#[derive(Debug)]
pub struct Names {
    /// In text order.
    pub list: Vec<NameSpan>,
    /// Meetings by their names; names inside them stand in the list.
    pub meetings: Vec<std::ops::Range<usize>>,
    // Token → index of the name that covers it, plus one.
    cover: Vec<u32>,
}

impl Names {
    /// Finds the names of a document.
    pub fn find(r: &Reading<'_>, entities: &mut Entities) -> Self {
        Finder::new(r, entities).run()
    }

    /// The name that covers a token.
    #[must_use]
    pub fn at(&self, token: usize) -> Option<&NameSpan> {
        match self.cover.get(token) {
            Some(&n) if n > 0 => Some(&self.list[n as usize - 1]),
            _ => None,
        }
    }

    /// The names whose tokens lie inside a range.
    pub fn within(&self, range: std::ops::Range<usize>) -> impl Iterator<Item = &NameSpan> {
        let from = self.list.partition_point(|n| n.tokens.start < range.start);
        self.list[from..].iter().take_while(move |n| n.tokens.start < range.end).filter(move |n| n.tokens.end <= range.end)
    }

    /// Adds a name found later (a description, a surname); one that overlaps another is dropped.
    pub fn insert(&mut self, name: NameSpan) {
        if name.tokens.clone().any(|t| self.cover.get(t).is_none_or(|c| *c > 0)) {
            return;
        }
        let at = self.list.partition_point(|n| n.tokens.start < name.tokens.start);
        self.list.insert(at, name);
        self.index();
    }

    fn index(&mut self) {
        self.cover.fill(0);
        for (i, name) in self.list.iter().enumerate() {
            for t in name.tokens.clone() {
                self.cover[t] = i as u32 + 1;
            }
        }
    }
}

/// A candidate before overlaps are settled.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub tokens: std::ops::Range<usize>,
    pub what: What,
    pub rule: &'static str,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    /// Known entities the name can mean, with the use of the name.
    Known(Vec<(EntityId, NameUse)>),
    /// An entity by the form of its name: kind and label.
    Formed(EntityKind, String),
    /// A government named by its state ("the Kazakh authorities").
    Government(EntityId),
    /// A meeting by its name.
    Meeting,
    /// Nothing known.
    Unlinked,
}

struct Finder<'a, 'r> {
    r: &'a Reading<'r>,
    entities: &'a mut Entities,
    found: Vec<NameSpan>,
    // Names and acronyms that the text itself introduces.
    aliases: FxHashMap<String, EntityRef>,
}

impl<'a, 'r> Finder<'a, 'r> {
    fn new(r: &'a Reading<'r>, entities: &'a mut Entities) -> Self {
        Self { r, entities, found: Vec::new(), aliases: FxHashMap::default() }
    }

    fn run(mut self) -> Names {
        let r = self.r;
        let mut candidates = Vec::new();
        let mut named = rustc_hash::FxHashSet::default();
        for range in &r.block_tokens {
            let mut at = range.start;
            while at < range.end {
                if let Some(found) = known_at(r, at, range.end) {
                    // A part of a longer form may start inside; the longest known name is tried first.
                    if let What::Known(options) = &found.what {
                        named.extend(options.iter().filter(|(_, u)| !matches!(u, NameUse::Context | NameUse::Family)).map(|(e, _)| *e));
                    }
                    let next = found.tokens.end;
                    candidates.push(found);
                    at = next;
                } else {
                    at += 1;
                }
            }
        }
        let mut taken: Vec<Candidate> = Vec::new();
        for range in &r.block_tokens {
            pattern::candidates(r, range.clone(), &candidates, &mut taken);
        }
        taken.extend(candidates);
        // Longest first; a formed name wins over a known one of the same length only if it is more specific in kind.
        taken.sort_by_key(|c| (c.tokens.start, std::cmp::Reverse(c.tokens.end), matches!(c.what, What::Unlinked)));
        let mut meetings = Vec::new();
        taken.retain(|c| {
            let meeting = matches!(c.what, What::Meeting);
            if meeting {
                meetings.push(c.tokens.clone());
            }
            !meeting
        });
        let mut cover = vec![0u32; r.tokens.len()];
        let mut by_length = taken;
        by_length.sort_by_key(|c| (std::cmp::Reverse(c.tokens.len()), matches!(c.what, What::Unlinked), c.tokens.start));
        let mut chosen = Vec::new();
        for c in by_length {
            if c.tokens.clone().all(|t| cover[t] == 0) {
                c.tokens.clone().for_each(|t| cover[t] = 1);
                chosen.push(c);
            }
        }
        chosen.sort_by_key(|c| c.tokens.start);
        for c in chosen {
            self.settle(c, &named);
        }
        self.compounds();
        let mut names = Names { list: std::mem::take(&mut self.found), meetings, cover };
        names.list.sort_by_key(|n| n.tokens.start);
        names.index();
        self.abbreviations(&mut names);
        self.surnames(&mut names);
        self.heads(&mut names);
        names
    }

    // "the Court", "the Charter": a capitalised head noun alone means the latest entity named by it. A constitution is
    // that of the state named last.
    fn heads(&mut self, names: &mut Names) {
        let r = self.r;
        for t in 1..r.tokens.len() {
            let alone = r.tokens[t].shape == Shape::Capital
                && r.classes(t).any(Classes::ORGANISATION_HEAD | Classes::AGREEMENT_HEAD)
                && names.at(t).is_none_or(|n| n.meaning == Meaning::Unlinked && n.tokens.len() == 1)
                // "the Organization" describes any; "the Court", "the Charter" are used as names.
                && !matches!(r.word(t), "organisation" | "organization" | "government" | "party" | "group" | "company")
                && matches!(r.word(t - 1), "the" | "this" | "its" | "their" | "that" | "of")
                && !r.tokens.get(t + 1).is_some_and(|n| n.is_capitalised() && n.spaced);
            if !alone {
                continue;
            }
            let word = r.word(t);
            let latest =
                names.list.iter().rev().skip_while(|n| n.tokens.start >= t).filter(|n| n.meaning == Meaning::Name).filter_map(|n| n.entity).find(|&e| {
                    let named = self.entities.get(e);
                    (named.kind.is_body() || named.kind == EntityKind::Agreement) && crate::mention::head_word(&named.label) == word
                });
            let charter = || {
                let iri = format!("{}agreement/UN-Charter", crate::vocab::ID);
                let id = r.knowledge.gazetteer.by_iri(&iri).filter(|_| word == "charter" && r.text(t - 1) == "the")?;
                let un = names
                    .list
                    .iter()
                    .any(|n| n.entity.is_some_and(|e| self.entities.get(e).iri.ends_with("/UN") || self.entities.get(e).label.starts_with("United Nations")));
                un.then(|| self.entities.known(r.knowledge, id))
            };
            let entity = latest.or_else(charter).or_else(|| {
                let state = names
                    .list
                    .iter()
                    .rev()
                    .skip_while(|n| n.tokens.start >= t)
                    .filter_map(|n| n.entity)
                    .find(|&e| self.entities.get(e).kind == EntityKind::State)?;
                let label = format!("Constitution of {}", self.entities.get(state).label);
                (word == "constitution").then(|| self.entities.named(EntityKind::Agreement, &label))
            });
            if let Some(entity) = entity {
                names.list.retain(|n| !n.tokens.contains(&t));
                names.index();
                names.insert(NameSpan {
                    tokens: t..t + 1,
                    span: r.tokens[t].span,
                    entity: Some(entity),
                    meaning: Meaning::Name,
                    rule: format!("{PATTERN}description"),
                });
            }
        }
    }

    fn settle(&mut self, c: Candidate, named: &rustc_hash::FxHashSet<EntityId>) {
        let r = self.r;
        let k = r.knowledge;
        let span = r.span(&c.tokens);
        let mut meaning = Meaning::Name;
        let entity = match &c.what {
            What::Known(options) => {
                let Some((id, use_)) = choose(k, options, named) else { return };
                if use_ == NameUse::Family && !self.is_family_name(&c.tokens, id, named) {
                    return;
                }
                if use_ == NameUse::Demonym {
                    meaning = Meaning::Demonym;
                }
                Some(self.entities.known(k, id))
            }
            What::Government(id) => Some(self.entities.known(k, *id)),
            What::Formed(kind, label) => {
                let known = self.aliases.get(label.as_str()).copied();
                Some(known.unwrap_or_else(|| self.entities.named(*kind, label)))
            }
            What::Meeting | What::Unlinked => {
                meaning = Meaning::Unlinked;
                None
            }
        };
        self.found.push(NameSpan { tokens: c.tokens, span, entity, meaning, rule: format!("{PATTERN}{}", c.rule) });
    }

    // A family name alone is a person's after a title, or where the full name stands in the text, or if it is no
    // ordinary word.
    fn is_family_name(&self, tokens: &std::ops::Range<usize>, id: EntityId, named: &rustc_hash::FxHashSet<EntityId>) -> bool {
        let r = self.r;
        let titled = tokens.start > 0 && r.classes(tokens.start - 1).any(Classes::TITLE | Classes::ADDRESS) && r.tokens[tokens.start - 1].is_capitalised();
        let beside = |t: usize| r.tokens.get(t).is_some_and(|x| x.is_capitalised() && x.spaced) && !r.is_ordinary(t);
        let part_of_longer = tokens.start > 0 && beside(tokens.start - 1) && !r.classes(tokens.start - 1).any(Classes::TITLE) || beside(tokens.end);
        titled || named.contains(&id) || (!part_of_longer && !r.is_ordinary(tokens.start) && r.text(tokens.start).len() > 3)
    }

    // "UN-led", "U.S.-Armenia", "Russia/Belarus": the parts of a compound that are names.
    fn compounds(&mut self) {
        let r = self.r;
        let covered: rustc_hash::FxHashSet<usize> = self.found.iter().filter(|n| n.meaning != Meaning::Unlinked).flat_map(|n| n.tokens.clone()).collect();
        for at in 0..r.tokens.len() {
            let text = r.text(at);
            if !r.tokens[at].is_capitalised() || covered.contains(&at) || !text.contains(['-', '/', '–', '‑']) {
                continue;
            }
            let mut start = r.tokens[at].span.start as usize;
            self.begun_before(at);
            for part in text.split_inclusive(['-', '/', '–', '‑']) {
                let name = part.trim_end_matches(['-', '/', '–', '‑']);
                let span = Span::new(start, start + name.len());
                start += part.len();
                if !name.starts_with(char::is_uppercase) {
                    continue;
                }
                let Some(node) = r.knowledge.gazetteer.step(0, r.knowledge.words.lookup(name)) else { continue };
                let options: Vec<_> = r
                    .knowledge
                    .gazetteer
                    .at(node)
                    .filter(|n| matches!(n.use_, NameUse::Name | NameUse::Short) && (n.use_ == NameUse::Name || &*n.text == name))
                    .map(|n| n.entity)
                    .collect();
                if let [id] = options[..] {
                    let entity = self.entities.known(r.knowledge, id);
                    self.found.retain(|n| n.meaning != Meaning::Unlinked || !n.tokens.contains(&at));
                    self.found.push(NameSpan {
                        tokens: at..at + 1,
                        span,
                        entity: Some(entity),
                        meaning: Meaning::Name,
                        rule: format!("{PATTERN}gazetteer-name"),
                    });
                }
            }
        }
    }

    // "the United States-Thailand alliance": a name of several words that ends in the first part of the compound.
    fn begun_before(&mut self, at: usize) {
        let r = self.r;
        let g = &r.knowledge.gazetteer;
        let Some(first) = r.text(at).split(['-', '/', '–', '‑']).next() else { return };
        for from in at.saturating_sub(3)..at {
            let node = (from..at).try_fold(0, |node, t| g.step(node, r.words[t])).and_then(|node| g.step(node, r.knowledge.words.lookup(first)));
            let Some(name) = node.and_then(|n| g.at(n).find(|n| n.use_ == NameUse::Name)) else { continue };
            if !r.tokens[from].is_capitalised() {
                continue;
            }
            let entity = self.entities.known(r.knowledge, name.entity);
            let start = r.tokens[from].span.start as usize;
            let span = Span::new(start, r.tokens[at].span.start as usize + first.len());
            self.found.retain(|n| n.meaning != Meaning::Unlinked || !n.tokens.clone().any(|t| (from..=at).contains(&t)));
            self.found.push(NameSpan { tokens: from..at, span, entity: Some(entity), meaning: Meaning::Name, rule: format!("{PATTERN}gazetteer-name") });
            return;
        }
    }

    // "Office for Something (OS)", "the Group of Friends (hereafter GoF)": a bracketed acronym after a name.
    fn abbreviations(&mut self, names: &mut Names) {
        let r = self.r;
        let mut defined: Vec<(usize, EntityRef)> = Vec::new();
        for name in &names.list {
            let (Some(entity), Meaning::Name) = (name.entity, name.meaning) else { continue };
            let open = name.tokens.end;
            if open + 2 >= r.tokens.len() || r.text(open) != "(" {
                continue;
            }
            let at = open + 1;
            let acronym = r.text(at);
            let closes = matches!(r.text(at + 1), ")" | "," | ";");
            let shape_ok = acronym.chars().filter(|c| c.is_uppercase() || c.is_numeric()).count() >= 2
                && acronym.chars().any(char::is_uppercase)
                && acronym.chars().count() <= 12;
            // An acronym of the name in its own language has other letters ("National Liberation Front (FLN)").
            let foreign = acronym.len() >= 3
                && acronym.chars().all(|c| c.is_ascii_uppercase())
                && self.entities.get(entity).known.is_none()
                && self.entities.get(entity).kind.is_body()
                && names.at(at).is_none_or(|n| n.meaning == Meaning::Unlinked);
            if closes && shape_ok && (foreign || initials_match(acronym, &r.document.text[name.span.range()])) {
                defined.push((at, entity));
            }
        }
        let rule = format!("{PATTERN}defined-abbreviation");
        for (at, entity) in defined {
            let acronym = r.text(at).to_owned();
            self.entities.set_short(entity, &acronym);
            for t in 0..r.tokens.len() {
                if r.text(t) == acronym && names.at(t).is_none_or(|n| n.meaning == Meaning::Unlinked || t == at && n.entity != Some(entity)) {
                    names.list.retain(|n| !n.tokens.contains(&t));
                    names.index();
                    names.insert(NameSpan { tokens: t..t + 1, span: r.tokens[t].span, entity: Some(entity), meaning: Meaning::Name, rule: rule.clone() });
                }
            }
        }
    }

    // After the full name, the family name alone.
    fn surnames(&mut self, names: &mut Names) {
        let r = self.r;
        let mut persons: Vec<(String, EntityRef, usize)> = Vec::new();
        for name in &names.list {
            let Some(entity) = name.entity else { continue };
            if self.entities.get(entity).kind == EntityKind::Person && name.tokens.len() > 1 {
                persons.push((r.text(name.tokens.end - 1).to_owned(), entity, name.tokens.end));
            }
        }
        let rule = format!("{PATTERN}surname");
        for (family, entity, after) in persons {
            for t in after..r.tokens.len() {
                if r.text(t) == family && names.at(t).is_none_or(|n| n.meaning == Meaning::Unlinked && n.tokens.len() == 1) {
                    names.list.retain(|n| !n.tokens.contains(&t));
                    names.index();
                    names.insert(NameSpan { tokens: t..t + 1, span: r.tokens[t].span, entity: Some(entity), meaning: Meaning::Name, rule: rule.clone() });
                }
            }
        }
    }
}

// The longest known name that starts at a token.
fn known_at(r: &Reading<'_>, at: usize, end: usize) -> Option<Candidate> {
    let first = &r.tokens[at];
    if !(first.is_capitalised() || first.shape == Shape::Number) {
        return None;
    }
    let g = &r.knowledge.gazetteer;
    let mut node = 0;
    let mut best: Option<(usize, Vec<(EntityId, NameUse)>)> = None;
    let mut i = at;
    while i < end {
        let Some(next) = g.step(node, r.words[i]) else { break };
        node = next;
        i += 1;
        // "Candidate Countries" tells what states are, it names nobody.
        let options: Vec<_> = g
            .at(node)
            .filter(|n| is_printed_so(r, at..i, n) && !g.candidate_groups.iter().any(|(group, _)| *group == n.entity))
            .map(|n| (n.entity, n.use_))
            .collect();
        if !options.is_empty() {
            best = Some((i, options));
        }
    }
    let (to, options) = best?;
    let mut tokens = at..to;
    // "Ministerial Council of the Gulf Cooperation Council": a body of another one than the list has.
    if options.iter().all(|(_, u)| *u == NameUse::Context) && to + 1 < end && r.text(to) == "of" {
        let next = if r.text(to + 1) == "the" { to + 2 } else { to + 1 };
        let other = r.tokens.get(next).is_some_and(|t| t.is_capitalised()) && {
            let named = known_at(r, next, end);
            let parents: Vec<_> = options.iter().filter_map(|(e, _)| g.entities[*e as usize].parent).collect();
            !named.is_some_and(|n| matches!(&n.what, What::Known(o) if o.iter().any(|(e, _)| parents.contains(e))))
        };
        if other {
            return None;
        }
    }
    // A name of one word that is an ordinary word at the head of a sentence or inside a longer capitalised name is left
    // to the patterns.
    if tokens.len() == 1 && options.iter().all(|(_, u)| *u == NameUse::Context) && r.is_ordinary(at) && first.shape == Shape::Lower {
        return None;
    }
    let mut what = What::Known(options.clone());
    // "the Kazakh authorities", "the Lukashenko regime": the government stands for the state.
    if let Some(state) = options.iter().find_map(|&(e, u)| state_of(r.knowledge, e, u))
        && to < end
        && r.classes(to).any(Classes::GOVERNMENT)
    {
        tokens.end += 1;
        what = What::Government(state);
    } else if let Some(state) = options.iter().find_map(|&(e, u)| {
        (u == NameUse::Name || u == NameUse::Short).then_some(e).filter(|e| r.knowledge.gazetteer.entities[*e as usize].kind == EntityKind::State)
    }) && at >= 2
    {
        // "Government of Sudan", "Government of the Republic of X".
        let of = if r.text(at - 1) == "the" { at - 2 } else { at - 1 };
        if of > 0
            && r.text(of) == "of"
            && r.classes(of - 1).any(Classes::GOVERNMENT)
            && r.tokens[of - 1].shape == Shape::Capital
            && r.text(of - 1) == "Government"
        {
            tokens.start = of - 1;
            what = What::Government(state);
        }
    }
    Some(Candidate { tokens, what, rule: "gazetteer-name" })
}

fn state_of(k: &Knowledge, entity: EntityId, use_: NameUse) -> Option<EntityId> {
    let e = &k.gazetteer.entities[entity as usize];
    match (e.kind, use_) {
        (EntityKind::State, NameUse::Demonym | NameUse::Name | NameUse::Short) => Some(entity),
        (EntityKind::Person, NameUse::Family | NameUse::Name) => {
            k.gazetteer.office(entity, None).map(|t| t.of).filter(|&of| k.gazetteer.entities[of as usize].kind == EntityKind::State)
        }
        _ => None,
    }
}

// Acronyms as they are written; other names with their capitals, or all in capitals.
fn is_printed_so(r: &Reading<'_>, tokens: std::ops::Range<usize>, name: &Name) -> bool {
    let printed = &r.document.text[r.span(&tokens).range()];
    if name.use_ == NameUse::Short {
        return printed == &*name.text;
    }
    let mut words = name.text.split(|c: char| c.is_whitespace()).filter(|w| w.starts_with(char::is_alphabetic));
    tokens.filter(|&t| r.tokens[t].is_word()).all(|t| match words.next() {
        Some(w) if w.starts_with(char::is_uppercase) => r.tokens[t].is_capitalised(),
        _ => true,
    })
}

// Of several meanings: a full name before an acronym before the rest; a contextual one only where its parent is named.
fn choose(k: &Knowledge, options: &[(EntityId, NameUse)], named: &rustc_hash::FxHashSet<EntityId>) -> Option<(EntityId, NameUse)> {
    let rank = |u: NameUse| match u {
        NameUse::Name => 0,
        NameUse::Short => 1,
        NameUse::Metonym => 2,
        NameUse::Demonym => 3,
        NameUse::Family => 4,
        NameUse::Context => 5,
    };
    let in_context = |mut e: EntityId| {
        while let Some(parent) = k.gazetteer.entities[e as usize].parent {
            if named.contains(&parent) {
                return true;
            }
            e = parent;
        }
        false
    };
    let mut best: Vec<_> = options.iter().filter(|(e, u)| *u != NameUse::Context || named.contains(e) || in_context(*e)).copied().collect();
    best.sort_by_key(|&(e, u)| (!named.contains(&e) && u == NameUse::Context, rank(u), e));
    if best.is_empty()
        && let [(e, NameUse::Context)] = options
    {
        // Nothing else it could be.
        return Some((*e, NameUse::Context));
    }
    best.first().copied()
}

// "ODIHR" for "Office for Democratic Institutions and Human Rights": the letters of the acronym begin words of the name,
// in order, allowing small words to be left out.
fn initials_match(acronym: &str, name: &str) -> bool {
    let letters: Vec<char> = acronym.chars().filter(|c| c.is_uppercase()).flat_map(char::to_lowercase).collect();
    let initials: Vec<char> =
        name.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').filter_map(|w| w.chars().next()).flat_map(char::to_lowercase).collect();
    let mut at = 0;
    let mut hits = 0;
    for l in &letters {
        if let Some(found) = initials[at.min(initials.len())..].iter().position(|c| c == l) {
            at += found + 1;
            hits += 1;
        }
    }
    hits == letters.len() || acronym.chars().any(char::is_numeric) && letters.len() == 1 || (letters.len() >= 4 && hits + 1 >= letters.len())
}

/// The noun by which a definite description means an entity: the last word of its name before the first preposition.
pub(crate) fn head_word(label: &str) -> String {
    let word = label.split_whitespace().take_while(|w| !matches!(*w, "of" | "for" | "on" | "in" | "to" | "against" | "and" | "–")).last().unwrap_or_default();
    crate::knowledge::fold(word.trim_matches(|c: char| !c.is_alphanumeric()))
}
