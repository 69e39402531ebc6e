//! Text in XML 1.0.

use std::borrow::Cow;

/// Escapes text for an element or attribute; what XML 1.0 cannot hold at all becomes U+FFFD and is counted.
///
/// Carriage returns, and in attributes line feeds and tabs, are written as references: readers change bare ones.
pub(crate) fn escape<'a>(text: &'a str, replaced: &mut u64) -> Cow<'a, str> {
    let special = |c: char| matches!(c, '&' | '<' | '>' | '"' | '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    let Some(first) = text.find(special) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..first]);
    for c in text[first..].chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push('\n'),
            '\t' => out.push('\t'),
            '\r' => out.push_str("&#13;"),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {
                *replaced += 1;
                out.push('\u{FFFD}');
            }
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Escapes the value of an attribute.
pub(crate) fn attribute(text: &str, replaced: &mut u64) -> String {
    escape(text, replaced).replace('\n', "&#10;").replace('\t', "&#9;")
}
