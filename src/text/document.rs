//! The document and its spans.

use std::ops::Range;

/// A half-open range of bytes of a document's text; both ends lie on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of `start..end`, in bytes.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Self { start: start as u32, end: end as u32 }
    }

    /// As a range for slicing.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether nothing is covered.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The least span that covers both.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `other` lies inside this span.
    #[must_use]
    pub fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    #[must_use]
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// A text with what its source says of it.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Local name of the document's IRI.
    pub id: String,
    /// Name of the file it was read from, with extension.
    pub file_name: String,
    /// The text as read; all offsets refer to it.
    pub text: String,
    /// Title given by the source (not by the text).
    pub title: Option<String>,
    /// Date given by the source, as printed there.
    pub date: Option<String>,
    /// Address given by the source.
    pub url: Option<String>,
}

impl Document {
    /// The text of a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// An index from bytes to code points.
    #[must_use]
    pub fn chars(&self) -> CodePoints<'_> {
        CodePoints::new(&self.text)
    }
}

/// Maps byte offsets of a text to code-point offsets.
#[derive(Debug)]
pub struct CodePoints<'t> {
    text: &'t str,
    // Code points before each block of `STEP` bytes; empty for ASCII.
    before: Vec<u32>,
}

const STEP: usize = 256;

impl<'t> CodePoints<'t> {
    /// Indexes `text` in one pass.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        if bytes.is_ascii() {
            return Self { text, before: Vec::new() };
        }
        let mut seen = 0;
        let before = bytes
            .chunks(STEP)
            .map(|chunk| {
                let here = seen;
                seen += chunk.iter().filter(|b| is_lead(**b)).count() as u32;
                here
            })
            .collect();
        Self { text, before }
    }

    /// The number of code points before byte `offset`.
    #[must_use]
    pub fn at(&self, offset: u32) -> u32 {
        let offset = offset as usize;
        match self.before.get(offset / STEP) {
            None if self.before.is_empty() => offset as u32,
            None => self.text.chars().count() as u32,
            Some(n) => {
                let from = offset / STEP * STEP;
                n + self.text.as_bytes()[from..offset].iter().filter(|b| is_lead(**b)).count() as u32
            }
        }
    }

    /// A span in code points.
    #[must_use]
    pub fn span(&self, span: Span) -> (u32, u32) {
        (self.at(span.start), self.at(span.end))
    }
}

fn is_lead(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_are_counted_across_block_borders() {
        let text = "Türkiye ".repeat(100);
        let index = CodePoints::new(&text);
        for (chars, (bytes, _)) in text.char_indices().enumerate() {
            assert_eq!(index.at(bytes as u32), chars as u32);
        }
        assert_eq!(index.at(text.len() as u32), text.chars().count() as u32);
    }
}
