//! HTTP over a store: SPARQL, canned queries, search, linked data, the explorer.
//!
//! The process that speaks HTTP evaluates nothing. Queries go to workers, processes of the same program with the store
//! open for reading ([`work`]): one that takes too long, too much memory or too much stack is ended and replaced, and its
//! request gets an error. Answers are kept in memory until the store changes.

mod accept;
mod ask;
mod assets;
mod cache;
mod frame;
mod index;
mod metrics;
mod names;
mod openapi;
mod page;
mod pool;
mod problem;
mod respond;
mod routes;
mod server;
mod task;
mod thing;
mod worker;
mod write;

pub use server::{Event, ServeError, ServeOptions, serve};
pub use worker::{WorkerOptions, work};
