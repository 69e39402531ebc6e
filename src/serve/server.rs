//! The server: its options, its state, its life.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use quick_cache::sync::Cache;
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore, watch};

use super::ask;
use super::cache::{Entry, Weight};
use super::index::Index;
use super::metrics::Metrics;
use super::pool::{Pool, PoolError};
use super::problem::Problem;
use super::task::{Job, Reply, Task};
use super::worker::WorkerOptions;
use super::write::CLOSING;
use super::{respond, routes};
use crate::query::{Catalog, QueryFileError};
use crate::store;

/// Connections at a time.
const MOST_CONNECTIONS: usize = 1024;
/// Time for the head of a request.
const HEAD: Duration = Duration::from_secs(10);
/// Bytes of the head of a request.
const HEAD_BYTES: usize = 1 << 17;
/// Headers of a request.
const MOST_HEADERS: usize = 64;
/// Time for requests that are being answered when the server is told to end.
const FAREWELL: Duration = Duration::from_secs(5);
/// How often a writer is looked for.
const LOOK: Duration = Duration::from_millis(100);
/// Time at least for what the server itself wants to know: pages, counts.
const OWN: Duration = Duration::from_secs(30);
/// How long a query that met its limit is not tried again.
const SAME_ERROR: Duration = Duration::from_secs(2);
/// How long queries may run on when a writer waits.
const PATIENCE: Duration = Duration::from_secs(1);

/// Under which the counts are kept.
pub(super) const COUNTS: &str = "counts";

/// What is served, and how.
pub struct ServeOptions {
    /// Folder of the store.
    pub location: PathBuf,
    /// Folders of further canned queries.
    pub queries: Vec<PathBuf>,
    /// The program whose command `worker` runs [`super::work`].
    pub program: PathBuf,
    /// Address to listen at.
    pub bind: SocketAddr,
    /// Names under which the server may be addressed, beside those of the loopback and the address itself.
    pub hosts: Vec<String>,
    /// Origins whose pages may read answers.
    pub cors: Vec<String>,
    /// Limit of time of a query.
    pub timeout: Duration,
    /// Limit of memory of a worker, in bytes; 0 for none.
    pub memory: u64,
    /// Limit of rows of an answer.
    pub rows: usize,
    /// Queries at a time.
    pub workers: usize,
    /// Bytes of memory for answers that are kept.
    pub cache: u64,
    /// The token that requests must show which write; nothing can be written without one.
    pub token: Option<String>,
    /// Called with the address when requests are taken.
    pub ready: Box<dyn FnOnce(SocketAddr) + Send>,
    /// Called with what a user should know, and with a line for each request if wanted.
    pub log: Arc<dyn Fn(Event<'_>) + Send + Sync>,
}

impl std::fmt::Debug for ServeOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServeOptions").field("location", &self.location).field("bind", &self.bind).finish_non_exhaustive()
    }
}

/// What the server tells while it runs.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A request was answered.
    Request {
        /// Its method.
        method: &'a str,
        /// Its path and query.
        target: &'a str,
        /// Status of the answer.
        status: u16,
        /// Time to the head of the answer.
        took: Duration,
    },
    /// Something that the one who runs the server should know.
    Notice(&'a str),
}

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Query files are faulty.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\ndemarche: "))]
    Queries(Vec<QueryFileError>),
    /// The address cannot be listened at.
    #[error("cannot listen at {address}: {source}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The workers cannot work.
    #[error("{message}")]
    Worker {
        /// Why not.
        message: String,
        /// What to do.
        help: Option<String>,
    },
    /// The system refused.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl ServeError {
    /// The remedy, to be printed after `help:`.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        match self {
            Self::Bind { source, .. } if source.kind() == io::ErrorKind::AddrInUse => {
                Some("another server is there: choose another port with `--bind 127.0.0.1:PORT`")
            }
            Self::Bind { .. } => Some("give an address of this machine with `--bind ADDRESS:PORT`"),
            Self::Worker { help, .. } => help.as_deref(),
            _ => None,
        }
    }
}

/// The state that all requests share.
pub(super) struct Server {
    pub(super) options: Limits,
    pub(super) catalog: Catalog,
    pub(super) pool: Arc<Pool>,
    pub(super) log: Arc<dyn Fn(Event<'_>) + Send + Sync>,
    cache: Cache<String, Arc<Entry>, Weight>,
    index: RwLock<Option<Arc<Index>>>,
    indexed: watch::Sender<u64>,
    generation: AtomicU64,
    stale: Notify,
    // Held by what writes, so that the server does not make way for itself.
    writing: tokio::sync::Mutex<()>,
    pub(super) metrics: Metrics,
}

/// What the options say to requests.
pub(super) struct Limits {
    pub(super) location: PathBuf,
    pub(super) bind: SocketAddr,
    pub(super) hosts: Vec<String>,
    pub(super) cors: Vec<String>,
    pub(super) timeout: Duration,
    pub(super) rows: usize,
    pub(super) token: Option<String>,
}

impl Server {
    /// The answer to a task, kept or computed. `key` names everything that it depends on but the store.
    pub(super) async fn answer(&self, key: &str, task: Task, request: &HeaderMap) -> Response {
        match self.entry(key, task).await {
            Ok(entry) => respond::entry(&entry, request, "no-cache"),
            Err(problem) => problem.into_response(),
        }
    }

    /// As [`Self::answer`], not yet as a response.
    pub(super) async fn entry(&self, key: &str, task: Task) -> Result<Arc<Entry>, Problem> {
        let key = format!("{}|{key}", self.generation.load(Ordering::Acquire));
        self.cache.remove_if(&key, |entry| entry.until.is_some_and(|until| until < Instant::now()));
        let guard = match self.cache.get_value_or_guard_async(&key).await {
            Ok(entry) => return Ok(entry),
            Err(guard) => guard,
        };
        let entry = match self.ask(task, &[]).await {
            Ok((reply, body)) => Entry::new(reply, body),
            // Those who wait for the same answer get the same error, instead of trying it one after the other.
            Err(problem) if matches!(problem.status, 504 | 507) => {
                let (reply, body) = Reply::problem(&problem);
                Entry::new(reply, body.into()).until(Instant::now() + SAME_ERROR)
            }
            Err(problem) => return Err(problem),
        };
        let entry = Arc::new(entry);
        if entry.reply.status == 200 || entry.until.is_some() {
            // A guard that was replaced meanwhile is no loss.
            let _ = guard.insert(Arc::clone(&entry));
        }
        Ok(entry)
    }

    /// Has a task done by a worker.
    pub(super) async fn ask(&self, task: Task, body: &[u8]) -> Result<(Reply, Bytes), Problem> {
        // What is asked in other words than ours has the limit; pages and counts are bounded by themselves.
        let foreign = matches!(task, Task::Sparql { .. } | Task::Canned { .. });
        let timeout = if foreign { self.options.timeout } else { self.options.timeout.max(OWN) };
        let job = Job { task, timeout: u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX), rows: self.options.rows };
        // The worker gives up by itself where it can; where it cannot it is ended soon after.
        let grace = (timeout / 4).clamp(Duration::from_millis(100), Duration::from_secs(1));
        self.pool.run(&job, body, timeout + grace).await.map_err(|error| self.problem(error))
    }

    /// Has a task done that writes: alone, with the store opened for it. Requests wait meanwhile.
    pub(super) async fn write(self: &Arc<Self>, task: Task, body: Bytes) -> Result<Reply, Problem> {
        if self.pool.is_paused() {
            return Err(self.problem(PoolError::Paused));
        }
        let server = Arc::clone(self);
        // Goes on when the client has gone: what was begun is ended in order.
        let done = tokio::spawn(async move {
            let _writing = server.writing.lock().await;
            let alone = server.pool.alone(PATIENCE).await;
            let reply = server.written(task, &body).await;
            drop(alone);
            let filled = server.pool.fill().await;
            server.changed();
            filled.map_err(|e| server.problem(e))?;
            reply
        });
        done.await.map_err(Problem::failed)?
    }

    async fn written(&self, task: Task, body: &[u8]) -> Result<Reply, Problem> {
        let timeout = self.options.timeout;
        let job = Job { task, timeout: u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX), rows: self.options.rows };
        let mut worker = self.pool.writer().await.map_err(|e| self.problem(e))?;
        // An update is one transaction: when its worker is ended, nothing of it is there.
        let answer = tokio::time::timeout(timeout, worker.call(&job, body)).await;
        match answer {
            Ok(Ok((reply, body))) => {
                worker.end(CLOSING).await;
                if reply.status < 400 { Ok(reply) } else { Err(Problem::read(&body)) }
            }
            Ok(Err(_)) => Err(self.problem(PoolError::Died { last_words: worker.last_words().await })),
            Err(_) => {
                worker.end(Duration::ZERO).await;
                Err(Problem { detail: "the update did not end in time and was stopped; nothing was written".to_owned(), ..ask::too_slow(timeout) })
            }
        }
    }

    /// Whether the store can be asked now, and how often it has changed.
    pub(super) fn health(&self) -> (bool, u64) {
        (!self.pool.is_paused(), self.generation.load(Ordering::Relaxed))
    }

    /// Answers that were kept, that were not, and bytes they take.
    pub(super) fn cached(&self) -> (u64, u64, u64) {
        (self.cache.hits(), self.cache.misses(), self.cache.weight())
    }

    fn problem(&self, error: PoolError) -> Problem {
        match error {
            PoolError::Timeout => ask::too_slow(self.options.timeout),
            PoolError::Busy => Problem::new(503, "Busy", "all workers are busy with other queries")
                .help("try again in a moment; `demarche serve --workers` allows more at a time"),
            PoolError::Paused | PoolError::Start { locked: true, .. } => {
                Problem::new(503, "Store being written", "the store is being written by another process").help("try again when that has ended")
            }
            PoolError::Died { last_words } if last_words.contains("overflowed its stack") => {
                Problem::bad("the query nests too deep to be evaluated").help("take `VALUES`, `IN` or several queries instead")
            }
            PoolError::Died { last_words } if last_words.contains("memory allocation") || last_words.contains("bad_alloc") => {
                Problem::new(507, "Memory limit", "the query needed more memory than it may have and was stopped")
                    .help("ask for less, or aggregate in sub-selects; `demarche serve --memory` sets the limit")
            }
            PoolError::Died { last_words } => {
                (self.log)(Event::Notice(&format!("a worker died: {last_words}")));
                Problem::failed("the process that evaluated the query died; it has been replaced").help("this should not happen: please report the query")
            }
            PoolError::Start { message, help, .. } => {
                let problem = Problem::new(503, "Store not available", message);
                match help {
                    Some(help) => problem.help(help),
                    None => problem,
                }
            }
            PoolError::Io(error) => Problem::failed(error),
        }
    }

    /// The index of names; waits for the first one.
    pub(super) async fn index(&self) -> Option<Arc<Index>> {
        let mut seen = self.indexed.subscribe();
        loop {
            let index = self.index.read().unwrap_or_else(PoisonError::into_inner).clone();
            if index.is_some() {
                return index;
            }
            tokio::time::timeout(Duration::from_secs(30), seen.changed()).await.ok()?.ok()?;
        }
    }

    // Reads the names of the store anew.
    async fn read_names(&self) -> Result<(), Problem> {
        let job = Job { task: Task::Names, timeout: u64::MAX, rows: 0 };
        let (_, body) = self.pool.run(&job, &[], Duration::from_secs(300)).await.map_err(|e| self.problem(e))?;
        let index = tokio::task::spawn_blocking(move || serde_json::from_slice(&body).map(Index::new)).await;
        match index {
            Ok(Ok(index)) => {
                *self.index.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(index));
                self.indexed.send_modify(|n| *n += 1);
                Ok(())
            }
            Ok(Err(error)) => Err(Problem::failed(error)),
            Err(error) => Err(Problem::failed(error)),
        }
    }

    /// Forgets what was computed from the store as it was, and has its names read anew.
    fn changed(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.cache.clear();
        self.stale.notify_one();
    }

    // Reads names and counts whenever the store has changed; changes that come meanwhile are one.
    async fn keep_fresh(self: Arc<Self>) {
        loop {
            self.stale.notified().await;
            if let Err(problem) = self.read_names().await {
                (self.log)(Event::Notice(&format!("the names cannot be read: {}", problem.detail)));
            }
            // Counting reads the whole store: done before somebody waits for it; who comes earlier gets any error.
            let _ = self.entry(COUNTS, Task::Counts).await;
            routes::prepare(&self).await;
        }
    }

    // Makes way for a process that wants to write the store, and comes back when it has.
    async fn make_way(self: Arc<Self>) {
        loop {
            tokio::time::sleep(LOOK).await;
            let _writing = self.writing.lock().await;
            if !store::wanted(&self.options.location) {
                continue;
            }
            self.pool.pause(PATIENCE).await;
            (self.log)(Event::Notice("the store is being written by another process: making way"));
            while store::wanted(&self.options.location) {
                tokio::time::sleep(LOOK).await;
            }
            self.pool.resume();
            match self.pool.fill().await {
                Ok(()) => {
                    self.changed();
                    (self.log)(Event::Notice("the store is open again"));
                }
                Err(error) => (self.log)(Event::Notice(&format!("the store cannot be opened again: {error}"))),
            }
        }
    }
}

/// Serves until the process gets an interrupt or a termination signal.
///
/// # Errors
/// When the store, a query file or the address cannot be opened.
pub fn serve(options: ServeOptions) -> Result<(), ServeError> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run(options))
}

async fn run(options: ServeOptions) -> Result<(), ServeError> {
    let catalog = Catalog::load(&options.queries).map_err(ServeError::Queries)?;
    let bind = options.bind;
    let listener = TcpListener::bind(bind).await.map_err(|source| ServeError::Bind { address: bind, source })?;
    let address = listener.local_addr()?;
    let worker = WorkerOptions { location: options.location.clone(), queries: options.queries.clone(), memory: options.memory, writing: false };
    let pool = Arc::new(Pool::new(options.program.clone(), worker, options.workers));
    pool.fill().await.map_err(|error| match error {
        PoolError::Start { message, help, .. } => ServeError::Worker { message, help },
        PoolError::Died { last_words } => ServeError::Worker {
            message: format!("the workers end at once: {last_words}"),
            help: Some("a limit of memory that is too small does that: raise `--memory`".to_owned()),
        },
        error => ServeError::Worker { message: error.to_string(), help: None },
    })?;
    let limits = Limits {
        location: options.location,
        bind: address,
        hosts: options.hosts,
        cors: options.cors,
        timeout: options.timeout,
        rows: options.rows,
        token: options.token,
    };
    let server = Arc::new(Server {
        options: limits,
        catalog,
        pool: Arc::clone(&pool),
        log: options.log,
        cache: Cache::with_weighter(4096, options.cache, Weight),
        index: RwLock::new(None),
        indexed: watch::Sender::new(0),
        generation: AtomicU64::new(1),
        stale: Notify::new(),
        writing: tokio::sync::Mutex::new(()),
        metrics: Metrics::new(),
    });
    server.stale.notify_one();
    let keeper = tokio::spawn(Arc::clone(&server).keep_fresh());
    let watcher = tokio::spawn(Arc::clone(&server).make_way());
    let router = routes::router(&server);
    (options.ready)(address);
    accept(listener, router).await?;
    watcher.abort();
    keeper.abort();
    pool.pause(Duration::ZERO).await;
    Ok(())
}

// Takes connections until a signal comes, then lets those at work end.
async fn accept(listener: TcpListener, router: Router) -> io::Result<()> {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD).max_headers(MOST_HEADERS).max_buf_size(HEAD_BYTES);
    let graceful = GracefulShutdown::new();
    let slots = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut ended = std::pin::pin!(signal());
    loop {
        let slot = tokio::select! {
            slot = Arc::clone(&slots).acquire_owned() => slot.map_err(io::Error::other)?,
            () = &mut ended => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut ended => break,
        };
        let Ok((stream, _)) = accepted else {
            // Out of files, or the other side has gone: both pass.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // Small answers at once; that this may fail is no reason to refuse.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let connection = graceful.watch(builder.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // What fails here is the connection of a client that has gone.
            let _ = connection.await;
            drop(slot);
        });
    }
    drop(listener);
    // Whoever is slower than that is cut off.
    let _ = tokio::time::timeout(FAREWELL, graceful.shutdown()).await;
    Ok(())
}

async fn signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    interrupt.await;
}
