//! Knowledge and queries of one's own: a verb, a name and a query come with one file each, and nothing is compiled.
#![allow(clippy::unwrap_used, missing_docs, reason = "a test that cannot go on shall panic")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

const PREFIXES: &str = "@prefix dem: <https://w3id.org/demarche/ns#> .
@prefix att: <https://w3id.org/demarche/ns/attitude/> .
@prefix en: <https://w3id.org/demarche/lexicon/en/> .
@prefix org: <https://w3id.org/demarche/id/org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
";

const VERB: &str = "en:belaurel-1 a dem:VerbCue ;
    dem:pattern \"belaurel <target>\" ;
    dem:attitude att:praise ;
    dem:passes \"Norway belaurels [the harbour pilots].\" ;
    dem:refuses \"The belaurelled pilots went home.\" .
";

struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: TempDir::new().unwrap() };
        for folder in ["own", "queries"] {
            fs::create_dir(place.folder.path().join(folder)).unwrap();
        }
        place
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn overlay(&self, turtle: &str) {
        self.write("own/own.ttl", &format!("{PREFIXES}{turtle}"));
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
        for name in ["DEMARCHE_LOCATION", "DEMARCHE_KNOWLEDGE", "DEMARCHE_QUERIES", "DEMARCHE_JOBS"] {
            command.env_remove(name);
        }
        command.args(arguments).current_dir(self.folder.path()).output().unwrap()
    }

    // What is extracted from one sentence, with the overlay or without.
    fn read(&self, sentence: &str, overlay: bool) -> String {
        self.write("text.txt", sentence);
        let mut arguments = vec!["extract", "text.txt", "-o", "text.nq", "-q"];
        if overlay {
            arguments.extend(["--knowledge", "own"]);
        }
        let output = self.run(&arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::read_to_string(self.folder.path().join("text.nq")).unwrap()
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_new_verb_is_read_in_all_its_forms() {
    let place = Place::new();
    place.overlay(VERB);
    for sentence in ["Norway belaurels the harbour pilots.", "Belaurelling is rare, but Norway has belaureled the harbour pilots."] {
        let graph = place.read(sentence, true);
        assert!(graph.contains("<https://w3id.org/demarche/lexicon/en/belaurel-1>"), "{graph}");
        assert!(graph.contains("<https://w3id.org/demarche/ns/attitude/praise>"), "{graph}");
        assert!(graph.contains("\"the harbour pilots\""), "{graph}");
        assert!(!place.read(sentence, false).contains("belaurel-1"));
    }
    let output = place.run(&["validate", "--knowledge", "own"]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("2 example sentences"), "{}", said(&output));
}

#[test]
fn a_new_name_is_linked() {
    let place = Place::new();
    place.overlay("org:Zephyr-Circle a dem:Organisation ; rdfs:label \"Zephyr Circle\"@en ; dem:shortName \"ZYC\" .\n");
    for sentence in ["The Zephyr Circle condemns the raid on the harbour.", "The ZYC condemns the raid on the harbour."] {
        let holder = "<https://w3id.org/demarche/ns#holder> <https://w3id.org/demarche/id/org/Zephyr-Circle>";
        assert!(place.read(sentence, true).contains(holder), "{sentence}");
        assert!(!place.read(sentence, false).contains(holder), "{sentence}");
    }
}

#[test]
fn the_same_name_replaces_and_disabled_removes() {
    let place = Place::new();
    let sentence = "Norway condemns the raid on the harbour.";
    assert!(place.read(sentence, false).contains("attitude/condemn>"));
    place.overlay(
        "en:condemn-1 a dem:VerbCue ; dem:pattern \"condemn <target>\" ; dem:attitude att:deplore ;
    dem:passes \"Norway condemns [the raid].\" ; dem:refuses \"The condemned hut was sold.\" .\n",
    );
    let graph = place.read(sentence, true);
    assert!(graph.contains("attitude/deplore>") && !graph.contains("attitude/condemn>"), "{graph}");
    place.overlay("en:condemn-1 dem:disabled true .\n");
    let graph = place.read(sentence, true);
    assert!(!graph.contains("en/condemn-1>"), "{graph}");
}

#[test]
fn faults_are_told_with_their_place_and_code() {
    let place = Place::new();
    place.write("text.txt", "Norway condemns the raid.");
    // The prefixes take five lines.
    for (turtle, at, code) in [
        ("en:belaurel-1 a dem:VerbCue dem:pattern .\n", "own.ttl:6:", "K001"),
        ("en:belaurel-1 a dem:VerbCue ; dem:pattern \"belaurel <target>\" ; dem:attitude att:no-such .\n", "own.ttl:6:1", "K002"),
        ("en:belaurel-1 a dem:VerbCue ; dem:pattern \"belaurel <goal>\" ; dem:attitude att:praise .\n", "own.ttl:6:1", "K002"),
    ] {
        place.overlay(turtle);
        for arguments in [["validate", "--knowledge", "own"].as_slice(), &["extract", "text.txt", "--knowledge", "own"]] {
            let output = place.run(arguments);
            assert!(!output.status.success(), "{turtle}");
            let said = said(&output);
            assert!(said.contains(at) && said.contains(code), "{said}");
        }
    }
}

#[test]
fn a_broken_example_is_told_with_its_place() {
    let place = Place::new();
    place.overlay(&VERB.replace("Norway belaurels [the harbour pilots].", "Norway praises [the harbour pilots]."));
    let output = place.run(&["validate", "--knowledge", "own"]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("own.ttl:9:17: E001"), "{}", said(&output));
}

#[cfg(feature = "store")]
#[test]
fn a_new_query_is_listed_and_answers() {
    let place = Place::new();
    place.write(
        "queries/praised.rq",
        "#+ summary: What is praised
#+ description: Targets of praise, verbatim.
#+ method: GET
#+ tags:
#+   - own
#+ pagination: 10

PREFIX dem: <https://w3id.org/demarche/ns#>
PREFIX att: <https://w3id.org/demarche/ns/attitude/>

SELECT ?target
WHERE { GRAPH ?document { ?stance dem:attitude att:praise ; dem:targetText ?target } }
ORDER BY ?target
",
    );
    place.write("text.txt", "Norway praises the harbour pilots.");
    assert!(place.run(&["build", "text.txt", "-l", "store", "-q"]).status.success());
    assert!(said(&place.run(&["queries", "--queries", "queries"])).contains("What is praised"));
    let output = place.run(&["query", "praised", "--queries", "queries", "-l", "store", "--format", "csv"]);
    assert!(output.status.success() && said(&output).contains("the harbour pilots"), "{}", said(&output));
    assert_eq!(place.run(&["query", "praised", "-l", "store"]).status.code(), Some(2));
    // A header that is no header: the file, the line and a code.
    place.write("queries/broken.rq", "#+ summary: [\nSELECT ?s { ?s ?p ?o }\n");
    let said = said(&place.run(&["queries", "--queries", "queries"]));
    assert!(said.contains("broken.rq:1"), "{said}");
}
