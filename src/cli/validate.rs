//! `demarche validate`.

use super::context::{Context, Outcome};

/// Arguments of `demarche validate`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

impl Args {
    pub(super) fn run(self, _context: &Context) -> anyhow::Result<Outcome> {
        anyhow::bail!("`validate` is not written yet")
    }
}
