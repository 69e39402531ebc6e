//! Linked data: things under the paths of their IRIs.
//!
//! `/id/state/KZ` is the thing, which no document is: it answers with 303 and the address of a description, chosen by
//! suffix or `Accept`. `/page/id/state/KZ` is the page, `/data/id/state/KZ.ttl` the triples. `/ns` is itself a document.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::serve::accept::{GRAPHS, Offer, PAGE, best, by_suffix, listed};
use crate::serve::problem::Problem;
use crate::serve::server::Server;
use crate::serve::task::Task;
use crate::serve::thing;

fn offers() -> impl Iterator<Item = &'static Offer> + Clone {
    std::iter::once(&PAGE).chain(GRAPHS)
}

fn accept(headers: &HeaderMap) -> Option<String> {
    let all: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|v| v.to_str().ok()).collect();
    Some(all.join(",")).filter(|a| !a.is_empty())
}

async fn exists(server: &Server, iri: &str) -> Result<bool, Problem> {
    let entry = server.entry(&format!("exists {iri}"), Task::Exists { iri: iri.to_owned() }).await?;
    match entry.reply.status {
        200 => Ok(true),
        404 => Ok(false),
        _ => Err(Problem::read(&entry.body)),
    }
}

// The thing under a path and the format that a suffix names, if the path is not itself that of a thing.
async fn named(server: &Server, path: &str) -> Result<(String, Option<&'static Offer>), Problem> {
    let whole = thing::iri(path);
    if exists(server, &whole).await? {
        return Ok((path.to_owned(), None));
    }
    if let Some((stem, suffix)) = path.rsplit_once('.')
        && let Some(offer) = by_suffix(offers(), suffix)
        && exists(server, &thing::iri(stem)).await?
    {
        return Ok((stem.to_owned(), Some(offer)));
    }
    Err(thing::unknown(&whole))
}

fn see_other(address: &str) -> Response {
    match HeaderValue::from_str(address) {
        Ok(address) => (
            StatusCode::SEE_OTHER,
            [(header::LOCATION, address), (header::VARY, HeaderValue::from_static("accept")), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))],
        )
            .into_response(),
        Err(error) => Problem::bad(error).into_response(),
    }
}

/// A thing: where its description is.
pub(super) async fn thing(State(server): State<Arc<Server>>, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    match named(&server, path).await {
        Ok((path, suffix)) => match suffix.or_else(|| best(accept(&headers).as_deref(), offers())) {
            Some(offer) if offer.name == PAGE.name => see_other(&format!("/page/{path}")),
            Some(offer) => see_other(&format!("/data/{path}.{}", offer.name)),
            None => Problem::unacceptable(&listed(offers())).into_response(),
        },
        Err(problem) => problem.into_response(),
    }
}

/// The vocabulary.
pub(super) async fn vocabulary(State(server): State<Arc<Server>>, headers: HeaderMap) -> Response {
    match best(accept(&headers).as_deref(), offers()) {
        Some(offer) => described(&server, "ns", offer.name, &headers).await,
        None => Problem::unacceptable(&listed(offers())).into_response(),
    }
}

async fn described(server: &Server, path: &str, format: &str, headers: &HeaderMap) -> Response {
    let iri = thing::iri(path);
    server.answer(&format!("thing {format} {iri}"), Task::Thing { iri, format: format.to_owned() }, headers).await
}

/// The page of a thing.
pub(super) async fn page(State(server): State<Arc<Server>>, uri: Uri, headers: HeaderMap) -> Response {
    described(&server, uri.path().trim_start_matches("/page/"), PAGE.name, &headers).await
}

/// The triples of a thing.
pub(super) async fn data(State(server): State<Arc<Server>>, uri: Uri, headers: HeaderMap) -> Response {
    match named(&server, uri.path().trim_start_matches("/data/")).await {
        Ok((path, suffix)) => match suffix.filter(|o| o.name != PAGE.name).or_else(|| best(accept(&headers).as_deref(), GRAPHS)) {
            Some(offer) => described(&server, &path, offer.name, &headers).await,
            None => Problem::unacceptable(&listed(GRAPHS)).into_response(),
        },
        Err(problem) => problem.into_response(),
    }
}
