//! `demarche man`.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap_mangen::Man;

use super::context::{Context, Outcome};
use super::output;

/// Arguments of `demarche man`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder to write the pages of all commands to [default: the main page on stdout]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

impl Args {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let Some(folder) = self.output else {
            let mut out = output::stdout();
            Man::new(super::command()).render(&mut out)?;
            out.flush()?;
            return Ok(Outcome::Done);
        };
        std::fs::create_dir_all(&folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
        let mut command = super::command();
        command.build();
        write(&folder, &command)?;
        let pages = command.get_subcommands().filter(|c| !c.is_hide_set()).map(|c| write(&folder, c)).collect::<anyhow::Result<Vec<_>>>()?;
        context.note(format_args!("{} pages in {}", pages.len() + 1, folder.display()));
        Ok(Outcome::Done)
    }
}

fn write(folder: &Path, command: &clap::Command) -> anyhow::Result<()> {
    let man = Man::new(command.clone());
    let name = match command.get_name() {
        "demarche" => "demarche.1".to_owned(),
        name => format!("demarche-{name}.1"),
    };
    let path = folder.join(name);
    let mut page = Vec::new();
    man.render(&mut page)?;
    std::fs::write(&path, page).with_context(|| format!("{}: cannot be written", path.display()))
}
