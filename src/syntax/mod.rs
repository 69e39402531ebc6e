//! The text as words: tokens with their vocabulary entries, sentences, and their grammar.

use crate::knowledge::{Classes, Knowledge, UNKNOWN, WordId};
use crate::text::{Block, BlockKind, Document, Sentence, Span, Token, blocks, sentences, tokens};

mod clause;
mod tag;

pub use clause::{Grammar, Group, GroupForm, Link};
pub use tag::{Pos, tag};

/// A document split into blocks, sentences and tokens, each token with its word.
#[derive(Debug)]
pub struct Reading<'a> {
    /// What the reader knows.
    pub knowledge: &'a Knowledge,
    /// The text.
    pub document: &'a Document,
    /// Its layout.
    pub blocks: Vec<Block>,
    /// Tokens of all blocks, in order.
    pub tokens: Vec<Token>,
    /// The word of each token.
    pub words: Vec<WordId>,
    /// Tokens of each block.
    pub block_tokens: Vec<std::ops::Range<usize>>,
    /// Sentences of all blocks that hold prose.
    pub sentences: Vec<Sentence>,
}

impl<'a> Reading<'a> {
    /// Splits a document.
    #[must_use]
    pub fn new(knowledge: &'a Knowledge, document: &'a Document) -> Self {
        let blocks = blocks(&document.text);
        let mut all = Vec::with_capacity(document.text.len() / 5);
        let mut block_tokens = Vec::with_capacity(blocks.len());
        let mut list = Vec::new();
        for (i, block) in blocks.iter().enumerate() {
            let from = all.len();
            tokens(&document.text, block.span, &mut all);
            // Page furniture taken in by a paragraph is no part of its words.
            block_tokens.push(from..all.len());
            if !matches!(block.kind, BlockKind::Furniture | BlockKind::Marker) {
                list.extend(sentences(&document.text, &all, from..all.len(), i));
            }
        }
        let words = all.iter().map(|t| knowledge.words.lookup(&document.text[t.span.range()])).collect();
        Self { knowledge, document, blocks, tokens: all, words, block_tokens, sentences: list }
    }

    /// The text of a token; empty behind the last one.
    #[must_use]
    pub fn text(&self, token: usize) -> &str {
        self.tokens.get(token).map_or("", |t| &self.document.text[t.span.range()])
    }

    /// The folded text of a token's word; the text itself for an unknown word.
    #[must_use]
    pub fn word(&self, token: usize) -> &str {
        match self.words.get(token) {
            None | Some(&UNKNOWN) => self.text(token),
            Some(&word) => self.knowledge.words.text(word),
        }
    }

    /// The classes of a token's word.
    #[must_use]
    pub fn classes(&self, token: usize) -> Classes {
        self.knowledge.words.classes(self.words.get(token).copied().unwrap_or(UNKNOWN))
    }

    /// The base form of a token's word.
    #[must_use]
    pub fn base(&self, token: usize) -> WordId {
        self.knowledge.words.base(self.words.get(token).copied().unwrap_or(UNKNOWN))
    }

    /// Where "in this regard", "in that context" begins, if it ends right before `at`; else `at`.
    #[must_use]
    pub fn before_linking_phrase(&self, at: usize) -> usize {
        let comma = usize::from(at > 0 && self.text(at - 1) == ",");
        let end = at - comma;
        let linking = end >= 3
            && self.word(end - 3) == "in"
            && matches!(self.word(end - 2), "this" | "that")
            && matches!(self.word(end - 1), "regard" | "respect" | "context" | "connection" | "spirit");
        if !linking {
            return at;
        }
        let start = end - 3;
        if comma == 1 && start > 0 && self.text(start - 1) == "," { start - 1 } else { start }
    }

    /// Whether a token is an ordinary word of the language rather than part of a name only.
    #[must_use]
    pub fn is_ordinary(&self, token: usize) -> bool {
        self.words[token] != UNKNOWN && self.classes(token) != Classes::default()
    }

    /// The text range of tokens.
    #[must_use]
    pub fn span(&self, range: &std::ops::Range<usize>) -> Span {
        self.tokens[range.start].span.to(self.tokens[range.end - 1].span)
    }

    /// The kind of block a sentence stands in.
    #[must_use]
    pub fn block_of(&self, sentence: &Sentence) -> &Block {
        &self.blocks[sentence.block]
    }
}
