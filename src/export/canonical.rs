//! The canonical hash of a set of quads.

use std::fmt::Write;

use oxrdf::Dataset;
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use sha2::{Digest, Sha256};

use super::QuadSet;

/// SHA-256, in hex, of the canonical N-Quads of [RDFC-1.0](https://www.w3.org/TR/rdf-canon/).
///
/// Our graphs have no blank nodes, and then the sorted lines are the canonical form already.
#[must_use]
pub fn canonical_hash(quads: &QuadSet) -> String {
    if quads.terms().iter().any(oxrdf::Term::is_blank_node) {
        let mut dataset: Dataset = quads.iter().collect();
        dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 { hash_algorithm: CanonicalizationHashAlgorithm::Sha256 });
        return sorted_hash(&dataset.iter().map(oxrdf::QuadRef::into_owned).collect());
    }
    sorted_hash(quads)
}

fn sorted_hash(quads: &QuadSet) -> String {
    let mut hash = Sha256::new();
    let mut line = String::new();
    for quad in quads.iter() {
        line.clear();
        // Writing to a string cannot fail.
        let _ = writeln!(line, "{quad} .");
        hash.update(line.as_bytes());
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
