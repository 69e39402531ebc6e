//! Where a target ends, and what it is about.

use std::ops::Range;

use super::*;

impl Reader<'_, '_, '_> {
    // The target's tokens, with what trails it cut off.
    pub(super) fn target_of(&self, f: &Found) -> Option<Range<usize>> {
        let g = self.scene.g;
        let r = self.r();
        let range = f.target.clone().or_else(|| f.m.target.clone())?;
        let (mut a, mut b) = (range.start, range.end);
        while b > a && matches!(g.pos(b - 1), Pos::Comma | Pos::Stop | Pos::Dash | Pos::Conjunction | Pos::Open) {
            b -= 1;
        }
        while a < b && matches!(g.pos(a), Pos::Comma | Pos::Stop) {
            a += 1;
        }
        // "…, which …": a new thought.
        let clause = matches!(f.m.form, Some(Form::That | Form::Said));
        if f.target.is_none() && !clause {
            let which = g.groups.iter().filter(|x| x.link == Link::Relative).filter_map(|x| x.marker).find(|&m| {
                m > a + 1
                    && m < b
                    && (matches!(r.word(m), "which" | "who" | "whom") && g.pos(m - 1) == Pos::Comma
                        || r.word(m) == "which"
                        || g.pos(m) == Pos::Preposition && r.word(m + 1) == "which" && g.pos(m - 1) == Pos::Comma)
            });
            // An infinitive behind the relative clause goes on with the target ("the decision of X, which …, to provide").
            let resumes = |m: usize| (m..b).any(|t| g.pos(t) == Pos::Comma && g.pos(t + 1) == Pos::To);
            if let Some(m) = which.filter(|m| !resumes(*m)) {
                b = m;
                while b > a && matches!(g.pos(b - 1), Pos::Comma | Pos::Dash) {
                    b -= 1;
                }
            }
        }
        // A trailing clause longer than what it hangs on is a thought of its own.
        if f.target.is_none() && !clause && !matches!(f.m.form, Some(Form::Infinitive | Form::Bare)) {
            let tail =
                g.groups.iter().filter(|x| matches!(x.link, Link::Relative | Link::Adverbial) && x.end >= b).filter_map(|x| x.marker).find(|&m| m > a && m < b);
            let dash = (a + 1..b).find(|&t| g.pos(t) == Pos::Dash).filter(|&t| !(t + 1..b).any(|x| g.pos(x) == Pos::Dash));
            if let Some(t) = dash.filter(|&t| b - t > 2 * (t - a)) {
                b = t;
            }
            let tail = tail.filter(|&m| m < b);
            // "the resolution by which …" says which one is meant.
            if let Some(m) = tail.filter(|&m| g.pos(m) != Pos::Preposition || g.pos(m - 1) == Pos::Comma)
                && b - m > 3 * (m - a)
                && !(m..b).any(|t| g.pos(t) == Pos::Comma && g.pos(t + 1) == Pos::To)
                && (m == a + 1 || (a..m).any(|t| g.pos(t) == Pos::Preposition) || g.groups.iter().any(|x| x.marker == Some(m) && x.link == Link::Adverbial))
            {
                b = m;
                while b > a && matches!(g.pos(b - 1), Pos::Comma | Pos::Dash) {
                    b -= 1;
                }
            }
        }
        if let Some((t, _)) = self.m.trailing_modifier(&(a..b)) {
            b = t;
        }
        // A quotation that opens in the target closes in it.
        let opens = (a..b).filter(|&t| matches!(r.text(t), "“" | "\"")).count();
        let closes = (a..b).filter(|&t| r.text(t) == "”").count();
        let unbalanced = opens > closes && ((a..b).any(|t| r.text(t) == "“") || opens % 2 == 1);
        if unbalanced && b < r.tokens.len() && matches!(r.text(b), "”" | "\"") {
            b += 1;
        }
        // "thank you", "welcome everybody": nothing but a courtesy.
        let courtesy = (a..b).all(|t| matches!(g.pos(t), Pos::Pronoun | Pos::Adverb | Pos::Determiner))
            && a < b
            && matches!(r.word(a), "you" | "everybody" | "everyone" | "all");
        (a < b && !courtesy).then_some(a..b)
    }

    pub(super) fn about(&self, target: &Range<usize>) -> Vec<About> {
        let resolver = self.scene.resolver;
        let mut out: Vec<About> = Vec::new();
        for n in resolver.s.names.within(target.clone()) {
            if let Some(e) = n.entity {
                out.push(About::Entity(e));
            }
        }
        let span = self.r().span(target);
        for (i, event) in self.scene.events.iter().enumerate() {
            if event.mentions.iter().any(|m| span.covers(*m) || m.covers(span) || m.overlaps(span) && span.covers(Span { start: m.start, end: m.start })) {
                out.push(About::Event(i));
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    pub(super) fn topics(&self, target: &Range<usize>) -> Vec<String> {
        let r = self.r();
        let l = &r.knowledge.lexicon;
        let mut out = Vec::new();
        for t in target.clone() {
            for &i in l.keyword_heads.get(&r.words[t]).into_iter().flatten() {
                let (words, topic) = &l.keywords[i as usize];
                if t + words.len() <= target.end && words.iter().enumerate().all(|(k, w)| r.words[t + k] == *w) && !out.contains(topic) {
                    out.push(topic.clone());
                }
            }
        }
        out.sort_unstable();
        out
    }
}
