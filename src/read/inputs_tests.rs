use std::fs;
use std::path::Path;

use super::*;
use crate::read::compression::tests::gzip;
use crate::read::{Fields, document_id};

fn read(folder: &Path, options: ReadOptions) -> Vec<Result<RawDocument, String>> {
    let inputs = Inputs::new(&[folder.display().to_string()], options).unwrap();
    let prefix = format!("{}/", folder.display());
    inputs.map(|found| found.map_err(|error| error.to_string().replace(&prefix, ""))).collect()
}

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn texts(files: &[(&str, &[u8])]) -> Vec<Result<String, String>> {
    let folder = folder(files);
    read(folder.path(), ReadOptions::default()).into_iter().map(|found| found.map(|document| document.text)).collect()
}

#[test]
fn every_format_gives_text_and_errors_do_not_stop_the_rest() {
    let records = gzip(b"{\"id\":1,\"text\":\"One.\"}\nnonsense\n{\"title\":\"x\"}\n{\"id\":4,\"text\":\"<p>Four.</p>\"}\n");
    let found = texts(&[
        ("a.txt", b"Kept \r\n as it is. "),
        ("b.md", b"# Title\n\nText *here*."),
        ("c.ndjson.gz", &records),
        ("d.csv", b"id,text\n1,Row.\n"),
        ("e.json", b"[{\"text\": \"In an array.\"}]"),
        ("f.txt", b"\x7fELF\0\0\0\0"),
        ("g.txt", b""),
        ("h.pdf", b"%PDF-1.4"),
        ("i.txt.gz", &gzip(b"Packed.")),
        ("j.html", b"<body><p>Page.</p></body>"),
    ]);
    let expected: Vec<Result<String, String>> = vec![
        Ok("Kept \r\n as it is. ".into()),
        Ok("Title\n\nText here.".into()),
        Ok("One.".into()),
        Err("c.ndjson.gz:2: malformed record: expected ident at column 2".into()),
        Err("c.ndjson.gz:3: no text field `text` or `body` or `content`; the record has `title`".into()),
        Ok("Four.".into()),
        Ok("Row.".into()),
        Ok("In an array.".into()),
        Err("f.txt: binary content, not text".into()),
        Err("g.txt: empty".into()),
        Err("h.pdf: unsupported format: PDF".into()),
        Ok("Packed.".into()),
        Ok("Page.".into()),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_document_knows_where_it_was_found() {
    let folder = folder(&[("sub/all.jsonl", b"{\"text\":\"a\"}\n\n{\"text\":\"b\",\"url\":\"http://x.org/p/b.html\"}\n")]);
    let found = read(folder.path(), ReadOptions::default());
    let second = found[1].as_ref().unwrap();
    assert_eq!(second.source.file_name, "all.jsonl");
    assert_eq!(second.source.relative, "sub/all.jsonl");
    assert_eq!(second.source.record, Some(3));
    assert!(second.source.path.ends_with("/sub/all.jsonl"));
    assert_eq!(document_id(second), "p-b");
    assert_eq!(document_id(found[0].as_ref().unwrap()), "sub-all-1");
}

#[test]
fn the_order_is_that_of_arguments_then_names_then_records() {
    let folder = folder(&[("b.txt", b"b"), ("a/z.txt", b"z"), ("a.txt", b"a")]);
    let below = |name: &str| folder.path().join(name).display().to_string();
    let read = || -> Vec<String> {
        let paths = [below("b.txt"), below(""), below("a*.txt")];
        Inputs::new(&paths, ReadOptions::default()).unwrap().map(|found| found.unwrap().text).collect()
    };
    assert_eq!(read(), ["b", "z", "a", "b", "a"]);
    assert_eq!(read(), read());
}

#[test]
fn a_cut_archive_gives_its_first_records_and_then_the_failure() {
    let lines: String = (0..20_000u64).map(|n| format!("{{\"text\":\"{}\"}}\n", n.wrapping_mul(0x9E37_79B9_7F4A_7C15))).collect();
    let mut packed = gzip(lines.as_bytes());
    packed.truncate(packed.len() / 2);
    let found = texts(&[("a.ndjson.gz", &packed)]);
    assert!(found.len() > 1000 && found[0].is_ok());
    assert_eq!(found.iter().filter(|found| found.is_err()).count(), 1);
    assert_eq!(found.last().unwrap(), &Err("a.ndjson.gz: cannot decompress gzip".into()));
}

#[test]
fn limits_are_kept() {
    let folder = folder(&[("a.txt", b"too long a text"), ("b.ndjson", b"{\"text\":\"far too long a record\"}\n{\"text\":\"b\"}")]);
    let options = ReadOptions { max_document_bytes: 5, max_record_bytes: 20, ..ReadOptions::default() };
    let found: Vec<_> = read(folder.path(), options).into_iter().map(|found| found.map(|document| document.text)).collect();
    assert_eq!(found, [Err("a.txt: larger than 5 bytes when decompressed".into()), Err("b.ndjson:1: record longer than 20 bytes".into()), Ok("b".into())]);
}

#[test]
fn format_and_fields_can_be_given() {
    let folder = folder(&[("data.txt", b"{\"speech\":\"We agree.\",\"n\":7}")]);
    let fields = Fields { text: Some("speech".into()), id: Some("n".into()), ..Fields::default() };
    let options = ReadOptions { format: Some(InputFormat::Ndjson), fields, ..ReadOptions::default() };
    let found = read(folder.path(), options).remove(0).unwrap();
    assert_eq!((found.text.as_str(), found.id.as_deref()), ("We agree.", Some("7")));
}

#[test]
fn a_spreadsheet_in_utf_16_is_read() {
    let bytes: Vec<u8> = "\u{FEFF}id\ttext\r\n1\tTürkiye\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(texts(&[("a.tsv", &bytes)]), [Ok("Türkiye".into())]);
}

#[test]
fn records_with_a_byte_order_mark_are_read() {
    assert_eq!(texts(&[("a.ndjson", b"\xef\xbb\xbf{\"text\":\"a\"}")]), [Ok("a".into())]);
    assert_eq!(texts(&[("a.json", b"\xef\xbb\xbf[{\"text\":\"a\"}]")]), [Ok("a".into())]);
    assert_eq!(texts(&[("a.csv", b"\xef\xbb\xbftext,id\na,1\n")]), [Ok("a".into())]);
}

#[test]
fn files_without_records_are_empty() {
    assert_eq!(texts(&[("a.ndjson", b"\n\n")]), [Err("a.ndjson: empty".into())]);
    assert_eq!(texts(&[("a.csv", b"id,text\n")]), [Err("a.csv: empty".into())]);
}

#[test]
fn reading_can_be_spread_over_threads() {
    fn sendable<T: Send>() {}
    sendable::<Inputs>();
    sendable::<Unread>();
}
