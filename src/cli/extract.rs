//! `demarche extract`.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::ValueEnum;
use demarche::export::{CsvOptions, ExportError, Format, Fragment, Network, QuadSet, RdfWriter, Syntax, Table, write_csv, write_gexf, write_graphml};
use demarche::graph::hash;
use demarche::knowledge::Knowledge;
use demarche::pipeline;
use demarche::read::{Inputs as Texts, ReadError, Unread};
use oxrdf::Quad;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::context::{Context, Outcome};
use super::inputs::Inputs;
use super::progress::Progress;
use super::reading::{self, Make, Read};
use super::sink::Sink;
use super::{report, writing};

/// Arguments of `demarche extract`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Documents are written in the order of the inputs, each as soon as it is read; memory does not grow with their number,\n\
                        except for tables and networks. The output is the same for any number of threads.\n\n\
                        Examples:\n  demarche extract statement.txt\n  demarche extract press/ -o press.nq\n  \
                        demarche extract - --input-format ndjson < feed.ndjson > feed.nq")]
pub(super) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// File to write [default: stdout]; its ending tells the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    writing: writing::Writing,
    /// Number of threads [default: one per processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// How inputs that are skipped are named on stderr
    #[arg(long, value_name = "FORM", value_enum, default_value_t = Errors::Text)]
    errors: Errors,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Errors {
    /// A line each
    Text,
    /// A JSON object a line: path, line, code, message, help
    Json,
}

/// An input that gave no document.
#[derive(Serialize)]
struct Skipped {
    path: String,
    line: Option<u64>,
    code: &'static str,
    message: String,
    help: Option<String>,
}

enum Made {
    Fragment(Fragment),
    Quads(Vec<Quad>),
}

#[derive(Default)]
struct Counts {
    documents: u64,
    skipped: u64,
    written: u64,
    replaced: u64,
}

impl Args {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let output = self.output.as_deref().filter(|o| *o != std::path::Path::new("-"));
        let terminal = output.is_none() && std::io::stdout().is_terminal();
        let default = Format::Rdf(if terminal { Syntax::Turtle } else { Syntax::NQuads });
        let format = self.writing.format(output, default)?;
        if format == Format::Parquet && cfg!(not(feature = "store")) {
            return Err(report::usage("this program was built without Parquet", "write csv"));
        }
        let texts = Texts::new(&self.inputs.paths, self.inputs.options())?;
        let knowledge = context.knowledge()?;
        let sink = Sink::open(output)?;
        let mut run = Run { args: &self, context, progress: Progress::new(context.loud && !terminal), counts: Counts::default(), seen: FxHashMap::default() };
        match format {
            Format::Rdf(syntax) => run.rdf(&knowledge, texts, syntax, sink)?,
            _ => run.claims(&knowledge, texts, format, sink)?,
        }
        let Run { progress, counts, .. } = run;
        drop(progress);
        if self.errors == Errors::Text {
            context.note(counts.told(format, self.writing.table()));
            writing::warn_replaced(context, counts.replaced);
        }
        Ok(if counts.skipped > 0 { Outcome::Partial } else { Outcome::Done })
    }
}

struct Run<'a> {
    args: &'a Args,
    context: &'a Context,
    progress: Progress,
    counts: Counts,
    // Id of a document → hashes of its text and of the identifier it came with.
    seen: FxHashMap<String, (String, String)>,
}

impl Run<'_> {
    // Threads write the documents' parts; only prefixes and commas depend on what came before.
    fn rdf(&mut self, knowledge: &Knowledge, texts: Texts, syntax: Syntax, sink: Sink) -> anyhow::Result<()> {
        let hidden = sink.is_hidden();
        let mut writer = RdfWriter::new(syntax, sink);
        self.each(knowledge, texts, &|quads| Fragment::new(syntax, &QuadSet::new(quads)).map(Made::Fragment), |made| {
            if let Made::Fragment(fragment) = made {
                writer.write_fragment(&fragment)?;
                if !hidden {
                    writer.flush()?;
                }
            }
            Ok(())
        })?;
        let written = writer.finish()?;
        (self.counts.written, self.counts.replaced) = (written.count, written.replaced);
        written.out.commit()
    }

    // Tables and networks need all documents at once; whole texts do not stand in them.
    fn claims(&mut self, knowledge: &Knowledge, texts: Texts, format: Format, mut sink: Sink) -> anyhow::Result<()> {
        let text = demarche::vocab::dem("text");
        let mut all = Vec::new();
        self.each(knowledge, texts, &|quads| Ok(Made::Quads(quads.into_iter().filter(|q| q.predicate != text).collect())), |made| {
            if let Made::Quads(quads) = made {
                all.extend(quads);
            }
            Ok(())
        })?;
        let (quads, table) = (QuadSet::new(all), self.args.writing.table());
        self.counts.written = match format {
            Format::GraphMl | Format::Gexf => {
                let network = Network::new(&quads);
                if format == Format::Gexf {
                    write_gexf(&network, &mut sink)?
                } else {
                    write_graphml(&network, &mut sink)?
                }
                network.edges.len() as u64
            }
            #[cfg(feature = "store")]
            Format::Parquet => demarche::export::write_parquet(&quads, table, &mut sink)?,
            _ => write_csv(&quads, table, CsvOptions { byte_order_mark: self.args.writing.bom }, &mut sink)?,
        };
        sink.commit()
    }

    fn each(&mut self, knowledge: &Knowledge, mut texts: Texts, make: Make<'_, Made>, mut write: impl FnMut(Made) -> anyhow::Result<()>) -> anyhow::Result<()> {
        let jobs = self.args.jobs.map(usize::from).or(self.context.settings.jobs).unwrap_or_else(pipeline::default_jobs);
        let work = |found: Result<Unread, ReadError>| found.and_then(Unread::read).map(|raw| Read::new(raw, knowledge, make));
        pipeline::ordered(
            jobs,
            || texts.next_unread(),
            work,
            |result| match result {
                Ok(Err(error)) => Err(error.into()),
                Ok(Ok(read)) => match self.take(read, knowledge, make)? {
                    Some(made) => write(made),
                    None => Ok(()),
                },
                Err(error) => {
                    self.skip(&Skipped {
                        path: error.path().unwrap_or_default().to_owned(),
                        line: error.line(),
                        code: error.code(),
                        message: reading::message(&error),
                        help: error.help().map(str::to_owned),
                    });
                    Ok(())
                }
            },
        )
    }

    // What is to be written of a document, unless it was given before.
    fn take(&mut self, mut read: Read<Made>, knowledge: &Knowledge, make: Make<'_, Made>) -> Result<Option<Made>, ExportError> {
        let place = read.place();
        for note in read.notes.iter().filter(|_| self.context.verbose > 0) {
            self.progress.aside(|| report::line(format_args!("note: {place}: {note}")));
        }
        let key = (hash(&[&read.document.text]), hash(&[read.identifier.as_deref().unwrap_or_default()]));
        // As in a store: records that differ in their identifiers and not in what an id keeps of them stay apart.
        if self.seen.get(&read.document.id).is_some_and(|other| other.0 != key.0 && other.1 != key.1) {
            read = read.apart(knowledge, make)?;
        }
        let skipped = |code, message, help: &str| Skipped {
            path: read.source.path.clone(),
            line: read.source.record,
            code,
            message: format!("{place}: {message}"),
            help: Some(help.to_owned()),
        };
        let id = &read.document.id;
        if let Some(other) = self.seen.get(id) {
            if other.0 != key.0 {
                let message = format!("another text with the id `{id}` was read before");
                self.skip(&skipped("extract/duplicate-id", message, "give each record an id of its own, or read the folder above both files"));
            }
            return Ok(None);
        }
        self.seen.insert(id.clone(), key);
        if read.made.is_none() {
            let message = "the reader failed on this text".to_owned();
            self.skip(&skipped("extract/internal", message, "this is a fault of demarche: please report it with the text"));
            return Ok(None);
        }
        self.counts.documents += 1;
        let counts = &self.counts;
        self.progress.tell(|| format!("{} documents", counts.documents));
        Ok(read.made)
    }

    fn skip(&mut self, skipped: &Skipped) {
        self.counts.skipped += 1;
        self.progress.aside(|| match self.args.errors {
            Errors::Json => {
                if let Ok(json) = serde_json::to_string(skipped) {
                    report::line(format_args!("{json}"));
                }
            }
            Errors::Text => self.context.warn(format_args!("skipped {}", skipped.message), skipped.help.as_deref()),
        });
    }
}

impl Counts {
    fn told(&self, format: Format, table: Table) -> String {
        let plural = |n: u64| if n == 1 { "" } else { "s" };
        let mut out = format!("{} document{}: {} {} as {format}", self.documents, plural(self.documents), self.written, writing::unit(format, table));
        if self.skipped > 0 {
            out.push_str(&format!("; {} input{} skipped, named above", self.skipped, plural(self.skipped)));
        }
        out
    }
}
