//! CSV and TSV records, streamed.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use csv::ByteRecord;

use super::compression::Bytes;
use super::encoding::{self, Decoded};
use super::error::{Place, ReadError};
use super::records::{Cell, Fields, Record};

/// A row as bytes, to be decoded wherever there is time for it.
pub(super) struct Row {
    cells: ByteRecord,
    header: Arc<[String]>,
    /// Line on which it begins, 1-based.
    line: u64,
    /// Number of the row below the header, 1-based.
    pub(super) number: u64,
}

/// A table with its header read.
pub(super) struct Table {
    reader: csv::Reader<Budget>,
    left: Arc<AtomicUsize>,
    max: usize,
    header: Arc<[String]>,
    rows: u64,
    done: bool,
}

/// Why no row could be read.
pub(super) enum RowError {
    Io(io::Error),
    Failed(ReadError),
}

impl Table {
    /// Reads the header; it must name the text.
    pub(super) fn new(reader: Bytes, head: &[u8], tabs: bool, fields: &Fields, max: usize, path: &str) -> Result<Self, RowError> {
        let left = Arc::new(AtomicUsize::new(max));
        let budget = Budget { inner: reader, left: Arc::clone(&left) };
        let delimiter = if tabs { b'\t' } else { delimiter(head) };
        let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).buffer_capacity(64 * 1024).from_reader(budget);
        let failed = |error| convert(error, path, 1, None, max);
        let header: Vec<String> = cells(reader.byte_headers().map_err(failed)?).0;
        let wanted = fields.text_names();
        if !header.iter().any(|name| wanted.iter().any(|wanted| name.eq_ignore_ascii_case(wanted))) {
            let wanted = wanted.into_iter().map(str::to_owned).collect();
            return Err(RowError::Failed(ReadError::MissingText { place: Place::line(path, 1), wanted, seen: header }));
        }
        Ok(Self { reader, left, max, header: header.into(), rows: 0, done: false })
    }

    /// The next row.
    pub(super) fn next(&mut self, path: &str) -> Option<Result<Row, RowError>> {
        if self.done {
            return None;
        }
        self.left.store(self.max, Ordering::Relaxed);
        let mut cells = ByteRecord::new();
        let line = self.reader.position().line();
        match self.reader.read_byte_record(&mut cells) {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => {
                self.done = true;
                return Some(Err(convert(error, path, line, Some(self.rows + 1), self.max)));
            }
        }
        self.rows += 1;
        let line = cells.position().map_or(line, csv::Position::line);
        if cells.len() > self.header.len() {
            let reason = format!("{} cells where the header names {}", cells.len(), self.header.len());
            let place = Place::row(path, line, self.rows);
            return Some(Err(RowError::Failed(ReadError::Malformed { place, reason })));
        }
        Some(Ok(Row { cells, header: Arc::clone(&self.header), line, number: self.rows }))
    }
}

/// Decodes a row.
pub(super) fn parse(row: Row, path: &str) -> Record {
    let place = Place::row(path, row.line, row.number);
    let (texts, note) = cells(&row.cells);
    let cell = |text: String| {
        if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text) }
    };
    let cells = row.header.iter().cloned().zip(texts.into_iter().map(cell)).collect();
    Record { cells, notes: note.into_iter().collect(), place }
}

/// Decodes the cells together, since one alone is too short to guess an encoding from.
fn cells(row: &ByteRecord) -> (Vec<String>, Option<String>) {
    const SEPARATOR: u8 = 0x1e;
    let joined = row.iter().collect::<Vec<_>>().join(&SEPARATOR);
    let Decoded { text, note } = encoding::decode_text(joined, 0, None);
    let texts: Vec<String> = text.split(char::from(SEPARATOR)).map(str::to_owned).collect();
    if texts.len() == row.len() {
        return (texts, note);
    }
    (row.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect(), note)
}

/// The separator that occurs most often in the header line, outside quotes.
fn delimiter(head: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0usize), (b';', 0), (b'\t', 0)];
    for &byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if !quoted => {
                for (delimiter, count) in &mut counts {
                    *count += usize::from(byte == *delimiter);
                }
            }
            _ => {}
        }
    }
    // Of equals the first counts.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |&(delimiter, _)| delimiter)
}

fn convert(error: csv::Error, path: &str, line: u64, row: Option<u64>, max: usize) -> RowError {
    let place = Place { path: path.to_owned(), line: Some(line), row };
    let message = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<OverBudget>()) => {
            RowError::Failed(ReadError::LineTooLong { place, limit: max as u64 })
        }
        csv::ErrorKind::Io(error) => RowError::Io(error),
        _ => RowError::Failed(ReadError::Malformed { place, reason: message }),
    }
}

/// Stops a row that never ends, as after an unclosed quote, before it fills the memory.
struct Budget {
    inner: Bytes,
    left: Arc<AtomicUsize>,
}

impl Read for Budget {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        // What is read ahead counts for the row before it, so one buffer more than the limit may pass.
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 && n > 0 {
            return Err(io::Error::other(OverBudget));
        }
        self.left.store(left.saturating_sub(n), Ordering::Relaxed);
        Ok(n)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("row longer than the limit")]
struct OverBudget;

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::read::Source;

    fn texts(csv: &[u8], tabs: bool, max: usize) -> Vec<Result<String, String>> {
        let fields = Fields::default();
        let message = |error| match error {
            RowError::Failed(error) => error.to_string(),
            RowError::Io(error) => error.to_string(),
        };
        let mut table = match Table::new(Box::new(Cursor::new(csv.to_vec())), csv, tabs, &fields, max, "t.csv") {
            Ok(table) => table,
            Err(error) => return vec![Err(message(error))],
        };
        std::iter::from_fn(|| table.next("t.csv"))
            .map(|row| {
                let record = parse(row.map_err(message)?, "t.csv");
                fields.document(record, Source::default()).map(|found| found.text).map_err(|error| error.to_string())
            })
            .collect()
    }

    #[test]
    fn quoted_cells_may_hold_separators_quotes_and_line_breaks() {
        let csv = b"id,text\n1,\"We \"\"note\"\", and\nagree.\"\n2,Plain\n";
        assert_eq!(texts(csv, false, 999), [Ok("We \"note\", and\nagree.".into()), Ok("Plain".into())]);
    }

    #[test]
    fn semicolons_and_tabs_separate_too() {
        assert_eq!(texts(b"id;text\n1;a, b\n", false, 999), [Ok("a, b".into())]);
        assert_eq!(texts(b"id\ttext\n1\ta, b\n", true, 999), [Ok("a, b".into())]);
    }

    #[test]
    fn a_bad_row_names_row_and_line_and_the_rest_goes_on() {
        let csv = b"id,text\n1,\"a\nb\"\n2,c,d\n3,\n4,e\n";
        assert_eq!(
            texts(csv, false, 999),
            [
                Ok("a\nb".into()),
                Err("t.csv:4 (row 2): malformed record: 3 cells where the header names 2".into()),
                Err("t.csv:5 (row 3): empty".into()),
                Ok("e".into())
            ]
        );
    }

    #[test]
    fn a_header_without_a_text_column_is_said_once() {
        let error = "t.csv:1: no text field `text` or `body` or `content`; the record has `id`, `speech`";
        assert_eq!(texts(b"id,speech\n1,a\n2,b\n", false, 999), [Err(error.into())]);
    }

    #[test]
    fn old_western_cells_are_decoded() {
        assert_eq!(texts(b"id,text\n1,C\xf4te d\x92Ivoire agrees\n", false, 999), [Ok("Côte d’Ivoire agrees".into())]);
    }

    #[test]
    fn an_unclosed_quote_does_not_swallow_the_memory() {
        let mut csv = b"id,text\n1,\"never closed ".to_vec();
        csv.resize(1_000_000, b'x');
        assert_eq!(texts(&csv, false, 100_000), [Err("t.csv:2 (row 1): record longer than 100000 bytes".into())]);
    }
}
