//! A worker: a process of its own that evaluates queries, so that a query can be ended with it.
//!
//! It reads tasks from stdin and writes answers to stdout, one after the other; when stdin ends, so does it, in whatever
//! it is doing. What it says on stderr when it dies is for the server to read.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::ask::{self, Canned};
use super::problem::Problem;
use super::task::{Job, Reply, Task};
use super::{frame, names, page, thing, write};
use crate::network::{self, Corpus};
use crate::query::Catalog;
use crate::store::{self, OpenError, Repository};

/// Stack of the thread that parses and evaluates, in bytes.
const STACK: usize = 64 << 20;

/// How long an idle store may take to close.
const CLOSING: Duration = Duration::from_millis(200);

/// What a worker works on.
#[derive(Clone, Debug, Default)]
pub struct WorkerOptions {
    /// Folder of the store.
    pub location: PathBuf,
    /// Folders of further canned queries.
    pub queries: Vec<PathBuf>,
    /// Bytes of data that it may have at most; no limit if 0.
    pub memory: u64,
    /// Whether it opens the store for writing.
    pub writing: bool,
}

/// How the worker begins: ready, or why not.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Hello {
    pub(super) error: Option<String>,
    pub(super) help: Option<String>,
    /// Another process writes the store.
    pub(super) locked: bool,
}

/// Works until stdin ends.
///
/// # Errors
/// When the pipes fail or the limit of memory cannot be set; that the store cannot be opened is told through the pipe.
pub fn work(options: WorkerOptions) -> io::Result<()> {
    if options.memory > 0 {
        rlimit::setrlimit(rlimit::Resource::DATA, options.memory, options.memory)?;
    }
    let (send, jobs) = mpsc::sync_channel::<(Job, Vec<u8>)>(1);
    let writing = options.writing;
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(move || evaluate(&options, &jobs))?;
    let mut input = io::stdin().lock();
    while let Some(job) = frame::read(&mut input)? {
        if send.send(job).is_err() {
            break;
        }
    }
    drop(send);
    // The server has gone or wants an end; a query that runs is ended by the end of the process. An idle store is closed
    // first, one that is being written in any case.
    let start = Instant::now();
    while !writing && !worker.is_finished() && start.elapsed() < CLOSING {
        std::thread::sleep(Duration::from_millis(2));
    }
    if writing || worker.is_finished() {
        return worker.join().unwrap_or_else(|_| Err(io::Error::other("the evaluation failed")));
    }
    std::process::exit(0)
}

fn evaluate(options: &WorkerOptions, jobs: &mpsc::Receiver<(Job, Vec<u8>)>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let opened = if options.writing { Repository::open_to_write(&options.location) } else { Repository::open(&options.location) };
    let repository = match opened {
        Ok(repository) => repository,
        Err(error) => {
            let locked = matches!(error, OpenError::Locked { .. });
            let hello = Hello { error: Some(error.to_string()), help: error.help().map(str::to_owned), locked };
            return frame::write(&mut out, &hello, &[]);
        }
    };
    let catalog = match Catalog::load(&options.queries) {
        Ok(catalog) => catalog,
        Err(errors) => {
            let errors = errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
            return frame::write(&mut out, &Hello { error: Some(errors), help: None, locked: false }, &[]);
        }
    };
    frame::write(&mut out, &Hello { error: None, help: None, locked: false }, &[])?;
    for (job, body) in jobs {
        let (reply, body) = handle(&repository, &catalog, &job, &body).unwrap_or_else(|problem| Reply::problem(&problem));
        frame::write(&mut out, &reply, &body)?;
        out.flush()?;
    }
    Ok(())
}

fn handle(repository: &Repository, catalog: &Catalog, job: &Job, body: &[u8]) -> Result<(Reply, Vec<u8>), Problem> {
    let (store, timeout) = (repository.store(), Duration::from_millis(job.timeout));
    match &job.task {
        Task::Sparql { text, default_graphs, named_graphs, wanted } => ask::sparql(store, text, (default_graphs, named_graphs), wanted, job.rows, timeout),
        Task::Canned { name, given, offset, limit, wanted, address } => {
            let query = catalog.get(name).map_err(Problem::missing)?;
            ask::canned(store, &Canned { query, given, offset: *offset, limit: *limit, address }, wanted, job.rows, timeout)
        }
        Task::Network { options } => {
            let corpus = Corpus::read(store).map_err(Problem::failed)?;
            let pairs = options.iter().map(|(k, v)| (k.as_str(), v.as_str()));
            let answer = network::answer(&corpus, store, pairs).map_err(|error| match error.is_usage() {
                true => Problem::bad(&error).help(error.help().unwrap_or("docs/network.md lists the options")),
                false => Problem::failed(&error),
            })?;
            let mut reply = Reply::ok(answer.media_type);
            // Header values are ASCII; the reason names options and values, which may be anything.
            reply
                .headers
                .extend(answer.empty.map(|why| ("Demarche-Empty".to_owned(), why.chars().filter(|c| c.is_ascii() && !c.is_ascii_control()).collect())));
            Ok((reply, answer.bytes))
        }
        Task::Names => {
            let names = names::read(store).map_err(Problem::failed)?;
            Ok((Reply::ok("application/json"), serde_json::to_vec(&names).map_err(Problem::failed)?))
        }
        Task::Exists { iri } => match thing::exists(store, iri).map_err(Problem::failed)? {
            true => Ok((Reply::ok("text/plain"), Vec::new())),
            false => Err(thing::unknown(iri)),
        },
        Task::Thing { iri, format } if format == "html" => page::page(store, catalog, iri, timeout),
        Task::Thing { iri, format } => thing::data(store, iri, format),
        Task::Graph { name, format } => write::graph(store, name.as_ref(), format),
        Task::Counts => {
            let stats = store::stats(store).map_err(Problem::failed)?;
            let triples = store.len().map_err(Problem::failed)?;
            let counts = serde_json::json!({ "triples": triples, "stats": stats });
            Ok((Reply::ok("application/json"), serde_json::to_vec(&counts).map_err(Problem::failed)?))
        }
        Task::Update { text, using, using_named } => write::update(store, text, (using, using_named)),
        Task::Put { name, format, base, replace } => write::put(store, name.as_ref(), format, base, *replace, body),
        Task::Remove { name } => write::remove(store, name.as_ref()),
    }
}
