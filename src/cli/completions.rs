//! `demarche completions`.

use std::io::Write;

use clap_complete::{Shell, generate};

use super::context::{Context, Outcome};
use super::output;

/// Arguments of `demarche completions`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Args {
    pub(super) fn run(self, _context: &Context) -> anyhow::Result<Outcome> {
        // The generator panics where it cannot write, so it writes to memory.
        let mut script = Vec::new();
        generate(self.shell, &mut super::command(), "demarche", &mut script);
        let mut out = output::stdout();
        out.write_all(&script)?;
        out.flush()?;
        Ok(Outcome::Done)
    }
}
