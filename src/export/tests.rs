use std::str::FromStr;

use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use oxrdf::{Dataset, GraphName, Literal, NamedNode, Quad};
use oxrdfio::{JsonLdProfileSet, RdfFormat, RdfParser};

use super::*;

const SAMPLE: &str = include_str!("sample.trig");

const SYNTAXES: [(Syntax, RdfFormat); 6] = [
    (Syntax::Turtle, RdfFormat::Turtle),
    (Syntax::TriG, RdfFormat::TriG),
    (Syntax::NTriples, RdfFormat::NTriples),
    (Syntax::NQuads, RdfFormat::NQuads),
    (Syntax::RdfXml, RdfFormat::RdfXml),
    (Syntax::JsonLd, RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() }),
];

fn parse(format: RdfFormat, text: &[u8]) -> Vec<Quad> {
    RdfParser::from_format(format).for_slice(text).map(|q| q.expect("own output parses")).collect()
}

pub(super) fn sample() -> Vec<Quad> {
    parse(RdfFormat::TriG, SAMPLE.as_bytes())
}

fn written(syntax: Syntax, parts: &[QuadSet]) -> Written<Vec<u8>> {
    let mut writer = RdfWriter::new(syntax, Vec::new());
    parts.iter().for_each(|part| writer.write(part).expect("a vector takes all"));
    writer.finish().expect("a vector takes all")
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("UTF-8")
}

fn merged(quads: Vec<Quad>) -> Vec<Quad> {
    quads.into_iter().map(|q| Quad { graph_name: GraphName::DefaultGraph, ..q }).collect()
}

fn assert_round_trip(quads: &[Quad]) {
    for (syntax, format) in SYNTAXES {
        let expected = if syntax.has_graphs() { quads.to_vec() } else { merged(quads.to_vec()) };
        let expected = QuadSet::new(expected);
        let out = written(syntax, &[QuadSet::new(quads.to_vec())]);
        assert_eq!((out.count, out.replaced), (expected.len() as u64, 0), "{syntax:?}");
        let read = QuadSet::new(parse(format, &out.out));
        let lines = |set: &QuadSet| set.iter().map(|q| q.to_string()).collect::<Vec<_>>();
        assert_eq!(lines(&read), lines(&expected), "{syntax:?}");
    }
}

fn quad(value: Literal) -> Quad {
    let iri = |s: &str| NamedNode::new_unchecked(format!("https://w3id.org/demarche/{s}"));
    Quad::new(iri("id/doc/a"), iri("ns#text"), value, GraphName::NamedNode(iri("id/doc/a")))
}

#[test]
fn every_syntax_gives_back_the_same_quads() {
    assert_round_trip(&sample());
}

#[test]
fn every_literal_survives_every_syntax() {
    let integer = NamedNode::new_unchecked("http://www.w3.org/2001/XMLSchema#integer");
    let boolean = NamedNode::new_unchecked("http://www.w3.org/2001/XMLSchema#boolean");
    let mut literals: Vec<Literal> = [
        "",
        "\"",
        "\"\"\"",
        "\n\"",
        "\"\"\"\n\"\"\"\"",
        "a\\\n\"b\"",
        "\\",
        "\\u0041",
        "a\r\nb\tc",
        "\r",
        " both ends\n ",
        "\n\n",
        "'''",
        "]]>",
        "<b>&amp;</b>",
        "שלום \u{202E}abc\u{202C}",
        "🇰🇿👩‍👩‍👧",
        "e\u{301}",
        "\u{85}\u{2028}\u{2029}\u{FEFF}",
        "\u{7F}\u{9F}",
        "@type",
        "_:b",
        "state:KZ",
        "https://w3id.org/x",
    ]
    .map(Literal::new_simple_literal)
    .into();
    literals.extend(["1", "-1", "007", "+5", "9007199254740993", "1.0", "x", ""].map(|n| Literal::new_typed_literal(n, integer.clone())));
    literals.extend(["true", "false", "1", "TRUE"].map(|b| Literal::new_typed_literal(b, boolean.clone())));
    literals.push(Literal::new_language_tagged_literal_unchecked("Қазақстан\n", "kk"));
    for literal in &literals {
        assert_round_trip(&[quad(literal.clone())]);
    }
    assert_round_trip(&literals.into_iter().map(quad).collect::<Vec<_>>());
}

#[test]
fn control_characters_survive_wherever_the_syntax_can_hold_them() {
    let all: String = (1..0x20_u8).map(char::from).chain(['\u{FFFE}', '\u{FFFF}']).collect();
    let quads = QuadSet::new([quad(Literal::new_simple_literal(all))]);
    for (syntax, format) in SYNTAXES {
        let out = written(syntax, &[QuadSet::new([quad(Literal::new_simple_literal("\u{C}"))])]);
        assert_eq!(out.replaced, u64::from(syntax == Syntax::RdfXml), "{syntax:?}");
        if syntax.has_graphs() {
            assert_eq!(canonical_hash(&QuadSet::new(parse(format, &written(syntax, &[QuadSet::new(quads_of(&quads))]).out))), canonical_hash(&quads));
        }
    }
}

fn quads_of(set: &QuadSet) -> Vec<Quad> {
    set.iter().map(oxrdf::QuadRef::into_owned).collect()
}

#[test]
fn iris_of_any_shape_survive_every_syntax() {
    let graph = NamedNode::new_unchecked("https://w3id.org/demarche/id/doc/a");
    let quads: Vec<Quad> = [
        "https://w3id.org/demarche/id/doc/a#char=1,2",
        "https://w3id.org/demarche/id/doc/a.",
        "https://w3id.org/demarche/id/doc/a%20b",
        "https://w3id.org/demarche/id/doc/",
        "https://w3id.org/demarche/id/",
        "https://w3id.org/demarche/id/doc/./x",
        "https://w3id.org/demarche/id//x",
        "https://w3id.org/demarche/id/a:b/c",
        "https://w3id.org/demarche/id/state/-x",
        "https://w3id.org/demarche/id/person/Žižek",
        "https://w3id.org/demarche/id/alignment/0f",
        "urn:x:y",
        "http://example.org",
        "https://w3id.org/demarche/ns#",
        "https://w3id.org/demarche/id/doc/a#",
        "https://w3id.org/demarche/id/doc//x",
        "http://example.org/?q=1&r=2",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    ]
    .into_iter()
    .flat_map(|iri| {
        let iri = NamedNode::new_unchecked(iri);
        let property = NamedNode::new_unchecked("https://w3id.org/demarche/ns#target");
        let other = NamedNode::new_unchecked("http://example.org/terms/unheardOf");
        [
            Quad::new(iri.clone(), property, iri.clone(), graph.clone()),
            Quad::new(iri.clone(), other, iri.clone(), graph.clone()),
            Quad::new(iri.clone(), crate::vocab::term::TYPE, iri, graph.clone()),
        ]
    })
    .collect();
    assert_round_trip(&quads);
}

#[test]
fn the_order_of_the_input_changes_nothing() {
    let quads = sample();
    for seed in 1..6_u64 {
        let mut shuffled = quads.clone();
        let mut state = seed;
        for i in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(i, (state >> 33) as usize % (i + 1));
        }
        shuffled.extend(quads[..5].to_vec());
        let (set, expected) = (QuadSet::new(shuffled), QuadSet::new(quads.clone()));
        assert_eq!(canonical_hash(&set), canonical_hash(&expected));
        let all = |set: &QuadSet| -> Vec<Vec<u8>> {
            let mut out: Vec<_> = SYNTAXES.iter().map(|(syntax, _)| body(*syntax, set)).collect();
            for table in Table::ALL {
                let mut csv = Vec::new();
                write_csv(set, table, CsvOptions::default(), &mut csv).expect("a vector takes all");
                out.push(csv);
                #[cfg(feature = "store")]
                {
                    let mut bytes = Vec::new();
                    write_parquet(set, table, &mut bytes).expect("a vector takes all");
                    out.push(bytes);
                }
            }
            let (mut graphml, mut gexf) = (Vec::new(), Vec::new());
            write_graphml(&Network::new(set), &mut graphml).expect("a vector takes all");
            write_gexf(&Network::new(set), &mut gexf).expect("a vector takes all");
            out.extend([graphml, gexf]);
            out
        };
        assert!(all(&set) == all(&expected));
    }
}

fn body(syntax: Syntax, set: &QuadSet) -> Vec<u8> {
    written(syntax, &[QuadSet::new(quads_of(set))]).out
}

#[test]
fn parts_make_one_file_and_fragments_the_same() {
    let mut quads = sample();
    quads.sort_by_key(|q| q.graph_name.to_string());
    let parts = || quads.chunk_by(|a, b| a.graph_name == b.graph_name).map(|c| QuadSet::new(c.to_vec())).collect::<Vec<_>>();
    for (syntax, format) in SYNTAXES {
        let out = written(syntax, &parts());
        let mut writer = RdfWriter::new(syntax, Vec::new());
        for part in parts() {
            writer.write_fragment(&Fragment::new(syntax, &part).expect("has names")).expect("a vector takes all");
        }
        assert_eq!(text(writer.finish().expect("a vector takes all").out), text(out.out.clone()));
        let whole = QuadSet::new(parse(format, &written(syntax, &[QuadSet::new(quads.clone())]).out));
        assert_eq!(canonical_hash(&QuadSet::new(parse(format, &out.out))), canonical_hash(&whole), "{syntax:?}");
    }
    assert_eq!(text(written(Syntax::NQuads, &parts()).out), text(written(Syntax::NQuads, &[QuadSet::new(quads.clone())]).out));
}

#[test]
fn an_empty_set_gives_a_file_that_can_be_read() {
    for (syntax, format) in SYNTAXES {
        assert!(parse(format, &written(syntax, &[]).out).is_empty());
        assert!(parse(format, &written(syntax, &[QuadSet::default()]).out).is_empty());
    }
}

#[test]
fn turtle_is_grouped_prefixed_and_in_reading_order() {
    let out = text(written(Syntax::TriG, &[QuadSet::new(sample())]).out);
    assert!(!out.contains("@prefix owl:") || out.contains(" owl:"), "an unused prefix is declared");
    assert!(!out.contains("@prefix modality:"));
    assert!(out.contains("\ndoc:lake-1 {\n    doc:lake-1 a dem:Document ;\n"), "{out}");
    assert!(out.contains("        dem:holder org:EU , state:NO ;\n"), "{out}");
    assert!(out.contains("        dem:polarity 1 ;\n"), "{out}");
    assert!(out.contains("\"2023-05-02\"^^xsd:date"), "{out}");
    let at = |what: &str| out.find(what).unwrap_or_else(|| panic!("no {what} in {out}"));
    assert!(at("    <doc/lake-1#char=9,12> a") < at("    <doc/lake-1#char=48,92> a"));
}

#[test]
fn both_canonicalisations_of_others_agree_with_our_hash() {
    use sha2::{Digest, Sha256};
    use sophia::api::parser::QuadParser;
    use sophia::api::source::QuadSource;
    let hex = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect::<String>();
    let mut quads = sample();
    for blank in [false, true] {
        if blank {
            let node = oxrdf::BlankNode::new_unchecked("z9");
            quads.push(Quad::new(node.clone(), crate::vocab::term::LABEL, Literal::from("b\r\u{7F}\u{1}"), GraphName::DefaultGraph));
            quads.push(Quad::new(NamedNode::new_unchecked("urn:s"), crate::vocab::term::SAME_AS, node, GraphName::DefaultGraph));
        }
        let set = QuadSet::new(quads.clone());
        let mut dataset: Dataset = quads.iter().collect();
        dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 { hash_algorithm: CanonicalizationHashAlgorithm::Sha256 });
        let mut lines: Vec<String> = dataset.iter().map(|q| format!("{q} .\n")).collect();
        lines.sort();
        assert_eq!(canonical_hash(&set), hex(lines.concat().as_bytes()));

        let text = text(written(Syntax::NQuads, &[set]).out);
        let parsed: std::collections::HashSet<sophia::api::quad::Spog<sophia::api::term::SimpleTerm<'static>>> =
            sophia::turtle::parser::nq::NQuadsParser::new().parse_str(&text).collect_quads().expect("N-Quads");
        let mut canonical = Vec::new();
        sophia::c14n::rdfc10::normalize(&parsed, &mut canonical).expect("small");
        assert_eq!(canonical_hash(&QuadSet::new(quads.clone())), hex(&canonical));
    }
}

#[test]
fn formats_are_known_by_name_extension_and_media_type() {
    for (name, format) in [
        ("ttl", Format::Rdf(Syntax::Turtle)),
        (".TTL", Format::Rdf(Syntax::Turtle)),
        ("N-Quads", Format::Rdf(Syntax::NQuads)),
        ("application/ld+json; profile=x", Format::Rdf(Syntax::JsonLd)),
        ("parquet", Format::Parquet),
    ] {
        assert_eq!(Format::from_str(name).ok(), Some(format));
    }
    assert_eq!(Format::from_path("a/b.gexf".as_ref()), Some(Format::Gexf));
    assert_eq!(Format::from_path("a/b".as_ref()), None);
    let error = Format::from_str("docx").expect_err("no such format");
    assert_eq!(error.to_string(), "unknown format `docx`");
    assert!(error.help().is_some());
}
