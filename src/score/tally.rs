//! Counts of hits, false alarms and misses.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "named as they are")]
pub enum Figure {
    Document,
    States,
    Names,
    Alignments,
    AlignmentLists,
    Events,
    Stances,
    StanceSpans,
    StanceFamilies,
    StanceNegation,
    StanceHolders,
    StanceAddressees,
    Relations,
}

impl Figure {
    /// All, in the order in which they are told, with their names.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::Document, "document"),
        (Self::States, "states"),
        (Self::Names, "names"),
        (Self::Alignments, "alignments"),
        (Self::AlignmentLists, "alignment lists"),
        (Self::Events, "events"),
        (Self::Stances, "stances"),
        (Self::StanceSpans, "stance spans"),
        (Self::StanceFamilies, "stance families"),
        (Self::StanceNegation, "stance negation"),
        (Self::StanceHolders, "stance holders"),
        (Self::StanceAddressees, "stance addressees"),
        (Self::Relations, "relations"),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

/// A name that no figure has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no figure is named `{0}`")]
pub struct UnknownFigure(pub String);

impl FromStr for Figure {
    type Err = UnknownFigure;

    fn from_str(name: &str) -> Result<Self, UnknownFigure> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(f, _)| *f).ok_or_else(|| UnknownFigure(name.to_owned()))
    }
}

/// Hits, false alarms and misses of one figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// In the gold and found.
    pub hits: usize,
    /// Found and not in the gold.
    pub false_alarms: usize,
    /// In the gold and not found.
    pub misses: usize,
}

impl Tally {
    /// The part of what was found that is right; 1 where nothing was found.
    #[must_use]
    pub fn precision(self) -> f64 {
        share(self.hits, self.false_alarms)
    }

    /// The part of what is right that was found; 1 where there is nothing to find.
    #[must_use]
    pub fn recall(self) -> f64 {
        share(self.hits, self.misses)
    }

    /// Harmonic mean of both.
    #[must_use]
    pub fn f1(self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }

    /// As it is told: rounded to four digits.
    #[must_use]
    pub fn values(self) -> Values {
        Values { precision: round(self.precision()), recall: round(self.recall()), f1: round(self.f1()), gold: self.hits + self.misses }
    }
}

/// Precision, recall and F1 of a figure, rounded, and how many the gold has.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Values {
    /// The part of what was found that is right.
    pub precision: f64,
    /// The part of what is right that was found.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
    /// Number in the gold.
    pub gold: usize,
}

fn share(hits: usize, others: usize) -> f64 {
    if hits + others == 0 { 1.0 } else { hits as f64 / (hits + others) as f64 }
}

// By the exact value of the double, as Python's `round` does.
fn round(x: f64) -> f64 {
    format!("{x:.4}").parse().unwrap_or(x)
}

/// The tallies of all figures; one that was never counted is not told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tallies([Option<Tally>; Figure::ALL.len()]);

impl Tallies {
    /// The tally of a figure, from now on told.
    pub fn of(&mut self, figure: Figure) -> &mut Tally {
        self.0[figure as usize].get_or_insert_default()
    }

    /// Counts a yes as hit and a no as both false alarm and miss.
    pub fn judge(&mut self, figure: Figure, right: bool) {
        let tally = self.of(figure);
        if right {
            tally.hits += 1;
        } else {
            tally.false_alarms += 1;
            tally.misses += 1;
        }
    }

    /// What was counted, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Figure, Tally)> + '_ {
        Figure::ALL.iter().filter_map(|(f, _)| self.0[*f as usize].map(|t| (*f, t)))
    }

    /// F1 of a figure, rounded; 0 where it was never counted.
    #[must_use]
    pub fn f1(&self, figure: Figure) -> f64 {
        self.0[figure as usize].map_or(0.0, |t| t.values().f1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_by_name() {
        for (figure, name) in Figure::ALL {
            assert_eq!((name.parse(), figure.name()), (Ok(figure), name));
        }
        assert_eq!("stance".parse::<Figure>(), Err(UnknownFigure("stance".into())));
    }

    #[test]
    fn nothing_found_is_precise_and_nothing_sought_is_complete() {
        let none = Tally::default().values();
        assert_eq!(none, Values { precision: 1.0, recall: 1.0, f1: 1.0, gold: 0 });
        let missed = Tally { misses: 3, ..Tally::default() }.values();
        assert_eq!(missed, Values { precision: 1.0, recall: 0.0, f1: 0.0, gold: 3 });
    }

    #[test]
    fn figures_are_rounded_by_their_exact_value() {
        // Python: round(0.00005, 4) is 0.0001, round(0.00015, 4) is 0.0001, round(0.00025, 4) is 0.0003.
        assert_eq!([0.00005, 0.00015, 0.00025, 2.0 / 3.0].map(round), [0.0001, 0.0001, 0.0003, 0.6667]);
    }

    #[test]
    fn a_figure_never_counted_is_not_told() {
        let mut tallies = Tallies::default();
        tallies.judge(Figure::Stances, false);
        assert_eq!(tallies.iter().map(|(f, t)| (f, t.misses)).collect::<Vec<_>>(), [(Figure::Stances, 1)]);
        assert_eq!(tallies.f1(Figure::Events), 0.0);
    }
}
