//! The tidy tables and their columns.

use std::str::FromStr;

use super::ExportError;
use ColumnType::{Boolean, Integer, Text};

/// A tidy table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Table {
    /// One row per stance and holder.
    Stances,
    /// One row per actor and document it aligns with.
    Alignments,
    /// Entities, events and documents.
    Nodes,
    /// Who stands how to what, summed over the documents.
    Edges,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Text; lists of IRIs and local names are separated by a blank, lists of labels by `; `.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Name in the header.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: ColumnType,
}

/// The value of a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Not known, or does not apply.
    Null,
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A truth value.
    Boolean(bool),
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

const fn text(name: &'static str) -> Column {
    Column { name, kind: Text }
}

const fn integer(name: &'static str) -> Column {
    Column { name, kind: Integer }
}

const fn boolean(name: &'static str) -> Column {
    Column { name, kind: Boolean }
}

const STANCES: &[Column] = &[
    text("stance"),
    text("document"),
    text("file_name"),
    text("title"),
    text("date"),
    text("kind"),
    text("issuers"),
    text("issuer_labels"),
    text("forum"),
    text("forum_label"),
    text("holder"),
    text("holder_label"),
    text("holder_type"),
    text("holder_iso"),
    text("holder_text"),
    text("attitude"),
    text("family"),
    integer("polarity"),
    integer("intensity"),
    boolean("negated"),
    text("modality"),
    text("reported_by"),
    text("target_text"),
    text("targets"),
    text("target_labels"),
    text("addressees"),
    text("addressee_labels"),
    text("addressee_text"),
    text("topics"),
    text("quote"),
    integer("start"),
    integer("end"),
    text("cue"),
    text("rule"),
];

const ALIGNMENTS: &[Column] = &[
    text("actor"),
    text("actor_label"),
    text("actor_type"),
    text("actor_iso"),
    text("document"),
    text("file_name"),
    text("title"),
    text("date"),
    text("kind"),
    text("issuers"),
    text("issuer_labels"),
    text("forum"),
    text("forum_label"),
    text("meeting_number"),
    text("quote"),
    integer("start"),
    integer("end"),
    text("rule"),
];

const NODES: &[Column] =
    &[text("id"), text("label"), text("type"), text("iso"), text("short_name"), text("date"), text("first"), text("last"), integer("documents")];

const EDGES: &[Column] = &[
    text("id"),
    text("source"),
    text("target"),
    text("type"),
    text("kind"),
    text("attitude"),
    text("family"),
    integer("polarity"),
    boolean("negated"),
    integer("weight"),
    text("first"),
    text("last"),
    integer("documents"),
    text("document"),
];

impl Table {
    /// All tables.
    pub const ALL: [Self; 4] = [Self::Stances, Self::Alignments, Self::Nodes, Self::Edges];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stances => "stances",
            Self::Alignments => "alignments",
            Self::Nodes => "nodes",
            Self::Edges => "edges",
        }
    }

    /// Its columns.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Stances => STANCES,
            Self::Alignments => ALIGNMENTS,
            Self::Nodes => NODES,
            Self::Edges => EDGES,
        }
    }
}

impl FromStr for Table {
    type Err = ExportError;

    fn from_str(name: &str) -> Result<Self, ExportError> {
        let found = Self::ALL.into_iter().find(|t| t.name() == name);
        found.ok_or_else(|| ExportError::UnknownTable { name: name.to_owned() })
    }
}
