//! The document's metadata: kind, issuers, forum, meeting, date, place, title.

use std::ops::Range;

use super::{Date, EntityRef, Head};
use crate::knowledge::{Classes, EntityKind};
use crate::mention::{Entities, Meaning, Names, dates};
use crate::syntax::Reading;
use crate::text::BlockKind;

/// A line of the head (or the title that the source gives beside the text) with its names.
#[derive(Clone, Copy)]
pub struct Source<'a, 'r> {
    /// The text it stands in.
    pub r: &'a Reading<'r>,
    /// Its names.
    pub names: &'a Names,
}

/// What the head says, with the passages that other stages need.
#[derive(Debug, Default)]
pub struct HeadRead {
    /// The metadata.
    pub head: Head,
    /// Tokens of the title in the text.
    pub title: Option<Range<usize>>,
    /// Tokens of a meeting that is the forum.
    pub forum_meeting: Option<Range<usize>>,
    /// Whether it is given for a group of states without a name, which are listed elsewhere.
    pub for_group: bool,
}

/// Reads the metadata of a document; `beside` is the title given beside the text.
pub fn read(text: Source<'_, '_>, beside: Option<Source<'_, '_>>, entities: &mut Entities) -> HeadRead {
    let mut reader = Reader { text, beside, entities, out: HeadRead::default() };
    reader.title();
    reader.out.head.kind = reader.kind();
    reader.date();
    reader.forum();
    reader.issuers();
    reader.place();
    reader.out
}

struct Reader<'a, 'r, 'e> {
    text: Source<'a, 'r>,
    beside: Option<Source<'a, 'r>>,
    entities: &'e mut Entities,
    out: HeadRead,
}

impl Reader<'_, '_, '_> {
    fn head_blocks(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let r = self.text.r;
        r.blocks
            .iter()
            .zip(&r.block_tokens)
            .take_while(|(b, _)| !matches!(b.kind, BlockKind::Paragraph | BlockKind::Item))
            .filter(|(b, t)| b.kind == BlockKind::Head && !t.is_empty())
            .map(|(_, t)| t.clone())
            .filter(|t| !self.is_notice(t))
    }

    // A sentence among the lines of the head is a notice ("… bears no responsibility for the content of this document").
    fn is_notice(&self, tokens: &Range<usize>) -> bool {
        let r = self.text.r;
        let verb = tokens.clone().any(|t| {
            let c = r.classes(t);
            !r.tokens[t].is_capitalised()
                && (c.any(Classes::BE | Classes::HAVE | Classes::MODAL) || c.any(Classes::THIRD) && !c.any(Classes::NOUN | Classes::USUALLY_NOUN))
        });
        tokens.len() > 9 && r.text(tokens.end - 1) == "." && verb
    }

    // The first sentences of the body.
    fn opening(&self, n: usize) -> impl Iterator<Item = Range<usize>> + '_ {
        let r = self.text.r;
        r.sentences.iter().filter(|s| matches!(r.blocks[s.block].kind, BlockKind::Paragraph | BlockKind::Item)).take(n).map(|s| s.tokens.clone())
    }

    fn title(&mut self) {
        let r = self.text.r;
        let titled = |t: &Range<usize>| t.clone().any(|i| is_title_word(r.word(i)));
        let head: Vec<_> = self.head_blocks().collect();
        let best = head.iter().filter(|t| titled(t)).max_by_key(|t| t.len()).or_else(|| head.iter().max_by_key(|t| t.len().min(12)));
        let Some(tokens) = best.filter(|t| t.len() > 2).cloned() else {
            self.out.head.title = r.document.title.clone();
            return;
        };
        // A date in front of a headline is no part of it.
        let printed = dates(r, tokens.clone()).first().map(|d| d.tokens.clone());
        let start = match printed {
            Some(d) if d.end < tokens.end && d.start - tokens.start <= 1 => d.end,
            _ => tokens.start,
        };
        self.out.head.title = Some(r.document.title.clone().unwrap_or_else(|| crate::graph::squeeze(r.document.slice(r.span(&(start..tokens.end))))));
        self.out.title = Some(start..tokens.end);
    }

    fn lower_title(&self) -> String {
        self.out.head.title.as_deref().unwrap_or_default().to_lowercase()
    }

    fn kind(&self) -> &'static str {
        let r = self.text.r;
        let title = self.lower_title();
        let head: String = self.head_blocks().map(|t| r.document.slice(r.span(&t)).to_lowercase() + "\n").collect();
        let opening: String = self.opening(2).map(|t| r.document.slice(r.span(&t)).to_lowercase() + "\n").collect();
        if self.is_resolution(&head) && !title.contains("statement") && !title.contains("declaration") {
            return "resolution";
        }
        if title.contains("explanation of vote") || title.contains("explanation of position") || head.contains("explanation of vote") {
            return "explanation-of-vote";
        }
        if self.agency().is_some() {
            return "news-report";
        }
        let communique = |s: &str| {
            s.contains("communiqu")
                || s.contains("leaders' declaration")
                || s.contains("leaders’ declaration")
                || s.contains("final statement")
                || s.contains("statement") && s.contains(" at its ") && s.contains("session")
                || s.contains("chair's summary")
                || s.contains("chair’s summary")
                || s.contains("chair's statement")
                || s.contains("joint declaration")
        };
        if title.contains("joint statement")
            || title.contains("joint readout")
            || opening.contains("text of a joint statement")
            || opening.contains("following joint statement")
        {
            return "joint-statement";
        }
        if communique(&title) || communique(&head) {
            return "communique";
        }
        // Several governments at the head of the text make it a joint one.
        let named = self.opening(1).any(|t| r.document.slice(r.span(&t)).contains("following statement") && self.list_in(self.text, t, true).len() > 1);
        if named {
            return "joint-statement";
        }
        if self.is_speech(&title) {
            return "speech";
        }
        let group = self.title_actors().first().is_some_and(|&e| self.entities.get(e).kind.is_body());
        if self.is_report() {
            return "news-report";
        }
        let from_office = head.contains("spokesperson")
            || head.contains("secretary of state")
            || head.contains("media note")
            || head.contains("press release")
            || head.contains("press statement")
            || head.contains("fact sheet")
            || head.contains("for immediate release")
            || head.contains("readout")
            || title.contains("readout");
        if from_office && !(group && title.contains("statement")) {
            return "press-release";
        }
        if title.contains("press release") || title.contains("press conference") || title.contains("readout") {
            return "press-release";
        }
        "statement"
    }

    // Nobody says "we", and four or more states are told to have said something: a report of a meeting.
    fn is_report(&self) -> bool {
        let r = self.text.r;
        let mut quoted = false;
        let first = (0..r.tokens.len()).any(|t| {
            quoted ^= matches!(r.text(t), "“" | "”" | "\"");
            !quoted && matches!(r.word(t), "we" | "our" | "us" | "i" | "my")
        });
        if first {
            return false;
        }
        let mut told: Vec<EntityRef> = Vec::new();
        for s in r.sentences.iter().filter(|s| r.blocks[s.block].kind != BlockKind::Head) {
            let start = s.tokens.clone().take(8);
            let state = start.filter_map(|t| self.text.names.at(t)).filter_map(|n| n.entity).find(|&e| self.entities.get(e).kind == EntityKind::State);
            let says = s.tokens.clone().take(24).any(|t| r.classes(t).any(Classes::PAST) && r.knowledge.words.classes(r.base(t)).any(Classes::SAYS));
            told.extend(state.filter(|e| says && !told.contains(e)));
        }
        told.len() >= 4
    }

    // A symbol or "Resolution" at the head, or paragraphs that mostly begin with a verb and have no subject.
    fn is_resolution(&self, head: &str) -> bool {
        let r = self.text.r;
        let symbol =
            head.contains("s/res/") || head.contains("a/res/") || head.lines().any(|l| l.starts_with("resolution ") || l.contains("resolution adopted by"));
        let mut clauses = 0;
        let mut all = 0;
        for (block, tokens) in r.blocks.iter().zip(&r.block_tokens) {
            if !matches!(block.kind, BlockKind::Paragraph | BlockKind::Item) || tokens.len() < 4 {
                continue;
            }
            all += 1;
            let first = tokens.clone().find(|&t| !r.classes(t).any(Classes::ADVERB) && r.tokens[t].is_word());
            clauses += usize::from(first.is_some_and(|t| {
                r.tokens[t].is_capitalised()
                    && r.classes(t).any(Classes::THIRD | Classes::ING)
                    && !r.classes(t).any(Classes::AUXILIARY)
                    && !matches!(r.text(t + 1), ",")
            }));
        }
        symbol && clauses >= 2 || clauses >= 4 && clauses * 10 >= all * 6
    }

    fn is_speech(&self, title: &str) -> bool {
        let r = self.text.r;
        if title.contains("remarks") || title.contains("address by") || title.contains("speech") {
            return true;
        }
        let words = r.tokens.iter().filter(|t| t.is_word()).count().max(1);
        let singular = (0..r.tokens.len()).filter(|&t| matches!(r.text(t), "I" | "my" | "me" | "My")).count();
        let addressed =
            ["Mr. President", "Madam President", "Mr. Chair", "Madam Chair", "Excellencies", "excellencies", "ladies and gentlemen", "Mr. Secretary-General"]
                .iter()
                .any(|a| r.document.text.contains(a));
        let assembly = self.opening(1).any(|t| r.document.slice(r.span(&t)).contains("General Assembly"));
        let third_person = self.opening(3).any(|t| r.document.slice(r.span(&t)).contains(" said "));
        (singular * 300 > words || assembly && singular * 1500 > words) && (addressed || assembly || singular >= 4) && !third_person
    }

    // The news agency of a dateline ("VIENNA. KAZINFORM –") or of the head.
    fn agency(&self) -> Option<EntityRef> {
        let r = self.text.r;
        let is_agency = |e: EntityRef| {
            let label = self.entities.get(e).label.to_lowercase();
            [
                "agency",
                "news",
                "press",
                "reuters",
                "tass",
                "interfax",
                "xinhua",
                "kazinform",
                "anadolu",
                "ukrinform",
                "bloomberg",
                "afp",
                "telegraph",
                "inform",
                "bulletin",
                "gazette",
                "herald",
            ]
            .iter()
            .any(|w| label.contains(w))
                && !label.contains("committee")
                && self.entities.get(e).kind.is_body()
        };
        // The masthead: "X Bulletin", "X – 26.01.2027, 10:42".
        let masthead = self.head_blocks().find_map(|t| {
            let n = self.text.names.at(t.start).filter(|n| n.tokens.end - n.tokens.start <= 4)?;
            n.entity.filter(|&e| {
                is_agency(e)
                    && (n.tokens.end == t.end
                        || matches!(r.word(n.tokens.end), "vol" | "no" | "daily" | "summary")
                        || dates(r, n.tokens.end..t.end).first().is_some_and(|d| d.tokens.start <= n.tokens.end + 2))
            })
        });
        if masthead.is_some() {
            return masthead;
        }
        let first = self.opening(1).next()?;
        let dash = first.clone().take(14).find(|&t| matches!(r.text(t), "-" | "–" | "—" | "--"))?;
        self.text.names.within(first.start..dash).filter_map(|n| n.entity).find(|&e| is_agency(e)).or_else(|| {
            // An agency that no list has: capitals, or a name in brackets, in the dateline before a dash.
            self.dateline_agency(dash, first.start).map(|_| usize::MAX)
        })
    }

    // "VIENNA (Agency) –", "VIENNA. AGENCY –": the token of the agency's name.
    fn dateline_agency(&self, dash: usize, start: usize) -> Option<usize> {
        let r = self.text.r;
        let t = dash.checked_sub(1)?;
        let bracketed = r.text(t) == ")" && t >= start + 3 && r.text(t - 2) == "(";
        let name = if r.text(t) == ")" { t.checked_sub(1)? } else { t };
        let city = r.tokens[start].shape == crate::text::Shape::Upper;
        let capitals =
            r.tokens[name].shape == crate::text::Shape::Upper && self.text.names.at(name).is_none_or(|n| n.meaning == Meaning::Unlinked) || bracketed && city;
        (capitals && r.tokens[name].is_word() && r.text(name).len() > 2 && name > start).then_some(name)
    }

    fn date(&mut self) {
        let r = self.text.r;
        let mut found: Option<Date> = None;
        let mut head: Vec<_> = self.head_blocks().collect();
        // The day of the text stands behind "adopted on", or beside its place ("Vienna, 29 June 2023"), before any other.
        let rank = |tokens: &Range<usize>| {
            let adopted = tokens.clone().any(|t| r.word(t) == "adopted");
            let placed = dates(r, tokens.clone()).first().is_some_and(|d| {
                d.day.is_some()
                    && self
                        .text
                        .names
                        .within(tokens.start..d.tokens.start)
                        .any(|n| n.tokens.end + 1 >= d.tokens.start && n.entity.is_some_and(|e| self.entities.get(e).kind == EntityKind::Place))
            });
            (!adopted, !placed)
        };
        head.sort_by_key(rank);
        for tokens in &head {
            for d in dates(r, tokens.clone()) {
                let date = d.date(None);
                if d.day.is_some() && date.is_some() && found.as_ref().is_none_or(|f| !matches!(f, Date::Day(..))) {
                    found = date.map(first_day_or_month);
                } else if found.is_none() && d.month.is_some() {
                    found = date;
                }
            }
        }
        if found.is_none() {
            found = r.document.date.as_deref().and_then(given_date);
        }
        if found.is_none() && matches!(self.out.head.kind, "joint-statement" | "communique" | "resolution") {
            // "On June 2, 2022, the Governments … held …": the day of what it reports.
            let opening: Vec<_> = self.opening(3).collect();
            found = opening
                .into_iter()
                .flat_map(|t| dates(r, t))
                .filter(|d| d.year.is_some() && d.month.is_some())
                .find_map(|d| d.date(None))
                .map(first_day_or_month);
        }
        self.out.head.date = found;
    }

    fn forum(&mut self) {
        let r = self.text.r;
        let head: Vec<_> = self.head_blocks().collect();
        // A deliberative body at the head, with its number.
        for tokens in &head {
            let body = self
                .text
                .names
                .within(tokens.clone())
                .filter(|n| n.meaning == Meaning::Name)
                .filter_map(|n| n.entity.map(|e| (n.tokens.clone(), e)))
                .find(|(_, e)| self.deliberates(*e));
            if let Some((at, body)) = body
                && self.out.head.forum.is_none()
                && (self.out.title.as_ref().is_none_or(|t| !t.contains(&at.start)) || self.out.head.kind == "resolution" || self.given_at(tokens, at.start))
            {
                self.out.head.forum = Some(body);
            }
            self.meeting_number(tokens.clone());
        }
        if self.out.head.forum.is_none() && matches!(self.out.head.kind, "news-report" | "speech" | "resolution" | "explanation-of-vote") {
            let opening: Vec<_> = self.opening(3).collect();
            for tokens in opening {
                // A resolution opens with its organ: "The Security Council,".
                let opens = self.out.head.kind == "resolution" && tokens.len() <= 6;
                if self.out.head.kind == "resolution" && !opens {
                    continue;
                }
                let found = self
                    .text
                    .names
                    .within(tokens.clone())
                    .filter_map(|n| n.entity.map(|e| (n.tokens.start, e)))
                    .find(|&(at, e)| self.deliberates(e) && (opens || preposition_of_place(r, at)));
                if let Some((_, e)) = found {
                    self.out.head.forum.get_or_insert(e);
                }
            }
        }
        if self.out.head.meeting.is_none() && self.out.head.kind == "speech" {
            // "… your election to the presidency of the forty-first session of the General Assembly".
            let opening: Vec<_> = self.opening(3).collect();
            for tokens in opening {
                if tokens.clone().any(|t| matches!(r.word(t), "presidency" | "president") && !r.tokens[t].is_capitalised()) {
                    self.meeting_number(tokens);
                }
            }
        }
        if self.out.head.forum.is_none() && self.out.head.kind != "news-report" {
            self.forum_meeting();
        }
    }

    // "… at the General Debate of the 77th Session of the General Assembly": where it was given, in a title.
    fn given_at(&self, line: &Range<usize>, at: usize) -> bool {
        let r = self.text.r;
        let place = (line.start..at).rev().find(|&t| matches!(r.word(t), "at" | "before" | "to" | "on" | "by" | "from"));
        let session = place.is_some_and(|p| (p..at).any(|t| matches!(r.word(t), "session" | "meeting" | "debate" | "dialogue" | "segment")));
        place.is_some_and(|p| matches!(r.word(p), "at" | "before") && (session || at - p <= 2))
    }

    fn deliberates(&self, e: EntityRef) -> bool {
        let named = self.entities.get(e);
        if !named.kind.is_body() {
            return false;
        }
        let head = named.label.to_lowercase();
        let word = head
            .split(|c: char| !c.is_alphabetic() && c != '-')
            .take_while(|w| !matches!(*w, "of" | "for" | "on" | "in"))
            .last()
            .unwrap_or_default()
            .to_owned();
        matches!(word.as_str(), "council" | "assembly" | "committee" | "conference" | "commission" | "board")
            && named.known.is_some()
            && !head.contains("european commission")
            && !head.contains("european council")
    }

    fn meeting_number(&mut self, tokens: Range<usize>) {
        let r = self.text.r;
        let text = |t: usize| if t < tokens.end { r.text(t) } else { "" };
        for t in tokens.clone() {
            if self.out.head.meeting.is_some() {
                return;
            }
            let session = matches!(text(t).to_lowercase().as_str(), "meeting" | "plenary" | "session");
            if matches!(text(t), "No" | "no" | "Nr") && text(t + 1) == "." && r.tokens.get(t + 2).is_some_and(|x| x.shape == crate::text::Shape::Number) {
                self.out.head.meeting = Some(text(t + 2).to_owned());
            } else if session {
                // "5396th meeting", "51st regular session", "Forty-fifth session".
                let between =
                    |x: usize| matches!(r.word(x), "regular" | "special" | "plenary" | "emergency" | "ordinary" | "annual" | "resumed" | "ministerial");
                let number = (tokens.start..t).rev().take(3).find(|&x| !between(x));
                self.out.head.meeting = number.filter(|&x| is_ordinal(text(x))).map(|x| text(x).to_owned());
            }
        }
    }

    // "Joint Statement on the Strategic Dialogue …": the meeting the title names, up to its end or date.
    fn forum_meeting(&mut self) {
        let r = self.text.r;
        let Some(title) = self.out.title.clone() else { return };
        if !matches!(self.out.head.kind, "joint-statement" | "communique" | "statement") {
            return;
        }
        let meeting =
            title.clone().rfind(|&t| r.classes(t).any(Classes::MEETING_HEAD) && r.tokens[t].is_capitalised() && !matches!(r.word(t), "congress" | "assembly"));
        let Some(head) = meeting else { return };
        let start = (title.start..head)
            .rev()
            .find(|&t| {
                matches!(r.text(t), "on" | "of" | "at" | "following" | "Following" | "from" | "by" | "after" | "the" | "for" | ":") || is_title_word(r.word(t))
            })
            .map_or(title.start, |t| t + 1);
        let end = (head + 1..title.end)
            .find(|&t| matches!(r.text(t), ";") || dates(r, t..title.end).first().is_some_and(|d| d.tokens.start == t))
            .unwrap_or(title.end);
        if start < end {
            self.out.forum_meeting = Some(start..end);
        }
    }

    fn title_actors(&self) -> Vec<EntityRef> {
        let from = |s: Source<'_, '_>, tokens: Range<usize>| -> Vec<EntityRef> {
            s.names
                .list
                .iter()
                .filter(|n| tokens.contains(&n.tokens.start) && n.meaning == Meaning::Name)
                .filter_map(|n| n.entity)
                .filter(|&e| self.is_issuer(e))
                .collect()
        };
        let mut out = match (&self.out.title, self.beside) {
            (Some(t), _) => from(self.text, t.clone()),
            (None, Some(b)) => from(b, 0..b.r.tokens.len()),
            _ => Vec::new(),
        };
        if out.is_empty()
            && let Some(b) = self.beside
        {
            out = from(b, 0..b.r.tokens.len());
        }
        dedup(out)
    }

    // Actors of the title before its topic ("… on", "… following", "… regarding").
    fn authors_in_title(&self) -> Vec<EntityRef> {
        let (s, tokens) = match (&self.out.title, self.beside) {
            (_, Some(b)) => (b, 0..b.r.tokens.len()),
            (Some(t), None) => (self.text, t.clone()),
            _ => return Vec::new(),
        };
        let word = tokens.clone().find(|&t| is_title_word(s.r.word(t))).unwrap_or(tokens.start);
        let topic = (word..tokens.end)
            .find(|&t| matches!(s.r.word(t), "on" | "following" | "regarding" | "about" | "concerning" | "condemning" | "for" | "to" | "after"))
            .unwrap_or(tokens.end);
        // A dialogue between two is their own: "… on the A – B Strategic Dialogue".
        let meeting = s.names.meetings.iter().any(|m| m.start >= topic);
        let range = if meeting { tokens } else { tokens.start..topic };
        dedup(
            s.names
                .list
                .iter()
                .filter(|n| range.contains(&n.tokens.start) && n.meaning == Meaning::Name)
                .filter_map(|n| n.entity)
                .filter(|&e| self.is_issuer(e))
                .collect(),
        )
    }

    fn is_issuer(&self, e: EntityRef) -> bool {
        matches!(self.entities.get(e).kind, EntityKind::State | EntityKind::Organisation | EntityKind::Group)
    }

    fn issuers(&mut self) {
        let year = self.out.head.date.as_ref().map(Date::year);
        let mut issuers = match self.out.head.kind {
            "resolution" => self.organ(),
            "news-report" => self.news_issuer(),
            "joint-statement" | "communique" => self.joint_issuers(year),
            "press-release" => self.press_issuer(),
            "speech" | "explanation-of-vote" => self.speaker(year),
            _ => {
                let titled = self.titled_authors(year);
                if titled.is_empty() { self.statement_issuer() } else { titled }
            }
        };
        if let [group] = issuers[..]
            && let Some(members) = self.glossed(group)
        {
            issuers = members;
        }
        // Who signs beside governments for a body ("the High Representative") signs for that body.
        if issuers.len() > 1 {
            for e in &mut issuers {
                *e = self.body_of_office(*e);
            }
        }
        self.out.head.issuers = dedup(issuers);
        // A group that speaks, or that the title names, is its own forum.
        if matches!(self.out.head.kind, "statement" | "communique") && self.out.head.forum.is_none() && self.out.forum_meeting.is_none() {
            let one = match self.out.head.issuers[..] {
                [one] => Some(one),
                _ if self.out.head.kind == "communique" => self.title_actors().first().copied(),
                _ => None,
            };
            self.out.head.forum = one.filter(|&e| self.entities.get(e).kind == EntityKind::Group);
        }
    }

    // "The Troika (United States, United Kingdom, and Norway) …": a group glossed with its states.
    fn glossed(&self, group: EntityRef) -> Option<Vec<EntityRef>> {
        let r = self.text.r;
        if !self.entities.get(group).kind.is_body() {
            return None;
        }
        let names = self.opening(3).flat_map(|t| self.text.names.within(t).filter(|n| n.entity == Some(group)).map(|n| n.tokens.end).collect::<Vec<_>>());
        names.into_iter().find_map(|end| {
            let open = end + usize::from(r.tokens.get(end).is_some_and(|t| t.is_capitalised()));
            let close = (open + 1..(open + 60).min(r.tokens.len())).find(|&t| r.text(t) == ")").filter(|_| r.text(open) == "(")?;
            let list = self.text.names.within(open + 1..close).filter_map(|n| n.entity).filter(|&e| self.is_issuer(e));
            let list: Vec<_> = list.collect();
            (list.iter().filter(|&&e| self.entities.get(e).kind == EntityKind::State).count() > 1).then_some(list)
        })
    }

    fn body_of_office(&mut self, e: EntityRef) -> EntityRef {
        let gazetteer = &self.text.r.knowledge.gazetteer;
        let office = self.entities.get(e).known.map(|k| &gazetteer.entities[k as usize]).filter(|k| k.office);
        match office.and_then(|k| k.parent) {
            Some(parent) => self.entities.known(self.text.r.knowledge, parent),
            None => e,
        }
    }

    // The authors that the first line of the head to name some gives: the title beside the text, the title, other lines.
    fn titled_authors(&mut self, year: Option<i16>) -> Vec<EntityRef> {
        let mut lines: Vec<(Source<'_, '_>, Range<usize>)> = Vec::new();
        lines.extend(self.beside.map(|b| (b, 0..b.r.tokens.len())));
        lines.extend(self.out.title.clone().map(|t| (self.text, t)));
        lines.extend(self.head_blocks().map(|t| (self.text, t)));
        self.out.for_group = lines.iter().any(|(s, t)| for_group(s.r, t.clone())) || self.opening(3).any(|t| for_group(self.text.r, t));
        let found = lines.into_iter().find_map(|(s, t)| Some(self.authors_of_line(s, &t, year)).filter(|l| !l.is_empty()));
        found.unwrap_or_default().into_iter().map(|a| a.entity(self.text.r, self.entities)).collect()
    }

    // "… on behalf of X", "Statement by the Minister of X", "X Statement": who a line says it is by.
    fn authors_of_line(&self, s: Source<'_, '_>, line: &Range<usize>, year: Option<i16>) -> Vec<Author> {
        let r = s.r;
        if let Some(t) = line.clone().find(|&t| r.word(t) == "behalf" && t + 1 < line.end && r.word(t + 1) == "of") {
            let list = self.authors_in(s, t + 2..self.phrase_end(s, t + 2, line.end), year);
            if !list.is_empty() {
                return list;
            }
        }
        let report = matches!(r.word(line.start), "report" | "outcome" | "conclusions").then_some(line.start);
        let Some(word) = report.or_else(|| line.clone().find(|&t| is_title_word(r.word(t)))) else { return Vec::new() };
        let mut by = word + 1;
        while by < line.end && (r.classes(by).any(Classes::PARTICIPLE | Classes::PAST) || matches!(r.word(by), "jointly" | "today")) {
            by += 1;
        }
        if by < line.end && matches!(r.word(by), "by" | "of" | "from") {
            let list = self.authors_in(s, by + 1..self.phrase_end(s, by + 1, line.end), year);
            if !list.is_empty() {
                return list;
            }
        }
        let named = s.names.within(line.start..word).filter(|n| n.meaning == Meaning::Name).filter_map(|n| n.entity);
        named.filter(|&e| self.is_issuer(e) && !self.publishes(e)).map(Author::Named).collect()
    }

    // Where the phrase of the authors ends: at what the text is on, where it was given, whom it calls on.
    fn phrase_end(&self, s: Source<'_, '_>, from: usize, end: usize) -> usize {
        let r = s.r;
        let day = dates(r, from..end).first().map_or(end, |d| d.tokens.start);
        let stops = |t: usize| {
            s.names.at(t).is_none()
                && (matches!(
                    r.word(t),
                    "on" | "at"
                        | "to"
                        | "in"
                        | "before"
                        | "during"
                        | "regarding"
                        | "concerning"
                        | "following"
                        | "about"
                        | "against"
                        | "after"
                        | "with"
                        | "under"
                ) || matches!(r.text(t), ":" | ";" | "(" | "–" | "—")
                    || r.classes(t).any(Classes::ING) && !r.classes(t).any(Classes::NOUN | Classes::PREPOSITION))
        };
        (from..end).find(|&t| stops(t)).unwrap_or(end).min(day)
    }

    // Those that a phrase names as authors: actors, the states of office holders, the states of demonyms before an office.
    fn authors_in(&self, s: Source<'_, '_>, phrase: Range<usize>, year: Option<i16>) -> Vec<Author> {
        let r = s.r;
        let gazetteer = &self.text.r.knowledge.gazetteer;
        let mut out = Vec::new();
        for n in s.names.within(phrase.clone()) {
            let Some(e) = n.entity else { continue };
            let named = self.entities.get(e);
            if n.meaning == Meaning::Demonym {
                let office =
                    (n.tokens.end..(n.tokens.end + 4).min(phrase.end)).any(|t| r.classes(t).any(Classes::AGENT | Classes::TITLE | Classes::GOVERNMENT));
                out.extend(office.then_some(Author::Named(e)));
            } else if named.kind == EntityKind::Person {
                out.extend(named.known.and_then(|k| gazetteer.office(k, year)).map(|t| Author::Known(t.of)));
            } else if self.is_issuer(e) && n.meaning == Meaning::Name {
                out.push(Author::Named(e));
            }
        }
        // A ministry beside its state speaks for it.
        if out.len() > 1 {
            out.retain(|a| !matches!(a, Author::Named(e) if self.publishes(*e)));
        }
        out
    }

    // A press office or ministry that publishes the text does not speak in it.
    fn publishes(&self, e: EntityRef) -> bool {
        ["Office", "Department", "Ministry", "Bureau", "Embassy", "Press", "Mission"].iter().any(|w| self.entities.get(e).label.contains(w))
    }

    fn organ(&mut self) -> Vec<EntityRef> {
        if let Some(forum) = self.out.head.forum {
            return vec![forum];
        }
        // Paragraphs without a head: the organ that the text speaks of as itself.
        let text = &self.text.r.document.text;
        let security = ["seized of the matter", "Chapter VII"].iter().any(|w| text.contains(w)) && !text.contains(" session");
        let iri = if security { "UNSC" } else { "UNGA" };
        let g = &self.text.r.knowledge.gazetteer;
        let found = g.by_iri(&format!("{}org/{iri}", crate::vocab::ID)).map(|id| self.entities.known(self.text.r.knowledge, id));
        if self.out.head.forum.is_none() {
            self.out.head.forum = found;
        }
        found.into_iter().collect()
    }

    fn news_issuer(&mut self) -> Vec<EntityRef> {
        match self.agency() {
            Some(usize::MAX) => {
                let r = self.text.r;
                let dash = self.opening(1).next().and_then(|f| f.clone().take(14).find(|&t| matches!(r.text(t), "-" | "–" | "—" | "--")));
                let first = self.opening(1).next().map_or(0, |f| f.start);
                let Some(t) = dash.and_then(|t| self.dateline_agency(t, first)) else { return Vec::new() };
                let name = r.text(t).to_owned();
                vec![self.entities.named(EntityKind::Organisation, &name)]
            }
            Some(e) => vec![e],
            None => Vec::new(),
        }
    }

    fn joint_issuers(&mut self, year: Option<i16>) -> Vec<EntityRef> {
        let mut lists = vec![self.titled_authors(year)];
        if let Some(b) = self.beside {
            lists.push(self.list_in(b, 0..b.r.tokens.len(), true));
        }
        if let Some(t) = &self.out.title {
            lists.push(self.list_in(self.text, t.clone(), true));
        }
        for tokens in self.opening(4) {
            lists.push(self.list_in(self.text, tokens, false));
        }
        // Of lists of one length the first: the nearest to the title.
        let best = lists.into_iter().rev().max_by_key(Vec::len).unwrap_or_default();
        let group: Vec<_> = self.title_actors().into_iter().filter(|&e| self.entities.get(e).kind == EntityKind::Group).take(1).collect();
        if best.len() > 1 {
            return best;
        }
        if !group.is_empty() {
            return group;
        }
        let title = self.authors_in_title();
        if title.len() > 1 || best.is_empty() { title } else { best }
    }

    // The longest list of actors behind a word of authorship ("by", "of", "from", "We, the …").
    fn list_in(&self, s: Source<'_, '_>, tokens: Range<usize>, loose: bool) -> Vec<EntityRef> {
        let r = s.r;
        let mut best: Vec<EntityRef> = Vec::new();
        let mut at = tokens.start;
        while at < tokens.end {
            let starts = s.names.at(at).is_some_and(|n| n.tokens.start == at && n.meaning == Meaning::Name && n.entity.is_some_and(|e| self.is_issuer(e)));
            if !starts {
                at += 1;
                continue;
            }
            let (list, end) = actors_from(s, at, tokens.end, self.entities);
            let list: Vec<_> = list.into_iter().filter(|&e| self.is_issuer(e)).collect();
            let authored = loose || authored(r, tokens.start, at);
            if authored && list.len() > best.len() {
                best = list;
            }
            at = end.max(at + 1);
        }
        dedup(best)
    }

    fn press_issuer(&mut self) -> Vec<EntityRef> {
        // The office of the person who speaks, or the state that speaks of itself.
        let year = self.out.head.date.as_ref().map(Date::year);
        let head: Vec<_> = self.head_blocks().collect();
        let found = head
            .into_iter()
            .find_map(|t| self.office_state(self.text, t, year))
            .or_else(|| self.title_office(year))
            .or_else(|| self.opening(2).find_map(|t| self.office_state(self.text, t, year)));
        if let Some(id) = found {
            return vec![self.entities.known(self.text.r.knowledge, id)];
        }
        self.self_speaker()
    }

    // The state whose office the first known office holder of a range holds.
    fn office_state(&self, s: Source<'_, '_>, tokens: Range<usize>, year: Option<i16>) -> Option<crate::knowledge::EntityId> {
        let g = &self.text.r.knowledge.gazetteer;
        s.names.within(tokens).filter_map(|n| n.entity).find_map(|e| {
            let named = self.entities.get(e);
            let person = named.known.filter(|_| named.kind == EntityKind::Person)?;
            g.office(person, year).map(|t| t.of).filter(|&of| g.entities[of as usize].kind == EntityKind::State)
        })
    }

    fn title_office(&self, year: Option<i16>) -> Option<crate::knowledge::EntityId> {
        let own = self.out.title.clone().and_then(|t| self.office_state(self.text, t, year));
        own.or_else(|| self.beside.and_then(|b| self.office_state(b, 0..b.r.tokens.len(), year)))
    }

    // The state or body that most often opens a sentence before a verb: the one that speaks of itself.
    fn self_speaker(&self) -> Vec<EntityRef> {
        let r = self.text.r;
        let mut count: Vec<(EntityRef, usize)> = Vec::new();
        for s in &r.sentences {
            let mut t = s.tokens.start;
            if r.text(t) == "The" {
                t += 1;
            }
            let Some(n) = self.text.names.at(t) else { continue };
            let Some(e) = n.entity.filter(|&e| self.entities.get(e).kind == EntityKind::State && n.meaning == Meaning::Name) else { continue };
            let next = n.tokens.end;
            if next < s.tokens.end && r.classes(next).any(Classes::VERB | Classes::AUXILIARY | Classes::ADVERB) {
                match count.iter_mut().find(|(x, _)| *x == e) {
                    Some((_, c)) => *c += 1,
                    None => count.push((e, 1)),
                }
            }
        }
        let top = count.iter().map(|(_, c)| *c).max().unwrap_or(0);
        let mut list: Vec<_> = count.iter().filter(|(_, c)| *c == top).map(|(e, _)| *e).collect();
        if list.is_empty() {
            // "the U.S. Government", "U.S. support": the state named most.
            let mut named: Vec<(EntityRef, usize)> = Vec::new();
            for n in &self.text.names.list {
                if let Some(e) = n.entity.filter(|&e| self.entities.get(e).kind == EntityKind::State) {
                    match named.iter_mut().find(|(x, _)| *x == e) {
                        Some((_, c)) => *c += 1,
                        None => named.push((e, 1)),
                    }
                }
            }
            list = named.iter().filter(|(e, _)| self.entities.get(*e).iri.ends_with("/US")).map(|(e, _)| *e).collect();
        }
        list.truncate(1);
        list
    }

    fn speaker(&mut self, year: Option<i16>) -> Vec<EntityRef> {
        let r = self.text.r;
        let titled = self.titled_authors(year);
        if !titled.is_empty() {
            return titled;
        }
        // "Secretary X and Minister Y Before Their Meeting": those whose officers the title names first.
        let lines = self.beside.map(|b| (b, 0..b.r.tokens.len())).into_iter().chain(self.out.title.clone().map(|t| (self.text, t)));
        let officers = lines.map(|(s, t)| self.authors_in(s, t.start..self.phrase_end(s, t.start, t.end), year)).find(|l| !l.is_empty());
        if let Some(list) = officers.filter(|l| l.iter().any(|a| matches!(a, Author::Known(_)))) {
            return list.into_iter().map(|a| a.entity(r, self.entities)).collect();
        }
        if let Some(id) = self.title_office(year) {
            return vec![self.entities.known(r.knowledge, id)];
        }
        if let Some(e) = self.introduced() {
            return vec![e];
        }
        // A transcript speaks for those whose officers it names first, or for nobody we know.
        let transcript = r.blocks.iter().filter(|b| b.label.is_some_and(|l| r.document.slice(l).ends_with(':'))).count() > 2;
        if transcript {
            let opening: Vec<_> = self.opening(12).collect();
            let found = opening.into_iter().find_map(|t| self.office_state(self.text, t, year));
            return found.map(|id| self.entities.known(r.knowledge, id)).into_iter().collect();
        }
        let title = self.title_actors();
        if !title.is_empty() {
            return title.into_iter().take(1).collect();
        }
        self.self_speaker()
    }

    // For whom speakers say that they speak: "to represent the Republic of X", "my country, X", "on behalf of the people of X".
    fn introduced(&self) -> Option<EntityRef> {
        let r = self.text.r;
        let cues: [(&[&str], usize); 8] = [
            (&["represent"], 40),
            (&["on", "behalf", "of"], 40),
            (&["my", "country"], 400),
            (&["my", "homeland"], 400),
            (&["delegation", "of"], 12),
            (&["President", "of"], 2),
            (&["Minister", "of"], 2),
            (&["people", "of"], 2),
        ];
        for (cue, sentences) in cues {
            for tokens in self.opening(sentences) {
                for t in tokens.clone() {
                    if !cue.iter().enumerate().all(|(i, w)| t + i < tokens.end && r.text(t + i) == *w) {
                        continue;
                    }
                    let after = t + cue.len();
                    // "my country, X,", not "my country welcomed X".
                    let near =
                        (after..(after + 3).min(tokens.end)).take_while(|&x| !r.classes(x).any(Classes::VERB | Classes::AUXILIARY) || r.text(x) == "the");
                    let name = near.filter_map(|x| self.text.names.at(x)).find(|n| n.meaning == Meaning::Name);
                    if let Some(e) = name.and_then(|n| n.entity).filter(|&e| self.is_issuer(e)) {
                        return Some(e);
                    }
                }
            }
        }
        None
    }

    fn statement_issuer(&self) -> Vec<EntityRef> {
        let title = self.lower_title();
        let actors = self.title_actors();
        // A head line that is a name and nothing else.
        for tokens in self.head_blocks() {
            let only = self.text.names.within(tokens.clone()).find(|n| n.meaning == Meaning::Name && n.tokens.len() + 1 >= tokens.len());
            if let Some(e) = only.and_then(|n| n.entity).filter(|&e| self.is_issuer(e) && !self.publishes(e)) {
                return vec![e];
            }
        }
        // "We, the leaders of …".
        for tokens in self.opening(2) {
            let list = self.list_in(self.text, tokens, false);
            if !list.is_empty() {
                return list;
            }
        }
        if !actors.is_empty() && title.contains("statement") {
            return actors.into_iter().take(1).collect();
        }
        self.self_speaker()
    }

    fn place(&mut self) {
        let r = self.text.r;
        let places = |range: Range<usize>| {
            self.text
                .names
                .within(range)
                .filter(|n| n.meaning == Meaning::Name)
                .filter_map(|n| n.entity.map(|e| (n.tokens.clone(), e)))
                .filter(|(_, e)| self.entities.get(*e).kind == EntityKind::Place)
                .collect::<Vec<_>>()
        };
        // At the head, a city beside the date; in a dateline, before the agency.
        let head: Vec<_> = self.head_blocks().collect();
        for tokens in head {
            let day = dates(r, tokens.clone()).first().map(|d| d.tokens.start);
            for (at, e) in places(tokens.clone()) {
                let beside_date = day.is_some_and(|d| d >= at.end && d - at.end <= 2);
                // "New Delhi, India": a line of its own.
                let of_state = r.text(at.end) == "," && self.text.names.at(at.end + 1).is_some_and(|n| n.tokens.end == tokens.end) && at.start == tokens.start;
                if beside_date || of_state || at.len() + 1 >= tokens.len() {
                    self.out.head.place = Some(e);
                    return;
                }
            }
        }
        let first: Vec<_> = self.opening(4).collect();
        if let Some(t) = first.first() {
            for (at, e) in places(t.start..(t.start + 5).min(t.end)) {
                if at.start == t.start && matches!(r.text(at.end.min(t.end - 1)), "." | "," | "(" | "–" | "-" | "—") {
                    self.out.head.place = Some(e);
                    return;
                }
            }
        }
        if matches!(self.out.head.kind, "joint-statement" | "communique" | "news-report") {
            for t in first {
                if let Some((_, e)) = places(t).into_iter().find(|(at, _)| matches!(r.text(at.start.saturating_sub(1)), "in" | "at")) {
                    self.out.head.place = Some(e);
                    return;
                }
            }
        }
    }
}

// An author that a line names, or that holds an office of one it names.
#[derive(Clone, Copy)]
enum Author {
    Named(EntityRef),
    Known(crate::knowledge::EntityId),
}

impl Author {
    fn entity(self, r: &Reading<'_>, entities: &mut Entities) -> EntityRef {
        match self {
            Self::Named(e) => e,
            Self::Known(id) => entities.known(r.knowledge, id),
        }
    }
}

/// A list of actors from a token on: names with commas, "and", articles and nouns of office between them. Gives the list
/// and the token behind it.
pub(super) fn actors_from(s: Source<'_, '_>, from: usize, end: usize, entities: &Entities) -> (Vec<EntityRef>, usize) {
    let r = s.r;
    let mut list = Vec::new();
    let mut at = from;
    let mut last = from;
    while at < end {
        if let Some(n) = s.names.at(at) {
            let Some(e) = n.entity.filter(|&e| entities.get(e).kind.is_actor()) else { break };
            if n.meaning != Meaning::Name {
                break;
            }
            list.push(e);
            at = n.tokens.end;
            last = at;
            // "U.S.-EU": parts of one token.
            for other in s.names.list.iter().filter(|o| o.tokens == n.tokens && o.span != n.span) {
                list.extend(other.entity);
            }
            continue;
        }
        let text = r.text(at);
        let link = matches!(text, "," | "and" | "the" | "of" | "&" | "–" | "-" | "as" | "well" | "*" | "by" | "The" | ":" | "(" | ")")
            || r.classes(at).any(Classes::AGENT)
            || matches!(r.word(at), "high" | "foreign" | "prime" | "republic" | "kingdom");
        if !link || text == "(" && r.text((at + 2).min(end - 1)) != ")" || text == ":" && last != at {
            break;
        }
        at += 1;
    }
    (list, last)
}

// Whether a list is that of the authors: "by", "from", "of" behind a word for the text or its release, or "We, the".
fn authored(r: &Reading<'_>, start: usize, at: usize) -> bool {
    let mut t = at;
    while t > start
        && (matches!(r.text(t - 1), "the" | "of" | "," | "and" | "Governments" | "–" | "by" | "on" | "behalf" | "Foreign" | "Prime" | "for" | "Affairs")
            || r.classes(t - 1).any(Classes::AGENT))
    {
        t -= 1;
        if r.text(t) == "by" {
            return true;
        }
    }
    if t == start && r.sentences.iter().any(|s| s.tokens.start == start) {
        // "A, B and C issue the following joint statement."
        return (at..at + 60).take_while(|&x| x < r.tokens.len() && r.text(x) != ".").any(|x| {
            matches!(
                r.word(x),
                "issue"
                    | "issued"
                    | "release"
                    | "released"
                    | "adopt"
                    | "adopted"
                    | "make"
                    | "statement"
                    | "condemn"
                    | "welcome"
                    | "reaffirm"
                    | "held"
                    | "met"
                    | "affirm"
                    | "express"
                    | "expressed"
            )
        });
    }
    if r.text(t) == "We" || t > start && (r.text(t - 1) == "We" || r.text(t) == "," && r.text(t - 1) == "We") {
        return true;
    }
    t > start && matches!(r.word(t - 1), "statement" | "declaration" | "communique" | "from" | "by" | "behalf")
}

// "on behalf of a group of 45 countries", "on behalf of 30 States".
fn for_group(r: &Reading<'_>, tokens: Range<usize>) -> bool {
    tokens.clone().filter(|&t| r.word(t) == "behalf").any(|t| {
        let near = t + 1..(t + 9).min(tokens.end);
        let group = near.clone().any(|x| matches!(r.word(x), "group" | "cross-regional") || r.tokens[x].shape == crate::text::Shape::Number);
        group && near.clone().any(|x| matches!(r.word(x), "countries" | "states" | "delegations" | "governments" | "members"))
    })
}

// "44th", "5396th", "forty-first".
fn is_ordinal(word: &str) -> bool {
    let word = word.to_lowercase();
    let tail = ["first", "second", "third"].iter().any(|e| word.ends_with(e)) || word.ends_with("th") && word.len() > 4 || word.ends_with("ieth");
    word.starts_with(|c: char| c.is_ascii_digit())
        || tail
            && (word.contains('-')
                || matches!(
                    word.as_str(),
                    "first"
                        | "second"
                        | "third"
                        | "fourth"
                        | "fifth"
                        | "sixth"
                        | "seventh"
                        | "eighth"
                        | "ninth"
                        | "tenth"
                        | "eleventh"
                        | "twelfth"
                        | "thirteenth"
                        | "fourteenth"
                        | "fifteenth"
                        | "sixteenth"
                        | "seventeenth"
                        | "eighteenth"
                        | "nineteenth"
                        | "twentieth"
                        | "thirtieth"
                        | "fortieth"
                        | "fiftieth"
                        | "sixtieth"
                        | "seventieth"
                        | "eightieth"
                        | "ninetieth"
                ))
}

fn preposition_of_place(r: &Reading<'_>, at: usize) -> bool {
    let t = if at > 0 && r.text(at - 1) == "the" { at - 1 } else { at };
    t > 0 && matches!(r.text(t - 1), "at" | "before" | "in" | "to" | "At" | "of" | "addressing" | "Addressing")
}

fn is_title_word(word: &str) -> bool {
    matches!(
        word,
        "statement" | "declaration" | "communique" | "resolution" | "remarks" | "press" | "readout" | "summary" | "address" | "speech" | "explanation"
    )
}

fn first_day_or_month(date: Date) -> Date {
    match date {
        Date::Interval(a, _) => Date::Month(a.0, a.1),
        d => d,
    }
}

/// The date a source gives, in any usual form.
fn given_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let from = |d: jiff::civil::Date| Date::Day(d.year(), d.month(), d.day());
    if let Ok(d) = text.parse::<jiff::civil::Date>() {
        return Some(from(d));
    }
    if let Ok(z) = jiff::fmt::rfc2822::parse(text) {
        return Some(from(z.date()));
    }
    if let Ok(t) = text.parse::<jiff::Timestamp>() {
        return Some(from(t.to_zoned(jiff::tz::TimeZone::UTC).date()));
    }
    if let Ok(d) = text.parse::<jiff::civil::DateTime>() {
        return Some(from(d.date()));
    }
    for form in ["%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%d.%m.%Y", "%d/%m/%Y", "%Y/%m/%d"] {
        if let Ok(d) = jiff::civil::Date::strptime(form, text) {
            return Some(from(d));
        }
    }
    let (year, month) = text.split_once('-').map_or((text, None), |(y, m)| (y, m.parse().ok()));
    let year = (year.len() == 4).then(|| year.parse().ok()).flatten()?;
    Some(match month {
        Some(m) if (1..=12).contains(&m) => Date::Month(year, m),
        _ => Date::Year(year),
    })
}

fn dedup(list: Vec<EntityRef>) -> Vec<EntityRef> {
    let mut out = Vec::with_capacity(list.len());
    for e in list {
        if !out.contains(&e) {
            out.push(e);
        }
    }
    out
}
