//! `demarche stats`.

use super::context::{Context, Outcome};

/// Arguments of `demarche stats`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

impl Args {
    pub(super) fn run(self, _context: &Context) -> anyhow::Result<Outcome> {
        anyhow::bail!("`stats` is not written yet")
    }
}
