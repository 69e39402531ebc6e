//! Words, numbers and marks.

use super::Span;

/// How a token looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// All letters lower case.
    Lower,
    /// First letter upper case.
    Capital,
    /// Two or more letters, all upper case.
    Upper,
    /// Upper case inside ("eSwatini", "McDonald", "OSCE/ODIHR").
    Mixed,
    /// Starts with a digit.
    Number,
    /// Any other mark, one character.
    Mark,
}

/// A word, number or mark.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// How it looks.
    pub shape: Shape,
    /// Whether white space stands before it.
    pub spaced: bool,
}

impl Token {
    /// Whether it is a word whose first letter is upper case.
    #[must_use]
    pub fn is_capitalised(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Upper | Shape::Mixed)
    }

    /// Whether it is made of letters.
    #[must_use]
    pub fn is_word(&self) -> bool {
        matches!(self.shape, Shape::Lower | Shape::Capital | Shape::Upper | Shape::Mixed)
    }
}

/// Splits `text[span]` into tokens. Tokens and the white space between them make up the whole span.
///
/// Possessive `'s` and a plural possessive's apostrophe are tokens of their own; hyphenated words, abbreviations with
/// inner full stops ("U.S.", "H.E.") and numbers with separators are one token.
pub fn tokens(text: &str, span: Span, out: &mut Vec<Token>) {
    let end = span.end as usize;
    let mut at = span.start as usize;
    let mut spaced = true;
    while at < end {
        let Some(c) = text[at..end].chars().next() else { break };
        if c.is_whitespace() {
            at += c.len_utf8();
            spaced = true;
            continue;
        }
        let stop = if c.is_alphabetic() {
            word_end(text, at, end)
        } else if c.is_ascii_digit() || c.is_numeric() {
            number_end(text, at, end)
        } else if let Some(stop) = clitic_end(text, at, end, spaced) {
            stop
        } else {
            at + c.len_utf8()
        };
        out.push(Token { span: Span::new(at, stop), shape: shape(&text[at..stop]), spaced });
        at = stop;
        spaced = false;
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '‘' | '`')
}

// Combining marks and joiners stay with the letter before them.
fn continues_word(c: char) -> bool {
    c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c) || matches!(c, '\u{200c}' | '\u{200d}' | '\u{ad}' | '\u{2060}')
}

fn word_end(text: &str, start: usize, end: usize) -> usize {
    let mut at = start;
    let mut letters_since_stop = 0;
    let mut dotted = false;
    let mut chars = text[start..end].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        if continues_word(c) {
            letters_since_stop += 1;
            at = start + offset + c.len_utf8();
        } else if matches!(c, '-' | '‑' | '\u{2010}' | '/') && next.is_some_and(char::is_alphanumeric) {
            letters_since_stop = 0;
            at = start + offset + c.len_utf8();
        } else if c == '.' && letters_since_stop == 1 && next.is_some_and(char::is_alphabetic) {
            // "U.S", "H.E", "D.C": single letters between stops.
            dotted = true;
            letters_since_stop = 0;
            at = start + offset + 1;
        } else if c == '.' && dotted && letters_since_stop == 1 {
            return start + offset + 1;
        } else if is_apostrophe(c) && next.is_some_and(char::is_alphabetic) {
            // An apostrophe inside a name ("Côte d'Ivoire", "O'Brien", "Da'esh", "don't"); "'s" is a token of its own.
            let rest = &text[start + offset + c.len_utf8()..end];
            if clitic_len(rest).is_some() {
                return at;
            }
            letters_since_stop = 0;
            at = start + offset + c.len_utf8();
        } else {
            break;
        }
    }
    at
}

// The length of what follows the apostrophe of "'s", "'ve", "'re", "'ll", "'d", "'m".
fn clitic_len(rest: &str) -> Option<usize> {
    let n = rest.chars().take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum();
    matches!(&rest[..n], "s" | "S" | "ve" | "re" | "ll" | "d" | "m").then_some(n)
}

fn clitic_end(text: &str, start: usize, end: usize, spaced: bool) -> Option<usize> {
    let c = text[start..end].chars().next()?;
    let after = start + c.len_utf8();
    let n = clitic_len(&text[after..end]).filter(|_| is_apostrophe(c) && !spaced)?;
    Some(after + n)
}

fn number_end(text: &str, start: usize, end: usize) -> usize {
    let mut at = start;
    let mut chars = text[start..end].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let inner = matches!(c, '.' | ',' | ':' | '/' | '-') && next.is_some_and(|n| n.is_ascii_digit());
        let hyphen_word = c == '-' && next.is_some_and(char::is_alphabetic);
        if c.is_alphanumeric() || inner || hyphen_word {
            at = start + offset + c.len_utf8();
        } else {
            break;
        }
    }
    at
}

fn shape(token: &str) -> Shape {
    let mut chars = token.chars();
    let Some(first) = chars.next() else { return Shape::Mark };
    if first.is_numeric() {
        return Shape::Number;
    }
    if !first.is_alphabetic() {
        return Shape::Mark;
    }
    let (mut upper, mut lower) = (0, 0);
    for c in token.chars() {
        if c.is_uppercase() {
            upper += 1;
        } else if c.is_lowercase() {
            lower += 1;
        }
    }
    match (first.is_uppercase(), upper, lower) {
        (true, 1, 0) | (true, 1, _) => Shape::Capital,
        (true, _, 0) => Shape::Upper,
        (true, _, _) | (false, 1.., _) => Shape::Mixed,
        _ => Shape::Lower,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        tokens(text, Span::new(0, text.len()), &mut out);
        out.iter().map(|t| &text[t.span.range()]).collect()
    }

    #[test]
    fn possessives_are_tokens_of_their_own() {
        assert_eq!(words("Russia’s war"), ["Russia", "’s", "war"]);
        assert_eq!(words("the parties' views"), ["the", "parties", "'", "views"]);
    }

    #[test]
    fn abbreviations_and_apostrophes_inside_names_stay_whole() {
        assert_eq!(words("the U.S. and Côte d’Ivoire."), ["the", "U.S.", "and", "Côte", "d’Ivoire", "."]);
        assert_eq!(words("OSCE/ODIHR's pre-election"), ["OSCE/ODIHR", "'s", "pre-election"]);
    }

    #[test]
    fn numbers_keep_their_separators() {
        assert_eq!(words("19, 1,000 S/RES/1706 (2006) 30th"), ["19", ",", "1,000", "S/RES/1706", "(", "2006", ")", "30th"]);
    }
}
