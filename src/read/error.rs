//! What can go wrong between bytes and text.

use std::fmt;
use std::io;

use super::compression::Compression;

/// Where in the input an error was met: a path and, for records, a line and a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Path as given or found; `-` for standard input.
    pub path: String,
    /// Line, 1-based, of the file as decompressed.
    pub line: Option<u64>,
    /// Row of a table (the header is no row) or element of an array, 1-based.
    pub row: Option<u64>,
}

impl Place {
    pub(super) fn file(path: &str) -> Self {
        Self { path: path.to_owned(), line: None, row: None }
    }

    pub(super) fn line(path: &str, line: u64) -> Self {
        Self { path: path.to_owned(), line: Some(line), row: None }
    }

    pub(super) fn row(path: &str, line: u64, row: u64) -> Self {
        Self { path: path.to_owned(), line: Some(line), row: Some(row) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(row) = self.row {
            write!(f, " (row {row})")?;
        }
        Ok(())
    }
}

/// Why an input, or one record of it, gave no document.
///
/// The message names the place first, as `path:line: message`; [`ReadError::help`] says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Paths given that do not exist. Fatal: nothing was read.
    #[error("no such file or folder: {}", quoted(paths))]
    Missing {
        /// Every path that was not found.
        paths: Vec<String>,
    },
    /// A pattern that no file matches. Fatal: nothing was read.
    #[error("no file matches `{pattern}`")]
    NoMatch {
        /// The pattern as given.
        pattern: String,
    },
    /// A pattern that cannot be read. Fatal: nothing was read.
    #[error("bad pattern `{pattern}`")]
    BadPattern {
        /// The pattern as given.
        pattern: String,
        /// What is wrong with it.
        source: globset::Error,
    },
    /// The file or folder could not be opened or read.
    #[error("{path}: cannot read")]
    Io {
        /// The file or folder.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// Bytes that are no text.
    #[error("{place}: binary content, not text")]
    Binary {
        /// The file, or the record whose text is binary.
        place: Place,
    },
    /// A file, a folder or a record without any text.
    #[error("{place}: empty")]
    Empty {
        /// The file, the folder or the record.
        place: Place,
    },
    /// A line, an array element or a row that is no record.
    #[error("{place}: malformed record: {reason}")]
    Malformed {
        /// Where the record begins.
        place: Place,
        /// What was expected, or what the parser said.
        reason: String,
    },
    /// A record without a text, or a table without a column for it.
    #[error("{place}: no text field {}; the record has {}", quoted_or(wanted), quoted(seen))]
    MissingText {
        /// Where the record begins.
        place: Place,
        /// The field names that were looked for.
        wanted: Vec<String>,
        /// The field names that are there.
        seen: Vec<String>,
    },
    /// Damaged compressed data.
    #[error("{path}: cannot decompress {method}")]
    Decompress {
        /// The file.
        path: String,
        /// The compression found in it.
        method: Compression,
        /// What the decompressor said.
        source: io::Error,
    },
    /// A document larger than the limit.
    #[error("{path}: larger than {limit} bytes when decompressed")]
    TooLarge {
        /// The file.
        path: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// Compressed data that swell beyond all measure.
    #[error("{path}: decompresses to more than {ratio} times its size")]
    RatioTooHigh {
        /// The file.
        path: String,
        /// The limit: bytes out per byte in.
        ratio: u64,
    },
    /// One record longer than the limit.
    #[error("{place}: record longer than {limit} bytes")]
    LineTooLong {
        /// Where the record begins.
        place: Place,
        /// The limit in bytes.
        limit: u64,
    },
    /// A kind of file that is not read.
    #[error("{path}: unsupported format: {found}")]
    Unsupported {
        /// The file.
        path: String,
        /// What it was recognised as.
        found: &'static str,
    },
}

impl ReadError {
    /// The remedy, to be printed after `help:`.
    pub fn help(&self) -> Option<&str> {
        Some(match self {
            Self::Missing { .. } => "check the spelling; `-` reads standard input",
            Self::NoMatch { .. } => "`*` stays inside one folder, `**` crosses folders; hidden files are skipped",
            Self::BadPattern { .. } => "put a backslash before `*`, `?`, `[` or `{` to mean the character itself",
            Self::Binary { .. } => "give text, Markdown, HTML, NDJSON, CSV or TSV; convert other formats first",
            Self::Malformed { place, .. } if place.row.is_some() => "quote cells that contain the separator or a line break",
            Self::Malformed { .. } => "each line must hold one complete JSON object",
            Self::MissingText { .. } => "name the field that holds the text",
            Self::Decompress { .. } => "the file may be cut short or damaged; copy it again",
            Self::TooLarge { .. } => "split the file, or raise the limit",
            Self::RatioTooHigh { .. } => "decompress it yourself if you trust it",
            Self::LineTooLong { .. } => "check for a missing line break or closing quote, or raise the limit",
            Self::Unsupported { .. } => "convert it to text, Markdown or HTML first",
            Self::Io { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => "check the permissions",
            Self::Io { .. } | Self::Empty { .. } => return None,
        })
    }

    /// A stable code for this kind of error, such as `read/missing-text`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "read/missing",
            Self::NoMatch { .. } => "read/no-match",
            Self::BadPattern { .. } => "read/bad-pattern",
            Self::Io { .. } => "read/io",
            Self::Binary { .. } => "read/binary",
            Self::Empty { .. } => "read/empty",
            Self::Malformed { .. } => "read/malformed",
            Self::MissingText { .. } => "read/missing-text",
            Self::Decompress { .. } => "read/decompress",
            Self::TooLarge { .. } => "read/too-large",
            Self::RatioTooHigh { .. } => "read/ratio-too-high",
            Self::LineTooLong { .. } => "read/line-too-long",
            Self::Unsupported { .. } => "read/unsupported",
        }
    }

    /// Whether the arguments themselves are wrong, so that nothing was read.
    pub fn is_fatal(&self) -> bool {
        matches!(self, Self::Missing { .. } | Self::NoMatch { .. } | Self::BadPattern { .. })
    }

    /// The path concerned, where there is exactly one.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Missing { paths } => match paths.as_slice() {
                [one] => Some(one),
                _ => None,
            },
            Self::NoMatch { pattern } | Self::BadPattern { pattern, .. } => Some(pattern),
            Self::Io { path, .. }
            | Self::Decompress { path, .. }
            | Self::TooLarge { path, .. }
            | Self::RatioTooHigh { path, .. }
            | Self::Unsupported { path, .. } => Some(path),
            Self::Binary { place }
            | Self::Empty { place }
            | Self::Malformed { place, .. }
            | Self::MissingText { place, .. }
            | Self::LineTooLong { place, .. } => Some(&place.path),
        }
    }

    /// The line concerned, 1-based, where there is one.
    pub fn line(&self) -> Option<u64> {
        match self {
            Self::Binary { place }
            | Self::Empty { place }
            | Self::Malformed { place, .. }
            | Self::MissingText { place, .. }
            | Self::LineTooLong { place, .. } => place.line,
            _ => None,
        }
    }
}

fn quoted(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn quoted_or(names: &[String]) -> String {
    quoted(names).replace(", ", " or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_error_names_path_line_fields_and_remedy() {
        let error =
            ReadError::MissingText { place: Place::line("in.ndjson", 7), wanted: vec!["text".into(), "body".into()], seen: vec!["title".into(), "uri".into()] };
        assert_eq!(error.to_string(), "in.ndjson:7: no text field `text` or `body`; the record has `title`, `uri`");
        assert_eq!(error.help(), Some("name the field that holds the text"));
        assert_eq!((error.code(), error.path(), error.line()), ("read/missing-text", Some("in.ndjson"), Some(7)));
        assert!(!error.is_fatal());
    }

    #[test]
    fn all_missing_paths_are_named_at_once() {
        let error = ReadError::Missing { paths: vec!["a".into(), "b".into()] };
        assert_eq!(error.to_string(), "no such file or folder: `a`, `b`");
        assert!(error.is_fatal());
    }
}
