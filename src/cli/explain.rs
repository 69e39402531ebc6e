//! `demarche explain`.

use super::context::{Context, Outcome};

/// Arguments of `demarche explain`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

impl Args {
    pub(super) fn run(self, _context: &Context) -> anyhow::Result<Outcome> {
        anyhow::bail!("`explain` is not written yet")
    }
}
