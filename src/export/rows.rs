//! The rows of the tidy tables.

use super::claims::Claims;
use super::columns::{Cell, Table};
use super::quads::Id;
use super::{ExportError, Network, QuadSet};
use crate::vocab::local;

/// Takes rows.
pub(crate) type RowSink<'s> = &'s mut dyn FnMut(Vec<Cell>) -> Result<(), ExportError>;

/// Hands the rows of a table to `sink`, in an order that depends on nothing but the quads.
///
/// # Errors
/// The first error of `sink`.
pub fn write_rows(quads: &QuadSet, table: Table, sink: RowSink<'_>) -> Result<(), ExportError> {
    match table {
        Table::Stances => stances(&Claims::new(quads), sink),
        Table::Alignments => alignments(&Claims::new(quads), sink),
        Table::Nodes => Network::new(quads).nodes.into_iter().try_for_each(|n| {
            let documents = n.documents as i64;
            sink(vec![
                n.id.into(),
                n.label.into(),
                n.class.into(),
                n.iso.into(),
                n.short_name.into(),
                n.date.into(),
                n.first.into(),
                n.last.into(),
                documents.into(),
            ])
        }),
        Table::Edges => Network::new(quads).edges.into_iter().try_for_each(|e| {
            sink(vec![
                e.id.into(),
                e.source.into(),
                e.target.into(),
                e.class.into(),
                e.kind.into(),
                e.attitude.into(),
                e.family.into(),
                e.polarity.into(),
                e.negated.into(),
                (e.weight as i64).into(),
                e.first.into(),
                e.last.into(),
                (e.documents.len() as i64).into(),
                e.documents.join(" ").into(),
            ])
        }),
    }
}

fn stances(claims: &Claims<'_>, sink: RowSink<'_>) -> Result<(), ExportError> {
    for stance in in_text_order(claims, &claims.stances) {
        let holders = claims.all(stance, "holder");
        let attitude = claims.one(stance, "attitude");
        for holder in holders.iter().copied().map(Some).chain(holders.is_empty().then_some(None)) {
            let mut row = vec![Cell::from(claims.value(stance))];
            row.extend(document(claims, claims.one(stance, "inDocument")));
            row.extend([
                holder.map(|h| claims.value(h)).into(),
                holder.map(|h| claims.label(h)).into(),
                holder.and_then(|h| claims.class(h)).into(),
                holder.and_then(|h| claims.text(h, "isoCode")).into(),
                claims.text(stance, "holderText").into(),
                attitude.map(|a| local(claims.value(a))).into(),
                attitude.map(|a| claims.family(a)).into(),
                claims.number(stance, "polarity").into(),
                claims.number(stance, "intensity").into(),
                claims.text(stance, "negated").map(|n| n == "true").into(),
                claims.one(stance, "modality").map(|m| local(claims.value(m))).into(),
                iris(claims, &claims.all(stance, "reportedBy")),
                claims.text(stance, "targetText").into(),
                iris(claims, &claims.all(stance, "target")),
                labels(claims, &claims.all(stance, "target")),
                iris(claims, &claims.all(stance, "addressee")),
                labels(claims, &claims.all(stance, "addressee")),
                claims.text(stance, "addresseeText").into(),
                list(claims.all(stance, "topic").iter().map(|t| local(claims.value(*t))), " "),
            ]);
            row.extend(passage(claims, stance));
            row.push(claims.one(stance, "cue").and_then(|c| claims.text(c, "quote")).into());
            row.push(claims.text(stance, "foundBy").into());
            sink(row)?;
        }
    }
    Ok(())
}

fn alignments(claims: &Claims<'_>, sink: RowSink<'_>) -> Result<(), ExportError> {
    for alignment in in_text_order(claims, &claims.alignments) {
        let place = claims.one(alignment, "inDocument");
        for actor in claims.all(alignment, "actor") {
            let mut row = vec![claims.value(actor).into(), claims.label(actor).into(), claims.class(actor).into(), claims.text(actor, "isoCode").into()];
            row.extend(document(claims, place));
            row.push(place.and_then(|d| claims.text(d, "meetingNumber")).into());
            row.extend(passage(claims, alignment));
            row.push(claims.text(alignment, "foundBy").into());
            sink(row)?;
        }
    }
    Ok(())
}

// Document, file name, title, date, kind, issuers and forum, the last two with labels.
fn document(claims: &Claims<'_>, document: Option<Id>) -> Vec<Cell> {
    let issuers = document.map_or_else(Vec::new, |d| claims.all(d, "issuer"));
    let forums = document.map_or_else(Vec::new, |d| claims.all(d, "forum"));
    vec![
        document.map(|d| claims.value(d)).into(),
        document.and_then(|d| claims.text(d, "fileName")).into(),
        document.and_then(|d| claims.title(d)).into(),
        document.and_then(|d| claims.issued(d)).into(),
        document.and_then(|d| claims.one(d, "kind")).map(|k| local(claims.value(k))).into(),
        iris(claims, &issuers),
        labels(claims, &issuers),
        iris(claims, &forums),
        labels(claims, &forums),
    ]
}

// Quote, start and end of the evidence.
fn passage(claims: &Claims<'_>, claim: Id) -> [Cell; 3] {
    let passage = claims.one(claim, "evidence");
    [
        passage.and_then(|p| claims.text(p, "quote")).into(),
        passage.and_then(|p| claims.number(p, "start")).into(),
        passage.and_then(|p| claims.number(p, "end")).into(),
    ]
}

// By document, then by place of the cue or evidence, then by IRI.
fn in_text_order(claims: &Claims<'_>, ids: &[Id]) -> Vec<Id> {
    let mut out = ids.to_vec();
    out.sort_by_cached_key(|&id| {
        let at = |property| claims.one(id, property).and_then(|p| claims.number(p, "start"));
        (claims.one(id, "inDocument"), at("cue").or_else(|| at("evidence")), at("evidence"), id)
    });
    out
}

fn list<'a>(parts: impl Iterator<Item = &'a str>, separator: &str) -> Cell {
    let parts: Vec<&str> = parts.collect();
    if parts.is_empty() { Cell::Null } else { parts.join(separator).into() }
}

fn iris(claims: &Claims<'_>, ids: &[Id]) -> Cell {
    list(ids.iter().map(|id| claims.value(*id)), " ")
}

fn labels(claims: &Claims<'_>, ids: &[Id]) -> Cell {
    let labels: Vec<String> = ids.iter().map(|id| claims.label(*id)).collect();
    list(labels.iter().map(String::as_str), "; ")
}
