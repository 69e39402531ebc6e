//! The workers of a server: so many at a time, each ended when its query does not end.

use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{Semaphore, SemaphorePermit, watch};
use tokio::time::timeout;

use super::frame;
use super::task::{Job, Reply};
use super::worker::{Hello, WorkerOptions};

/// Requests that wait for a worker, at most.
const MOST_WAITING: usize = 256;
/// How long a worker may take to open the store.
const START: Duration = Duration::from_secs(30);
/// How long an idle worker may take to end.
const ENDING: Duration = Duration::from_secs(10);
/// What a worker says last, in bytes.
const LAST_WORDS: usize = 4096;

/// Why a task got no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum PoolError {
    /// All workers are busy, and enough requests wait already.
    #[error("all workers are busy")]
    Busy,
    /// The store is being written by another process.
    #[error("the store is being written")]
    Paused,
    /// The task did not end in time; its worker was ended.
    #[error("the time is up")]
    Timeout,
    /// The worker died of the task.
    #[error("the worker died: {last_words}")]
    Died {
        /// What it said on stderr.
        last_words: String,
    },
    /// No worker could be started.
    #[error("{message}")]
    Start {
        /// Why.
        message: String,
        /// What to do.
        help: Option<String>,
        /// Another process writes the store.
        locked: bool,
    },
    /// A pipe or process failed.
    #[error("a worker cannot be reached: {0}")]
    Io(#[from] io::Error),
}

/// Processes that evaluate queries.
pub(super) struct Pool {
    program: PathBuf,
    options: WorkerOptions,
    size: usize,
    slots: Semaphore,
    idle: Mutex<Vec<Worker>>,
    filling: tokio::sync::Mutex<()>,
    waiting: AtomicUsize,
    paused: AtomicBool,
    // Counted up to end whatever runs.
    ends: watch::Sender<u64>,
    /// Workers ended because of time or memory, or dead.
    pub(super) lost: AtomicU64,
}

impl Pool {
    pub(super) fn new(program: PathBuf, options: WorkerOptions, size: usize) -> Self {
        Self {
            program,
            options,
            size,
            slots: Semaphore::new(size),
            idle: Mutex::new(Vec::new()),
            filling: tokio::sync::Mutex::new(()),
            waiting: AtomicUsize::new(0),
            paused: AtomicBool::new(false),
            ends: watch::Sender::new(0),
            lost: AtomicU64::new(0),
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Worker>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Workers at most.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// Requests that are being answered now.
    pub(super) fn busy(&self) -> usize {
        self.size - self.slots.available_permits().min(self.size)
    }

    /// Whether another process writes the store.
    pub(super) fn is_paused(&self) -> bool {
        self.paused.load(Ordering::Relaxed)
    }

    /// Starts the missing workers.
    pub(super) async fn fill(&self) -> Result<(), PoolError> {
        // One at a time, lest two of them start the same missing one.
        let _filling = self.filling.lock().await;
        while !self.is_paused() && self.idle().len() + self.busy() < self.size {
            let worker = Worker::start(&self.program, &self.options).await?;
            self.idle().push(worker);
        }
        Ok(())
    }

    /// Has a task done, within `limit` of its beginning.
    pub(super) async fn run(self: &Arc<Self>, job: &Job, body: &[u8], limit: Duration) -> Result<(Reply, Bytes), PoolError> {
        if self.is_paused() {
            return Err(PoolError::Paused);
        }
        let waiting = Waiting::new(&self.waiting).ok_or(PoolError::Busy)?;
        let slot = timeout(limit, self.slots.acquire()).await.map_err(|_| PoolError::Busy)?;
        let _slot = slot.map_err(|_| PoolError::Busy)?;
        drop(waiting);
        if self.is_paused() {
            return Err(PoolError::Paused);
        }
        let mut ends = self.ends.subscribe();
        let waiting = self.idle().pop();
        let worker = match waiting {
            Some(worker) => worker,
            None => Worker::start(&self.program, &self.options).await?,
        };
        // From here on the worker ends with this future, whatever ends it.
        let mut held = Held { pool: self, worker: Some(worker) };
        let Some(worker) = held.worker.as_mut() else { return Err(PoolError::Busy) };
        let answer = tokio::select! {
            answer = timeout(limit, worker.call(job, body)) => answer.map_err(|_| PoolError::Timeout),
            _ = ends.changed() => Err(PoolError::Paused),
        };
        match answer {
            Ok(Ok(answer)) => {
                if let Some(worker) = held.worker.take() {
                    self.idle().push(worker);
                }
                Ok(answer)
            }
            Ok(Err(_)) => Err(PoolError::Died { last_words: worker.last_words().await }),
            Err(error) => Err(error),
        }
    }

    /// Ends all workers, those that are busy after `patience`; none is started until [`Self::resume`].
    pub(super) async fn pause(&self, patience: Duration) {
        self.paused.store(true, Ordering::Relaxed);
        drop(self.alone(patience).await);
    }

    /// Ends all workers, those that are busy after `patience`; none is started while the value is held, requests wait.
    pub(super) async fn alone(&self, patience: Duration) -> Option<SemaphorePermit<'_>> {
        let all = u32::try_from(self.size).unwrap_or(u32::MAX);
        let slots = match timeout(patience, self.slots.acquire_many(all)).await {
            Ok(slots) => slots,
            Err(_) => {
                self.ends.send_modify(|n| *n += 1);
                self.slots.acquire_many(all).await
            }
        };
        // The semaphore is never closed.
        let slots = slots.ok();
        let workers = std::mem::take(&mut *self.idle());
        for worker in workers {
            worker.end(ENDING).await;
        }
        slots
    }

    /// A worker that writes, while the value of [`Self::alone`] is held.
    pub(super) async fn writer(&self) -> Result<Worker, PoolError> {
        Worker::start(&self.program, &WorkerOptions { writing: true, ..self.options.clone() }).await
    }

    /// Lets workers be started again.
    pub(super) fn resume(&self) {
        self.paused.store(false, Ordering::Relaxed);
    }
}

// One of those that wait.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Option<Self> {
        if count.fetch_add(1, Ordering::Relaxed) >= MOST_WAITING {
            count.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        Some(Self(count))
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

// A worker at work; it is killed unless it is taken back, and another one is started in its place.
struct Held<'a> {
    pool: &'a Arc<Pool>,
    worker: Option<Worker>,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let Some(mut worker) = self.worker.take() else { return };
        self.pool.lost.fetch_add(1, Ordering::Relaxed);
        // It may be dead already.
        let _ = worker.child.start_kill();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let pool = Arc::clone(self.pool);
            runtime.spawn(async move {
                let _ = worker.child.wait().await;
                if !pool.is_paused() {
                    // The next request tries again, and tells why it cannot.
                    let _ = pool.fill().await;
                }
            });
        }
    }
}

/// One process.
#[derive(Debug)]
pub(super) struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    output: ChildStdout,
    words: Option<tokio::task::JoinHandle<String>>,
}

impl Worker {
    /// Starts a process, which opens the store.
    pub(super) async fn start(program: &std::path::Path, options: &WorkerOptions) -> Result<Self, PoolError> {
        let mut command = Command::new(program);
        command.arg("worker").arg("--location").arg(&options.location).arg("--memory").arg(options.memory.to_string());
        for folder in &options.queries {
            command.arg("--queries").arg(folder);
        }
        if options.writing {
            command.arg("--writing");
        }
        // Settings come by arguments alone, and secrets not at all. A signal from a terminal is for the server.
        for name in ["DEMARCHE_TOKEN", "DEMARCHE_LOCATION", "DEMARCHE_QUERIES", "DEMARCHE_KNOWLEDGE", "DEMARCHE_JOBS"] {
            command.env_remove(name);
        }
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true).spawn()?;
        let missing = || io::Error::other("a pipe is missing");
        let (input, output) = (child.stdin.take().ok_or_else(missing)?, child.stdout.take().ok_or_else(missing)?);
        let mut stderr = child.stderr.take().ok_or_else(missing)?;
        let words = tokio::spawn(async move {
            let (mut said, mut buffer) = (Vec::new(), [0; 1024]);
            while let Ok(n @ 1..) = stderr.read(&mut buffer).await {
                said.extend_from_slice(&buffer[..n]);
                let over = said.len().saturating_sub(LAST_WORDS);
                said.drain(..over);
            }
            String::from_utf8_lossy(&said).trim().to_owned()
        });
        let mut worker = Self { child, input: Some(input), output, words: Some(words) };
        let hello: Hello = match timeout(START, worker.receive()).await {
            Ok(Ok((hello, _))) => hello,
            Ok(Err(_)) => return Err(PoolError::Died { last_words: worker.last_words().await }),
            Err(_) => return Err(PoolError::Timeout),
        };
        match hello.error {
            Some(message) => Err(PoolError::Start { message, help: hello.help, locked: hello.locked }),
            None => Ok(worker),
        }
    }

    /// Sends a task and waits for its answer.
    pub(super) async fn call(&mut self, job: &Job, body: &[u8]) -> io::Result<(Reply, Bytes)> {
        let input = self.input.as_mut().ok_or_else(|| io::Error::other("the worker is closed"))?;
        input.write_all(&frame::head(job, body.len())?).await?;
        input.write_all(body).await?;
        input.flush().await?;
        self.receive().await
    }

    async fn receive<T: serde::de::DeserializeOwned>(&mut self) -> io::Result<(T, Bytes)> {
        let mut start = [0; 8];
        self.output.read_exact(&mut start).await?;
        let (head, body) = frame::lengths(start)?;
        let mut bytes = vec![0; head];
        self.output.read_exact(&mut bytes).await?;
        let head = serde_json::from_slice(&bytes)?;
        let mut bytes = vec![0; body];
        self.output.read_exact(&mut bytes).await?;
        Ok((head, bytes.into()))
    }

    // What it said before it died.
    pub(super) async fn last_words(&mut self) -> String {
        match self.words.take() {
            Some(words) => timeout(Duration::from_secs(1), words).await.ok().and_then(Result::ok).unwrap_or_default(),
            None => String::new(),
        }
    }

    /// Lets it end, and waits until it has, so that its lock is free.
    pub(super) async fn end(mut self, patience: Duration) {
        drop(self.input.take());
        if timeout(patience, self.child.wait()).await.is_err() {
            let _ = self.child.kill().await;
        }
    }
}
