//! The folder of a store: marker, lock, data.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use oxigraph::store::{StorageError, Store};
use serde::{Deserialize, Serialize};

/// The format this program writes, and the newest it reads.
const FORMAT: u32 = 1;
const MARKER: &str = "demarche.json";
const LOCK: &str = "lock";
const GATE: &str = "gate";
const DATA: &str = "data";
const LOADING: &str = "loading";
/// How long a writer waits for a server that makes way.
const MAKING_WAY: Duration = Duration::from_secs(4);
/// How long it waits for one that only looks at the gate.
const LOOKING: Duration = Duration::from_millis(500);

#[derive(Debug, Serialize, Deserialize)]
struct Marker {
    format: u32,
    program: String,
}

/// Why a store cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Nothing is there.
    #[error("{}: no such store", path.display())]
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// The folder holds other things, or is no folder.
    #[error("{}: not a demarche store", path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
    },
    /// No build into the store was ever completed.
    #[error("{}: the store is empty", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// Another process holds the lock.
    #[error("{}: the store is in use by another process", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
        /// Whether this process wanted to write.
        writing: bool,
    },
    /// A later version of the program made the store.
    #[error("{}: the store has format {found}, this program knows up to {FORMAT}", path.display())]
    Newer {
        /// The folder.
        path: PathBuf,
        /// The format found.
        found: u32,
    },
    /// The target of a copy is already there.
    #[error("{}: already exists", path.display())]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// The system refused.
    #[error("{}: cannot be opened", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Oxigraph refused.
    #[error("{}: cannot be opened", path.display())]
    Storage {
        /// The folder.
        path: PathBuf,
        /// What Oxigraph said.
        source: StorageError,
    },
}

impl OpenError {
    /// The remedy, to be printed after `help:`.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        Some(match self {
            Self::Missing { .. } => "check the spelling, or make it with `demarche build PATH… -l DIR`",
            Self::Foreign { .. } => "name a folder that is empty or not there yet, or one that `demarche build` made",
            Self::Empty { .. } => "the first build was not completed: run `demarche build PATH… -l DIR` again",
            Self::Locked { writing: true, .. } => {
                "one process writes at a time and none may read meanwhile: wait until the other has ended (a server makes way by itself)"
            }
            Self::Locked { writing: false, .. } => "it is being written: wait until the other has ended",
            Self::Newer { .. } => "use the version of demarche that made it, or a later one",
            Self::Exists { .. } => "name a folder that is not there yet",
            Self::Io { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => "check the permissions",
            Self::Io { source, .. } if source.kind() == io::ErrorKind::StorageFull => "free some space on the disk and run it again; nothing is lost",
            Self::Storage { .. } => "if the disk is full, free some space; else restore a backup or build anew in another folder",
            Self::Io { .. } => return None,
        })
    }
}

/// An open store, locked as long as it lives.
pub struct Repository {
    // Closed before the lock is released: fields are dropped in order.
    data: Option<Store>,
    folder: PathBuf,
    _lock: Option<File>,
    _gate: Option<File>,
}

impl Repository {
    /// Opens a store for reading; any number of processes may.
    ///
    /// # Errors
    ///
    /// There is no store, or one that is being written, or one of a later version.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        known(folder)?;
        let lock = match File::open(folder.join(LOCK)) {
            Ok(file) => Some(file),
            // A store on a medium that cannot be written needs no lock.
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(OpenError::Io { path: folder.join(LOCK), source }),
        };
        if let Some(file) = &lock {
            held(file.try_lock_shared(), folder, false)?;
        }
        let data = folder.join(DATA);
        if !data.is_dir() {
            return Err(OpenError::Empty { path: folder.to_owned() });
        }
        let store = Store::open_read_only(&data).map_err(|source| OpenError::Storage { path: data, source })?;
        Ok(Self { data: Some(store), folder: folder.to_owned(), _lock: lock, _gate: None })
    }

    /// Opens a store for writing; one process may, while none reads.
    ///
    /// # Errors
    ///
    /// As for [`Repository::open`]; or another process reads or writes.
    pub fn open_to_write(folder: &Path) -> Result<Self, OpenError> {
        known(folder)?;
        let mut repository = Self::locked(folder)?;
        if !repository.open_data()? {
            return Err(OpenError::Empty { path: folder.to_owned() });
        }
        Ok(repository)
    }

    /// Opens a store for writing; makes the folder if it is not there or empty. The data may be missing then.
    pub(super) fn open_or_make(folder: &Path) -> Result<Self, OpenError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| OpenError::Io { path, source }
        };
        match known(folder) {
            Ok(()) => {}
            Err(OpenError::Missing { .. }) => fs::create_dir_all(folder).map_err(io(folder))?,
            // A run killed before it wrote the marker leaves at most the lock.
            Err(OpenError::Foreign { .. }) if only_lock(folder) => {}
            Err(error) => return Err(error),
        }
        let mut repository = Self::locked(folder)?;
        let loading = folder.join(LOADING);
        if loading.exists() {
            fs::remove_dir_all(&loading).map_err(io(&loading))?;
        }
        if !folder.join(MARKER).exists() {
            write_marker(folder).map_err(io(&folder.join(MARKER)))?;
        }
        repository.open_data()?;
        Ok(repository)
    }

    fn locked(folder: &Path) -> Result<Self, OpenError> {
        let open = |name| {
            let path = folder.join(name);
            OpenOptions::new().create(true).append(true).open(&path).map_err(|source| OpenError::Io { path, source })
        };
        // The gate says to servers that somebody wants to write; they hold it for a moment, when they look.
        let (gate, lock) = (open(GATE)?, open(LOCK)?);
        held(patiently(&gate, LOOKING), folder, true)?;
        held(patiently(&lock, MAKING_WAY), folder, true)?;
        Ok(Self { data: None, folder: folder.to_owned(), _lock: Some(lock), _gate: Some(gate) })
    }

    fn open_data(&mut self) -> Result<bool, OpenError> {
        let path = self.folder.join(DATA);
        if !path.is_dir() {
            return Ok(false);
        }
        self.data = Some(Store::open(&path).map_err(|source| OpenError::Storage { path, source })?);
        Ok(true)
    }

    /// Whether there are no data yet.
    pub(super) fn is_new(&self) -> bool {
        self.data.is_none()
    }

    /// Opens the folder of the first load.
    pub(super) fn start_loading(&self) -> Result<Store, OpenError> {
        let path = self.folder.join(LOADING);
        Store::open(&path).map_err(|source| OpenError::Storage { path, source })
    }

    /// Closes the folder of the first load and makes it the data.
    pub(super) fn finish_loading(&mut self, loaded: Store) -> Result<(), OpenError> {
        drop(loaded);
        let path = self.folder.join(DATA);
        fs::rename(self.folder.join(LOADING), &path).and_then(|()| File::open(&self.folder)?.sync_all()).map_err(|source| OpenError::Io { path, source })?;
        self.open_data()?;
        Ok(())
    }

    /// Takes away what an unfinished first load has left.
    pub(super) fn abandon_loading(&self, loaded: Store) {
        drop(loaded);
        // The next build does it if this fails.
        let _ = fs::remove_dir_all(self.folder.join(LOADING));
    }

    /// The data.
    ///
    /// # Panics
    ///
    /// Never: repositories are handed out with data only.
    #[must_use]
    pub fn store(&self) -> &Store {
        match &self.data {
            Some(store) => store,
            None => unreachable!("a repository is handed out with data only"),
        }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Copies the store to a folder that is not there yet; on the same disk by links, so in no time.
    ///
    /// # Errors
    ///
    /// The folder is there already or cannot be written.
    pub fn backup(&self, target: &Path) -> Result<(), OpenError> {
        if target.exists() {
            return Err(OpenError::Exists { path: target.to_owned() });
        }
        let mut partial = target.as_os_str().to_owned();
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        let io = |source| OpenError::Io { path: target.to_owned(), source };
        if partial.exists() {
            fs::remove_dir_all(&partial).map_err(io)?;
        }
        fs::create_dir_all(&partial).map_err(io)?;
        let copied = self.store().backup(partial.join(DATA)).map_err(|source| OpenError::Storage { path: target.to_owned(), source });
        let copied = copied.and_then(|()| {
            File::create(partial.join(LOCK)).map_err(io)?;
            write_marker(&partial).map_err(io)?;
            fs::rename(&partial, target).map_err(io)
        });
        if copied.is_err() {
            let _ = fs::remove_dir_all(&partial);
        }
        copied
    }
}

/// Whether another process writes the store or waits to write it, so that a long-time reader should let go of it.
#[must_use]
pub fn wanted(folder: &Path) -> bool {
    // No gate, or one that cannot be opened: nobody ever wrote here, or nobody can.
    File::open(folder.join(GATE)).is_ok_and(|gate| matches!(gate.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

// Locks a file that others may hold for a while.
fn patiently(file: &File, patience: Duration) -> Result<(), TryLockError> {
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) if start.elapsed() < patience => std::thread::sleep(Duration::from_millis(20)),
            other => return other,
        }
    }
}

// Whether the folder is a store that this program can read.
fn known(folder: &Path) -> Result<(), OpenError> {
    let path = || folder.to_owned();
    match folder.metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(OpenError::Missing { path: path() }),
        Err(source) => return Err(OpenError::Io { path: path(), source }),
        Ok(found) if !found.is_dir() => return Err(OpenError::Foreign { path: path() }),
        Ok(_) => {}
    }
    let text = match fs::read_to_string(folder.join(MARKER)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(OpenError::Foreign { path: path() }),
        Err(source) => return Err(OpenError::Io { path: folder.join(MARKER), source }),
    };
    match serde_json::from_str::<Marker>(&text) {
        Ok(marker) if marker.format > FORMAT => Err(OpenError::Newer { path: path(), found: marker.format }),
        Ok(_) => Ok(()),
        Err(_) => Err(OpenError::Foreign { path: path() }),
    }
}

fn only_lock(folder: &Path) -> bool {
    fs::read_dir(folder)
        .is_ok_and(|mut entries| entries.all(|e| e.is_ok_and(|e| e.file_name() == LOCK || e.file_name() == GATE || e.file_name() == "demarche.json.new")))
}

fn write_marker(folder: &Path) -> io::Result<()> {
    let marker = Marker { format: FORMAT, program: env!("CARGO_PKG_VERSION").to_owned() };
    let (new, path) = (folder.join("demarche.json.new"), folder.join(MARKER));
    let mut text = serde_json::to_string(&marker).map_err(io::Error::other)?;
    text.push('\n');
    fs::write(&new, text)?;
    File::open(&new)?.sync_all()?;
    fs::rename(new, path)
}

fn held(lock: Result<(), TryLockError>, folder: &Path, writing: bool) -> Result<(), OpenError> {
    match lock {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked { path: folder.to_owned(), writing }),
        Err(TryLockError::Error(source)) => Err(OpenError::Io { path: folder.join(LOCK), source }),
    }
}
