//! Everything else: the files of the explorer.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};

use crate::serve::problem::Problem;
use crate::serve::server::Server;
use crate::serve::{assets, respond};

/// A file of the explorer.
pub(super) async fn file(State(server): State<Arc<Server>>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = match uri.path().trim_start_matches('/') {
        "" => "index.html",
        path => path,
    };
    match assets::file(path) {
        Some(_) if !matches!(method, Method::GET | Method::HEAD) => Problem::new(405, "Method not allowed", "files can only be read").into_response(),
        Some((entry, cache)) => respond::entry(&entry, &headers, cache),
        None if path == "index.html" => super::about::start(&server, &headers).await,
        None => Problem::missing(format_args!("there is nothing at `{}`", uri.path()))
            .help("GET / is the explorer, GET /api/openapi.json tells the rest")
            .into_response(),
    }
}
