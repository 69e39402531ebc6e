//! `demarche export`.

use std::path::PathBuf;

use demarche::export::{CsvOptions, Exported, Format, Selection, Syntax, Table};
use demarche::store::Repository;

use super::context::{Context, Location, Outcome};
use super::sink::Sink;
use super::{report, writing};

/// Arguments of `demarche export`.
#[derive(Debug, clap::Args)]
#[command(after_help = "The same store gives the same bytes. Turtle, N-Triples and RDF/XML merge the graphs; tables and networks leave out\n\
                        what no document says. Events found in several documents appear as one in tables and networks.\n\n\
                        Examples:\n  demarche export -l store -o all.ttl\n  demarche export -l store -o stances.csv\n  \
                        demarche export -l store -o edges.parquet --table edges\n  demarche export -l store -o actors.gexf --document eu-osce-1417")]
pub(super) struct Args {
    #[command(flatten)]
    location: Location,
    /// File to write, `-` for stdout; its ending tells the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    writing: writing::Writing,
    /// Id or IRI of a document to write, instead of all; may be repeated
    #[arg(long = "document", value_name = "ID")]
    documents: Vec<String>,
    /// Write ontology, gazetteer and lexicon too (RDF only)
    #[arg(long)]
    with_knowledge: bool,
    /// Write the runs too (RDF only); they hold times
    #[arg(long)]
    with_provenance: bool,
    /// Print the canonical hash (RDFC-1.0, SHA-256) of the selected graphs; without `-o`, nothing else
    #[arg(long)]
    hash: bool,
}

impl Args {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let output = self.output.as_deref().filter(|o| *o != std::path::Path::new("-"));
        if self.hash && output.is_none() && (self.output.is_some() || self.writing.is_given()) {
            return Err(report::usage("`--hash` and the export cannot both go to stdout", "name a file with `-o`, or leave out the format"));
        }
        let format = self.writing.format(output, Format::Rdf(Syntax::Turtle))?;
        let repository = Repository::open(context.location(&self.location)?)?;
        let selection = Selection { documents: self.documents, knowledge: self.with_knowledge, provenance: self.with_provenance };
        let selected = selection.of(repository.store())?;
        if self.hash {
            use std::io::Write;
            let mut out = super::output::stdout();
            writeln!(out, "{}", selected.hash()?)?;
            out.flush()?;
            if output.is_none() {
                return Ok(Outcome::Done);
            }
        }
        let mut sink = Sink::open(output)?;
        let table = self.writing.table();
        let csv = CsvOptions { byte_order_mark: self.writing.bom };
        let exported = selected.write(format, table, csv, &mut sink)?;
        sink.commit()?;
        if let Some(output) = output {
            context.note(told(format, table, &output.display().to_string(), exported));
        }
        writing::warn_replaced(context, exported.replaced);
        Ok(Outcome::Done)
    }
}

fn told(format: Format, table: Table, output: &str, exported: Exported) -> String {
    let (count, unit) = (exported.count, writing::unit(format, table));
    let documents = if exported.documents == 1 { "document" } else { "documents" };
    format!("{output}: {count} {unit} of {} {documents} as {format}", exported.documents)
}
