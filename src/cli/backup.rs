//! `demarche backup`.

use std::path::PathBuf;

use demarche::store::Repository;

use super::context::{Context, Location, Outcome};

/// Arguments of `demarche backup`.
#[derive(Debug, clap::Args)]
#[command(after_help = "The copy is a store like any other: name it with `-l`. On the same disk it takes no time and hardly any space.")]
pub(super) struct Args {
    /// Folder to make
    #[arg(value_name = "DIR")]
    target: PathBuf,
    #[command(flatten)]
    location: Location,
}

impl Args {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let repository = Repository::open_to_write(context.location(&self.location)?)?;
        repository.backup(&self.target)?;
        context.note(format_args!("{} is a copy of {}", self.target.display(), repository.folder().display()));
        Ok(Outcome::Done)
    }
}
