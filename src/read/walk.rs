//! Which files the arguments name: files, folders, patterns and standard input.

use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use ignore::{Walk, WalkBuilder};

use super::error::{Place, ReadError};

/// One argument.
pub(super) enum Root {
    Stdin,
    File(PathBuf),
    Folder(PathBuf),
    Pattern { base: PathBuf, matcher: GlobMatcher },
}

/// A file to be read.
pub(super) struct Found {
    /// Where to open it; nothing is standard input.
    pub(super) file: Option<PathBuf>,
    /// Path as given or found.
    pub(super) path: String,
    /// Path below the argument, with `/` between folders.
    pub(super) relative: String,
}

/// Makes sense of the arguments; all that are missing are reported together.
pub(super) fn roots(paths: &[String]) -> Result<Vec<Root>, ReadError> {
    let (mut roots, mut missing) = (Vec::new(), Vec::new());
    for given in paths {
        let path = PathBuf::from(given);
        if given == "-" {
            roots.push(Root::Stdin);
        } else if path.is_dir() {
            roots.push(Root::Folder(path));
        } else if path.exists() {
            roots.push(Root::File(path));
        } else if given.contains(['*', '?', '[', '{']) {
            roots.push(pattern(given)?);
        } else {
            missing.push(given.clone());
        }
    }
    match missing.is_empty() {
        true => Ok(roots),
        false => Err(ReadError::Missing { paths: missing }),
    }
}

fn pattern(given: &str) -> Result<Root, ReadError> {
    let cut = given.find(['*', '?', '[', '{', '\\']).unwrap_or(given.len());
    let start = given.get(..cut).and_then(|literal| literal.rfind('/')).map_or(0, |slash| slash + 1);
    let (base, rest) = given.split_at(start);
    let matcher =
        GlobBuilder::new(rest).literal_separator(true).build().map_err(|source| ReadError::BadPattern { pattern: given.to_owned(), source })?.compile_matcher();
    let base = PathBuf::from(base);
    let root = Root::Pattern { base: base.clone(), matcher: matcher.clone() };
    let mut walker = Walker::new(base, Some(matcher));
    match std::iter::from_fn(|| walker.next()).any(|found| found.is_ok()) {
        true => Ok(root),
        false => Err(ReadError::NoMatch { pattern: given.to_owned() }),
    }
}

/// Walks a folder, file by file, in the order of the names; hidden files are skipped, links are followed.
pub(super) struct Walker {
    base: PathBuf,
    matcher: Option<GlobMatcher>,
    walk: Walk,
    empty: bool,
}

impl Walker {
    pub(super) fn new(base: PathBuf, matcher: Option<GlobMatcher>) -> Self {
        let start = if base.as_os_str().is_empty() { Path::new(".") } else { &base };
        let mut builder = WalkBuilder::new(start);
        builder.standard_filters(false).hidden(true).follow_links(true).sort_by_file_name(std::ffi::OsStr::cmp);
        let walk = builder.build();
        Self { base, matcher, walk, empty: true }
    }

    pub(super) fn next(&mut self) -> Option<Result<Found, ReadError>> {
        loop {
            let Some(entry) = self.walk.next() else {
                // Said once, and only of a folder: a pattern was tried beforehand.
                let say = std::mem::take(&mut self.empty) && self.matcher.is_none();
                let place = Place::file(&self.base.to_string_lossy());
                return say.then_some(Err(ReadError::Empty { place }));
            };
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.empty = false;
                    return Some(Err(self.failure(error)));
                }
            };
            if !entry.file_type().is_some_and(|kind| kind.is_file()) {
                continue;
            }
            let path = entry.into_path();
            let bare = path.strip_prefix(".").unwrap_or(&path);
            let path = if self.base.as_os_str().is_empty() { bare.to_owned() } else { path };
            let below = path.strip_prefix(&self.base).unwrap_or(&path);
            if self.matcher.as_ref().is_some_and(|matcher| !matcher.is_match(below)) {
                continue;
            }
            self.empty = false;
            let relative = slashed(below);
            return Some(Ok(Found { path: path.to_string_lossy().into_owned(), relative, file: Some(path) }));
        }
    }

    fn failure(&self, error: ignore::Error) -> ReadError {
        let path = match &error {
            ignore::Error::WithPath { path, .. } => path.clone(),
            ignore::Error::WithDepth { err, .. } => match err.as_ref() {
                ignore::Error::WithPath { path, .. } => path.clone(),
                ignore::Error::Loop { child, .. } => child.clone(),
                _ => self.base.clone(),
            },
            _ => self.base.clone(),
        };
        let path = path.to_string_lossy().into_owned();
        let message = error.to_string();
        let source = error.into_io_error().unwrap_or_else(|| std::io::Error::other(message));
        ReadError::Io { path, source }
    }
}

impl Found {
    pub(super) fn stdin() -> Self {
        Self { file: None, path: "-".to_owned(), relative: "-".to_owned() }
    }

    pub(super) fn file(path: PathBuf) -> Self {
        let relative = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Self { path: path.to_string_lossy().into_owned(), relative, file: Some(path) }
    }
}

fn slashed(path: &Path) -> String {
    let names = path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    names.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a/2.txt", "a/1.md", ".hidden/x.txt", "a/.y.txt"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        folder
    }

    fn walk(root: Root) -> Vec<String> {
        let mut walker = match root {
            Root::Folder(path) => Walker::new(path, None),
            Root::Pattern { base, matcher } => Walker::new(base, Some(matcher)),
            _ => return Vec::new(),
        };
        std::iter::from_fn(|| walker.next()).map(|found| found.map_or_else(|e| e.to_string(), |f| f.relative)).collect()
    }

    fn below(folder: &tempfile::TempDir, rest: &str) -> String {
        format!("{}/{rest}", folder.path().display())
    }

    #[test]
    fn folders_are_walked_in_order_without_hidden_files() {
        let folder = folder();
        let root = roots(&[below(&folder, "")]).unwrap().remove(0);
        assert_eq!(walk(root), ["a/1.md", "a/2.txt", "b.txt"]);
    }

    #[test]
    fn patterns_choose_files_below_their_fixed_part() {
        let folder = folder();
        let find = |pattern: &str| walk(roots(&[below(&folder, pattern)]).unwrap().remove(0));
        assert_eq!(find("**/*.txt"), ["a/2.txt", "b.txt"]);
        assert_eq!(find("*.txt"), ["b.txt"]);
        assert_eq!(find("a/*.{md,txt}"), ["1.md", "2.txt"]);
    }

    #[test]
    fn missing_paths_and_vain_patterns_are_fatal() {
        let folder = folder();
        let error = roots(&["no/a".into(), "no/b".into()]).err().unwrap();
        assert_eq!(error.to_string(), "no such file or folder: `no/a`, `no/b`");
        assert!(matches!(roots(&[below(&folder, "*.csv")]), Err(ReadError::NoMatch { .. })));
        assert!(matches!(roots(&[below(&folder, "[*.csv")]), Err(ReadError::BadPattern { .. })));
    }

    #[test]
    fn an_empty_folder_is_said_to_be_empty() {
        let folder = tempfile::tempdir().unwrap();
        let said = walk(Root::Folder(folder.path().to_owned()));
        assert_eq!(said, [format!("{}: empty", folder.path().display())]);
    }
}
