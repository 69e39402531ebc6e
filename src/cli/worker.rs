//! `demarche worker`: what `demarche serve` starts to evaluate queries; not for users.

use std::path::PathBuf;

use demarche::serve::{WorkerOptions, work};

use super::context::{Context, Outcome};

/// Arguments of `demarche worker`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[arg(long)]
    location: PathBuf,
    #[arg(long)]
    queries: Vec<PathBuf>,
    #[arg(long, default_value_t = 0)]
    memory: u64,
    #[arg(long)]
    writing: bool,
}

impl Args {
    pub(super) fn run(self, _: &Context) -> anyhow::Result<Outcome> {
        work(WorkerOptions { location: self.location, queries: self.queries, memory: self.memory, writing: self.writing })?;
        Ok(Outcome::Done)
    }
}
