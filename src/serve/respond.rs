//! Answers as HTTP.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use super::cache::Entry;
use super::problem::{self, Problem};

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, [(header::CONTENT_TYPE, problem::MEDIA), (header::CACHE_CONTROL, "no-store")], self.json()).into_response();
        if matches!(self.status, 503 | 429) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

// Whether a coding is taken: it, or `*`, with a quality above 0.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let Some(accept) = text(headers, &header::ACCEPT_ENCODING) else { return false };
    let quality = |wanted: &str| {
        accept.split(',').find_map(|part| {
            let mut parts = part.split(';').map(str::trim);
            parts.next().filter(|name| name.eq_ignore_ascii_case(wanted))?;
            Some(parts.find_map(|p| p.strip_prefix("q=")).and_then(|q| q.parse::<f32>().ok()).unwrap_or(1.0))
        })
    };
    quality("gzip").or_else(|| quality("*")).is_some_and(|q| q > 0.0)
}

// Packing a long body takes a while, in which other requests shall go on.
fn packed(entry: &Entry) -> Option<&Bytes> {
    const LONG: usize = 1 << 18;
    if entry.body.len() > LONG { tokio::task::block_in_place(|| entry.gzip()) } else { entry.gzip() }
}

/// An answer: whole, compressed if that is taken, or the word that nothing has changed. `cache` is the value of `Cache-Control`.
pub(super) fn entry(entry: &Entry, request: &HeaderMap, cache: &'static str) -> Response {
    let whole = entry.reply.status == 200;
    let gzip = if whole && takes_gzip(request) { packed(entry) } else { None };
    let tag = if gzip.is_some() { format!("\"{}-gz\"", entry.tag) } else { format!("\"{}\"", entry.tag) };
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.append(name, value);
        }
    };
    if whole {
        set(header::ETAG, &tag);
    }
    set(header::CACHE_CONTROL, if whole { cache } else { "no-store" });
    set(header::VARY, "accept, accept-encoding");
    let known = text(request, &header::IF_NONE_MATCH).is_some_and(|known| {
        known.split(',').map(|t| t.trim().trim_start_matches("W/").trim_matches('"')).any(|t| t == "*" || t.strip_suffix("-gz").unwrap_or(t) == entry.tag)
    });
    for (name, value) in &entry.reply.headers {
        if let Ok(name) = name.parse::<HeaderName>() {
            set(name, value);
        }
    }
    if known && whole {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    set(header::CONTENT_TYPE, &entry.reply.content_type);
    if gzip.is_some() {
        set(header::CONTENT_ENCODING, "gzip");
    }
    *response.status_mut() = StatusCode::from_u16(entry.reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.body_mut() = Body::from(gzip.unwrap_or(&entry.body).clone());
    response
}
