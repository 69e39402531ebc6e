//! Answers, kept as long as there is room and the store stays as it is.

use std::io::Write;
use std::sync::OnceLock;
use std::time::Instant;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use quick_cache::Weighter;
use sha2::{Digest, Sha256};

use super::task::Reply;

/// Bodies shorter than this are not compressed.
const WORTH: usize = 860;

/// An answer that can be given again.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) reply: Reply,
    pub(super) body: Bytes,
    /// Strong, without quotes.
    pub(super) tag: String,
    /// When it is forgotten, if that is not left to the cache.
    pub(super) until: Option<Instant>,
    gzip: OnceLock<Option<Bytes>>,
}

impl Entry {
    pub(super) fn new(reply: Reply, body: Bytes) -> Self {
        let mut hash = Sha256::new();
        hash.update(reply.content_type.as_bytes());
        for (name, value) in &reply.headers {
            hash.update(name.as_bytes());
            hash.update(value.as_bytes());
        }
        hash.update(&body);
        let tag = hash.finalize().iter().take(12).map(|b| format!("{b:02x}")).collect();
        Self { reply, body, tag, until: None, gzip: OnceLock::new() }
    }

    /// The same, to be forgotten at a moment.
    pub(super) fn until(self, moment: Instant) -> Self {
        Self { until: Some(moment), ..self }
    }

    /// The body compressed, if that is worth it; computed once.
    pub(super) fn gzip(&self) -> Option<&Bytes> {
        let gzip = self.gzip.get_or_init(|| {
            let media = self.reply.content_type.as_str();
            let packed = media.contains("parquet") || media.starts_with("image/png") || media.starts_with("font/");
            if packed || self.body.len() < WORTH {
                return None;
            }
            let mut encoder = GzEncoder::new(Vec::with_capacity(self.body.len() / 4), Compression::default());
            encoder.write_all(&self.body).ok()?;
            encoder.finish().ok().filter(|g| g.len() < self.body.len()).map(Bytes::from)
        });
        gzip.as_ref()
    }
}

/// Weighs an answer with the compressed body that it may get.
#[derive(Clone, Debug)]
pub(super) struct Weight;

impl Weighter<String, std::sync::Arc<Entry>> for Weight {
    fn weight(&self, key: &String, entry: &std::sync::Arc<Entry>) -> u64 {
        (key.len() + entry.body.len() + entry.body.len() / 2 + 512) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_tell_bodies_and_types_apart() {
        let tag = |media: &str, body: &'static [u8]| Entry::new(Reply::ok(media), Bytes::from_static(body)).tag;
        assert_eq!(tag("text/csv", b"a"), tag("text/csv", b"a"));
        assert_ne!(tag("text/csv", b"a"), tag("text/csv", b"b"));
        assert_ne!(tag("text/csv", b"a"), tag("text/plain", b"a"));
        let long = Entry::new(Reply::ok("text/csv"), vec![b'a'; 5000].into());
        assert!(long.gzip().unwrap().len() < 100);
        assert!(Entry::new(Reply::ok("text/csv"), Bytes::from_static(b"a")).gzip().is_none());
    }
}
