use super::*;
use crate::extract;
use crate::knowledge::Knowledge;
use crate::score::Score;
use crate::text::Document;

const TEXT: &str = "Oslo, 4 May 2023\n\nStatement by Norway\n\nWe welcome the talks on the northern harbours. We condemn all attacks at sea.\n";

fn graph(text: &str) -> Graph {
    let document = Document { id: "a".into(), file_name: "a.txt".into(), text: text.into(), ..Document::default() };
    let mut graph = Graph::default();
    graph.add(DocumentGraph::new(&extract::quads(Knowledge::embedded(), &document).1));
    graph
}

fn stance(family: &str, cue: &str, target: &str, sentence: &str, optional: bool) -> String {
    format!(
        r#"{{"holders": ["NO"], "family": "{family}", "cue": "{cue}", "target": "{target}", "addressees": [],
            "negated": false, "optional": {optional}, "sentence": "{sentence}"}}"#
    )
}

fn score(stances: &[String]) -> Score {
    let text = format!(
        r#"{{"document": {{"kind": null, "issuers": ["NO"], "forum": null, "meeting": null, "date": "2023-05-04", "place": "Oslo"}},
            "entities": [{{"key": "NO", "type": "state", "names": ["Norway"]}}, {{"key": "Oslo", "type": "place", "names": ["Oslo"]}}],
            "alignments": [], "events": [], "stances": [{}], "relations": []}}"#,
        stances.join(", ")
    );
    let gold = Gold::parse("a.json".as_ref(), &text).unwrap();
    Score::new([("a", &gold)], &graph(TEXT))
}

fn counts(score: &Score, figure: Figure) -> (usize, usize, usize) {
    score.tallies.iter().find(|(f, _)| *f == figure).map_or((0, 0, 0), |(_, t)| (t.hits, t.false_alarms, t.misses))
}

fn welcome(family: &str, optional: bool) -> String {
    stance(family, "welcome", "the talks on the northern harbours", "We welcome the talks on the northern harbours.", optional)
}

fn condemn() -> String {
    stance("disapprove", "condemn", "all attacks at sea", "We condemn all attacks at sea.", false)
}

#[test]
fn what_the_graph_has_as_the_gold_has_it_is_right() {
    let score = score(&[welcome("approve", false), condemn()]);
    for figure in [Figure::Stances, Figure::StanceSpans, Figure::StanceHolders] {
        assert_eq!(counts(&score, figure), (2, 0, 0), "{figure}");
    }
    assert_eq!(counts(&score, Figure::Document), (3, 0, 0), "{:?}", score.differences);
}

#[test]
fn another_family_is_wrong_but_on_the_same_span() {
    let score = score(&[welcome("assert", false), condemn()]);
    assert_eq!(counts(&score, Figure::Stances), (1, 1, 1));
    assert_eq!(counts(&score, Figure::StanceSpans), (2, 0, 0));
    assert_eq!(counts(&score, Figure::StanceFamilies), (1, 1, 1));
    let wrong = score.differences.iter().find(|d| d.verdict == Verdict::Wrong).unwrap();
    assert_eq!(wrong.detail, "holders [NO] for [NO], approve for assert: welcome → the talks on the northern harbours");
}

#[test]
fn optional_stances_are_neither_rewarded_nor_punished() {
    let found = score(&[welcome("assert", true), condemn()]);
    assert_eq!(counts(&found, Figure::Stances), (1, 0, 0));
    let missed = score(&[welcome("approve", false), condemn(), stance("request", "must", "they leave", "They must leave.", true)]);
    assert_eq!(counts(&missed, Figure::Stances), (2, 0, 0));
}

#[test]
fn what_only_one_side_has_is_missed_or_false() {
    let score = score(&[condemn(), stance("request", "urge", "to stay away", "We urge them to stay away.", false)]);
    assert_eq!(counts(&score, Figure::Stances), (1, 1, 1));
    assert_eq!(counts(&score, Figure::StanceHolders), (1, 1, 1));
}

#[test]
fn a_document_that_is_not_there_has_nothing_right() {
    let gold = r#"{"document": {"kind": "speech", "issuers": [], "forum": null, "meeting": null, "date": null, "place": null},
        "entities": [], "alignments": ["NO"], "events": [], "stances": [], "relations": []}"#;
    let gold = Gold::parse("b.json".as_ref(), gold).unwrap();
    let score = Score::new([("b", &gold)], &graph(TEXT));
    assert_eq!((score.documents, score.not_in_graph), (1, 1));
    assert_eq!(counts(&score, Figure::Document), (0, 1, 1));
    assert_eq!(counts(&score, Figure::AlignmentLists), (0, 1, 1));
}

#[test]
fn of_equal_pairs_the_later_ones_are_taken_first() {
    let twice = ["welcome", "do welcome"].map(|cue| stance("approve", cue, "the talks on the northern harbours", "We welcome the talks.", false));
    let gold = score(&twice);
    assert_eq!(counts(&gold, Figure::StanceSpans), (1, 1, 1));
    let missed = gold.differences.iter().find(|d| d.verdict == Verdict::Missed).unwrap();
    assert_eq!(missed.detail, "[NO] approve welcome → the talks on the northern harbours");
}
