//! Formats and the choice among them after [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#name-accept).

use mediatype::{MediaTypeList, ReadParams, names};

/// A format that can be asked for.
#[derive(Debug)]
pub(super) struct Offer {
    /// Short name, which is also the suffix of an address.
    pub(super) name: &'static str,
    /// Its media type, and others by which it is known.
    pub(super) media: &'static [&'static str],
    /// As `Content-Type` says it.
    pub(super) content_type: &'static str,
    /// Other suffixes.
    also: &'static [&'static str],
}

const fn offer(name: &'static str, also: &'static [&'static str], media: &'static [&'static str], content_type: &'static str) -> Offer {
    Offer { name, media, content_type, also }
}

/// Formats of tables, the preferred first.
pub(super) static TABLES: &[Offer] = &[
    offer("json", &["srj"], &["application/sparql-results+json", "application/json", "text/json"], "application/sparql-results+json"),
    offer("csv", &[], &["text/csv"], "text/csv; charset=utf-8"),
    offer("tsv", &[], &["text/tab-separated-values"], "text/tab-separated-values; charset=utf-8"),
    offer("xml", &["srx"], &["application/sparql-results+xml", "application/xml", "text/xml"], "application/sparql-results+xml"),
    offer("ndjson", &["jsonl"], &["application/x-ndjson", "application/jsonl"], "application/x-ndjson"),
    offer("parquet", &["pq"], &["application/vnd.apache.parquet"], "application/vnd.apache.parquet"),
];

/// Formats of graphs, the preferred first.
pub(super) static GRAPHS: &[Offer] = &[
    offer("ttl", &["turtle"], &["text/turtle", "application/x-turtle"], "text/turtle; charset=utf-8"),
    offer("nt", &[], &["application/n-triples", "text/plain"], "application/n-triples"),
    offer("jsonld", &["json"], &["application/ld+json", "application/json"], "application/ld+json"),
    offer("rdf", &["xml", "owl"], &["application/rdf+xml", "application/xml", "text/xml"], "application/rdf+xml"),
    offer("nq", &[], &["application/n-quads"], "application/n-quads"),
    offer("trig", &[], &["application/trig"], "application/trig"),
];

/// Formats of a thing: its page, then its graph.
pub(super) static PAGE: Offer = offer("html", &["htm"], &["text/html", "application/xhtml+xml"], "text/html; charset=utf-8");

/// The format of that suffix.
pub(super) fn by_suffix<'a>(offers: impl IntoIterator<Item = &'a Offer>, suffix: &str) -> Option<&'a Offer> {
    offers.into_iter().find(|o| o.name == suffix || o.also.contains(&suffix))
}

/// The best of the formats offered: the highest quality, then the most exact range, then the order of the offers. No
/// header, or an empty one, takes anything.
pub(super) fn best<'a>(accept: Option<&str>, offers: impl IntoIterator<Item = &'a Offer>) -> Option<&'a Offer> {
    let accept = accept.map(str::trim).filter(|a| !a.is_empty());
    let mut best: Option<(f32, u8, &Offer)> = None;
    for offer in offers {
        let (quality, exact) = match accept {
            None => (1.0, 0),
            Some(accept) => offer
                .media
                .iter()
                .enumerate()
                .filter_map(|(n, media)| rate(accept, media, n == 0))
                .fold((0.0, 0), |a, b| if b.0 > a.0 || b.0 == a.0 && b.1 > a.1 { b } else { a }),
        };
        if quality > 0.0 && best.is_none_or(|(q, e, _)| quality > q || quality == q && exact > e) {
            best = Some((quality, exact, offer));
        }
    }
    best.map(|(_, _, offer)| offer)
}

// Quality of a media type, which its most exact range tells, and how exact that is: 0 anything, 1 the kind, 2 another
// name of the format, 3 its own.
fn rate(accept: &str, media: &str, own: bool) -> Option<(f32, u8)> {
    let (kind, sub) = media.split_once('/')?;
    let mut found: Option<(f32, u8)> = None;
    for range in MediaTypeList::new(accept).take(64).flatten() {
        let suffixed = range.suffix.map_or_else(|| range.subty.as_str().to_owned(), |s| format!("{}+{s}", range.subty));
        let exact = if range.ty.as_str().eq_ignore_ascii_case(kind) && suffixed.eq_ignore_ascii_case(sub) {
            if own { 3 } else { 2 }
        } else if range.ty.as_str().eq_ignore_ascii_case(kind) && range.subty == names::_STAR {
            1
        } else if range.ty == names::_STAR && range.subty == names::_STAR {
            0
        } else {
            continue;
        };
        let quality = range.get_param(mediatype::Name::new_unchecked("q")).and_then(|q| q.as_str().parse::<f32>().ok()).map_or(1.0, |q| q.clamp(0.0, 1.0));
        if found.is_none_or(|(_, e)| exact > e) {
            found = Some((quality, exact));
        }
    }
    found
}

/// Media types for a message.
pub(super) fn listed<'a>(offers: impl IntoIterator<Item = &'a Offer>) -> Vec<&'static str> {
    offers.into_iter().map(|o| o.media[0]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(accept: &str) -> &'static str {
        best(Some(accept), TABLES).map_or("none", |o| o.name)
    }

    #[test]
    fn quality_then_exactness_then_order() {
        for (accept, name) in [
            ("", "json"),
            ("*/*", "json"),
            ("text/csv", "csv"),
            ("TEXT/CSV", "csv"),
            ("text/*", "csv"),
            ("text/csv;q=0.5, text/tab-separated-values", "tsv"),
            ("application/sparql-results+xml, application/sparql-results+json;q=0.9", "xml"),
            ("application/json", "json"),
            ("text/csv;q=0, */*;q=0.1", "json"),
            ("application/sparql-results+json;q=0, application/json;q=0, text/json;q=0, */*;q=0.1", "csv"),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "xml"),
            ("image/png", "none"),
            ("text/csv;q=0", "none"),
        ] {
            assert_eq!(table(accept), name, "{accept}");
        }
        assert_eq!(best(None, GRAPHS).unwrap().name, "ttl");
        assert_eq!(best(Some("text/html, text/turtle;q=0.9"), std::iter::once(&PAGE).chain(GRAPHS)).unwrap().name, "html");
        assert_eq!(best(Some("application/ld+json"), GRAPHS).unwrap().name, "jsonld");
    }
}
