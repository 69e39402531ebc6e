//! Cue senses, compiled from their patterns.

use rustc_hash::FxHashMap;

use super::KnowledgeError;
use super::facts::{Facts, Resource, iri};
use super::words::{Classes, WordId, Words, fold};
use crate::vocab::{DEM, local, term};

/// The six families of attitudes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "defined in the ontology")]
pub enum Family {
    Approve,
    Disapprove,
    Request,
    Commit,
    Assert,
    Decide,
}

impl Family {
    /// Every family, with its local name.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Approve, "approve"),
        (Self::Disapprove, "disapprove"),
        (Self::Request, "request"),
        (Self::Commit, "commit"),
        (Self::Assert, "assert"),
        (Self::Decide, "decide"),
    ];

    /// The local name of its concept.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The family of a local name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(f, _)| *f)
    }
}

/// A fine attitude.
#[derive(Clone, Debug)]
pub struct Attitude {
    /// IRI of its concept.
    pub iri: String,
    /// Its family.
    pub family: Family,
    /// -1, 0 or 1.
    pub polarity: i8,
    /// The shortcut property of the attitude, where it has one of its own.
    pub edge: Option<String>,
}

/// What a cue is, and so who holds and what is the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CueKind {
    /// "welcome X": the subject holds.
    Verb,
    /// "our support for X": possessive, genitive or of-phrase holds.
    Noun,
    /// "concerned about X": the subject of the copula holds.
    Adjective,
    /// "is a positive step": the subject is the target, the speaker holds.
    Evaluation,
    /// "must do X": the subject is asked, the speaker holds.
    Deontic,
    /// "has the full support of X": the subject is the target, the complement holds.
    Receiver,
}

/// The part a phrase plays in a stance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What the stance is about.
    Target,
    /// Whom a request is made to.
    Addressee,
    /// Who holds the stance.
    Holder,
    /// A phrase of no role.
    Any,
}

/// The form of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Noun phrase, gerund or wh-clause.
    Phrase,
    /// Gerund only.
    Gerund,
    /// "that" clause.
    That,
    /// Clause with or without "that".
    Said,
    /// To-infinitive.
    Infinitive,
    /// Bare verb phrase.
    Bare,
}

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// One of these words.
    Words(Vec<WordId>),
    /// Any verb in base form.
    AnyVerb,
    /// Up to six modifiers.
    Modifiers,
    /// A phrase.
    Slot(Role, Form),
}

/// A pattern: its first element holds the head.
pub type Pattern = Vec<Element>;

/// A cue sense.
#[derive(Clone, Debug)]
pub struct Sense {
    /// IRI of the sense.
    pub iri: String,
    /// What kind of cue it is.
    pub kind: CueKind,
    /// Index of its attitude.
    pub attitude: usize,
    /// Overrides the attitude's polarity.
    pub polarity: Option<i8>,
    /// Only with the speaker or an issuer as subject.
    pub self_subject: bool,
    /// As often an ordinary action as a stance.
    pub action: bool,
    /// Its patterns, longest first.
    pub patterns: Vec<Pattern>,
}

/// A word or phrase with a value: modifier, negator, modality.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// IRI of the entry.
    pub iri: String,
    /// Its words.
    pub words: Vec<WordId>,
}

/// An example sentence of an entry.
#[derive(Clone, Debug)]
pub struct Example {
    /// IRI of the entry.
    pub entry: String,
    /// The sentence, brackets taken out.
    pub text: String,
    /// The bracketed target, if one is marked.
    pub target: Option<String>,
    /// Whether the entry must be found (else it must not).
    pub passes: bool,
}

/// The compiled lexicon.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// Fine attitudes.
    pub attitudes: Vec<Attitude>,
    /// Cue senses.
    pub senses: Vec<Sense>,
    /// Head word → (sense, pattern).
    pub heads: FxHashMap<WordId, Vec<(u32, u32)>>,
    /// Modifiers with intensity 1 to 3.
    pub modifiers: Vec<(Phrase, u8)>,
    /// First word → modifiers.
    pub modifier_heads: FxHashMap<WordId, Vec<u32>>,
    /// Negators.
    pub negators: Vec<Phrase>,
    /// First word → negators.
    pub negator_heads: FxHashMap<WordId, Vec<u32>>,
    /// Modality cues with the local name of their modality.
    pub modalities: Vec<(Phrase, String)>,
    /// First word → modality cues.
    pub modality_heads: FxHashMap<WordId, Vec<u32>>,
    /// "according to" and what stands before a holder.
    pub reporting: Vec<Phrase>,
    /// Event triggers: words, type, whether weak.
    pub triggers: Vec<(Vec<WordId>, String, bool)>,
    /// Verbs that tell an event: nouns of which the object must have one (none: any object), type.
    pub tellers: FxHashMap<WordId, Vec<(Vec<WordId>, String)>>,
    /// Last word → triggers, longest first.
    pub trigger_heads: FxHashMap<WordId, Vec<u32>>,
    /// Topic keywords: words and topic IRI.
    pub keywords: Vec<(Vec<WordId>, String)>,
    /// First word → keywords.
    pub keyword_heads: FxHashMap<WordId, Vec<u32>>,
    /// Example sentences of all entries.
    pub examples: Vec<Example>,
}

impl Lexicon {
    /// Compiles the lexicon and registers its words; entries that cannot be compiled are reported and left out.
    pub fn new(facts: &Facts, words: &mut Words, errors: &mut Vec<KnowledgeError>) -> Self {
        let mut out = Self::default();
        out.read_attitudes(facts);
        for r in facts.resources() {
            let kind = [
                ("VerbCue", CueKind::Verb),
                ("NounCue", CueKind::Noun),
                ("AdjectiveCue", CueKind::Adjective),
                ("EvaluationCue", CueKind::Evaluation),
                ("DeonticCue", CueKind::Deontic),
                ("ReceiverCue", CueKind::Receiver),
            ]
            .into_iter()
            .find(|(class, _)| r.is_a(class));
            if let Some((_, kind)) = kind {
                out.sense(r, kind, words, errors);
            }
            out.phrase(r, words);
            if r.is_a("AgentNoun") {
                for form in r.texts("form") {
                    let class = if r.flag("actsFor") { Classes::AGENT | Classes::ACTS_FOR } else { Classes::AGENT };
                    words.add(form, class);
                    words.add(&plural(form), class);
                }
            }
            for told in r.texts("toldBy") {
                let (verb, objects) = told.split_once(' ').unwrap_or((told, ""));
                let objects = objects.split('|').filter(|o| !o.is_empty()).map(|o| words.add(o, Classes::default())).collect();
                out.tellers.entry(words.add(verb, Classes::default())).or_default().push((objects, local(&r.iri).to_owned()));
            }
            for (property, weak) in [("trigger", false), ("weakTrigger", true)] {
                for text in r.texts(property) {
                    for form in [text.to_owned(), plural(text)] {
                        let ids: Vec<_> = form.split_whitespace().map(|w| words.add(w, Classes::default())).collect();
                        out.triggers.push((ids, local(&r.iri).to_owned(), weak));
                    }
                }
            }
            for text in r.texts("keyword") {
                let ids: Vec<_> = text.split_whitespace().map(|w| words.add(w, Classes::default())).collect();
                out.keywords.push((ids, r.iri.clone()));
            }
            out.examples.extend(r.texts("passes").map(|t| example(r, t, true)));
            out.examples.extend(r.texts("refuses").map(|t| example(r, t, false)));
        }
        out.index();
        out
    }

    fn read_attitudes(&mut self, facts: &Facts) {
        for r in facts.resources() {
            let Some(family) = family(facts, &r.iri, 0) else { continue };
            self.attitudes.push(Attitude {
                iri: r.iri.clone(),
                family,
                polarity: r.text("polarity").and_then(|p| p.parse().ok()).unwrap_or(0),
                edge: r.iris("edge").next().map(str::to_owned),
            });
        }
    }

    fn sense(&mut self, r: &Resource, kind: CueKind, words: &mut Words, errors: &mut Vec<KnowledgeError>) {
        let fail = |message: String| KnowledgeError::entry(r, message);
        let attitude = r.iris("attitude").next().and_then(|i| self.attitudes.iter().position(|a| a.iri == i));
        let Some(attitude) = attitude else {
            errors.push(fail("has no `dem:attitude` that leads to one of the six families".into()));
            return;
        };
        let mut patterns = Vec::new();
        for text in r.texts("pattern") {
            match compile(text, kind, words) {
                Ok(mut p) => patterns.append(&mut p),
                Err(message) => errors.push(fail(format!("pattern `{text}`: {message}"))),
            }
        }
        // Verbs that take a clause are no participles before its verb ("said the talks would …").
        if kind == CueKind::Verb {
            for pattern in patterns.iter().filter(|p| matches!(p[1..], [Element::Slot(_, Form::Said)])) {
                if let Some(Element::Words(heads)) = pattern.first() {
                    heads.iter().for_each(|&head| words.mark(head, Classes::SAYS));
                }
            }
        }
        // The longest pattern is the most specific reading.
        patterns.sort_by_key(|p: &Pattern| std::cmp::Reverse(p.iter().filter(|e| matches!(e, Element::Words(_))).count() * 8 + p.len()));
        self.senses.push(Sense {
            iri: r.iri.clone(),
            kind,
            attitude,
            polarity: r.text("polarity").and_then(|p| p.parse().ok()),
            self_subject: r.flag("selfSubject"),
            action: r.flag("actionVerb"),
            patterns,
        });
    }

    fn phrase(&mut self, r: &Resource, words: &mut Words) {
        let phrases = |words: &mut Words| -> Vec<Phrase> {
            r.texts("form")
                .map(|f| Phrase {
                    iri: r.iri.clone(),
                    words: f.split_whitespace().filter(|w| !w.starts_with('<')).map(|w| words.add(w, Classes::default())).collect(),
                })
                .filter(|p| !p.words.is_empty())
                .collect()
        };
        if r.is_a("Modifier") {
            let intensity = r.text("intensity").and_then(|i| i.parse().ok()).unwrap_or(0);
            self.modifiers.extend(phrases(words).into_iter().map(|p| (p, intensity)));
        } else if r.is_a("Negator") {
            self.negators.extend(phrases(words));
        } else if r.is_a("ModalityCue") {
            let modality = r.iris("modality").next().map_or("conditional", local).to_owned();
            self.modalities.extend(phrases(words).into_iter().map(|p| (p, modality.clone())));
        } else if r.is_a("ReportingCue") {
            self.reporting.extend(phrases(words));
        }
    }

    fn index(&mut self) {
        for (s, sense) in self.senses.iter().enumerate() {
            for (p, pattern) in sense.patterns.iter().enumerate() {
                if let Some(Element::Words(heads)) = pattern.first() {
                    for head in heads {
                        self.heads.entry(*head).or_default().push((s as u32, p as u32));
                    }
                }
            }
        }
        fn by<T>(list: &[T], key: impl Fn(&T) -> Option<&WordId>, len: impl Fn(&T) -> usize) -> FxHashMap<WordId, Vec<u32>> {
            let mut map: FxHashMap<WordId, Vec<u32>> = FxHashMap::default();
            // Longest first, so that each list is in that order.
            let mut order: Vec<usize> = (0..list.len()).collect();
            order.sort_by_key(|&i| std::cmp::Reverse(len(&list[i])));
            for i in order {
                if let Some(k) = key(&list[i]) {
                    map.entry(*k).or_default().push(i as u32);
                }
            }
            map
        }
        self.modifier_heads = by(&self.modifiers, |(p, _)| p.words.first(), |(p, _)| p.words.len());
        self.negator_heads = by(&self.negators, |p| p.words.first(), |p| p.words.len());
        self.modality_heads = by(&self.modalities, |(p, _)| p.words.first(), |(p, _)| p.words.len());
        self.trigger_heads = by(&self.triggers, |t| t.0.last(), |t| t.0.len());
        self.keyword_heads = by(&self.keywords, |k| k.0.first(), |k| k.0.len());
    }
}

fn family(facts: &Facts, concept: &str, depth: usize) -> Option<Family> {
    if let Some(name) = concept.strip_prefix(DEM) {
        return Family::of_name(name);
    }
    if depth > 8 || !concept.starts_with(crate::vocab::ATTITUDE) {
        return None;
    }
    facts.get(concept)?.get(term::BROADER.as_str()).filter_map(iri).find_map(|b| family(facts, b, depth + 1))
}

fn compile(text: &str, kind: CueKind, words: &mut Words) -> Result<Vec<Pattern>, String> {
    let mut pattern = Vec::new();
    for (i, piece) in text.split_whitespace().enumerate() {
        let element = match piece {
            "{mod}" => Element::Modifiers,
            "<verb>" => Element::AnyVerb,
            "<target>" => Element::Slot(Role::Target, Form::Phrase),
            "<target:ing>" => Element::Slot(Role::Target, Form::Gerund),
            "<target:that>" => Element::Slot(Role::Target, Form::That),
            "<target:said>" => Element::Slot(Role::Target, Form::Said),
            "<target:to>" => Element::Slot(Role::Target, Form::Infinitive),
            "<target:vp>" => Element::Slot(Role::Target, Form::Bare),
            "<addressee>" => Element::Slot(Role::Addressee, Form::Phrase),
            "<holder>" => Element::Slot(Role::Holder, Form::Phrase),
            "<any>" => Element::Slot(Role::Any, Form::Phrase),
            _ if piece.starts_with(['<', '{']) => return Err(format!("unknown placeholder `{piece}`")),
            _ => {
                let verb = i == 0 && !matches!(kind, CueKind::Noun | CueKind::Adjective);
                let mut alternatives = Vec::new();
                for word in piece.split('|').filter(|w| !w.is_empty()) {
                    let known = words.lookup(word);
                    let auxiliary = words.classes(known).any(Classes::AUXILIARY);
                    if verb && words.classes(known).any(Classes::ADVERB) && !words.classes(known).any(Classes::VERB) {
                        return Err(format!("`{word}` is an adverb: start with the verb, adverbs before it are read without a pattern"));
                    }
                    alternatives.push(if verb && !auxiliary { words.verb(word) } else { words.add(word, Classes::default()) });
                    if i == 0 && kind == CueKind::Noun {
                        alternatives.push(words.add(&plural(word), Classes::default()));
                    }
                }
                Element::Words(alternatives)
            }
        };
        pattern.push(element);
    }
    if !matches!(pattern.first(), Some(Element::Words(_))) {
        return Err("must start with a word".into());
    }
    Ok(vec![pattern])
}

fn example(r: &Resource, text: &str, passes: bool) -> Example {
    let target = text.find('[').zip(text.rfind(']')).map(|(a, b)| text[a + 1..b].replace(['[', ']'], ""));
    Example { entry: r.iri.clone(), text: text.replace(['[', ']'], ""), target, passes }
}

/// The regular plural of a noun or noun phrase.
pub(crate) fn plural(noun: &str) -> String {
    let noun = fold(noun);
    if noun.ends_with('s') && !noun.ends_with("ss") {
        noun
    } else if noun.ends_with("man") && noun.len() > 4 {
        format!("{}men", &noun[..noun.len() - 3])
    } else if noun.ends_with('y') && !["ay", "ey", "oy"].iter().any(|e| noun.ends_with(e)) {
        format!("{}ies", &noun[..noun.len() - 1])
    } else if ["ss", "sh", "ch", "x"].iter().any(|e| noun.ends_with(e)) {
        format!("{noun}es")
    } else {
        format!("{noun}s")
    }
}
