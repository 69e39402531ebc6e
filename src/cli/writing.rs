//! How graphs are written, for the commands that write them.

use std::path::Path;

use demarche::export::{Format, Table};

use super::context::Context;
use super::report;

/// Format and table.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Writing {
    /// Short name, extension or media type [default: by the ending of `-o`]
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Table to write as CSV or Parquet: stances, alignments, nodes, edges [default: stances]
    #[arg(long, value_name = "TABLE")]
    table: Option<Table>,
    /// Begin CSV with a byte order mark, for Excel
    #[arg(long)]
    pub(super) bom: bool,
}

impl Writing {
    /// Whether a format or table was asked for.
    #[cfg_attr(not(feature = "store"), expect(dead_code, reason = "only exports of stores ask"))]
    pub(super) fn is_given(&self) -> bool {
        self.format.is_some() || self.table.is_some()
    }

    pub(super) fn table(&self) -> Table {
        self.table.unwrap_or(Table::Stances)
    }

    /// The format named, else the one of the output's ending, else `default` on stdout.
    pub(super) fn format(&self, output: Option<&Path>, default: Format) -> anyhow::Result<Format> {
        let format = match (&self.format, output) {
            (Some(name), _) => name.parse().map_err(unknown)?,
            (None, Some(path)) => match Format::from_path(path) {
                Some(format) => format,
                // A pipe or device has no ending.
                None if path.exists() && !path.is_file() => default,
                None => {
                    let message = format!("{}: the ending tells no format", path.display());
                    return Err(report::usage(message, "name one with `--format`: ttl, trig, nt, nq, rdf, jsonld, csv, parquet, graphml or gexf"));
                }
            },
            (None, None) if self.table.is_some() => Format::Csv,
            (None, None) => default,
        };
        if self.table.is_some() && !matches!(format, Format::Csv | Format::Parquet) {
            return Err(report::usage(format!("`--table` does not go with {format}"), "tables are written as csv or parquet"));
        }
        if self.bom && format != Format::Csv {
            return Err(report::usage(format!("`--bom` does not go with {format}"), "it is for csv"));
        }
        Ok(format)
    }
}

fn unknown(error: demarche::export::ExportError) -> anyhow::Error {
    report::usage(&error, error.help().unwrap_or_default())
}

/// What a count counts.
pub(super) fn unit(format: Format, table: Table) -> String {
    match format {
        Format::Rdf(syntax) if syntax.has_graphs() => "quads".to_owned(),
        Format::Rdf(_) => "triples".to_owned(),
        Format::Csv | Format::Parquet => format!("rows ({})", table.name()),
        Format::GraphMl | Format::Gexf => "edges".to_owned(),
    }
}

/// Warns of characters that could not be kept.
pub(super) fn warn_replaced(context: &Context, replaced: u64) {
    if replaced > 0 {
        let message = format!("{replaced} control characters, which XML cannot hold, became U+FFFD: offsets still hold, quotes differ there");
        context.warn(message, Some("write Turtle, N-Quads or JSON-LD to keep them"));
    }
}
