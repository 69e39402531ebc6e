//! `demarche queries`.

use super::context::{Context, Outcome};

/// Arguments of `demarche queries`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

impl Args {
    pub(super) fn run(self, _context: &Context) -> anyhow::Result<Outcome> {
        anyhow::bail!("`queries` is not written yet")
    }
}
