//! The slug of a document, from which its IRI is made.

use std::fmt::Write;

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::RawDocument;
use super::compression::Compression;

/// The longest slug, the hash not counted.
const MAX: usize = 80;

/// Extensions that are no part of a name.
const EXTENSIONS: [&str; 26] = [
    "txt", "text", "md", "markdown", "mdown", "mkd", "html", "htm", "xhtml", "shtml", "asp", "aspx", "php", "jsp", "cfm", "do", "pdf", "doc", "docx", "xml",
    "json", "ndjson", "jsonl", "csv", "tsv", "tab",
];

/// The slug of a document: ASCII letters, digits, `-`, `.` and `_`; the same for the same document at every run.
///
/// Made of the identifier where there is one, of an address only its path and without extension; else of the path
/// relative to the argument, without its extensions, and of the record's number. Folders and path segments are joined
/// by `-`. Longer than 80 characters, the last segments that fit are kept. Whatever was cut or had to be dropped is made
/// up for by `-` and eight digits of a hash. When nothing is left the slug is sixteen digits of a hash.
///
/// # Examples
///
/// ```
/// use demarche::read::{RawDocument, document_id};
///
/// let id = Some("https://example.org/press/statement-on-the-vote/".to_owned());
/// let document = RawDocument { id, text: "We agree.".to_owned(), ..RawDocument::default() };
/// assert_eq!(document_id(&document), "press-statement-on-the-vote");
/// ```
pub fn document_id(document: &RawDocument) -> String {
    let found = match &document.id {
        Some(id) => from_id(id),
        None => from_path(document),
    };
    found.unwrap_or_else(|| hash(document.text.as_bytes(), 16))
}

fn from_id(id: &str) -> Option<String> {
    let id = id.trim();
    let Some((scheme, rest)) = id.split_once("://") else {
        return slug(id.split('/').map(str::to_owned), false, id);
    };
    let is_url = scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    if !is_url {
        return slug(id.split('/').map(str::to_owned), false, id);
    }
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let (address, query) = rest.split_at(end);
    let path = address.split_once('/').map_or("", |(_, path)| path).trim_end_matches('/');
    let segments = without_extension(path).split('/').map(decode_percent);
    // An address that says nothing by its path is known by its hash.
    slug(segments, !query.is_empty(), id).or_else(|| Some(hash(id.as_bytes(), 16)))
}

fn from_path(document: &RawDocument) -> Option<String> {
    let mut name = document.source.relative.as_str();
    if Compression::from_name(name).is_some() {
        name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    }
    let mut segments: Vec<String> = without_extension(name).split(['/', '\\']).map(str::to_owned).collect();
    if name == "-" {
        segments.clear();
    }
    match (document.source.record, segments.is_empty()) {
        (Some(record), false) => segments.push(record.to_string()),
        (_, true) => return None,
        (None, false) => {}
    }
    let whole = segments.join("/");
    slug(segments.into_iter(), false, &whole)
}

fn without_extension(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((stem, extension)) if EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension)) => stem,
        _ => path,
    }
}

fn slug(segments: impl Iterator<Item = String>, mut lossy: bool, whole: &str) -> Option<String> {
    let mut parts = Vec::new();
    for segment in segments {
        let (part, dropped) = ascii(&segment);
        lossy |= dropped;
        if !part.is_empty() {
            parts.push(part);
        }
    }
    let mut kept = String::new();
    for (n, part) in parts.iter().rev().enumerate() {
        if n == 0 {
            lossy |= part.len() > MAX;
            kept = part.get(..MAX).unwrap_or(part).trim_end_matches(['-', '.']).to_owned();
        } else if part.len() + 1 + kept.len() <= MAX {
            kept = format!("{part}-{kept}");
        } else {
            lossy = true;
            break;
        }
    }
    if kept.is_empty() {
        return None;
    }
    if lossy {
        kept = format!("{kept}-{}", hash(whole.as_bytes(), 8));
    }
    Some(kept)
}

/// Transliterates; true when a character was dropped. Spaces and dashes become `-`, never two in a row.
fn ascii(text: &str) -> (String, bool) {
    let (mut out, mut dropped) = (String::new(), false);
    for c in text.nfc() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '_' => out.push(c),
            ' ' | '-' | '\u{a0}' | '\u{2010}'..='\u{2015}' | '+' => {
                if !out.ends_with('-') {
                    out.push('-');
                }
            }
            _ => dropped |= !transliterate(c, &mut out),
        }
    }
    (out.trim_matches(['-', '.']).to_owned(), dropped)
}

fn transliterate(c: char, out: &mut String) -> bool {
    if let Some(latin) = letters(c) {
        out.push_str(latin);
        return true;
    }
    let lower: String = c.to_lowercase().collect();
    let mut of_lower = lower.chars().filter_map(letters);
    if let Some(latin) = of_lower.next().filter(|_| !lower.contains(c)) {
        let mut chars = latin.chars();
        out.extend(chars.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(chars.as_str());
        return true;
    }
    let before = out.len();
    out.extend(std::iter::once(c).nfkd().filter(char::is_ascii_alphanumeric));
    if out.len() > before {
        return true;
    }
    // Greek and Cyrillic letters under an accent.
    let base = std::iter::once(c).nfd().next().filter(|&base| base != c);
    base.is_some_and(|base| transliterate(base, out))
}

/// Latin letters for one small letter that does not decompose to them.
fn letters(c: char) -> Option<&'static str> {
    const CYRILLIC: [&str; 32] = [
        "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "",
        "e", "yu", "ya",
    ];
    const GREEK: [&str; 25] = ["a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "y", "f", "ch", "ps", "o"];
    let nth = |from: char| (c as usize).checked_sub(from as usize);
    match c {
        'а'..='я' => CYRILLIC.get(nth('а')?).copied(),
        'α'..='ω' => GREEK.get(nth('α')?).copied(),
        'ß' => Some("ss"),
        'æ' => Some("ae"),
        'œ' => Some("oe"),
        'ø' => Some("o"),
        'đ' | 'ð' => Some("d"),
        'ł' => Some("l"),
        'þ' => Some("th"),
        'ħ' => Some("h"),
        'ı' | 'і' => Some("i"),
        'ə' => Some("a"),
        'ё' => Some("yo"),
        'є' => Some("ye"),
        'ї' => Some("yi"),
        'ґ' | 'ғ' => Some("g"),
        'ј' => Some("j"),
        'ђ' | 'џ' => Some("dj"),
        'љ' => Some("lj"),
        'њ' => Some("nj"),
        'ћ' => Some("c"),
        'қ' => Some("q"),
        'ң' => Some("ng"),
        'ө' => Some("o"),
        'ұ' | 'ү' | 'ў' => Some("u"),
        'һ' => Some("h"),
        _ => None,
    }
}

fn decode_percent(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        let digits = text.get(at + 1..at + 3).filter(|digits| byte == b'%' && digits.bytes().all(|b| b.is_ascii_hexdigit()));
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn hash(bytes: &[u8], digits: usize) -> String {
    let mut hex = String::new();
    for byte in Sha256::digest(bytes) {
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex.truncate(digits);
    hex
}

#[cfg(test)]
#[path = "id_tests.rs"]
mod tests;
