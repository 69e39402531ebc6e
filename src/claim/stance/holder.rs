//! Who holds a stance and who is asked.

use std::ops::Range;

use super::*;

impl Reader<'_, '_, '_> {
    pub(super) fn holder(&self, f: &Found, d: &mut Discourse, reporter: Option<&[EntityRef]>) -> Result<Meant, &'static str> {
        let g = self.scene.g;
        let resolver = self.scene.resolver;
        let unsaid = resolver.head.kind == "news-report" && reporter.is_none() && matches!(f.holder, Holder::Speaker);
        if unsaid {
            return Err("no holder in the report");
        }
        let speaker = || {
            // Inside reported speech the reporter evaluates and demands.
            let who = reporter.map_or_else(|| resolver.speaker().to_vec(), <[EntityRef]>::to_vec);
            Meant { entities: who, ..Meant::default() }
        };
        let meant = match &f.holder {
            Holder::Speaker => speaker(),
            // "“We will not accept it,” the minister said": inside a quotation "we" are those who are quoted.
            Holder::Subject(i)
                if reporter.is_some()
                    && self.in_quotation(f.m.cue.start)
                    && g.subject(*i).is_some_and(|s| s.len() == 1 && matches!(self.r().word(s.start), "we" | "i")) =>
            {
                speaker()
            }
            Holder::Phrase(range) => resolver.phrase(g, range.clone(), d),
            Holder::Possessor(t) => {
                let r = self.r();
                let word = r.word(*t);
                let span = r.tokens[*t].span;
                let who = match word {
                    "our" | "my" => resolver.speaker().to_vec(),
                    "their" => self.local_subject(*t, d),
                    "his" | "her" => d.person.into_iter().collect(),
                    _ => self.local_subject(*t, d),
                };
                Meant { references: who.iter().map(|&e| (span, e, "pronoun")).collect(), entities: who, text: None }
            }
            Holder::Subject(i) => match g.subject(*i) {
                Some(range) => self.antecedent_here(&range, d).unwrap_or_else(|| resolver.phrase(g, range, d)),
                None if g.groups[*i].link == Link::Relative => match self.antecedent(*i) {
                    Some(range) => resolver.phrase(g, range, d),
                    None => Meant::default(),
                },
                // A clause without subject: resolutions, imperatives, titles.
                None => speaker(),
            },
        };
        if meant.is_nobody() {
            return Err(if resolver.speaker().is_empty() { "no speaker" } else { "no holder" });
        }
        Ok(meant)
    }

    // "Malta did not sign, nor does it endorse …": a pronoun means the nearest subject before it that it fits.
    fn antecedent_here(&self, pronoun: &Range<usize>, d: &mut Discourse) -> Option<Meant> {
        let g = self.scene.g;
        let resolver = self.scene.resolver;
        let word = self.r().word(pronoun.start);
        if pronoun.len() != 1 || !matches!(word, "it" | "they" | "he" | "she") {
            return None;
        }
        let kind = |e: EntityRef| resolver.entities.get(e).kind;
        let before = g.groups.iter().rev().filter(|x| x.head < pronoun.start && x.form.is_finite()).filter_map(|x| x.subject.clone());
        for subject in before.filter(|s| s.end <= pronoun.start && g.pos(s.start) != Pos::Pronoun) {
            let meant = resolver.phrase(g, subject, d);
            let fits = match (word, &meant.entities[..]) {
                ("it", [one]) => kind(*one) != EntityKind::Person,
                ("they", [one]) => matches!(kind(*one), EntityKind::Group),
                ("they", [_, _, ..]) => true,
                ("he" | "she", [one]) => kind(*one) == EntityKind::Person,
                _ => false,
            };
            if fits {
                let span = self.r().tokens[pronoun.start].span;
                return Some(Meant { references: meant.entities.iter().map(|&e| (span, e, "pronoun")).collect(), entities: meant.entities, text: None });
            }
        }
        None
    }

    pub(super) fn in_quotation(&self, t: usize) -> bool {
        let r = self.r();
        let g = self.scene.g;
        let marks = (g.start..t).filter(|&x| matches!(r.text(x), "“" | "”" | "\"")).count();
        marks % 2 == 1
    }

    // Who "its" and "their" mean in a sentence: its main subject, else that of the sentence before.
    pub(super) fn local_subject(&self, at: usize, d: &mut Discourse) -> Vec<EntityRef> {
        let g = self.scene.g;
        let own = g.groups.iter().find(|x| x.link == Link::Main && x.head < at).and_then(|x| x.subject.clone());
        match own {
            Some(range) => self.scene.resolver.phrase(g, range, d).entities,
            None => d.subject.clone(),
        }
    }

    pub(super) fn addressee(&self, range: Range<usize>, d: &mut Discourse) -> Meant {
        let resolver = self.scene.resolver;
        let g = self.scene.g;
        let meant = resolver.phrase(g, range.clone(), d);
        if !meant.entities.is_empty() {
            return meant;
        }
        // "it", "them" behind a request mean the latest body or state named before.
        if range.len() == 1 && matches!(self.r().word(range.start), "it" | "them") {
            let before = resolver
                .s
                .names
                .list
                .iter()
                .rev()
                .skip_while(|n| n.tokens.start >= range.start)
                .filter(|n| n.meaning == Meaning::Name)
                .filter_map(|n| n.entity)
                .find(|&e| resolver.entities.get(e).kind.is_actor() && !resolver.speaker().contains(&e));
            if let Some(e) = before {
                return Meant { entities: vec![e], text: None, references: vec![(self.r().tokens[range.start].span, e, "pronoun")] };
            }
        }
        meant
    }
}
