//! Names in the text: from the gazetteer, and by their form.

mod dates;
mod entities;
mod names;
mod pattern;

pub use dates::{Printed, dates, month};
pub use entities::{Entities, slug};
pub(crate) use names::head_word;
pub use names::{Meaning, NameSpan, Names};
