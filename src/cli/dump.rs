//! `demarche dump`.

use super::context::{Context, Outcome};

/// Arguments of `demarche dump`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

impl Args {
    pub(super) fn run(self, _context: &Context) -> anyhow::Result<Outcome> {
        anyhow::bail!("`dump` is not written yet")
    }
}
