//! Answers as Parquet.

use std::io::{self, Write};
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use oxrdf::Term;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::results::Rows;
use crate::vocab::XSD;

/// Writes rows as one Parquet table. A column whose values are all whole numbers, numbers or truth values is typed so,
/// every other one is text.
///
/// # Errors
/// When the writer fails.
pub fn write_parquet(rows: &Rows, out: impl Write + Send) -> io::Result<()> {
    let columns: Vec<ArrayRef> = (0..rows.columns.len()).map(|at| column(rows, at)).collect();
    let fields: Vec<Field> = rows.columns.iter().zip(&columns).map(|(name, c)| Field::new(name, c.data_type().clone(), true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let properties = WriterProperties::builder()
        .set_created_by(concat!("demarche ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build();
    let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties)).map_err(io::Error::other)?;
    if !rows.rows.is_empty() && !columns.is_empty() {
        writer.write(&RecordBatch::try_new(schema, columns).map_err(io::Error::other)?).map_err(io::Error::other)?;
    }
    writer.close().map_err(io::Error::other)?;
    Ok(())
}

fn column(rows: &Rows, at: usize) -> ArrayRef {
    let cells = || rows.rows.iter().map(|row| row[at].as_ref());
    let kinds: Vec<DataType> = cells().flatten().map(kind).collect();
    let all = |wanted: &[DataType]| !kinds.is_empty() && kinds.iter().all(|k| wanted.contains(k));
    let value = |term: Option<&Term>| term.map(super::results::text);
    if all(&[DataType::Boolean]) {
        Arc::new(cells().map(|c| value(c).map(|v| matches!(v.as_str(), "true" | "1"))).collect::<BooleanArray>())
    } else if all(&[DataType::Int64]) {
        Arc::new(cells().map(|c| value(c)?.parse().ok()).collect::<Int64Array>())
    } else if all(&[DataType::Int64, DataType::Float64]) {
        Arc::new(cells().map(|c| value(c)?.parse().ok()).collect::<Float64Array>())
    } else {
        Arc::new(cells().map(value).collect::<StringArray>())
    }
}

fn kind(term: &Term) -> DataType {
    let Term::Literal(literal) = term else { return DataType::Utf8 };
    let value = literal.value();
    match literal.datatype().as_str().strip_prefix(XSD) {
        Some("boolean") => DataType::Boolean,
        Some("integer" | "int" | "long") if value.parse::<i64>().is_ok() => DataType::Int64,
        Some("decimal" | "double" | "float") if value.parse::<f64>().is_ok() => DataType::Float64,
        _ => DataType::Utf8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::Literal;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    #[test]
    fn columns_are_typed_by_their_values() {
        let rows = Rows {
            columns: ["n", "x", "yes", "t", "none"].map(str::to_owned).to_vec(),
            rows: vec![
                vec![Some(Literal::from(3).into()), Some(Literal::from(0.5).into()), Some(Literal::from(true).into()), Some(Literal::from("a").into()), None],
                vec![None, Some(Literal::from(2).into()), Some(Literal::from(false).into()), Some(Literal::from(1).into()), None],
            ],
        };
        let mut bytes = Vec::new();
        write_parquet(&rows, &mut bytes).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes)).unwrap().build().unwrap();
        let batch = reader.map(Result::unwrap).next().unwrap();
        let types: Vec<DataType> = batch.schema().fields().iter().map(|f| f.data_type().clone()).collect();
        assert_eq!(types, [DataType::Int64, DataType::Float64, DataType::Boolean, DataType::Utf8, DataType::Utf8]);
        assert_eq!(batch.num_rows(), 2);
        assert!(batch.column(0).is_null(1) && batch.column(4).is_null(0));
    }
}
