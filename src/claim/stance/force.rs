//! Negation and modality of a cue.

use super::*;

impl Reader<'_, '_, '_> {
    // Whether the group is denied, and by which token.
    pub(super) fn negation(&self, group: &Group) -> (bool, Option<usize>) {
        let g = self.scene.g;
        let r = self.r();
        let words = &r.knowledge.lexicon;
        let from = group.first.saturating_sub(4).max(g.start);
        for t in from..=group.head {
            let own = t >= group.first || t + 2 >= group.first && matches!(r.word(t), "never" | "neither") || t + 1 == group.first && g.pos(t) == Pos::Negation;
            if own && matches!(r.word(t), "cannot" | "can't" | "won't" | "don't" | "doesn't" | "didn't" | "isn't" | "aren't" | "wouldn't") {
                return (true, Some(t));
            }
            if let Some(list) = words.negator_heads.get(&r.words[t]) {
                for &i in list {
                    let phrase = &words.negators[i as usize].words;
                    let fits = phrase.iter().enumerate().all(|(k, w)| t + k < g.end && r.words[t + k] == *w) && t + phrase.len() <= group.head + 1;
                    let only = r.word((t + 1).min(g.end - 1)) == "only";
                    let touches = own || t + phrase.len() == group.first;
                    if fits && touches && !only && (r.word(t) != "no" || phrase.len() > 1) {
                        return (true, Some(t));
                    }
                }
            }
        }
        // "fails to support", "refuses to recognise": the verb above denies.
        if let Some(p) = group.parent.filter(|_| group.form == GroupForm::Infinitive) {
            let above = r.knowledge.words.text(r.base(g.groups[p].head));
            if matches!(above, "fail" | "refuse" | "decline" | "cease") && group.first == g.groups[p].head + 1 {
                return (true, Some(g.groups[p].head));
            }
        }
        (false, None)
    }

    pub(super) fn modality(&self, i: usize) -> Option<String> {
        let g = self.scene.g;
        let r = self.r();
        let group = &g.groups[i];
        if group.link == Link::Adverbial && group.marker.is_some_and(|m| matches!(r.word(m), "if" | "unless" | "should" | "whether" | "lest")) {
            return Some("hypothetical".to_owned());
        }
        let l = &r.knowledge.lexicon;
        // The longest phrase that reaches into the group ("would like to", "is likely to"), or an adverb of its clause.
        let clause = g.groups[..i].iter().map(|x| x.head + 1).max().unwrap_or(g.start);
        let mut best: Option<(usize, &str)> = None;
        for t in group.first.saturating_sub(5).max(g.start).min(clause)..=group.head {
            for &m in l.modality_heads.get(&r.words[t]).into_iter().flatten() {
                let (phrase, modality) = &l.modalities[m as usize];
                let end = t + phrase.words.len();
                let fits = end <= group.head + 1 && phrase.words.iter().enumerate().all(|(k, w)| r.words[t + k] == *w);
                let reaches = end >= group.first || t >= clause && phrase.words.len() == 1 && g.pos(t) == Pos::Adverb;
                if fits && reaches && t < group.head && best.is_none_or(|(n, _)| phrase.words.len() > n) {
                    best = Some((phrase.words.len(), modality));
                }
            }
        }
        if best.is_none() && group.modal.is_some_and(|m| matches!(r.word(m), "will" | "shall" | "'ll")) {
            return Some("intended".to_owned());
        }
        best.map(|(_, m)| m.to_owned())
    }
}
