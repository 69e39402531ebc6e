//! gzip and zstd, recognised by their magic bytes, with a guard against decompression bombs.

use std::fmt;
use std::io::{self, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::error::{Place, ReadError};

/// A reader that may be handed to another thread.
pub(super) type Bytes = Box<dyn Read + Send>;

/// A compression that is undone while reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compression {
    /// gzip ([RFC 1952](https://www.rfc-editor.org/rfc/rfc1952)), of one or several members.
    Gzip,
    /// Zstandard ([RFC 8878](https://www.rfc-editor.org/rfc/rfc8878)).
    Zstd,
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        })
    }
}

impl Compression {
    /// The compression that a file name's extension announces.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "gz" | "gzip" => Some(Self::Gzip),
            "zst" | "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }

    fn from_magic(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, 0x08, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            _ => None,
        }
    }
}

/// Bytes as decompressed, of which the first have been looked at.
pub(super) struct Opened {
    /// All bytes, those of `head` included.
    pub(super) reader: Bytes,
    /// The first bytes, at most [`HEAD`]; all there is when shorter.
    pub(super) head: Vec<u8>,
    /// What was undone.
    pub(super) compression: Option<Compression>,
}

/// How many bytes are looked at to recognise format and encoding.
pub(super) const HEAD: usize = 8 * 1024;

/// Below this many decompressed bytes the ratio is not looked at.
const RATIO_GRACE: u64 = 64 * 1024 * 1024;

/// Undoes the compression, if any. Magic bytes decide; the extension only where they are no text either.
pub(super) fn open(mut raw: Bytes, path: &str, name: &str, max_ratio: u64) -> Result<Opened, ReadError> {
    let head = peek(&mut raw).map_err(|source| ReadError::Io { path: path.to_owned(), source })?;
    if head.is_empty() {
        return Err(ReadError::Empty { place: Place::file(path) });
    }
    let announced = || Compression::from_name(name).filter(|_| head.iter().any(|&b| b < 7));
    let Some(method) = Compression::from_magic(&head).or_else(announced) else {
        return Ok(Opened { reader: Box::new(Cursor::new(head.clone()).chain(raw)), head, compression: None });
    };
    let fail = |source| io_error(path, Some(method), max_ratio, source);
    let taken = Arc::new(AtomicU64::new(0));
    let counted = BufReader::with_capacity(64 * 1024, Counted { inner: Cursor::new(head).chain(raw), taken: Arc::clone(&taken) });
    let decoder: Bytes = match method {
        Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(counted)),
        Compression::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(counted).map_err(fail)?),
    };
    let mut reader = Guarded { inner: decoder, taken, given: 0, max_ratio };
    let head = peek(&mut reader).map_err(fail)?;
    if head.is_empty() {
        return Err(ReadError::Empty { place: Place::file(path) });
    }
    Ok(Opened { reader: Box::new(Cursor::new(head.clone()).chain(reader)), head, compression: Some(method) })
}

/// Says whether the source, the decompressor or the guard failed.
pub(super) fn io_error(path: &str, method: Option<Compression>, ratio: u64, source: io::Error) -> ReadError {
    let path = path.to_owned();
    if source.get_ref().is_some_and(|inner| inner.is::<RatioExceeded>()) {
        return ReadError::RatioTooHigh { path, ratio };
    }
    match method {
        Some(method) => ReadError::Decompress { path, method, source },
        None => ReadError::Io { path, source },
    }
}

fn peek(reader: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    reader.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

struct Counted<R> {
    inner: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.taken.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

struct Guarded {
    inner: Bytes,
    taken: Arc<AtomicU64>,
    given: u64,
    max_ratio: u64,
}

impl Read for Guarded {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.given += n as u64;
        let allowed = self.taken.load(Ordering::Relaxed).saturating_mul(self.max_ratio);
        if self.given > RATIO_GRACE && self.given > allowed {
            return Err(io::Error::other(RatioExceeded));
        }
        Ok(n)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("decompresses beyond the allowed ratio")]
struct RatioExceeded;

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use super::*;

    pub(crate) fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn read(bytes: Vec<u8>, name: &str) -> Result<Vec<u8>, ReadError> {
        let mut opened = open(Box::new(Cursor::new(bytes)), name, name, 400)?;
        let mut out = Vec::new();
        opened.reader.read_to_end(&mut out).map_err(|e| io_error(name, opened.compression, 400, e))?;
        Ok(out)
    }

    #[test]
    fn gzip_of_several_members_is_read_to_the_end() {
        let mut bytes = gzip(b"first ");
        bytes.extend(gzip(b"second"));
        assert_eq!(read(bytes, "a.gz").unwrap(), b"first second");
    }

    #[test]
    fn magic_bytes_count_whatever_the_extension_says() {
        let bytes = zstd::encode_all(&b"text"[..], 3).unwrap();
        assert_eq!(read(bytes, "a.txt").unwrap(), b"text");
        assert_eq!(read(b"never compressed".to_vec(), "a.gz").unwrap(), b"never compressed");
    }

    #[test]
    fn a_cut_or_damaged_file_is_a_decompression_failure() {
        let mut cut = gzip(&[b'x'; 5000]);
        cut.truncate(20);
        assert!(matches!(read(cut, "a.gz"), Err(ReadError::Decompress { method: Compression::Gzip, .. })));
        assert!(matches!(read(vec![0, 1, 2, 3], "a.zst"), Err(ReadError::Decompress { .. })));
    }

    #[test]
    fn a_bomb_is_refused_before_it_fills_the_memory() {
        let bomb = zstd::encode_all(io::repeat(b' ').take(256 * 1024 * 1024), 3).unwrap();
        assert!(matches!(read(bomb, "a.zst"), Err(ReadError::RatioTooHigh { ratio: 400, .. })));
    }

    #[test]
    fn nothing_inside_is_empty() {
        assert!(matches!(read(Vec::new(), "a.txt"), Err(ReadError::Empty { .. })));
        assert!(matches!(read(gzip(b""), "a.gz"), Err(ReadError::Empty { .. })));
    }
}
