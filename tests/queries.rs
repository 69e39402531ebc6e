//! Canned queries: every file, on the seed documents, and the traps of binding.

#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;

use assert_cmd::Command;
use demarche::query::{Catalog, Parameter, Rows, Window, run};
use oxigraph::sparql::QueryResults;
use oxigraph::store::Store;
use oxrdf::{GraphName, Literal, NamedNode, Quad, Term};

fn demarche() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
    command.env_remove("DEMARCHE_LOCATION").env_remove("DEMARCHE_QUERIES").env_remove("DEMARCHE_KNOWLEDGE");
    command
}

// The store of the two seed documents, built once by the program itself.
fn seeds() -> &'static Path {
    static STORE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = STORE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
        demarche().arg("build").arg(seeds).arg("-q").arg("-l").arg(&path).assert().success();
        (folder, path)
    });
    path
}

fn query(arguments: &[&str]) -> Output {
    demarche().arg("query").args(arguments).arg("-l").arg(seeds()).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn every_header_is_complete() {
    let catalog = Catalog::load(&[]).unwrap();
    assert!(catalog.iter().count() >= 26);
    for query in catalog.iter() {
        let (name, header) = (&query.name, &query.header);
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{name}");
        assert!(!header.summary.is_empty() && !header.description.is_empty() && !header.tags.is_empty(), "{name}");
        let question = header.question.as_deref().unwrap();
        for parameter in &query.parameters {
            let slot = question.contains(&format!("{{{}}}", parameter.name));
            assert!(slot || !parameter.required, "{name}: no slot for {}", parameter.name);
            assert!(!parameter.about.is_empty(), "{name}: nothing says what {} is", parameter.name);
            let given = header.example.iter().any(|(k, _)| *k == parameter.name);
            assert!(given || !parameter.required, "{name}: no example of {}", parameter.name);
        }
        if !query.is_graph() {
            assert!(header.pagination.is_some(), "{name}: unlimited");
            let columns: Vec<&str> = header.columns.iter().map(|(c, _)| c.as_str()).collect();
            for column in selected(&query.text) {
                assert!(columns.contains(&column.as_str()), "{name}: column {column} is not explained");
            }
            assert_eq!(columns.len(), selected(&query.text).len(), "{name}");
        }
    }
}

// Columns of the outermost SELECT.
fn selected(text: &str) -> Vec<String> {
    let line = text.lines().find(|l| l.starts_with("SELECT")).unwrap();
    line.split_whitespace().filter_map(|w| w.strip_prefix('?')).map(str::to_owned).collect()
}

#[test]
fn every_file_keeps_to_what_grlc_can_replace() {
    let schema = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n";
    for query in Catalog::load(&[]).unwrap().iter() {
        let text = &query.text;
        assert!(text.contains(schema), "{}: grlc would put the prefix before every SELECT", query.name);
        for parameter in &query.parameters {
            let variable = format!("?{}", parameter.variable.as_str());
            for (at, _) in text.match_indices(&variable) {
                let next = text[at + variable.len()..].chars().next();
                assert!(!next.is_some_and(|c| c.is_alphanumeric() || c == '_'), "{}: {variable} begins another variable", query.name);
                let before = text[..at].trim_end();
                assert!(!before.ends_with("BOUND("), "{}: {variable} in BOUND", query.name);
                assert!(!before.to_uppercase().ends_with(" AS"), "{}: {variable} is a target", query.name);
            }
            for line in text.lines().filter(|l| l.contains("SELECT ") || l.contains("GROUP BY")) {
                assert!(!line.split("WHERE").next().unwrap().contains(&variable), "{}: {line}", query.name);
            }
        }
    }
}

#[test]
fn nothing_is_asked_of_the_default_graph() {
    // The same claims in the default graph alone: no query that looks for them there finds any.
    let catalog = Catalog::load(&[]).unwrap();
    let store = Store::new().unwrap();
    let dem = |local: &str| NamedNode::new_unchecked(format!("https://w3id.org/demarche/ns#{local}"));
    let node = NamedNode::new_unchecked("https://w3id.org/demarche/id/doc/x");
    for property in ["holder", "target", "attitude", "evidence", "actor", "alignsWith", "issuer", "eventType", "participant", "addressee", "topic", "refersTo"]
    {
        store.insert(&Quad::new(node.clone(), dem(property), node.clone(), GraphName::DefaultGraph)).unwrap();
    }
    for query in catalog.iter() {
        let value = |p: &Parameter| p.choices.first().cloned().unwrap_or_else(|| node.as_str().to_owned());
        let given: Vec<(String, String)> = query.parameters.iter().filter(|p| p.required).map(|p| (p.name.clone(), value(p))).collect();
        let bound = query.bind(&query.values(&given, None).unwrap()).unwrap();
        let rows = Rows::read(run(&store, bound, Window::default(), None).unwrap()).unwrap();
        assert!(rows.rows.is_empty(), "{}: {:?}", query.name, rows.rows);
    }
}

// What was not understood: on the seeds nothing need be left.
const MAY_BE_EMPTY: &[&str] = &["unlinked", "unresolved"];

#[test]
fn every_example_gives_rows_on_the_seeds() {
    let mut empty = Vec::new();
    for query in Catalog::load(&[]).unwrap().iter() {
        let mut command = demarche();
        command.args(["query", &query.name, "-q", "--format", if query.is_graph() { "nt" } else { "ndjson" }, "-l"]).arg(seeds());
        for (name, value) in &query.header.example {
            command.arg("-p").arg(format!("{name}={value}"));
        }
        let output = command.output().unwrap();
        let empty_is_good = MAY_BE_EMPTY.contains(&query.name.as_str());
        if !output.status.success() || output.stdout.is_empty() && !empty_is_good {
            empty.push(format!("{}: {}", query.name, stderr(&output)));
        }
    }
    assert!(empty.is_empty(), "{}", empty.join("\n"));
}

#[test]
fn who_aligned_is_answered_by_ten_states_with_the_words() {
    let output = query(&["aligned-with-document", "-p", "document=seed-eu-osce-1417.txt", "--format", "ndjson"]);
    let rows: Vec<serde_json::Value> = String::from_utf8(output.stdout).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let mut codes: Vec<&str> = rows.iter().map(|r| r["isoCode"].as_str().unwrap()).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["AL", "BA", "GE", "IS", "LI", "MD", "ME", "MK", "RS", "UA"]);
    assert!(rows.iter().all(|r| r["quote"].as_str().unwrap().contains("align themselves with this statement")));
}

fn small() -> Store {
    let store = Store::new().unwrap();
    let iri = |s: &str| NamedNode::new_unchecked(format!("urn:{s}"));
    for (s, o) in [("a", "x"), ("b", "x"), ("c", "y")] {
        store.insert(&Quad::new(iri(s), iri("p"), iri(o), iri("g"))).unwrap();
    }
    store
}

fn answers(store: &Store, catalog: &Catalog, name: &str, given: &[(&str, &str)]) -> Vec<String> {
    let canned = catalog.get(name).unwrap();
    let given: Vec<(String, String)> = given.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let query = canned.bind(&canned.values(&given, None).unwrap()).unwrap();
    let (results, _watch) = run(store, query, Window::default(), None).unwrap().into_parts();
    let QueryResults::Solutions(rows) = results else { panic!("no table") };
    rows.map(|r| r.unwrap().values().iter().flatten().map(Term::to_string).collect::<Vec<_>>().join(" ")).collect()
}

// A folder with one query file, and the catalogue with it.
fn own(name: &str, text: &str) -> (tempfile::TempDir, Catalog) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(format!("{name}.rq")), text).unwrap();
    let catalog = Catalog::load(&[folder.path().to_owned()]).unwrap();
    (folder, catalog)
}

#[test]
fn a_parameter_is_seen_inside_a_sub_select_that_does_not_project_it() {
    let text = "SELECT ?n WHERE { { SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s <urn:p> ?_object_iri } } } }";
    let (_folder, catalog) = own("trap", text);
    let three = Literal::from(3).to_string();
    let two = Literal::from(2).to_string();
    assert_eq!(answers(&small(), &catalog, "trap", &[("object", "urn:x")]), [two]);
    assert_ne!(answers(&small(), &catalog, "trap", &[("object", "urn:x")]), [three]);
}

#[test]
fn an_optional_parameter_filters_only_where_given() {
    let text = "SELECT ?s WHERE { GRAPH ?g { ?s <urn:p> ?o } FILTER(COALESCE(!isIRI(?__object_iri), true) || ?o = ?__object_iri) } ORDER BY ?s";
    let (_folder, catalog) = own("optional", text);
    assert_eq!(answers(&small(), &catalog, "optional", &[]), ["<urn:a>", "<urn:b>", "<urn:c>"]);
    assert_eq!(answers(&small(), &catalog, "optional", &[("object", "urn:y")]), ["<urn:c>"]);
}

#[test]
fn no_value_can_change_the_shape_of_a_query() {
    let text = "SELECT ?s WHERE { GRAPH ?g { ?s <urn:p> ?o } FILTER(STR(?o) = ?_words) }";
    let (_folder, catalog) = own("inject", text);
    let canned = catalog.get("inject").unwrap();
    let shape = |value: &str| {
        let values = canned.values(&[("words".into(), value.into())], None).unwrap();
        let query = canned.bind(&values).unwrap();
        // The value is one literal of the algebra: with it taken out, every query is the same.
        let Some(Term::Literal(literal)) = values.get("words") else { panic!("no literal") };
        assert_eq!(literal.value(), value);
        format!("{query:?}").replace(&format!("{literal:?}"), "VALUE")
    };
    let plain = shape("urn:x");
    for payload in [
        "\") || true || (\"",
        "\" } } DROP ALL #",
        "') UNION { ?s ?p ?o } #",
        "\\\" . ?s ?p ?o",
        "?_words",
        "\"@en",
        "\n} SELECT * { ?s ?p ?o",
        "\u{0}\u{202e}",
    ] {
        assert_eq!(shape(payload), plain, "{payload:?}");
        assert!(answers(&small(), &catalog, "inject", &[("words", payload)]).is_empty(), "{payload:?}");
    }
    let (_folder, catalog) = own("inject-iri", "SELECT ?s WHERE { GRAPH ?g { ?s <urn:p> ?_object_iri } }");
    let canned = catalog.get("inject-iri").unwrap();
    for payload in ["urn:x> } #", "urn:x> ?y . ?z ?z <urn:x", "urn:x y", "urn:\"x\""] {
        assert!(canned.values(&[("object".into(), payload.into())], None).is_err(), "{payload:?}");
    }
}

#[test]
fn a_file_in_a_folder_is_a_query() {
    let folder = tempfile::tempdir().unwrap();
    let text = "#+ summary: Who is on a list\n#+ parameters:\n#+   - actor: whom to look for\n\n\
                PREFIX dem: <https://w3id.org/demarche/ns#>\nASK { GRAPH ?g { ?_actor_iri dem:alignsWith ?document } }\n";
    std::fs::write(folder.path().join("on-a-list.rq"), text).unwrap();
    let queries = folder.path().to_str().unwrap();
    let output = query(&["on-a-list", "--queries", queries, "-p", "actor=Georgia", "--format", "csv"]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "answer\r\ntrue\r\n");
    let listed = demarche().args(["queries", "--queries", queries]).output().unwrap();
    assert!(String::from_utf8(listed.stdout).unwrap().contains("Who is on a list"));
}

#[test]
fn faulty_files_are_named_with_their_line_all_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("header", "#+ summary: x\n#+ pagination: many\nASK {}"),
        ("syntax", "#+ summary: x\nSELECT ?s\nWHERE { ?s ?p }"),
        ("parameter", "#+ example:\n#+   - nobody: x\nASK {}"),
        ("target", "SELECT ?s\nWHERE { ?s ?p ?_x BIND(1 AS ?_x) }"),
    ] {
        std::fs::write(folder.path().join(format!("{name}.rq")), text).unwrap();
    }
    let errors = Catalog::load(&[folder.path().to_owned()]).unwrap_err();
    let all: Vec<String> = errors.iter().map(ToString::to_string).collect();
    for part in ["header.rq:2:1: Q001", "syntax.rq:3:", "Q002", "parameter.rq:2:1: Q003"] {
        assert!(all.iter().any(|e| e.contains(part)), "{part}\n{}", all.join("\n"));
    }
    assert_eq!(all.len(), 4, "{}", all.join("\n"));
}

#[test]
fn mistakes_are_told_with_their_remedy() {
    for (arguments, status, part) in [
        (&["stance-by-actor"][..], 2, "did you mean `stances-by-actor`"),
        (&["stances-by-actor"], 2, "needs the parameter `actor`"),
        (&["stances-by-actor", "-p", "actr=EU"], 2, "no parameter `actr`"),
        (&["stances-by-actor", "-p", "actor"], 2, "`-p name=value`"),
        (&["stances-by-actor", "-p", "actor=EU", "-p", "since=yesterday"], 2, "takes a date (first day), not `yesterday`"),
        (&["stances-by-actor", "-p", "actor=EU", "-p", "family=like"], 2, "takes approve, disapprove"),
        (&["stances-by-actor", "-p", "actor=Kazakstan"], 2, "`Kazakhstan`"),
        (&["--sparql", "SELECT {"], 1, "no SPARQL query"),
        (&["timeline", "--format", "ttl"], 2, "gives a table"),
    ] {
        let output = query(arguments);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(part), "{arguments:?}: {}", stderr(&output));
    }
    let nowhere = demarche().args(["query", "timeline", "-l", "no-such-store"]).output().unwrap();
    assert!(stderr(&nowhere).contains("no such store"), "{}", stderr(&nowhere));
}
