//! `demarche dump`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context as _;
use demarche::store::{self, Repository};

use super::context::{Context, Location, Outcome};
use super::output;

/// Arguments of `demarche dump`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Stores of the same texts and knowledge give the same bytes. The record of runs holds times, so it is left out unless asked for.")]
pub(super) struct Args {
    #[command(flatten)]
    location: Location,
    /// File to write to [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write the record of runs too
    #[arg(long)]
    provenance: bool,
}

impl Args {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let repository = Repository::open(context.location(&self.location)?)?;
        let written = match self.output.filter(|path| path.as_os_str() != "-") {
            Some(path) => {
                let file = File::create(&path).with_context(|| format!("{}: cannot be written", path.display()))?;
                let mut out = BufWriter::new(file);
                let written = store::dump(&repository, self.provenance, &mut out)?;
                out.flush().with_context(|| format!("{}: cannot be written", path.display()))?;
                written
            }
            None => {
                let mut out = output::stdout();
                let written = store::dump(&repository, self.provenance, &mut out)?;
                out.flush()?;
                written
            }
        };
        if context.verbose > 0 {
            context.note(format_args!("{written} quads"));
        }
        Ok(Outcome::Done)
    }
}
