//! `demarche remove`.

use std::io::Write;

use demarche::store::{self, Repository};

use super::context::{Context, Location, Outcome};
use super::output;

/// Arguments of `demarche remove`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Documents by id, IRI or file
    #[arg(required = true, value_name = "DOCUMENT")]
    documents: Vec<String>,
    #[command(flatten)]
    location: Location,
    /// Write what was removed to stdout, as JSON
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let repository = Repository::open_to_write(context.location(&self.location)?)?;
        let removed = store::remove(&repository, &self.documents)?;
        if self.json {
            let mut out = output::stdout();
            serde_json::to_writer_pretty(&mut out, &removed)?;
            writeln!(out)?;
            out.flush()?;
        } else {
            context.note(format_args!("removed {}", removed.documents.join(", ")));
        }
        Ok(Outcome::Done)
    }
}
