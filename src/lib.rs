//! Reads diplomatic statements; answers who takes which position on what, with the sentence that says so.

pub mod check;
pub mod claim;
pub mod examples;
pub mod export;
pub mod extract;
pub mod graph;
#[cfg(feature = "store")]
pub mod identity;
pub mod knowledge;
pub mod mention;
pub mod pipeline;
#[cfg(feature = "store")]
pub mod query;
pub mod read;
pub mod score;
#[cfg(feature = "serve")]
pub mod serve;
#[cfg(feature = "store")]
pub mod store;
pub mod syntax;
pub mod text;
pub mod vocab;
