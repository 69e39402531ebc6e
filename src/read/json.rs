//! JSON records, streamed: one object a line, or one array of objects.

use std::io::{BufRead, BufReader};

use serde_json::{Map, Value};

use super::compression::Bytes;
use super::encoding;
use super::error::{Place, ReadError};
use super::records::{Cell, Record};

/// A record as bytes, to be parsed wherever there is time for it.
pub(super) struct JsonBytes {
    pub(super) bytes: Vec<u8>,
    /// Line on which it begins, 1-based.
    pub(super) line: u64,
    /// Element of an array, 1-based.
    pub(super) element: Option<u64>,
}

/// Why no record could be cut out.
pub(super) enum CutError {
    Io(std::io::Error),
    TooLong { line: u64 },
    Unclosed { line: u64 },
}

/// Cuts a stream into records.
pub(super) struct Cutter {
    reader: BufReader<Bytes>,
    max: usize,
    line: u64,
    layout: Layout,
    done: bool,
}

enum Layout {
    /// One record a line.
    Lines,
    /// Elements of an array, or objects one after the other, over several lines.
    Elements { count: u64, opened: bool },
}

impl Cutter {
    pub(super) fn new(reader: Bytes, head: &[u8], max: usize) -> Self {
        let reader = BufReader::with_capacity(128 * 1024, reader);
        let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        let first = start.split(|&b| b == b'\n').next().unwrap_or_default().trim_ascii();
        let layout = match (start.first(), first) {
            (Some(b'['), _) => Layout::Elements { count: 0, opened: false },
            (_, b"{") => Layout::Elements { count: 0, opened: true },
            _ => Layout::Lines,
        };
        Self { reader, max, line: 0, layout, done: false }
    }

    /// The next record; a record that cannot be cut out is an error and the rest goes on where it can.
    pub(super) fn next(&mut self) -> Option<Result<JsonBytes, CutError>> {
        if self.done {
            return None;
        }
        let found = match self.layout {
            Layout::Lines => self.next_line(),
            Layout::Elements { .. } => self.next_element(),
        };
        self.done = matches!(found, None | Some(Err(CutError::Io(_) | CutError::Unclosed { .. })));
        found
    }

    fn next_line(&mut self) -> Option<Result<JsonBytes, CutError>> {
        loop {
            let (mut bytes, mut long, mut seen) = (Vec::new(), false, false);
            loop {
                let buffer = match self.reader.fill_buf() {
                    Ok(buffer) => buffer,
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                    Err(error) => return Some(Err(CutError::Io(error))),
                };
                if buffer.is_empty() {
                    break;
                }
                seen = true;
                let end = memchr::memchr(b'\n', buffer);
                let piece = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
                long |= bytes.len() + piece.len() > self.max;
                if long {
                    bytes.clear();
                } else {
                    bytes.extend_from_slice(piece);
                }
                let used = piece.len() + usize::from(end.is_some());
                self.reader.consume(used);
                if end.is_some() {
                    break;
                }
            }
            if !seen {
                return None;
            }
            self.line += 1;
            if long {
                return Some(Err(CutError::TooLong { line: self.line }));
            }
            if self.line == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
                bytes.drain(..3);
            }
            if !bytes.trim_ascii().is_empty() {
                return Some(Ok(JsonBytes { bytes, line: self.line, element: None }));
            }
        }
    }

    fn next_element(&mut self) -> Option<Result<JsonBytes, CutError>> {
        let Layout::Elements { count, opened } = &mut self.layout else {
            return None;
        };
        let mut element = Element::default();
        self.line = self.line.max(1);
        loop {
            let buffer = match self.reader.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Some(Err(CutError::Io(error))),
            };
            if buffer.is_empty() {
                return element.started.map(|line| Err(CutError::Unclosed { line }));
            }
            let (mut used, mut complete) = (0, false);
            for &byte in buffer {
                used += 1;
                if byte == b'\n' {
                    self.line += 1;
                }
                if element.started.is_none() {
                    match byte {
                        b'[' if !*opened => *opened = true,
                        b' ' | b'\t' | b'\r' | b'\n' | b',' | b']' | 0xef | 0xbb | 0xbf => {}
                        _ => element.started = Some(self.line),
                    }
                }
                if element.started.is_some() && element.push(byte, self.max) {
                    complete = true;
                    break;
                }
            }
            self.reader.consume(used);
            if complete {
                *count += 1;
                let line = element.started.unwrap_or(self.line);
                return Some(match element.long {
                    true => Err(CutError::TooLong { line }),
                    false => Ok(JsonBytes { bytes: element.bytes, line, element: Some(*count) }),
                });
            }
        }
    }
}

/// One element while it is being cut out.
#[derive(Default)]
struct Element {
    bytes: Vec<u8>,
    started: Option<u64>,
    depth: usize,
    string: bool,
    escaped: bool,
    long: bool,
}

impl Element {
    /// Takes a byte; true when the element is complete.
    fn push(&mut self, byte: u8, max: usize) -> bool {
        let bare = self.depth == 0 && !self.string;
        if bare && matches!(byte, b',' | b']' | b'\n') {
            return true;
        }
        if self.bytes.len() >= max {
            self.long = true;
        } else {
            self.bytes.push(byte);
        }
        if self.string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.string = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}

/// Parses a record.
pub(super) fn parse(json: JsonBytes, path: &str) -> Result<Record, ReadError> {
    let place = Place { path: path.to_owned(), line: Some(json.line), row: json.element };
    let decoded = encoding::decode_text(json.bytes, 0, None);
    let malformed = |reason: String| ReadError::Malformed { place: place.clone(), reason };
    let value = serde_json::from_str(&decoded.text).map_err(|error| malformed(reason(&error)))?;
    let Value::Object(object) = value else {
        return Err(malformed(format!("expected an object, found {}", kind(&value))));
    };
    Ok(Record { cells: cells(object), notes: decoded.note.into_iter().collect(), place })
}

/// The parser's message without its own line, which counts from the record's beginning.
fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let bare = message.rsplit_once(" at line ").map_or(message.as_str(), |(bare, _)| bare);
    format!("{bare} at column {}", error.column())
}

fn cells(object: Map<String, Value>) -> Vec<(String, Cell)> {
    let cell = |value| match value {
        Value::String(text) => Cell::Text(text),
        Value::Number(number) => Cell::Text(number.to_string()),
        Value::Null => Cell::Empty,
        other => Cell::Other(kind(&other)),
    };
    object.into_iter().map(|(name, value)| (name, cell(value))).collect()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
