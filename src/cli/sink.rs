//! Where a command writes: stdout, or a file that is there only when it is complete.

use std::fs::{self, File};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

const BUFFER: usize = 1 << 16;

/// Buffered output to `-o`.
///
/// A regular file is written beside its place and takes it in [`Sink::commit`]; without that nothing is left behind.
/// Pipes and devices are written as they are.
pub(super) enum Sink {
    Stdout(BufWriter<Stdout>),
    Device(BufWriter<File>),
    File { out: BufWriter<File>, partial: Partial },
}

/// A file under its temporary name, removed when dropped.
pub(super) struct Partial {
    path: PathBuf,
    target: PathBuf,
}

impl Drop for Partial {
    fn drop(&mut self) {
        // After a commit there is nothing to remove.
        let _ = fs::remove_file(&self.path);
    }
}

impl Sink {
    /// Opens the output: a path, or stdout where there is none or `-`.
    pub(super) fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path.filter(|p| *p != Path::new("-")) else {
            return Ok(Self::Stdout(BufWriter::with_capacity(BUFFER, io::stdout())));
        };
        let failed = || format!("{}: cannot be written", path.display());
        if fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir()) {
            let file = File::options().write(true).open(path).with_context(failed)?;
            return Ok(Self::Device(BufWriter::with_capacity(BUFFER, file)));
        }
        if path.is_dir() {
            return Err(super::report::usage(format!("{}: is a folder", path.display()), "name a file after `-o`"));
        }
        // A link stays a link: its target is replaced.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut name = std::ffi::OsString::from(".");
        name.push(target.file_name().unwrap_or(target.as_os_str()));
        name.push(format!(".{}.partial", std::process::id()));
        let partial = target.with_file_name(name);
        let file = File::create(&partial).with_context(failed)?;
        Ok(Self::File { out: BufWriter::with_capacity(BUFFER, file), partial: Partial { path: partial, target } })
    }

    /// Whether it is a file that others do not see yet, so that flushing has no reader.
    pub(super) fn is_hidden(&self) -> bool {
        matches!(self, Self::File { .. })
    }

    /// Writes what is left; a file takes its place.
    pub(super) fn commit(self) -> anyhow::Result<()> {
        match self {
            Self::Stdout(mut out) => out.flush().context("cannot write to stdout"),
            Self::Device(mut out) => out.flush().context("cannot write"),
            Self::File { out, partial } => {
                let failed = || format!("{}: cannot be written", partial.target.display());
                let file = out.into_inner().map_err(io::IntoInnerError::into_error).with_context(failed)?;
                file.sync_all().with_context(failed)?;
                fs::rename(&partial.path, &partial.target).with_context(failed)
            }
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::Device(out) | Self::File { out, .. } => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Device(out) | Self::File { out, .. } => out.flush(),
        }
    }
}
