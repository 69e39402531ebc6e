//! What the server asks of its workers, and what they answer.

use serde::{Deserialize, Serialize};

use super::problem::{self, Problem};

/// A task with its limits.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) task: Task,
    /// Milliseconds after which the worker itself gives up.
    pub(super) timeout: u64,
    /// Rows at most.
    pub(super) rows: usize,
}

/// Names of formats, as far as the request takes any: which of them is needed only the parsed query tells.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Wanted {
    pub(super) table: Option<String>,
    pub(super) graph: Option<String>,
}

/// A task. What is read comes from the store as it is; what is written needs a worker of its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Task {
    /// A query of the SPARQL Protocol.
    Sparql { text: String, default_graphs: Vec<String>, named_graphs: Vec<String>, wanted: Wanted },
    /// A canned query.
    Canned { name: String, given: Vec<(String, String)>, offset: usize, limit: Option<usize>, wanted: Wanted, address: String },
    /// A discourse network: option and value.
    Network { options: Vec<(String, String)> },
    /// All names that can be searched for, as JSON.
    Names,
    /// Whether the store says anything of an IRI: an empty answer, or that there is none.
    Exists { iri: String },
    /// A thing's triples in a format, or its page with `html`.
    Thing { iri: String, format: String },
    /// A graph, the default one without a name.
    Graph { name: Option<String>, format: String },
    /// Counts, as JSON.
    Counts,
    /// An update of the SPARQL Protocol; needs a writing worker, as all that follow.
    Update { text: String, using: Vec<String>, using_named: Vec<String> },
    /// Puts the RDF of the body into a graph, in the place of what is there or beside it.
    Put { name: Option<String>, format: String, base: String, replace: bool },
    /// Removes a graph.
    Remove { name: Option<String> },
}

/// The answer to a task; its body comes behind it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) content_type: String,
    /// Rows were left out.
    pub(super) truncated: bool,
    /// Further headers.
    pub(super) headers: Vec<(String, String)>,
}

impl Reply {
    pub(super) fn ok(content_type: &str) -> Self {
        Self { status: 200, content_type: content_type.to_owned(), ..Self::default() }
    }

    pub(super) fn problem(problem: &Problem) -> (Self, Vec<u8>) {
        (Self { status: problem.status, content_type: problem::MEDIA.to_owned(), ..Self::default() }, problem.json())
    }
}
