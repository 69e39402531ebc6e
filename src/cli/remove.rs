//! `demarche remove`.

use super::context::{Context, Outcome};

/// Arguments of `demarche remove`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

impl Args {
    pub(super) fn run(self, _context: &Context) -> anyhow::Result<Outcome> {
        anyhow::bail!("`remove` is not written yet")
    }
}
