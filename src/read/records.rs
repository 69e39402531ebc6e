//! Records: which field means what, whichever format they come from.

use super::encoding;
use super::error::{Place, ReadError};
use super::format::looks_like_html;
use super::{RawDocument, Source, html};

/// The names of the fields that hold the parts of a document; where none is given the usual ones are tried.
///
/// Names are compared exactly first, then without regard to case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    /// Identifier; else `id`, `uuid`, `guid`.
    pub id: Option<String>,
    /// Text; else `text`, `body`, `content`.
    pub text: Option<String>,
    /// Title; else `title`, `headline`.
    pub title: Option<String>,
    /// Date; else `date`, `published`, `pubDate`.
    pub date: Option<String>,
    /// Address; else `url`, `link`.
    pub url: Option<String>,
}

/// One value of a record.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    Text(String),
    Empty,
    /// Something that is no text, and what it is.
    Other(&'static str),
}

/// A record of any format.
pub(super) struct Record {
    pub(super) cells: Vec<(String, Cell)>,
    pub(super) notes: Vec<String>,
    pub(super) place: Place,
}

impl Fields {
    pub(super) fn text_names(&self) -> Vec<&str> {
        names(&self.text, &["text", "body", "content"])
    }

    /// Makes a document of a record.
    pub(super) fn document(&self, record: Record, source: Source) -> Result<RawDocument, ReadError> {
        let Record { mut cells, mut notes, place } = record;
        let wanted = self.text_names();
        let text = match find(&mut cells, &wanted) {
            Some((_, Cell::Text(text))) => text,
            Some((_, Cell::Empty)) => return Err(ReadError::Empty { place }),
            Some((name, Cell::Other(kind))) => {
                return Err(ReadError::Malformed { place, reason: format!("field `{name}` is {kind}, not a text") });
            }
            None => {
                let wanted = wanted.into_iter().map(str::to_owned).collect();
                let seen = cells.into_iter().map(|(name, _)| name).collect();
                return Err(ReadError::MissingText { place, wanted, seen });
            }
        };
        if encoding::is_binary(text.as_bytes()) {
            return Err(ReadError::Binary { place });
        }
        let mut part = |given: &Option<String>, usual: &[&'static str]| match find(&mut cells, &names(given, usual)) {
            Some((_, Cell::Text(text))) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            _ => None,
        };
        let mut title = part(&self.title, &["title", "headline"]);
        let mut date = part(&self.date, &["date", "published", "pubDate"]);
        let mut url = part(&self.url, &["url", "link"]);
        let mut language = part(&None, &["language", "lang"]);
        let id = part(&self.id, &["id", "uuid", "guid"]).or_else(|| url.clone());
        let text = if looks_like_html(&text) {
            notes.push("converted from HTML".to_owned());
            if is_page(&text) {
                let page = html::page(&text);
                title = title.or(page.title);
                date = date.or(page.date);
                url = url.or(page.url);
                language = language.or(page.language);
                notes.extend(page.notes);
                page.text
            } else {
                html::fragment(&text)
            }
        } else {
            text
        };
        if text.trim().is_empty() {
            return Err(ReadError::Empty { place });
        }
        Ok(RawDocument { id, source, text, title, date, url, language, notes })
    }
}

fn names<'a>(given: &'a Option<String>, usual: &[&'static str]) -> Vec<&'a str> {
    match given {
        Some(name) => vec![name],
        None => usual.to_vec(),
    }
}

/// Takes out the first of the names that is there with a value, else the first that is there.
fn find(cells: &mut [(String, Cell)], names: &[&str]) -> Option<(String, Cell)> {
    let position = |name: &str| {
        let same = cells.iter().position(|(key, _)| key == name);
        same.or_else(|| cells.iter().position(|(key, _)| key.eq_ignore_ascii_case(name)))
    };
    let found: Vec<usize> = names.iter().filter_map(|name| position(name)).collect();
    let filled = |&&at: &&usize| cells.get(at).is_some_and(|(_, cell)| !matches!(cell, Cell::Empty));
    let at = *found.iter().find(filled).or(found.first())?;
    // A clone of all but the text, which is asked for first and once: it is moved out.
    let (name, cell) = cells.get_mut(at)?;
    let taken = match cell {
        Cell::Text(text) if text.len() > 4096 => Cell::Text(std::mem::take(text)),
        other => other.clone(),
    };
    Some((name.clone(), taken))
}

fn is_page(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(10).collect::<String>().to_ascii_lowercase();
    ["<!doctype", "<html", "<head", "<body"].iter().any(|tag| start.starts_with(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(fields: &Fields, cells: &[(&str, &str)]) -> Result<RawDocument, ReadError> {
        let cells = cells.iter().map(|&(name, text)| (name.to_owned(), Cell::Text(text.to_owned()))).collect();
        let record = Record { cells, notes: Vec::new(), place: Place::line("in.ndjson", 3) };
        fields.document(record, Source::default())
    }

    #[test]
    fn the_usual_names_are_found_and_the_address_stands_in_for_the_identifier() {
        let found = document(&Fields::default(), &[("Link", "http://x.org/1"), ("headline", "T"), ("BODY", "We agree.")]);
        let found = found.unwrap();
        assert_eq!(found.id.as_deref(), Some("http://x.org/1"));
        assert_eq!(found.url.as_deref(), Some("http://x.org/1"));
        assert_eq!((found.title.as_deref(), found.text.as_str()), (Some("T"), "We agree."));
    }

    #[test]
    fn a_given_name_replaces_the_usual_ones() {
        let fields = Fields { text: Some("speech".into()), ..Fields::default() };
        assert_eq!(document(&fields, &[("text", "no"), ("speech", "yes")]).unwrap().text, "yes");
        let error = document(&fields, &[("text", "no")]).unwrap_err();
        assert_eq!(error.to_string(), "in.ndjson:3: no text field `speech`; the record has `text`");
    }

    #[test]
    fn html_in_a_record_becomes_text() {
        let found = document(&Fields::default(), &[("text", "<p>One</p>\n<p>Two</p>")]).unwrap();
        assert_eq!(found.text, "One\n\nTwo");
        assert_eq!(found.notes, ["converted from HTML"]);
    }

    #[test]
    fn empty_and_binary_texts_are_errors() {
        assert!(matches!(document(&Fields::default(), &[("text", " ")]), Err(ReadError::Empty { .. })));
        assert!(matches!(document(&Fields::default(), &[("text", "a\0")]), Err(ReadError::Binary { .. })));
    }
}
