//! The stream of documents.

use std::fs::File;
use std::io::Read;
use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8};

use super::compression::{self, Bytes, Compression, Opened};
use super::error::{Place, ReadError};
use super::format::{self, InputFormat, Sniffed};
use super::json::{self, CutError, Cutter, JsonBytes};
use super::table::{self, Row, RowError, Table};
use super::walk::{self, Found, Root, Walker};
use super::{RawDocument, ReadOptions, Source, encoding, html, markdown};

/// All documents that the arguments name, in the order of the arguments, of file names and of records.
///
/// # Examples
///
/// ```no_run
/// use demarche::read::{Inputs, ReadOptions};
///
/// for document in Inputs::new(&["statements/".to_owned()], ReadOptions::default())? {
///     match document {
///         Ok(document) => assert!(!document.text.is_empty()),
///         Err(error) => assert!(!error.is_fatal()),
///     }
/// }
/// # Ok::<(), demarche::read::ReadError>(())
/// ```
pub struct Inputs {
    roots: std::vec::IntoIter<Root>,
    walker: Option<Walker>,
    records: Option<Records>,
    options: Arc<ReadOptions>,
}

impl Inputs {
    /// Looks at the arguments: files, folders (walked to the bottom), patterns, and `-` for standard input.
    ///
    /// # Errors
    ///
    /// A path does not exist, or a pattern is wrong or matches nothing; see [`ReadError::is_fatal`].
    pub fn new(paths: &[String], options: ReadOptions) -> Result<Self, ReadError> {
        let roots = walk::roots(paths)?.into_iter();
        Ok(Self { roots, walker: None, records: None, options: Arc::new(options) })
    }

    /// The next document, found but not yet read: so that reading may be spread over threads.
    pub fn next_unread(&mut self) -> Option<Result<Unread, ReadError>> {
        loop {
            if let Some(records) = &mut self.records {
                match records.next(&self.options) {
                    Some(found) => return Some(found),
                    None => self.records = None,
                }
            }
            let opened = self.next_file()?.and_then(|found| open(found, &self.options));
            match opened {
                Ok(Contents::Document(unread)) => return Some(Ok(unread)),
                Ok(Contents::Records(records)) => self.records = Some(*records),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    fn next_file(&mut self) -> Option<Result<Found, ReadError>> {
        loop {
            if let Some(walker) = &mut self.walker {
                match walker.next() {
                    Some(found) => return Some(found),
                    None => self.walker = None,
                }
            }
            match self.roots.next()? {
                Root::Stdin => return Some(Ok(Found::stdin())),
                Root::File(path) => return Some(Ok(Found::file(path))),
                Root::Folder(path) => self.walker = Some(Walker::new(path, None)),
                Root::Pattern { base, matcher } => self.walker = Some(Walker::new(base, Some(matcher))),
            }
        }
    }
}

impl Iterator for Inputs {
    type Item = Result<RawDocument, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_unread().map(|found| found.and_then(Unread::read))
    }
}

/// A document that was found, and whose bytes are still to be read, decoded and converted.
pub struct Unread {
    source: Source,
    payload: Payload,
    options: Arc<ReadOptions>,
}

enum Payload {
    Whole { reader: Bytes, compression: Option<Compression>, format: InputFormat },
    Json(JsonBytes),
    Row(Row),
}

impl Unread {
    /// Where the document was found.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Reads it.
    ///
    /// # Errors
    ///
    /// The bytes cannot be read or decompressed, are no text, or are a record that is malformed or lacks a text.
    pub fn read(self) -> Result<RawDocument, ReadError> {
        let Self { source, payload, options } = self;
        match payload {
            Payload::Whole { reader, compression, format } => whole(reader, compression, format, source, &options),
            Payload::Json(bytes) => options.fields.document(json::parse(bytes, &source.path)?, source),
            Payload::Row(row) => options.fields.document(table::parse(row, &source.path), source),
        }
    }
}

/// A file of records while it is being read.
struct Records {
    source: Source,
    compression: Option<Compression>,
    kind: Kind,
    any: bool,
}

enum Kind {
    Json(Cutter),
    Table(Table),
}

impl Records {
    fn next(&mut self, options: &Arc<ReadOptions>) -> Option<Result<Unread, ReadError>> {
        let path = &self.source.path;
        let io = |error| compression::io_error(path, self.compression, options.max_ratio, error);
        let next = match &mut self.kind {
            Kind::Json(cutter) => cutter.next().map(|found| match found {
                Ok(json) => Ok((json.element.unwrap_or(json.line), Payload::Json(json))),
                Err(CutError::Io(error)) => Err(io(error)),
                Err(CutError::TooLong { line }) => {
                    let place = Place::line(path, line);
                    Err(ReadError::LineTooLong { place, limit: options.max_record_bytes as u64 })
                }
                Err(CutError::Unclosed { line }) => {
                    let reason = "not closed before the end of the file".to_owned();
                    Err(ReadError::Malformed { place: Place::line(path, line), reason })
                }
            }),
            Kind::Table(table) => table.next(path).map(|found| match found {
                Ok(row) => Ok((row.number, Payload::Row(row))),
                Err(RowError::Io(error)) => Err(io(error)),
                Err(RowError::Failed(error)) => Err(error),
            }),
        };
        let any = std::mem::replace(&mut self.any, true);
        let Some(next) = next else {
            return (!any).then(|| Err(ReadError::Empty { place: Place::file(path) }));
        };
        Some(next.map(|(record, payload)| {
            let source = Source { record: Some(record), ..self.source.clone() };
            Unread { source, payload, options: Arc::clone(options) }
        }))
    }
}

enum Contents {
    Document(Unread),
    Records(Box<Records>),
}

fn open(found: Found, options: &Arc<ReadOptions>) -> Result<Contents, ReadError> {
    let Found { file, path, relative } = found;
    let name = file.as_ref().and_then(|file| file.file_name());
    let file_name = name.map_or_else(|| path.clone(), |name| name.to_string_lossy().into_owned());
    let raw: Bytes = match &file {
        None => Box::new(std::io::stdin()),
        Some(file) => match File::open(file) {
            Ok(file) => Box::new(file),
            Err(source) => return Err(ReadError::Io { path, source }),
        },
    };
    let Opened { reader, head, compression } = compression::open(raw, &path, &file_name, options.max_ratio)?;
    if let Some(found) = format::foreign(&head) {
        return Err(ReadError::Unsupported { path, found });
    }
    let named = options.format.or_else(|| InputFormat::from_file_name(&file_name));
    let format = match named.map_or_else(|| format::sniff(&head), Sniffed::Format) {
        Sniffed::Format(format) => format,
        Sniffed::Unsupported(found) => return Err(ReadError::Unsupported { path, found }),
    };
    let source = Source { path, file_name, record: None, relative };
    if !matches!(format, InputFormat::Ndjson | InputFormat::Csv | InputFormat::Tsv) {
        let payload = Payload::Whole { reader, compression, format };
        return Ok(Contents::Document(Unread { source, payload, options: Arc::clone(options) }));
    }
    let (reader, head) = as_utf8(reader, head);
    if encoding::is_binary(&head) {
        return Err(ReadError::Binary { place: Place::file(&source.path) });
    }
    let max = options.max_record_bytes;
    let kind = if format == InputFormat::Ndjson {
        Kind::Json(Cutter::new(reader, &head, max))
    } else {
        let tabs = format == InputFormat::Tsv;
        Kind::Table(Table::new(reader, &head, tabs, &options.fields, max, &source.path).map_err(|error| match error {
            RowError::Failed(error) => error,
            RowError::Io(error) => compression::io_error(&source.path, compression, options.max_ratio, error),
        })?)
    };
    Ok(Contents::Records(Box::new(Records { source, compression, kind, any: false })))
}

/// Records in UTF-16 are turned to UTF-8; the head with them.
fn as_utf8(reader: Bytes, head: Vec<u8>) -> (Bytes, Vec<u8>) {
    match Encoding::for_bom(&head) {
        Some((encoding, _)) if encoding != UTF_8 => {
            let (text, _) = encoding.decode_with_bom_removal(&head);
            (Box::new(encoding::Transcoder::new(reader, encoding)), text.into_owned().into_bytes())
        }
        _ => (reader, head),
    }
}

fn whole(reader: Bytes, compression: Option<Compression>, format: InputFormat, source: Source, options: &ReadOptions) -> Result<RawDocument, ReadError> {
    let limit = options.max_document_bytes;
    let mut bytes = Vec::new();
    let read = reader.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| compression::io_error(&source.path, compression, options.max_ratio, error))?;
    if bytes.len() as u64 > limit {
        return Err(ReadError::TooLarge { path: source.path, limit });
    }
    let place = Place::file(&source.path);
    let declared = if format == InputFormat::Html { html::declared_encoding(&bytes) } else { None };
    let Some(decoded) = encoding::decode(bytes, declared) else {
        return Err(ReadError::Binary { place });
    };
    let mut document = RawDocument { source, notes: decoded.note.into_iter().collect(), ..RawDocument::default() };
    match format {
        InputFormat::Html => {
            let page = html::page(&decoded.text);
            (document.title, document.date) = (page.title, page.date);
            (document.url, document.language) = (page.url, page.language);
            document.notes.extend(page.notes);
            document.text = page.text;
        }
        InputFormat::Markdown => {
            let found = markdown::convert(&decoded.text);
            (document.title, document.date) = (found.title, found.date);
            (document.url, document.language) = (found.url, found.language);
            document.text = found.text;
        }
        _ => document.text = decoded.text,
    }
    if document.text.trim().is_empty() {
        return Err(ReadError::Empty { place });
    }
    Ok(document)
}

#[cfg(test)]
#[path = "inputs_tests.rs"]
mod tests;
