//! Which format an input has: by its name, else by its first bytes.

use std::fmt;
use std::str::FromStr;

use super::compression::Compression;

/// A format that documents are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InputFormat {
    /// Plain text: one document, kept verbatim.
    Text,
    /// Markdown: one document.
    Markdown,
    /// HTML or XHTML: one document, its main content.
    Html,
    /// JSON: one object on each line, or one array of objects.
    Ndjson,
    /// Comma- or semicolon-separated values with a header row.
    Csv,
    /// Tab-separated values with a header row.
    Tsv,
}

impl InputFormat {
    /// All formats.
    pub const ALL: [Self; 6] = [Self::Text, Self::Markdown, Self::Html, Self::Ndjson, Self::Csv, Self::Tsv];

    /// The short name, such as `ndjson`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
        }
    }

    /// The format that a file name's extension announces; a compression's extension is looked through.
    pub fn from_file_name(name: &str) -> Option<Self> {
        let name = if Compression::from_name(name).is_some() { name.rsplit_once('.')?.0 } else { name };
        name.rsplit_once('.')?.1.parse().ok()
    }
}

impl fmt::Display for InputFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A format name that is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown input format `{0}`")]
pub struct UnknownFormat(
    /// The name as given.
    pub String,
);

impl FromStr for InputFormat {
    type Err = UnknownFormat;

    /// Takes a short name, an extension or a media type.
    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Ok(match name.to_ascii_lowercase().as_str() {
            "text" | "txt" | "text/plain" => Self::Text,
            "markdown" | "md" | "mdown" | "mkd" | "text/markdown" => Self::Markdown,
            "html" | "htm" | "xhtml" | "text/html" | "application/xhtml+xml" => Self::Html,
            "ndjson" | "jsonl" | "json" | "application/x-ndjson" | "application/jsonl" | "application/json" => Self::Ndjson,
            "csv" | "text/csv" => Self::Csv,
            "tsv" | "tab" | "text/tab-separated-values" => Self::Tsv,
            _ => return Err(UnknownFormat(name.to_owned())),
        })
    }
}

/// What the first bytes show.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sniffed {
    Format(InputFormat),
    Unsupported(&'static str),
}

/// The first bytes of formats that are never text to be read.
pub(super) fn foreign(head: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 10] = [
        (b"%PDF-", "PDF"),
        (b"PK\x03\x04", "zip archive or office document"),
        (b"PK\x05\x06", "zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old office document"),
        (b"{\\rtf", "RTF"),
        (b"\xfd7zXZ\0", "xz"),
        (b"BZh", "bzip2"),
        (b"7z\xbc\xaf\x27\x1c", "7z archive"),
        (b"PAR1", "Parquet"),
        (b"SQLite format 3\0", "SQLite database"),
    ];
    // A text may begin with the printable ones, so these need a byte that no text has.
    let printable = |name: &str| matches!(name, "bzip2" | "Parquet");
    let odd = head.iter().take(512).any(|&b| b < 7);
    MAGIC.iter().find(|(magic, name)| head.starts_with(magic) && (odd || !printable(name))).map(|&(_, name)| name)
}

/// Guesses from the first bytes; whatever shows no other sign is text.
pub(super) fn sniff(head: &[u8]) -> Sniffed {
    let text = String::from_utf8_lossy(head);
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    let lower: String = start.chars().take(1024).collect::<String>().to_ascii_lowercase();
    if lower.starts_with("<?xml") {
        return match lower.contains("<html") || lower.contains("<!doctype html") {
            true => Sniffed::Format(InputFormat::Html),
            false => Sniffed::Unsupported("XML"),
        };
    }
    if looks_like_html(start) {
        return Sniffed::Format(InputFormat::Html);
    }
    let json = match start.strip_prefix('[') {
        Some(rest) => rest.trim_start().starts_with('{'),
        None => start.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}'])),
    };
    Sniffed::Format(if json { InputFormat::Ndjson } else { InputFormat::Text })
}

/// Whether a text begins with a tag of HTML, so that `<name@example.org>` does not.
pub(super) fn looks_like_html(text: &str) -> bool {
    const TAGS: [&str; 38] = [
        "!doctype",
        "html",
        "head",
        "body",
        "p",
        "div",
        "span",
        "section",
        "article",
        "main",
        "header",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "table",
        "blockquote",
        "figure",
        "img",
        "a",
        "b",
        "i",
        "u",
        "em",
        "strong",
        "br",
        "hr",
        "pre",
        "center",
        "font",
        "small",
        "sup",
    ];
    let Some(rest) = text.trim_start().strip_prefix('<') else {
        return false;
    };
    if rest.starts_with("!--") {
        return true;
    }
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '!').unwrap_or(rest.len());
    let (name, tail) = rest.split_at(end);
    tail.starts_with(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace()) && rest.contains('>') && TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_is_found_below_a_compression() {
        for (name, format) in [
            ("a.txt.gz", Some(InputFormat::Text)),
            ("a.JSONL", Some(InputFormat::Ndjson)),
            ("a.json.zst", Some(InputFormat::Ndjson)),
            ("a.xhtml", Some(InputFormat::Html)),
            ("a.md", Some(InputFormat::Markdown)),
            ("a.gz", None),
            ("README", None),
        ] {
            assert_eq!(InputFormat::from_file_name(name), format, "{name}");
        }
    }

    #[test]
    fn every_format_is_found_by_its_own_name() {
        for format in InputFormat::ALL {
            assert_eq!(format.name().parse(), Ok(format));
        }
        assert!("pdf".parse::<InputFormat>().is_err());
    }

    #[test]
    fn unnamed_input_is_recognised_by_how_it_begins() {
        let format = Sniffed::Format;
        assert_eq!(sniff(b"\n<!DOCTYPE html><html>"), format(InputFormat::Html));
        assert_eq!(sniff(b"<?xml version='1.0'?>\n<html xmlns=''>"), format(InputFormat::Html));
        assert_eq!(sniff(b"<?xml version='1.0'?><rss>"), Sniffed::Unsupported("XML"));
        assert_eq!(sniff(b"{\"text\":\"a\"}\n"), format(InputFormat::Ndjson));
        assert_eq!(sniff(b"[\n {\"text\":\"a\"}]"), format(InputFormat::Ndjson));
        assert_eq!(sniff(b"[The Council] welcomes"), format(InputFormat::Text));
        assert_eq!(sniff("Côte".as_bytes()), format(InputFormat::Text));
    }

    #[test]
    fn an_address_in_angle_brackets_is_no_html() {
        assert!(looks_like_html(" <p class='x'>Text</p>"));
        assert!(looks_like_html("<BR/>x"));
        assert!(!looks_like_html("<press@example.org> writes"));
        assert!(!looks_like_html("<p"));
    }

    #[test]
    fn foreign_formats_are_named() {
        assert_eq!(foreign(b"%PDF-1.7"), Some("PDF"));
        assert_eq!(foreign(b"BZh91AY&SY\x01\x02"), Some("bzip2"));
        assert_eq!(foreign(b"BZhem is a name"), None);
    }
}
