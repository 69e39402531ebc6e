use super::*;
use crate::claim::{Because, Unresolved};
use crate::extract;
use crate::knowledge::Knowledge;
use crate::text::Span;

fn read(text: &str) -> (Document, Extraction) {
    let document = Document { id: "a".into(), file_name: "a.txt".into(), text: text.into(), ..Document::default() };
    let extraction = extract::extract(Knowledge::embedded(), &document);
    (document, extraction)
}

// A cue that the reader did not resolve, put in by hand so that the reader may learn to.
fn open(extraction: &mut Extraction, sentence: Span) {
    let cue = Span { start: sentence.start, end: sentence.start + 2 };
    extraction.unresolved.push(Unresolved { cue, sentence, reason: "no holder", sense: "x:en/urge-do".into() });
}

const TEXT: &str = "Norway welcomes the agreement. Sweden condemns the attack. The ferry left Oslo.";

#[test]
fn a_sentence_with_a_claim_and_an_open_cue_is_resolved_only_partly() {
    let (document, mut extraction) = read(TEXT);
    let whole = Coverage::of(&document, &extraction).all;
    assert_eq!(whole, Sentences { documents: 1, sentences: 3, with_cue: 2, with_claim: 2, resolved: 2 });
    let claimed = extraction.stances[0].because.passage;
    open(&mut extraction, claimed);
    open(&mut extraction, claimed);
    let partly = Coverage::of(&document, &extraction).all;
    assert_eq!((partly.with_claim, partly.resolved), (2, 1));
    assert!((partly.claim_percent() - 100.0).abs() < 1e-9 && (partly.resolved_percent() - 50.0).abs() < 1e-9);
}

#[test]
fn a_sentence_with_open_cues_only_is_not_resolved() {
    let (document, mut extraction) = read(TEXT);
    let lost = extraction.stances.remove(1).because.passage;
    open(&mut extraction, lost);
    let coverage = Coverage::of(&document, &extraction);
    assert_eq!((coverage.all.with_claim, coverage.all.resolved), (1, 1));
    assert_eq!(coverage.reasons, BTreeMap::from([("no holder", 1)]));
    assert_eq!(coverage.senses, BTreeMap::from([("urge-do".to_owned(), 1)]));
}

#[test]
fn coverages_add_up_by_kind_and_family() {
    let (document, extraction) = read(TEXT);
    let mut sum = Coverage::of(&document, &extraction);
    sum.add(Coverage::of(&document, &extraction));
    assert_eq!(sum.stances, BTreeMap::from([("approve", 2), ("disapprove", 2)]));
    assert_eq!((sum.all.documents, sum.all.with_cue, sum.kinds.len()), (2, 4, 1));
    assert_eq!(sum.linked, 6);
}

#[test]
fn lists_tell_the_passages_in_code_points() {
    let (document, mut extraction) = read("Türkiye welcomes the agreement of Norway.");
    let passage = extraction.stances[0].because.passage;
    extraction.unresolved.push(Unresolved { cue: extraction.stances[0].cue, sentence: passage, reason: "no target", sense: "x:en/welcome".into() });
    let rows = Listing::Unresolved.rows(Knowledge::embedded(), &document, &extraction);
    assert_eq!((rows[0].start, rows[0].end), (8, 16));
    assert_eq!(rows[0].values[..3], ["no target", "welcome", "welcomes"]);
    let stances = Listing::Stances.rows(Knowledge::embedded(), &document, &extraction);
    assert_eq!(stances[0].values.len(), Listing::Stances.fields().len());
    assert_eq!(stances[0].values[6], "the agreement of Norway");
    assert_eq!(extraction.stances[0].because, Because::new(passage, extraction.stances[0].because.rule.clone()));
}

#[test]
fn nothing_to_understand_is_understood() {
    let (document, extraction) = read("The ferry left.");
    let all = Coverage::of(&document, &extraction).all;
    assert!((all.claim_percent() - 100.0).abs() < 1e-9);
}
