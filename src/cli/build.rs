//! `demarche build`.

use super::context::{Context, Outcome};

/// Arguments of `demarche build`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

impl Args {
    pub(super) fn run(self, _context: &Context) -> anyhow::Result<Outcome> {
        anyhow::bail!("`build` is not written yet")
    }
}
