//! `demarche extract`.

use super::context::{Context, Outcome};

/// Arguments of `demarche extract`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

impl Args {
    pub(super) fn run(self, _context: &Context) -> anyhow::Result<Outcome> {
        anyhow::bail!("`extract` is not written yet")
    }
}
