//! A look at query text before it is parsed: parser and evaluator recurse, and a text that nests or chains too much would
//! overflow their stack, which ends the process.

/// Longest text, in bytes.
pub const MAX_LENGTH: usize = 1 << 16;
/// Deepest nesting of `{}`, `()` and `[]` together.
pub const MAX_DEPTH: usize = 100;
/// Most operators that chain: `UNION`, `||`, `&&`, arithmetic, steps and alternatives of paths.
pub const MAX_CHAIN: usize = 500;

/// Why a text is not even parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GuardError {
    /// The text is too long.
    #[error("the query is longer than {MAX_LENGTH} bytes")]
    Length,
    /// Brackets nest too deep.
    #[error("the query nests brackets more than {MAX_DEPTH} deep")]
    Depth,
    /// Too many operators in all.
    #[error("the query chains more than {MAX_CHAIN} `UNION`, `||`, `&&`, `/`, `|` and the like")]
    Chain,
}

/// Looks at nesting and chaining outside strings, IRIs and comments; linear in the text.
///
/// # Errors
/// When the text is beyond a limit.
///
/// # Examples
/// ```
/// use demarche::query::guard::{GuardError, check};
///
/// assert_eq!(check("SELECT * { ?s ?p '{{{' }"), Ok(()));
/// assert_eq!(check(&format!("ASK {}{}", "{".repeat(600), "}".repeat(600))), Err(GuardError::Depth));
/// ```
pub fn check(text: &str) -> Result<(), GuardError> {
    if text.len() > MAX_LENGTH {
        return Err(GuardError::Length);
    }
    let bytes = text.as_bytes();
    let (mut depth, mut chain, mut at) = (0usize, 0usize, 0);
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        at += match byte {
            b'#' => rest.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(rest.len()),
            b'"' | b'\'' => string(rest),
            b'<' => iri(rest).unwrap_or(1),
            b'\\' => 2,
            b'{' | b'(' | b'[' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(GuardError::Depth);
                }
                1
            }
            b'}' | b')' | b']' => {
                depth = depth.saturating_sub(1);
                1
            }
            b'|' | b'&' => {
                chain += 1;
                rest.iter().take(2).take_while(|b| **b == byte).count()
            }
            b'/' | b'^' | b'+' | b'*' | b'-' | b'!' => {
                chain += usize::from(!inside_name(bytes, at));
                1
            }
            b if b.is_ascii_alphabetic() || b == b'_' || b == b'?' || b == b'$' => {
                let word = rest.iter().skip(1).position(|b| !(b.is_ascii_alphanumeric() || *b == b'_')).map_or(rest.len(), |n| n + 1);
                chain += usize::from([&b"UNION"[..], b"OPTIONAL", b"MINUS", b"FILTER", b"BIND", b"GRAPH"].iter().any(|k| rest[..word].eq_ignore_ascii_case(k)));
                word
            }
            _ => 1,
        };
        if chain > MAX_CHAIN {
            return Err(GuardError::Chain);
        }
    }
    Ok(())
}

// A hyphen or plus between letters or digits belongs to a name, date or number.
fn inside_name(bytes: &[u8], at: usize) -> bool {
    let word = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
    matches!(bytes[at], b'-' | b'+') && at > 0 && word(bytes.get(at - 1)) && word(bytes.get(at + 1))
}

// Length of the string that begins here; an open one takes the rest.
fn string(text: &[u8]) -> usize {
    let quote = text[0];
    let long = text.len() >= 3 && text[1] == quote && text[2] == quote;
    let mut at = if long { 3 } else { 1 };
    while let Some(&byte) = text.get(at) {
        match byte {
            b'\\' => at += 1,
            b if b == quote && !long => return at + 1,
            b if b == quote && text[at..].starts_with(&[quote; 3]) => return at + 3,
            // A short string ends with its line: what follows is looked at again.
            b'\n' | b'\r' if !long => return at,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

// Length of the IRI that begins here, if it is one and no comparison.
fn iri(text: &[u8]) -> Option<usize> {
    let end = text.iter().position(|b| *b == b'>')?;
    let clean = text[1..end].iter().all(|b| *b > b' ' && !matches!(b, b'<' | b'"' | b'{' | b'}' | b'|' | b'^' | b'`' | b'\\'));
    clean.then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_overflows_the_stack_is_refused() {
        for (text, error) in [
            (format!("SELECT * {}{}", "{".repeat(600), "}".repeat(600)), GuardError::Depth),
            (format!("SELECT (({}1{}) AS ?x) {{}}", "(".repeat(3000), ")".repeat(3000)), GuardError::Depth),
            (format!("SELECT * {{ {{}} {} }}", "UNION {} ".repeat(6000)), GuardError::Chain),
            (format!("SELECT * {{ ?s <a>{} ?o }}", "/<a>".repeat(10_000)), GuardError::Chain),
            (format!("ASK {{ FILTER(true{}) }}", "||true".repeat(8000)), GuardError::Chain),
            (format!("ASK {{ FILTER({}true) }}", "!".repeat(8000)), GuardError::Chain),
            (format!("ASK {{ FILTER(1 = 1{}) }}", "+1 ".repeat(8000)), GuardError::Chain),
            (format!("ASK {{ ?s ?p '{}' }}", "x".repeat(70_000)), GuardError::Length),
            (format!("ASK {{ ?s ?p {}{} }}", "[ <a> ".repeat(300), "]".repeat(300)), GuardError::Depth),
        ] {
            assert_eq!(check(&text), Err(error), "{}", &text[..80]);
        }
    }

    #[test]
    fn brackets_in_strings_iris_and_comments_do_not_count() {
        let many = "{".repeat(300);
        for text in [
            format!("ASK {{ ?s ?p '{many}' }}"),
            format!("ASK {{ ?s ?p \"\"\"{many} \" \"\"\" }}"),
            format!("ASK {{ ?s ?p 'it\\'s {many}' }}"),
            format!("ASK {{ }} # {many}"),
            format!("ASK {{ <urn:{}> ?p ?o }}", "(".repeat(300)),
        ] {
            assert_eq!(check(&text), Ok(()), "{text}");
        }
        // A comparison opens no IRI that would hide what follows.
        assert_eq!(check(&format!("ASK {{ FILTER(1 < {}2{}) FILTER(3 > 2) }}", "(".repeat(300), ")".repeat(300))), Err(GuardError::Depth));
        // An open string does not hide the next line.
        assert_eq!(check(&format!("ASK {{ ?s ?p 'open\n{many}")), Err(GuardError::Depth));
    }

    #[test]
    fn canned_queries_pass() {
        for query in crate::query::Catalog::load(&[]).unwrap().iter() {
            assert_eq!(check(&query.text), Ok(()), "{}", query.name);
        }
    }
}
