//! Tables as Parquet.

use std::io::Write;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::columns::{Cell, Column, ColumnType, Table};
use super::rows::RowSink;
use super::{ExportError, QuadSet, write_rows};

/// Rows held in memory before they are written.
const BATCH: usize = 1 << 14;

/// Writes a table as Parquet; the number of rows. No time is written, so that the same table gives the same bytes.
///
/// # Errors
/// The sink fails.
pub fn write_parquet(quads: &QuadSet, table: Table, out: impl Write + Send) -> Result<u64, ExportError> {
    parquet_rows(table.columns(), out, |sink| write_rows(quads, table, sink))
}

/// Writes rows as Parquet; the number of rows.
pub(crate) fn parquet_rows(columns: &[Column], out: impl Write + Send, fill: impl FnOnce(RowSink<'_>) -> Result<(), ExportError>) -> Result<u64, ExportError> {
    let fields: Vec<Field> = columns.iter().map(|c| Field::new(c.name, data_type(c.kind), true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let properties = WriterProperties::builder()
        .set_created_by(concat!("demarche ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build();
    let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))?;
    let (mut rows, mut count) = (Vec::with_capacity(BATCH), 0);
    let mut write = |rows: &mut Vec<Vec<Cell>>| -> Result<(), ExportError> {
        let columns = columns.iter().enumerate().map(|(i, c)| column(c, i, rows)).collect();
        writer.write(&RecordBatch::try_new(Arc::clone(&schema), columns)?)?;
        rows.clear();
        Ok(())
    };
    fill(&mut |row| {
        rows.push(row);
        count += 1;
        if rows.len() == BATCH { write(&mut rows) } else { Ok(()) }
    })?;
    write(&mut rows)?;
    writer.close()?;
    Ok(count)
}

fn data_type(kind: ColumnType) -> DataType {
    match kind {
        ColumnType::Text => DataType::Utf8,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Number => DataType::Float64,
        ColumnType::Boolean => DataType::Boolean,
    }
}

fn column(column: &Column, at: usize, rows: &[Vec<Cell>]) -> ArrayRef {
    let cells = rows.iter().map(|row| &row[at]);
    match column.kind {
        ColumnType::Text => Arc::new(StringArray::from_iter(cells.map(|c| if let Cell::Text(t) = c { Some(t.as_str()) } else { None }))),
        ColumnType::Integer => Arc::new(Int64Array::from_iter(cells.map(|c| if let Cell::Integer(n) = c { Some(*n) } else { None }))),
        ColumnType::Number => Arc::new(Float64Array::from_iter(cells.map(|c| if let Cell::Number(n) = c { Some(*n) } else { None }))),
        ColumnType::Boolean => Arc::new(BooleanArray::from_iter(cells.map(|c| if let Cell::Boolean(b) = c { Some(*b) } else { None }))),
    }
}
