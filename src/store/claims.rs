//! How many claims of each kind were read.

use serde::Serialize;

use crate::claim::Extraction;

/// Claims by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Claims {
    /// Stances.
    pub stances: u64,
    /// Alignments with the document.
    pub alignments: u64,
    /// Events.
    pub events: u64,
    /// Relations between entities.
    pub relations: u64,
    /// Passages that name or mean an entity.
    pub mentions: u64,
    /// Cues that gave no claim.
    pub unresolved: u64,
}

impl Claims {
    pub(super) fn add(&mut self, from: &Extraction) {
        self.stances += from.stances.len() as u64;
        self.alignments += from.alignments.len() as u64;
        self.events += from.events.len() as u64;
        self.relations += from.relations.len() as u64;
        self.mentions += from.mentions.len() as u64;
        self.unresolved += from.unresolved.len() as u64;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.stances += other.stances;
        self.alignments += other.alignments;
        self.events += other.events;
        self.relations += other.relations;
        self.mentions += other.mentions;
        self.unresolved += other.unresolved;
    }
}
