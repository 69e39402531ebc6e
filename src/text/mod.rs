//! A text and its parts: document, blocks, sentences, tokens.
//!
//! There is one copy of the text; everything below holds byte spans into it. Code-point offsets, which the graph
//! prints, are computed at the border by [`Document::chars`].

mod block;
mod document;
mod sentence;
mod token;

pub use block::{Block, BlockKind, blocks};
pub use document::{CodePoints, Document, Span};
pub use sentence::{Sentence, sentences};
pub use token::{Shape, Token, tokens};
