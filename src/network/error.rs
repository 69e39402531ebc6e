//! Why there is no network.

use crate::query::ResolveError;

/// Why there is no network.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NetworkError {
    /// No option has that name.
    #[error("there is no option `{name}`")]
    Option {
        /// The name as given.
        name: String,
    },
    /// An option does not take that value.
    #[error("`{option}` takes {expected}, not `{value}`")]
    Value {
        /// Name of the option.
        option: &'static str,
        /// What was given.
        value: String,
        /// What it takes.
        expected: String,
    },
    /// Options that do not go together.
    #[error("{what}")]
    Clash {
        /// Which, and why.
        what: String,
        /// What does.
        help: &'static str,
    },
    /// A name of an option means nothing, or several things.
    #[error("`{option}`: {source}")]
    Name {
        /// Name of the option.
        option: &'static str,
        /// Why.
        source: ResolveError,
    },
    /// More windows than anybody can look at.
    #[error("{windows} windows are too many")]
    Windows {
        /// How many there would be.
        windows: usize,
    },
    /// A format that is not known, or that cannot hold what was asked for.
    #[error("{what}")]
    Format {
        /// What is wrong.
        what: String,
        /// What would do.
        help: &'static str,
    },
    /// The store cannot be read.
    #[error("cannot read the store")]
    Storage(#[from] oxigraph::store::StorageError),
    /// The file cannot be written.
    #[error(transparent)]
    Export(#[from] crate::export::ExportError),
}

impl NetworkError {
    /// The remedy, to be printed after `help:`.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Option { .. } => Some("`demarche network --help` lists the options; in an address they have the same names"),
            Self::Value { .. } => None,
            Self::Clash { help, .. } | Self::Format { help, .. } => Some(help),
            Self::Name { .. } => Some("give an IRI, prefixed name, code, acronym or name that the store knows"),
            Self::Windows { .. } => Some("take longer windows or steps, or fewer days with `since` and `until`"),
            Self::Storage(_) => None,
            Self::Export(error) => error.help(),
        }
    }

    /// Whether the question was wrong, rather than the store or the disk.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        !matches!(self, Self::Storage(_) | Self::Export(_))
    }

    pub(super) fn value(option: &'static str, value: &str, expected: &str) -> Self {
        Self::Value { option, value: value.to_owned(), expected: expected.to_owned() }
    }
}
