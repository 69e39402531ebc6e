//! Reads diplomatic statements; answers who takes which position on what, with the sentence that says so.

pub mod claim;
pub mod extract;
pub mod graph;
pub mod knowledge;
#[cfg(feature = "store")]
pub mod query;
pub mod read;
pub mod text;
pub mod vocab;
