//! Bytes in, texts out: walking inputs, decompression, encodings, formats.
//!
//! [`Inputs`] turns arguments (files, folders, patterns, `-`) into [`RawDocument`]s, one after the other and always in
//! the same order. Records are streamed; only one document is held at a time. An error concerns one file or one record
//! and the rest goes on.
//!
//! Plain text is kept as it is: offsets refer to it. Only a byte order mark is dropped.

mod blocks;
mod compression;
mod encoding;
mod error;
mod format;
mod html;
mod html_text;
mod id;
mod inputs;
mod json;
mod markdown;
mod records;
mod table;
mod walk;

pub use compression::Compression;
pub use error::{Place, ReadError};
pub use format::{InputFormat, UnknownFormat};
pub use id::document_id;
pub use inputs::{Inputs, Unread};
pub use records::Fields;

/// A document as read: its text, and what its file or record says about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawDocument {
    /// Identifier field of a record, else its address; files have none.
    pub id: Option<String>,
    /// Where it was read.
    pub source: Source,
    /// The text that all offsets refer to.
    pub text: String,
    /// Title, as the file or record names it.
    pub title: Option<String>,
    /// Date, in whatever form it is written.
    pub date: Option<String>,
    /// Address of the original.
    pub url: Option<String>,
    /// Language tag.
    pub language: Option<String>,
    /// What had to be done to get the text, such as `decoded as windows-1252`.
    pub notes: Vec<String>,
}

/// Where a document was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Source {
    /// Path as given or found; `-` for standard input.
    pub path: String,
    /// Last component of the path, with its extensions.
    pub file_name: String,
    /// Line, array element or row of a record, 1-based.
    pub record: Option<u64>,
    /// Path relative to the argument under which the file was found, with `/` between folders.
    pub relative: String,
}

/// How inputs are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// Format of all inputs; where none is given, the extension and the first bytes tell.
    pub format: Option<InputFormat>,
    /// Names of the fields of records.
    pub fields: Fields,
    /// Largest document in bytes, after decompression; records are limited one by one instead.
    pub max_document_bytes: u64,
    /// Largest record in bytes: a line, an array element or a row.
    pub max_record_bytes: usize,
    /// Most bytes that one compressed byte may give, looked at after the first 64 MiB.
    pub max_ratio: u64,
}

impl Default for ReadOptions {
    /// 4 GiB a document, 64 MiB a record, 400 bytes out for one in.
    fn default() -> Self {
        Self { format: None, fields: Fields::default(), max_document_bytes: 4 << 30, max_record_bytes: 64 << 20, max_ratio: 400 }
    }
}
