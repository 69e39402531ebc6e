//! Reads diplomatic statements; answers who takes which position on what, with the sentence that says so.

pub mod claim;
pub mod export;
pub mod extract;
pub mod graph;
pub mod knowledge;
pub mod read;
pub mod text;
pub mod vocab;
