//! Settings in layers: flags over `DEMARCHE_*` over `demarche.toml`.

use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Toml};
use serde::{Deserialize, Deserializer};

use super::report;

/// The file that is looked for in the current folder.
const FILE: &str = "demarche.toml";

/// What can be set; flags are laid over it by the commands.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Settings {
    /// Folder of the store.
    pub(super) location: Option<PathBuf>,
    /// Folders of knowledge over the built-in one.
    #[serde(deserialize_with = "paths")]
    pub(super) knowledge: Vec<PathBuf>,
    /// Folders of canned queries beside the built-in ones.
    #[serde(deserialize_with = "paths")]
    pub(super) queries: Vec<PathBuf>,
    /// Number of threads.
    pub(super) jobs: Option<usize>,
}

impl Settings {
    pub(super) fn load(file: Option<&Path>) -> anyhow::Result<Self> {
        if let Some(file) = file.filter(|f| !f.is_file()) {
            return Err(report::usage(format!("{}: no such file of settings", file.display()), "check the spelling after `--config`"));
        }
        let file = file.unwrap_or(Path::new(FILE));
        let mut layers = Figment::new();
        if file.is_file() {
            layers = layers.merge(Toml::file_exact(file));
        }
        layers.merge(Env::prefixed("DEMARCHE_").only(&["location", "knowledge", "queries", "jobs"])).extract().map_err(|error| {
            let place = error.metadata.as_ref().and_then(|m| m.source.as_ref()).map_or("environment".to_owned(), ToString::to_string);
            let key = error.path.join(".");
            let key = if key.is_empty() { String::new() } else { format!(" `{key}`:") };
            report::usage(format!("{place}: settings:{key} {}", error.kind), "known are `location`, `knowledge`, `queries` and `jobs`")
        })
    }
}

// A list, or one text with the separator of PATH.
fn paths<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<PathBuf>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        Many(Vec<PathBuf>),
        One(String),
    }
    Ok(match OneOrMany::deserialize(from)? {
        OneOrMany::Many(paths) => paths,
        OneOrMany::One(text) => std::env::split_paths(&text).filter(|p| !p.as_os_str().is_empty()).collect(),
    })
}
