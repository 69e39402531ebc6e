//! What every command needs: settings, knowledge, ways to speak.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use demarche::knowledge::Knowledge;

use super::Global;
use super::report::{self, Knowledges};
use super::settings::Settings;

/// How a command ended, if it did not fail; the value is the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Outcome {
    /// All was done.
    Done = 0,
    /// Validation found violations.
    Violations = 3,
    /// Some inputs were skipped, each named.
    Partial = 4,
}

/// Settings and voice of a run.
#[derive(Debug)]
pub(super) struct Context {
    /// From flags, environment and file.
    pub(super) settings: Settings,
    /// Notes and progress are wanted.
    pub(super) loud: bool,
    /// How often `-v` was given.
    pub(super) verbose: u8,
}

/// The store a command works on.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Location {
    /// Folder of the store
    #[arg(short, long, value_name = "DIR")]
    pub(super) location: Option<PathBuf>,
}

impl Context {
    pub(super) fn new(global: Global) -> anyhow::Result<Self> {
        let mut settings = Settings::load(global.config.as_deref())?;
        if !global.knowledge.is_empty() {
            settings.knowledge = global.knowledge;
        }
        Ok(Self { settings, loud: !global.quiet, verbose: global.verbose })
    }

    /// The knowledge, with the overlays of this run.
    pub(super) fn knowledge(&self) -> anyhow::Result<Knowledge> {
        Ok(Knowledge::load(&self.settings.knowledge).map_err(Knowledges)?)
    }

    /// The folder of the store: the flag, else the setting.
    #[cfg_attr(not(feature = "store"), expect(dead_code, reason = "only stores have a place"))]
    pub(super) fn location<'a>(&'a self, given: &'a Location) -> anyhow::Result<&'a Path> {
        given
            .location
            .as_deref()
            .or(self.settings.location.as_deref())
            .ok_or_else(|| report::usage("no store given", "name its folder with `-l DIR`, DEMARCHE_LOCATION, or `location` in demarche.toml"))
    }

    /// Tells something of interest, unless `-q`.
    pub(super) fn note(&self, message: impl Display) {
        if self.loud {
            report::line(format_args!("{message}"));
        }
    }

    /// Warns of something skipped or doubtful, also under `-q`.
    pub(super) fn warn(&self, message: impl Display, help: Option<&str>) {
        report::line(format_args!("warning: {message}"));
        if let Some(help) = help {
            report::line(format_args!("help: {help}"));
        }
    }
}
