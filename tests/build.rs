//! `build` and the commands beside it, as users run them: what changed is replaced and nothing else, a kill or a full disk
//! loses nothing that was committed, and every failure says what to do and gives the right exit status.
#![cfg(feature = "store")]
#![allow(clippy::unwrap_used, missing_docs, reason = "a test that cannot go on shall panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use demarche::store::Repository;
use tempfile::TempDir;

struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
        command.args(args).current_dir(self.folder.path());
        for name in ["DEMARCHE_LOCATION", "DEMARCHE_KNOWLEDGE", "DEMARCHE_QUERIES", "DEMARCHE_JOBS", "SOURCE_DATE_EPOCH"] {
            command.env_remove(name);
        }
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        Ran(self.command(args).output().unwrap())
    }

    fn dump(&self, store: &str) -> String {
        self.run(&["dump", "-l", store]).status(0).stdout()
    }

    // The lines of each document's graph.
    fn documents(&self, store: &str) -> BTreeMap<String, String> {
        let mut graphs: BTreeMap<String, String> = BTreeMap::new();
        for line in self.dump(store).lines() {
            let graph = line.trim_end_matches(" .").rsplit(' ').next().unwrap();
            if let Some(id) = graph.strip_prefix("<https://w3id.org/demarche/id/doc/") {
                let lines = graphs.entry(id.trim_end_matches('>').to_owned()).or_default();
                lines.push_str(line);
                lines.push('\n');
            }
        }
        graphs
    }
}

struct Ran(Output);

impl Ran {
    #[track_caller]
    fn status(self, expected: i32) -> Self {
        assert_eq!(self.0.status.code(), Some(expected), "stderr: {}", self.stderr());
        self
    }

    #[track_caller]
    fn says(self, expected: &str) -> Self {
        assert!(self.stderr().contains(expected), "`{expected}` expected in: {}", self.stderr());
        self
    }

    fn stdout(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.0.stdout).unwrap()
    }
}

const ONE: &str = "Statement by the Union\n\n12 May 2023\n\nThe European Union welcomes the decision of Albania to hold a referendum.\n";
const TWO: &str = "We condemn the attack and call on Georgia to protect journalists.\n";

fn two() -> Place {
    let place = Place::new();
    place.write("texts/one.txt", ONE);
    place.write("texts/two.txt", TWO);
    place
}

fn numbers(ran: &Ran) -> [u64; 5] {
    let summary = ran.json();
    ["added", "changed", "unchanged", "removed", "skipped"].map(|name| summary[name].as_u64().unwrap())
}

#[test]
fn what_is_unchanged_is_skipped_and_what_changed_is_replaced() {
    let place = two();
    let build = |args: &[&str]| numbers(&place.run(&[&["build", "texts", "-l", "store", "--json"], args].concat()).status(0));
    assert_eq!(build(&[]), [2, 0, 0, 0, 0]);
    let before = place.documents("store");
    assert_eq!(build(&[]), [0, 0, 2, 0, 0]);
    assert_eq!(place.documents("store"), before);
    place.write("texts/two.txt", "We welcome the agreement.\n");
    place.write("texts/three.txt", "We regret the delay.\n");
    assert_eq!(build(&[]), [1, 1, 1, 0, 0]);
    let after = place.documents("store");
    assert_eq!(after["one"], before["one"]);
    assert!(after["two"].contains("We welcome the agreement.") && !after["two"].contains("condemn"));
    assert_eq!(build(&["--force"]), [0, 3, 0, 0, 0]);
    // As if all had been read at once.
    place.run(&["build", "texts", "-l", "fresh"]).status(0);
    assert_eq!(place.dump("store"), place.dump("fresh"));
}

#[test]
fn prune_removes_what_is_no_longer_there_but_not_what_cannot_be_read() {
    let place = two();
    place.write("texts/three.txt", "We regret the delay.\n");
    place.run(&["build", "texts", "-l", "store"]).status(0);
    fs::remove_file(place.path("texts/two.txt")).unwrap();
    fs::write(place.path("texts/three.txt"), b"\0\x01\x02\0").unwrap();
    let ran = place.run(&["build", "texts", "-l", "store", "--prune", "--json"]).status(4).says("three.txt: binary content");
    assert_eq!(numbers(&ran), [0, 0, 1, 1, 1]);
    assert_eq!(place.documents("store").into_keys().collect::<Vec<_>>(), ["one", "three"]);
    fs::remove_file(place.path("texts/one.txt")).unwrap();
    place.run(&["build", "texts", "-l", "store", "--prune"]).status(1).says("`--prune` would remove all 2 documents").says("help: ");
    assert_eq!(place.documents("store").len(), 2);
}

#[test]
fn documents_are_removed_by_id_iri_and_file() {
    let place = two();
    place.write("texts/sub/two.txt", "Other text.\n");
    place.write("feed.ndjson", "{\"id\":\"r1\",\"text\":\"We agree.\"}\n{\"id\":\"r2\",\"text\":\"We object.\"}\n");
    let all = ["one", "r1", "r2", "sub-two", "two"];
    place.run(&["build", "texts", "feed.ndjson", "-l", "store"]).status(0);
    let ids = || place.documents("store").into_keys().collect::<Vec<_>>();
    assert_eq!(ids(), all);
    place.run(&["remove", "one", "nope", "-l", "store"]).status(1).says("no such document in the store: `nope`").says("nothing was removed");
    assert_eq!(ids(), all);
    place.run(&["remove", "one", "https://w3id.org/demarche/id/doc/r1", "-l", "store"]).status(0).says("removed one, r1");
    assert_eq!(ids(), ["r2", "sub-two", "two"]);
    place.run(&["remove", "texts/sub/two.txt", "doc:two", "feed.ndjson", "-l", "store"]).status(0).says("removed r2, sub-two, two");
    assert!(ids().is_empty());
    place.run(&["build", "texts", "feed.ndjson", "-l", "store"]).status(0);
    assert_eq!(ids(), all);
}

#[test]
fn neither_threads_nor_order_nor_history_change_a_byte() {
    let place = two();
    place.write("more.ndjson", &records(0..120));
    let build = |store: &str, args: &[&str]| {
        let mut command = place.command(&[&["build", "-l", store], args].concat());
        let ran = Ran(command.env("SOURCE_DATE_EPOCH", "1700000000").output().unwrap());
        ran.status(0);
        (place.dump(store), place.run(&["dump", "-l", store, "--provenance"]).status(0).stdout())
    };
    let (dump, with_runs) = build("a", &["texts", "more.ndjson", "--jobs", "1"]);
    assert!(with_runs.len() > dump.len() && with_runs.contains("2023-11-14T22:13:20"));
    assert_eq!(build("b", &["more.ndjson", "texts", "--jobs", "2"]), (dump.clone(), with_runs));
    build("c", &["texts/two.txt", "--jobs", "3"]);
    build("c", &["texts/one.txt"]);
    assert_eq!(build("c", &["more.ndjson"]).0, dump);
}

#[test]
fn one_id_with_two_texts_is_told_and_the_same_text_twice_is_no_matter() {
    let place = two();
    place.write("again/one.txt", ONE);
    place.write("other/one.txt", "Another text.\n");
    let ran = place.run(&["build", "texts", "again", "-l", "store", "-v"]).status(0);
    ran.says("same text as an earlier input with the id `one`");
    let before = place.documents("store");
    for order in [["again", "other"], ["other", "again"]] {
        let ran = place.run(&["build", order[0], order[1], "-l", "store"]).status(4);
        ran.says("skipped other/one.txt: another text with the id `one` was read before").says("help: give each record an id of its own");
    }
    assert_eq!(place.documents("store"), before);
    // Addresses that differ are two documents, though their ids look alike; and stay so.
    place.write("feed.ndjson", "{\"url\":\"https://example.org/vote\",\"text\":\"One.\"}\n{\"url\":\"https://example.org/vote/\",\"text\":\"Two.\"}\n");
    for expected in [[2, 0, 0, 0, 0], [0, 0, 2, 0, 0]] {
        assert_eq!(numbers(&place.run(&["build", "feed.ndjson", "-l", "feed", "--json"]).status(0)), expected);
    }
    place.write("feed.ndjson", "{\"url\":\"https://example.org/vote/\",\"text\":\"Two.\"}\n");
    assert_eq!(numbers(&place.run(&["build", "feed.ndjson", "-l", "feed", "--json"]).status(0)), [0, 0, 1, 0, 0]);
}

#[test]
fn changed_knowledge_has_everything_read_again() {
    let place = two();
    place.run(&["build", "texts", "-l", "store"]).status(0);
    let place_ttl = "@prefix dem: <https://w3id.org/demarche/ns#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\
                     <https://w3id.org/demarche/id/org/Blue-Circle> a dem:Organisation ; rdfs:label \"Blue Circle\"@en .\n";
    place.write("knowledge/mine.ttl", place_ttl);
    let ran = place.run(&["build", "texts", "-l", "store", "--knowledge", "knowledge", "--json"]).status(0);
    assert_eq!(numbers(&ran), [0, 2, 0, 0, 0]);
    assert!(place.dump("store").contains("<https://w3id.org/demarche/id/org/Blue-Circle>"));
    place.write("knowledge/mine.ttl", "@prefix dem: <https://w3id.org/demarche/ns#> .\n\ndem:x dem:y ;; \"z\n");
    let ran = place.run(&["build", "texts", "-l", "store", "--knowledge", "knowledge"]).status(1);
    ran.says("demarche: knowledge/mine.ttl:3:").says("K001").says("help: `demarche validate");
    let ran = place.run(&["validate", "--knowledge", "knowledge"]).status(3);
    assert!(ran.stdout().starts_with("knowledge/mine.ttl:3:"), "{}", ran.stdout());
}

#[test]
fn a_store_in_use_says_so() {
    let place = two();
    place.run(&["build", "texts", "-l", "store"]).status(0);
    let writer = Repository::open_to_write(&place.path("store")).unwrap();
    let locked = "demarche: store: the store is in use by another process";
    place.run(&["build", "texts", "-l", "store"]).status(1).says(locked).says("help: one process writes at a time");
    place.run(&["stats", "-l", "store"]).status(1).says(locked).says("help: it is being written");
    drop(writer);
    let reader = Repository::open(&place.path("store")).unwrap();
    place.run(&["stats", "-l", "store"]).status(0);
    place.run(&["remove", "one", "-l", "store"]).status(1).says(locked);
    drop(reader);
    place.run(&["remove", "one", "-l", "store"]).status(0);
}

#[test]
fn foreign_missing_empty_and_newer_stores_are_told_apart() {
    let place = two();
    place.run(&["stats", "-l", "nowhere"]).status(1).says("demarche: nowhere: no such store").says("help: ");
    for command in [&["stats", "-l", "texts"][..], &["build", "texts", "-l", "texts"]] {
        place.run(command).status(1).says("demarche: texts: not a demarche store").says("help: name a folder that is empty");
    }
    place.run(&["build", "texts", "-l", "texts/one.txt"]).status(1).says("not a demarche store");
    fs::create_dir(place.path("empty")).unwrap();
    place.run(&["build", "texts", "-l", "empty"]).status(0);
    fs::remove_dir_all(place.path("empty/data")).unwrap();
    place.run(&["stats", "-l", "empty"]).status(1).says("empty: the store is empty").says("help: the first build was not completed");
    place.run(&["build", "texts", "-l", "empty"]).status(0);
    place.write("empty/demarche.json", "{\"format\":99,\"program\":\"9.0.0\"}\n");
    for command in [&["stats", "-l", "empty"][..], &["build", "texts", "-l", "empty"]] {
        place.run(command).status(1).says("the store has format 99").says("help: use the version of demarche that made it");
    }
}

#[test]
fn the_exit_status_tells_how_it_went() {
    let place = two();
    place.run(&["build", "texts", "-l", "store"]).status(0);
    place.run(&["build", "nope", "-l", "store"]).status(1).says("demarche: no such file or folder: `nope`").says("help: ");
    place.run(&["build", "texts"]).status(2).says("demarche: no store given");
    place.run(&["build", "-l", "store"]).status(2).says("PATH");
    place.run(&["build", "texts", "-l", "store", "--jobs", "0"]).status(2).says("--jobs");
    place.run(&["build", "texts", "-l", "store", "--input-format", "pdf"]).status(2).says("ndjson");
    place.run(&["frobnicate"]).status(2);
    place.run(&["--version"]).status(0);
    place.write("empty.txt", "");
    place.write("bad.ndjson", "{\"id\":\"a\",\"text\":\"We agree.\"}\n{\"id\":\"b\",\"tex\n{\"id\":\"c\",\"text\":\"We object.\"}\n");
    let ran = place.run(&["build", "empty.txt", "bad.ndjson", "-l", "store", "--json"]).status(4);
    let ran = ran.says("warning: skipped empty.txt: empty").says("skipped bad.ndjson:2: malformed record");
    assert_eq!(numbers(&ran), [2, 0, 0, 0, 2]);
    assert_eq!(ran.json()["skips"][0]["line"], 2);
    place.run(&["explain", "stance:none", "-l", "store"]).status(1).says("nothing in the store is called `stance:none`");
    place.run(&["explain", "doc:one", "-l", "store"]).status(0);
    place.run(&["validate", "-l", "store"]).status(0);
    place.write("bad.ttl", "<https://example.org/s> a <https://w3id.org/demarche/ns#Stance> .\n");
    let ran = place.run(&["validate", "bad.ttl"]).status(3);
    assert!(ran.stdout().contains("bad.ttl: stance-holder: https://example.org/s: a stance has a dem:holder"), "{}", ran.stdout());
}

#[test]
fn settings_come_from_flags_then_environment_then_file() {
    let place = two();
    place.write("demarche.toml", "location = \"from-file\"\njobs = 1\n");
    let build = |location: Option<&str>, flags: &[&str]| {
        let mut command = place.command(&[&["build", "texts"], flags].concat());
        if let Some(location) = location {
            command.env("DEMARCHE_LOCATION", location);
        }
        Ran(command.output().unwrap()).status(0);
    };
    build(None, &[]);
    build(Some("from-environment"), &[]);
    build(Some("never"), &["-l", "from-flag"]);
    for made in ["from-file", "from-environment", "from-flag"] {
        assert!(place.path(made).join("demarche.json").exists(), "{made}");
    }
    assert!(!place.path("never").exists());
    place.write("demarche.toml", "locatoin = \"x\"\n");
    place.run(&["build", "texts"]).status(2).says("locatoin").says("demarche.toml").says("help: known are `location`");
}

#[test]
fn data_go_to_stdout_and_the_rest_to_stderr() {
    let place = two();
    let ran = place.run(&["build", "texts", "-l", "store"]).status(0).says("store: 2 documents read: 2 new, 0 changed, 0 unchanged; 0 removed");
    assert_eq!(ran.stdout(), "");
    assert_eq!(place.run(&["build", "texts", "-l", "store", "-q"]).status(0).stderr(), "");
    let ran = place.run(&["stats", "-l", "store", "--json"]).status(0);
    assert_eq!((ran.json()["classes"]["Document"].as_u64(), ran.stderr().as_str()), (Some(2), ""));
}

#[test]
fn a_reader_that_stops_reading_is_no_failure() {
    let place = two();
    place.run(&["build", "texts", "-l", "store"]).status(0);
    let mut child = place.command(&["dump", "-l", "store"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    Ran(child.wait_with_output().unwrap()).status(0).says("");
}

#[test]
fn a_backup_is_a_store_of_its_own() {
    let place = two();
    place.run(&["build", "texts", "-l", "store"]).status(0);
    let before = place.dump("store");
    place.run(&["backup", "copy", "-l", "store"]).status(0);
    place.run(&["backup", "copy", "-l", "store"]).status(1).says("copy: already exists");
    place.run(&["remove", "one", "-l", "store"]).status(0);
    assert_eq!(place.dump("copy"), before);
    place.run(&["remove", "two", "-l", "copy"]).status(0);
    assert_eq!(place.documents("store").into_keys().collect::<Vec<_>>(), ["two"]);
}

fn records(range: std::ops::Range<usize>) -> String {
    let line = |n| format!("{{\"id\":\"r{n}\",\"title\":\"Text {n}\",\"text\":\"Number {n}. {}\"}}\n", TWO.trim().repeat(20));
    range.map(line).collect()
}

fn kill_after(place: &Place, args: &[&str], delay: Duration) {
    let mut child = place.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(delay);
    let _ = child.kill();
    child.wait().unwrap();
}

#[test]
fn a_kill_leaves_whole_documents_and_the_next_run_goes_on() {
    let place = Place::new();
    place.write("some/feed.ndjson", &records(0..50));
    place.write("all/feed.ndjson", &records(0..2000));
    place.run(&["build", "all/feed.ndjson", "-l", "whole"]).status(0);
    let (whole, dump) = (place.documents("whole"), place.dump("whole"));
    for (i, delay) in [15, 80, 200, 400, 700].into_iter().enumerate() {
        // The first load is all or nothing.
        let fresh = format!("fresh{i}");
        kill_after(&place, &["build", "all/feed.ndjson", "-l", &fresh], Duration::from_millis(delay));
        if place.path(&fresh).join("data").exists() {
            assert_eq!(place.dump(&fresh), dump);
        }
        place.run(&["build", "all/feed.ndjson", "-l", &fresh]).status(0);
        assert_eq!(place.dump(&fresh), dump);
        assert!(!place.path(&fresh).join("loading").exists());
        // A store in use grows by whole documents.
        let used = format!("used{i}");
        place.run(&["build", "some/feed.ndjson", "-l", &used]).status(0);
        kill_after(&place, &["build", "all/feed.ndjson", "-l", &used], Duration::from_millis(delay));
        for (id, graph) in place.documents(&used) {
            assert_eq!(graph, whole[&id]);
        }
        place.run(&["build", "all/feed.ndjson", "-l", &used]).status(0);
        assert_eq!(place.dump(&used), dump);
    }
}

struct Mounted<'a>(&'a Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_loses_nothing() {
    let place = Place::new();
    place.write("some/feed.ndjson", &records(0..20));
    place.write("all/feed.ndjson", &records(0..20_000));
    let small = place.path("small");
    fs::create_dir(&small).unwrap();
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=48m", "none"]).arg(&small).stderr(Stdio::null()).status();
    if !mount.is_ok_and(|s| s.success()) {
        eprintln!("SKIPPED: a small disk can be mounted by root only");
        return;
    }
    let _mounted = Mounted(&small);
    place.run(&["build", "some/feed.ndjson", "-l", "small/store"]).status(0);
    let before = place.documents("small/store");
    place.run(&["build", "all/feed.ndjson", "-l", "small/store"]).status(1).says("demarche: small/store: cannot").says("help: if the disk is full");
    let after = place.documents("small/store");
    assert!(before.iter().all(|(id, graph)| after.get(id) == Some(graph)));
    fs::remove_dir_all(small.join("store")).unwrap();
    place.run(&["build", "all/feed.ndjson", "-l", "small/new"]).status(1).says("help: if the disk is full");
    place.run(&["stats", "-l", "small/new"]).status(1).says("the store is empty");
    place.run(&["build", "some/feed.ndjson", "-l", "small/new"]).status(0);
}
