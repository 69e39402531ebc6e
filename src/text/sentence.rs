//! Sentences of a block.

use super::{Span, Token};

/// A sentence: a range of the document's tokens.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// Index of the block it stands in.
    pub block: usize,
    /// Its text, without white space around it.
    pub span: Span,
    /// Its tokens, as a range of the document's.
    pub tokens: std::ops::Range<usize>,
}

/// Splits the tokens `range` of one block into sentences.
///
/// A full stop ends a sentence unless it belongs to an abbreviation, an initial, a number or a dateline ("VIENNA.").
#[must_use]
pub fn sentences(text: &str, tokens: &[Token], range: std::ops::Range<usize>, block: usize) -> Vec<Sentence> {
    let mut out = Vec::new();
    let mut start = range.start;
    let mut depth = 0i32;
    let mut quoted = 0;
    for i in range.clone() {
        let t = &text[tokens[i].span.range()];
        match t {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = (depth - 1).max(0),
            "“" => quoted = close_of(text, tokens, i, range.end),
            _ => {}
        }
        let ends = matches!(t, "." | "!" | "?" | "…") || (t.ends_with('.') && t.len() > 1);
        if !ends || depth > 0 || i < quoted || !is_boundary(text, tokens, i, &range, start) {
            continue;
        }
        let mut stop = i + 1;
        while stop < range.end && !tokens[stop].spaced && is_closer(&text[tokens[stop].span.range()]) {
            stop += 1;
        }
        push(&mut out, tokens, start..stop, block);
        start = stop;
    }
    push(&mut out, tokens, start..range.end, block);
    out
}

// Where a short quotation closes: titles of meetings hold full stops that end no sentence.
fn close_of(text: &str, tokens: &[Token], open: usize, end: usize) -> usize {
    let close = (open + 1..end.min(open + 20)).find(|&t| &text[tokens[t].span.range()] == "”");
    close.filter(|&t| &text[tokens[t - 1].span.range()] != ".").unwrap_or(0)
}

fn push(out: &mut Vec<Sentence>, tokens: &[Token], range: std::ops::Range<usize>, block: usize) {
    if !range.is_empty() {
        let span = tokens[range.start].span.to(tokens[range.end - 1].span);
        out.push(Sentence { block, span, tokens: range });
    }
}

fn is_closer(t: &str) -> bool {
    matches!(t, "\"" | "”" | "’" | "'" | ")" | "]" | "»" | "." | "*")
}

fn is_boundary(text: &str, tokens: &[Token], at: usize, range: &std::ops::Range<usize>, start: usize) -> bool {
    let word = |i: usize| &text[tokens[i].span.range()];
    let mut next = at + 1;
    while next < range.end && !tokens[next].spaced && is_closer(word(next)) {
        next += 1;
    }
    if next >= range.end {
        return true;
    }
    let after = &tokens[next];
    let stop = word(at);
    if stop.len() > 1 && stop != "…" {
        // "U.S." ends a sentence only before a word that opens one.
        return after.spaced && is_opener(word(next));
    }
    if stop != "." {
        return after.spaced && (after.is_capitalised() || after.shape != super::Shape::Lower);
    }
    if at > start {
        let before = &tokens[at - 1];
        if tokens[at].spaced {
            return after.is_capitalised();
        }
        let w = word(at - 1);
        if is_counter(w) {
            return after.shape != super::Shape::Number && after.shape != super::Shape::Lower;
        }
        if is_abbreviation(w) {
            return is_firm(w) && after.spaced && is_opener(word(next));
        }
        // Initials ("John F. Kennedy") and list numbers at the head ("1. The").
        if w.chars().count() == 1 && before.is_capitalised() || (at - start == 1 && before.shape == super::Shape::Number) {
            return false;
        }
        // "VIENNA. AGENCY –": a dateline.
        if at - start <= 2 && before.shape == super::Shape::Upper && after.shape == super::Shape::Upper {
            return false;
        }
    }
    if !after.spaced {
        // A missing space: "…the region.The Council".
        return after.is_capitalised() && after.shape == super::Shape::Capital && tokens[at.saturating_sub(1)].shape == super::Shape::Lower;
    }
    after.shape != super::Shape::Lower
}

fn is_opener(w: &str) -> bool {
    matches!(
        w,
        "The"
            | "We"
            | "It"
            | "In"
            | "This"
            | "These"
            | "They"
            | "He"
            | "She"
            | "As"
            | "Our"
            | "I"
            | "At"
            | "For"
            | "On"
            | "To"
            | "There"
            | "Both"
            | "That"
            | "Today"
            | "However"
            | "While"
            | "A"
            | "An"
            | "Its"
            | "His"
    )
}

// Before a number only: "Art. 5", but "the Museum of Modern Art. The exhibition".
fn is_counter(w: &str) -> bool {
    matches!(w, "No" | "Nos" | "no" | "nos" | "Art" | "Arts" | "art" | "para" | "paras" | "Para" | "Vol" | "vol" | "pp" | "Add" | "Corr")
}

// At the end of a name: these may end a sentence too.
fn is_firm(w: &str) -> bool {
    matches!(w, "Inc" | "Ltd" | "Co" | "Corp" | "Jr" | "Sr")
}

fn is_abbreviation(w: &str) -> bool {
    matches!(
        w,
        "Mr" | "Mrs"
            | "Ms"
            | "Dr"
            | "Prof"
            | "Hon"
            | "Rev"
            | "Gen"
            | "Lt"
            | "Col"
            | "Sgt"
            | "Capt"
            | "Adm"
            | "Amb"
            | "Sen"
            | "Rep"
            | "Gov"
            | "St"
            | "vs"
            | "cf"
            | "Cf"
            | "Jan"
            | "Feb"
            | "Mar"
            | "Apr"
            | "Jun"
            | "Jul"
            | "Aug"
            | "Sep"
            | "Sept"
            | "Oct"
            | "Nov"
            | "Dec"
            | "Inc"
            | "Ltd"
            | "Co"
            | "Corp"
            | "Jr"
            | "Sr"
            | "approx"
            | "Rd"
            | "Ave"
            | "Rev."
            | "Distr"
            | "Ph"
            | "ed"
            | "eds"
            | "al"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    fn split(text: &str) -> Vec<&str> {
        let mut t = Vec::new();
        tokens(text, Span::new(0, text.len()), &mut t);
        sentences(text, &t, 0..t.len(), 0).iter().map(|s| &text[s.span.range()]).collect()
    }

    #[test]
    fn a_counter_is_an_abbreviation_before_its_number() {
        assert_eq!(
            split("It hangs in the Museum of Modern Art. The museum says no. See Art. 5 and no. 7. It was lent by Brown Bros Inc. The loan ends.").len(),
            5
        );
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        assert_eq!(split("Mr. Osei met Dr. Lind in No. 5. They spoke."), ["Mr. Osei met Dr. Lind in No. 5.", "They spoke."]);
        assert_eq!(split("The U.S. Embassy opened. We thank the U.S. The talks go on."), ["The U.S. Embassy opened.", "We thank the U.S.", "The talks go on."]);
    }

    #[test]
    fn a_dateline_belongs_to_its_sentence() {
        assert_eq!(split("OSLO. NEWSWIRE - The council met.").len(), 1);
    }

    #[test]
    fn quotes_close_with_their_sentence() {
        assert_eq!(split("He said “we agree.” Then they left."), ["He said “we agree.”", "Then they left."]);
    }
}
