//! `demarche backup`.

use super::context::{Context, Outcome};

/// Arguments of `demarche backup`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

impl Args {
    pub(super) fn run(self, _context: &Context) -> anyhow::Result<Outcome> {
        anyhow::bail!("`backup` is not written yet")
    }
}
