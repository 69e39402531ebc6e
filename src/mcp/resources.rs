//! Documents as resources: their texts, in which the offsets of quotes count.

use oxigraph::model::{NamedNode, NamedNodeRef, Term};
use oxigraph::store::{StorageError, Store};
use rmcp::model::{ListResourcesResult, ReadResourceResult, Resource, ResourceContents, ResourceTemplate};

use super::{Inner, Refusal};
use crate::graph::squeeze;
use crate::vocab::{ID, dem, term};

const SCHEME: &str = "demarche://doc/";
const PAGE: usize = 100;

/// A document: id, title, file, date.
pub(super) struct Entry {
    id: String,
    title: Option<String>,
    file: Option<String>,
    date: Option<String>,
}

/// The documents of a store, by id.
pub(super) struct Documents(Vec<Entry>);

fn first(store: &Store, subject: NamedNodeRef<'_>, predicate: NamedNodeRef<'_>) -> Result<Option<String>, StorageError> {
    let found = store.quads_for_pattern(Some(subject.into()), Some(predicate), None, Some(subject.into())).next();
    Ok(found.transpose()?.and_then(|q| if let Term::Literal(l) = q.object { Some(l.value().to_owned()) } else { None }))
}

impl Documents {
    pub(super) fn read(store: &Store) -> Result<Self, StorageError> {
        let class = dem("Document");
        let file = dem("fileName");
        let mut out = Vec::new();
        for quad in store.quads_for_pattern(None, Some(term::TYPE), Some(class.as_ref().into()), None) {
            let oxigraph::model::NamedOrBlankNode::NamedNode(document) = quad?.subject else { continue };
            let Some(id) = document.as_str().strip_prefix(ID).and_then(|d| d.strip_prefix("doc/")) else { continue };
            let get = |p| first(store, document.as_ref(), p);
            let title = get(term::TITLE)?.map(|t| squeeze(&t));
            out.push(Entry { id: id.to_owned(), title, file: get(file.as_ref())?, date: get(term::ISSUED)? });
        }
        out.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(Self(out))
    }
}

/// The address of a document as a resource.
pub(super) fn uri(document: &str) -> String {
    let id = document.strip_prefix(ID).and_then(|d| d.strip_prefix("doc/")).unwrap_or(document);
    format!("{SCHEME}{id}")
}

pub(super) fn template() -> ResourceTemplate {
    ResourceTemplate::new(format!("{SCHEME}{{id}}"), "document")
        .with_title("Text of a document")
        .with_description(
            "The whole text, verbatim; `start` and `end` of quotes count its Unicode code points. The id is what follows `doc/` in the document's IRI.",
        )
        .with_mime_type("text/plain")
}

/// A page of the documents.
pub(super) fn list(inner: &Inner, cursor: Option<&str>) -> Result<ListResourcesResult, Refusal> {
    let Documents(all) = inner.documents()?;
    let from = match cursor {
        None => 0,
        Some(cursor) => cursor.parse::<usize>().map_err(|_| Refusal::new(format!("`{cursor}` is no cursor"), "take the `nextCursor` of the last answer"))?,
    };
    let page: Vec<Resource> = all.iter().skip(from).take(PAGE).map(resource).collect();
    let next = from.saturating_add(page.len());
    let mut out = ListResourcesResult::with_all_items(page);
    out.next_cursor = (next < all.len()).then(|| next.to_string());
    Ok(out)
}

fn resource(entry: &Entry) -> Resource {
    let title = entry.title.as_deref().or(entry.file.as_deref()).unwrap_or(&entry.id);
    let mut out = Resource::new(format!("{SCHEME}{}", entry.id), entry.id.as_str()).with_title(title).with_mime_type("text/plain");
    if let Some(date) = &entry.date {
        out = out.with_description(format!("of {date}"));
    }
    out
}

/// The text of a document, named by its address here, its IRI or `doc:id`.
pub(super) fn read(inner: &Inner, uri: &str) -> Result<ReadResourceResult, Refusal> {
    let unknown = || Refusal::new(format!("there is no document `{uri}`"), "list the resources, or call `documents` or `search`");
    let doc = format!("{ID}doc/");
    let id = [SCHEME, &doc, "doc:"].iter().find_map(|p| uri.strip_prefix(p)).ok_or_else(unknown)?;
    let document = NamedNode::new(format!("{doc}{id}")).map_err(|_| unknown())?;
    let text = first(inner.repository.store(), document.as_ref(), dem("text").as_ref());
    let text = text.map_err(|e| Refusal::new(format!("the store cannot be read: {e}"), "try again"))?.ok_or_else(unknown)?;
    Ok(ReadResourceResult::new(vec![ResourceContents::text(text, uri)]))
}
