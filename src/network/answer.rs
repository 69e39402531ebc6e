//! From pairs of names and values to a file, as an address asks for it.

use oxigraph::store::Store;

use super::{Corpus, Format, NetworkError, Options, networks};

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub media_type: &'static str,
    /// Why there is nothing in it, if there is nothing.
    pub empty: Option<String>,
}

/// The file that pairs of option and value ask for; `format` among them is a short name or media type, else JSON.
///
/// # Errors
/// A name or value is not known, options do not go together, or the store cannot be read;
/// [`NetworkError::is_usage`] tells the one from the other.
pub fn answer<'a>(corpus: &Corpus, store: &Store, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Answer, NetworkError> {
    let mut format = Format::Json;
    let mut rest = Vec::new();
    for (name, value) in pairs {
        if name == "format" {
            format = value.parse()?;
        } else {
            rest.push((name, value));
        }
    }
    let found = networks(corpus, store, &Options::from_pairs(rest)?)?;
    let mut bytes = Vec::new();
    found.write(format, &mut bytes)?;
    Ok(Answer { bytes, media_type: format.media_type(), empty: found.empty })
}
