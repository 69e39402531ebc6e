//! Measures what was read against annotations made by hand: precision and recall of names, events, stances and the rest.
//!
//! A claim is compared with the annotation of its document only, but the names, codes and types of an entity count
//! whichever document gives them.
//!
//! # Examples
//!
//! ```
//! use demarche::extract;
//! use demarche::knowledge::Knowledge;
//! use demarche::score::{DocumentGraph, Figure, Gold, Graph, Score};
//! use demarche::text::Document;
//!
//! let gold = r#"{
//!   "document": {"kind": null, "issuers": [], "forum": null, "meeting": null, "date": null, "place": null},
//!   "entities": [{"key": "NO", "type": "state", "names": ["Norway"]}],
//!   "alignments": [], "events": [], "stances": [], "relations": []
//! }"#;
//! let gold = Gold::parse("a.json".as_ref(), gold)?;
//! let text = "Norway borders Sweden.".to_owned();
//! let document = Document { id: "a".into(), file_name: "a.txt".into(), text, ..Document::default() };
//!
//! let mut graph = Graph::default();
//! graph.add(DocumentGraph::new(&extract::quads(Knowledge::embedded(), &document).1));
//! let score = Score::new([("a", &gold)], &graph);
//! let (figure, tally) = score.tallies.iter().next().unwrap();
//! assert_eq!((figure, tally.precision(), tally.recall()), (Figure::States, 0.5, 1.0));
//! assert_eq!(score.differences[0].detail, "SE");
//! # Ok::<(), demarche::score::GoldError>(())
//! ```

mod compare;
pub mod gold;
mod graph;
mod tally;
mod words;

pub use compare::{Difference, Verdict};
pub use gold::{Gold, GoldError};
pub use graph::{DocumentGraph, Graph};
pub use tally::{Figure, Tallies, Tally, UnknownFigure, Values};

/// How well a graph agrees with annotations.
#[derive(Clone, Debug, Default)]
pub struct Score {
    /// Number of annotations.
    pub documents: usize,
    /// Number of those whose document is not in the graph.
    pub not_in_graph: usize,
    /// The counts.
    pub tallies: Tallies,
    /// Every miss and false alarm, by document.
    pub differences: Vec<Difference>,
}

impl Score {
    /// Compares annotations, each with its name without extension, with the documents of the same name and `.txt`.
    #[must_use]
    pub fn new<'g>(annotations: impl IntoIterator<Item = (&'g str, &'g Gold)>, graph: &Graph) -> Self {
        let (mut out, none) = (Self::default(), DocumentGraph::default());
        for (name, gold) in annotations {
            let seen = graph.document(&format!("{name}.txt"));
            out.documents += 1;
            out.not_in_graph += usize::from(seen.is_none());
            let differences = compare::compare(name, gold, seen.unwrap_or(&none), graph, &mut out.tallies);
            out.differences.extend(differences);
        }
        out
    }
}
