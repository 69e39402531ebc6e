use proptest::prelude::*;

use super::*;
use crate::read::Source;

fn of_id(id: &str) -> String {
    document_id(&RawDocument { id: Some(id.into()), text: "t".into(), ..RawDocument::default() })
}

fn of_file(relative: &str, record: Option<u64>) -> String {
    let source = Source { relative: relative.into(), record, ..Source::default() };
    document_id(&RawDocument { source, text: "t".into(), ..RawDocument::default() })
}

#[test]
fn an_address_gives_its_path() {
    assert_eq!(of_id("https://www.example.org/first-ship-departs/"), "first-ship-departs");
    assert_eq!(of_id("http://example.org/pc/2021/517365.pdf"), "pc-2021-517365");
    assert_eq!(of_id("https://example.org/%D0%BC%D0%B8%D1%80"), "mir");
    assert_eq!(of_id("S/RES/2216"), "S-RES-2216");
}

#[test]
fn what_is_dropped_is_made_up_for_by_a_hash() {
    let (one, two) = (of_id("https://example.org/item?n=1"), of_id("https://example.org/item?n=2"));
    assert!(one.starts_with("item-") && one.len() == "item-".len() + 8, "{one}");
    assert_ne!(one, two);
    assert_ne!(of_id("https://example.org/?n=1"), of_id("https://example.org/?n=2"));
    assert_ne!(of_id("声明一号 A"), of_id("声明二号 A"));
}

#[test]
fn long_addresses_keep_their_last_segments() {
    let id = format!("https://example.org/{}/{}/end", "a".repeat(60), "b".repeat(60));
    let slug = of_id(&id);
    assert!(slug.starts_with(&format!("{}-end-", "b".repeat(60))), "{slug}");
    assert_eq!(slug.len(), 64 + 1 + 8);
    assert_eq!(of_id(&"c".repeat(100)).len(), 80 + 1 + 8);
}

#[test]
fn a_file_gives_its_path_without_extensions() {
    assert_eq!(of_file("osce/2021/Côte d'azur.txt.gz", None).rsplit_once('-').unwrap().0, "osce-2021-Cote-dazur");
    assert_eq!(of_file("a/Заявление Їжак.md", None), "a-Zayavlenie-Yizhak");
    assert_eq!(of_file("Ελλάδα.html", None), "Ellada");
    assert_eq!(of_file("Łódź Straße.v2.txt", None), "Lodz-Strasse.v2");
    assert_eq!(of_file("all.ndjson.gz", Some(12)), "all-12");
}

#[test]
fn nothing_left_gives_a_hash_of_the_text() {
    let slug = of_file("-", Some(3));
    assert_eq!(slug, hash(b"t", 16));
    assert_eq!(of_id("!!!"), hash(b"t", 16));
}

#[test]
fn the_slug_is_stable() {
    assert_eq!(of_id("https://example.org/item?n=1"), "item-535067d3");
}

proptest! {
    #[test]
    fn a_slug_is_never_empty_and_always_plain(id in ".{0,200}") {
        let slug = of_id(&id);
        prop_assert!(!slug.is_empty() && slug.len() <= MAX + 9);
        prop_assert!(slug.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b)));
        prop_assert_eq!(slug, of_id(&id));
    }
}
