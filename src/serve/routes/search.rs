//! `/api/search`: names that begin as what is typed.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use crate::serve::cache::Entry;
use crate::serve::problem::Problem;
use crate::serve::respond;
use crate::serve::server::Server;
use crate::serve::task::Reply;

/// Hits of each kind, where nothing else is asked for, and at most.
const HITS: usize = 8;
const MOST_HITS: usize = 100;
/// Characters that are looked at.
const LONGEST: usize = 200;

/// GET.
pub(super) async fn search(State(server): State<Arc<Server>>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    let (mut query, mut kind, mut limit) = (String::new(), None, HITS);
    for (name, value) in form_urlencoded::parse(raw.unwrap_or_default().as_bytes()) {
        match &*name {
            "q" => query = value.chars().take(LONGEST).collect(),
            "kind" => kind = Some(value.into_owned()).filter(|k| !k.is_empty()),
            "limit" => match value.parse::<usize>() {
                Ok(n) => limit = n.clamp(1, MOST_HITS),
                Err(_) => return Problem::bad(format_args!("`limit` takes a whole number, not `{value}`")).into_response(),
            },
            other => return Problem::bad(format_args!("there is no parameter `{other}`")).help("known are `q`, `kind` and `limit`").into_response(),
        }
    }
    let Some(index) = server.index().await else {
        return Problem::new(503, "Not ready", "the names of the store are being read").help("try again in a moment").into_response();
    };
    match serde_json::to_vec(&index.search(&query, kind.as_deref(), limit)) {
        Ok(body) => respond::entry(&Entry::new(Reply::ok("application/json"), body.into()), &headers, "no-cache"),
        Err(error) => Problem::failed(error).into_response(),
    }
}
