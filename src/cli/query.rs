//! `demarche query`.

use super::context::{Context, Outcome};

/// Arguments of `demarche query`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

impl Args {
    pub(super) fn run(self, _context: &Context) -> anyhow::Result<Outcome> {
        anyhow::bail!("`query` is not written yet")
    }
}
