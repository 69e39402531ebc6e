//! `demarche check`.

use super::context::{Context, Outcome};

/// Arguments of `demarche check`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

impl Args {
    pub(super) fn run(self, _context: &Context) -> anyhow::Result<Outcome> {
        anyhow::bail!("`check` is not written yet")
    }
}
