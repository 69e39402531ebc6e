//! All canned queries: those built in, and those of the user's folders.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::canned::{CannedQuery, QueryFileError};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/queries");

/// Canned queries by name.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    queries: BTreeMap<String, CannedQuery>,
}

/// No canned query has that name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no canned query `{name}`{}", hint(nearest))]
pub struct UnknownQuery {
    /// What was asked for.
    pub name: String,
    /// The names nearest to it.
    pub nearest: Vec<String>,
}

fn hint(nearest: &[String]) -> String {
    if nearest.is_empty() { String::new() } else { format!("; did you mean `{}`?", nearest.join("` or `")) }
}

impl Catalog {
    /// The queries built in and those of folders (`*.rq`), where a later one of the same name wins.
    ///
    /// # Errors
    /// All files that are no canned query, at once.
    pub fn load(folders: &[PathBuf]) -> Result<Self, Vec<QueryFileError>> {
        let mut catalog = Self::default();
        let mut errors = Vec::new();
        for file in BUILT_IN.files().filter(|f| f.path().extension().is_some_and(|e| e == "rq")) {
            let path = Path::new("queries").join(file.path());
            catalog.add(CannedQuery::parse(&path, file.contents_utf8().unwrap_or_default()), &mut errors);
        }
        for folder in folders {
            match files(folder) {
                Ok(paths) => {
                    for path in paths {
                        let query = match std::fs::read_to_string(&path) {
                            Ok(text) => CannedQuery::parse(&path, &text),
                            Err(source) => Err(QueryFileError::Read { path, source }),
                        };
                        catalog.add(query, &mut errors);
                    }
                }
                Err(source) => errors.push(QueryFileError::Read { path: folder.clone(), source }),
            }
        }
        if errors.is_empty() { Ok(catalog) } else { Err(errors) }
    }

    fn add(&mut self, query: Result<CannedQuery, QueryFileError>, errors: &mut Vec<QueryFileError>) {
        match query {
            Ok(query) => drop(self.queries.insert(query.name.clone(), query)),
            Err(error) => errors.push(error),
        }
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &CannedQuery> {
        self.queries.values()
    }

    /// The query of that name.
    ///
    /// # Errors
    /// When there is none; with the nearest names.
    pub fn get(&self, name: &str) -> Result<&CannedQuery, UnknownQuery> {
        self.queries.get(name).ok_or_else(|| UnknownQuery { name: name.to_owned(), nearest: nearest(name, self.queries.keys().map(String::as_str)) })
    }
}

// The `.rq` files of a folder, in order of name.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "rq") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Up to three of the names that are nearest to a misspelt one.
pub(crate) fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let wanted = name.to_lowercase();
    let mut scored: Vec<(usize, &str)> = names
        .filter_map(|candidate| {
            let lower = candidate.to_lowercase();
            let near = distance(&wanted, &lower);
            let part = !wanted.is_empty() && (lower.contains(&wanted) || wanted.contains(&lower));
            (part || near <= wanted.chars().count() / 3 + 1).then_some((if part { near.min(1) } else { near }, candidate))
        })
        .collect();
    scored.sort_unstable();
    scored.into_iter().take(3).map(|(_, n)| n.to_owned()).collect()
}

// Levenshtein distance, in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let next = (diagonal + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_finds_its_neighbours() {
        let names = ["stances-by-actor", "stances-about", "timeline"];
        assert_eq!(nearest("stance-by-actor", names.into_iter()), ["stances-by-actor"]);
        assert_eq!(nearest("stances", names.into_iter()), ["stances-about", "stances-by-actor"]);
        assert!(nearest("xyz", names.into_iter()).is_empty());
    }
}
