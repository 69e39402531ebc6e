//! The explorer: files of `web/dist`, in the binary.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use include_dir::{Dir, DirEntry, include_dir};

use super::cache::Entry;
use super::task::Reply;

static DIST: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/web/dist");

fn files() -> &'static BTreeMap<String, Arc<Entry>> {
    static FILES: OnceLock<BTreeMap<String, Arc<Entry>>> = OnceLock::new();
    FILES.get_or_init(|| {
        let mut out = BTreeMap::new();
        gather(&DIST, &mut out);
        out
    })
}

fn gather(folder: &'static Dir<'static>, out: &mut BTreeMap<String, Arc<Entry>>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(folder) => gather(folder, out),
            DirEntry::File(file) => {
                let path = file.path().to_string_lossy().replace('\\', "/");
                if !path.split('/').any(|part| part.starts_with('.')) {
                    out.insert(path, Arc::new(Entry::new(Reply::ok(media(file.path())), Bytes::from_static(file.contents()))));
                }
            }
        }
    }
}

fn media(path: &Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

/// The file of that path, with how long it may be kept: files below `assets/` have a hash of their content in the name.
pub(super) fn file(path: &str) -> Option<(Arc<Entry>, &'static str)> {
    let entry = files().get(path)?;
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    Some((Arc::clone(entry), cache))
}
