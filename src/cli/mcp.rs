//! `demarche mcp`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}
impl Args {
    pub(super) fn run(self, _: &super::context::Context) -> anyhow::Result<super::context::Outcome> {
        Ok(super::context::Outcome::Done)
    }
}
