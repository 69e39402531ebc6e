//! Turtle files as resources with their properties, in layers.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use oxrdf::{NamedOrBlankNode, Term};
use oxttl::TurtleParser;
use sha2::{Digest, Sha256};

use super::KnowledgeError;
use crate::vocab::DEM;

static ONTOLOGY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/ontology");

/// A resource of the knowledge files.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its IRI.
    pub iri: String,
    /// The file that defines it.
    pub file: PathBuf,
    /// Its properties in file order: predicate IRI and object.
    pub properties: Vec<(String, Term)>,
}

impl Resource {
    /// Objects of `dem:local`.
    pub fn dem<'a>(&'a self, local: &'a str) -> impl Iterator<Item = &'a Term> + 'a {
        self.properties.iter().filter(move |(p, _)| p.strip_prefix(DEM) == Some(local)).map(|(_, o)| o)
    }

    /// Objects of the predicate `iri`.
    pub fn get<'a>(&'a self, iri: &'a str) -> impl Iterator<Item = &'a Term> + 'a {
        self.properties.iter().filter(move |(p, _)| p == iri).map(|(_, o)| o)
    }

    /// Literal values of `dem:local`.
    pub fn texts<'a>(&'a self, local: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.dem(local).filter_map(literal)
    }

    /// The first literal value of `dem:local`.
    #[must_use]
    pub fn text<'a>(&'a self, local: &'a str) -> Option<&'a str> {
        self.texts(local).next()
    }

    /// The IRIs that are objects of `dem:local`.
    pub fn iris<'a>(&'a self, local: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.dem(local).filter_map(iri)
    }

    /// Whether `dem:local` is true.
    #[must_use]
    pub fn flag(&self, local: &str) -> bool {
        self.text(local) == Some("true")
    }

    /// Whether the resource is an instance of `dem:class`.
    #[must_use]
    pub fn is_a(&self, class: &str) -> bool {
        self.get(crate::vocab::term::TYPE.as_str()).filter_map(iri).any(|t| t.strip_prefix(DEM) == Some(class))
    }
}

/// The text of a literal.
#[must_use]
pub fn literal(term: &Term) -> Option<&str> {
    match term {
        Term::Literal(l) => Some(l.value()),
        _ => None,
    }
}

/// The IRI of a named node.
#[must_use]
pub fn iri(term: &Term) -> Option<&str> {
    match term {
        Term::NamedNode(n) => Some(n.as_str()),
        _ => None,
    }
}

/// All resources of all layers, in order of first definition.
#[derive(Debug, Default)]
pub struct Facts {
    resources: Vec<Resource>,
    index: HashMap<String, usize>,
    hash: String,
}

impl Facts {
    /// Loads the embedded files and, over them, every `.ttl` file below each of `overlays`.
    ///
    /// In an overlay the same IRI replaces, a new one adds, and `dem:disabled true` removes.
    ///
    /// # Errors
    /// Every file that cannot be read or parsed, all at once.
    pub fn load(overlays: &[PathBuf]) -> Result<Self, Vec<KnowledgeError>> {
        let mut facts = Self::default();
        let mut errors = Vec::new();
        let mut hash = Sha256::new();
        let mut embedded = Vec::new();
        collect(&ONTOLOGY, &mut embedded);
        embedded.sort_by_key(|(path, _)| path.clone());
        for (path, text) in embedded {
            hash.update(text.as_bytes());
            facts.layer(Path::new("ontology").join(path).as_path(), text, false, &mut errors);
        }
        for overlay in overlays {
            let mut files = Vec::new();
            if let Err(source) = walk(overlay, &mut files) {
                errors.push(KnowledgeError::Read { path: overlay.clone(), source });
            }
            files.sort();
            for file in files {
                match std::fs::read_to_string(&file) {
                    Ok(text) => {
                        hash.update(text.as_bytes());
                        facts.layer(&file, &text, true, &mut errors);
                    }
                    Err(source) => errors.push(KnowledgeError::Read { path: file, source }),
                }
            }
        }
        facts.resources.retain(|r| !r.flag("disabled"));
        facts.index = facts.resources.iter().enumerate().map(|(i, r)| (r.iri.clone(), i)).collect();
        facts.hash = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        if errors.is_empty() { Ok(facts) } else { Err(errors) }
    }

    fn layer(&mut self, path: &Path, text: &str, replaces: bool, errors: &mut Vec<KnowledgeError>) {
        let mut own: HashMap<String, usize> = HashMap::new();
        for triple in TurtleParser::new().for_slice(text) {
            let triple = match triple {
                Ok(triple) => triple,
                Err(error) => {
                    let at = error.location().start;
                    errors.push(KnowledgeError::Syntax {
                        path: path.to_owned(),
                        line: at.line + 1,
                        column: at.column + 1,
                        message: error.message().to_owned(),
                    });
                    return;
                }
            };
            // Blank nodes occur in shapes only, which are read by SHACL tools, not by us.
            let NamedOrBlankNode::NamedNode(subject) = triple.subject else { continue };
            let subject = subject.into_string();
            let at = *own.entry(subject.clone()).or_insert_with(|| match self.index.get(&subject) {
                Some(&at) if replaces => {
                    self.resources[at].properties.clear();
                    self.resources[at].file = path.to_owned();
                    at
                }
                Some(&at) => at,
                None => {
                    self.resources.push(Resource { iri: subject.clone(), file: path.to_owned(), properties: Vec::new() });
                    self.index.insert(subject, self.resources.len() - 1);
                    self.resources.len() - 1
                }
            });
            self.resources[at].properties.push((triple.predicate.into_string(), triple.object));
        }
    }

    /// All resources.
    #[must_use]
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// The resource of an IRI.
    #[must_use]
    pub fn get(&self, iri: &str) -> Option<&Resource> {
        self.index.get(iri).map(|&i| &self.resources[i])
    }

    /// Hex SHA-256 of all layers in order.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

/// The embedded knowledge files, by path below `ontology/`.
#[must_use]
pub fn embedded() -> Vec<(PathBuf, &'static str)> {
    let mut out = Vec::new();
    collect(&ONTOLOGY, &mut out);
    out.sort();
    out
}

fn collect(dir: &Dir<'static>, out: &mut Vec<(PathBuf, &'static str)>) {
    for file in dir.files() {
        let path = file.path();
        // Shapes are for validators and say nothing the reader needs.
        if path.extension().is_some_and(|e| e == "ttl") && !path.starts_with("shapes") {
            out.extend(file.contents_utf8().map(|text| (path.to_owned(), text)));
        }
    }
    dir.dirs().for_each(|d| collect(d, out));
}

fn walk(dir: &Path, out: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if dir.is_file() {
        out.push(dir.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, out)?;
        } else if path.extension().is_some_and(|e| e == "ttl") {
            out.push(path);
        }
    }
    Ok(())
}
