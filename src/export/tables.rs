//! Tables as CSV.

use std::io::Write;

use csv::{Terminator, WriterBuilder};

use super::columns::{Cell, Table};
use super::rows::RowSink;
use super::{ExportError, QuadSet, write_rows};

/// How CSV is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CsvOptions {
    /// Begin with a byte order mark, by which Excel knows UTF-8.
    pub byte_order_mark: bool,
}

/// Writes a table as CSV after [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180), in UTF-8; the number of rows.
///
/// # Errors
/// The sink fails.
pub fn write_csv(quads: &QuadSet, table: Table, options: CsvOptions, out: impl Write) -> Result<u64, ExportError> {
    csv_rows(table.columns().iter().map(|c| c.name), options, out, |sink| write_rows(quads, table, sink))
}

/// Writes rows as CSV; the number of rows.
pub(crate) fn csv_rows<N: AsRef<[u8]>>(
    header: impl IntoIterator<Item = N>,
    options: CsvOptions,
    mut out: impl Write,
    rows: impl FnOnce(RowSink<'_>) -> Result<(), ExportError>,
) -> Result<u64, ExportError> {
    let failed = ExportError::write("CSV");
    if options.byte_order_mark {
        out.write_all("\u{FEFF}".as_bytes()).map_err(&failed)?;
    }
    let failed = |error: csv::Error| failed(error.into());
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    writer.write_record(header).map_err(failed)?;
    let mut count = 0;
    rows(&mut |row| {
        count += 1;
        writer.write_record(row.iter().map(text)).map_err(failed)
    })?;
    writer.flush().map_err(ExportError::write("CSV"))?;
    Ok(count)
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Integer(number) => number.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Boolean(value) => value.to_string(),
    }
}
