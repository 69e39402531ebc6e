//! `demarche export`.

use super::context::{Context, Outcome};

/// Arguments of `demarche export`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

impl Args {
    pub(super) fn run(self, _context: &Context) -> anyhow::Result<Outcome> {
        anyhow::bail!("`export` is not written yet")
    }
}
