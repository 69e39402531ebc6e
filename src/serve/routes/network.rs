//! `/api/network`: discourse networks.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use crate::serve::server::Server;
use crate::serve::task::Task;

/// The network that the options in the address ask for, as JSON unless `format` says otherwise.
pub(super) async fn network(State(server): State<Arc<Server>>, RawQuery(raw): RawQuery, headers: HeaderMap) -> Response {
    let raw = raw.unwrap_or_default();
    let mut options: Vec<(String, String)> =
        form_urlencoded::parse(raw.as_bytes()).map(|(k, v)| (k.into_owned(), v.into_owned())).filter(|(_, v)| !v.is_empty()).collect();
    options.sort();
    let key = serde_json::json!(["network", options]).to_string();
    server.answer(&key, Task::Network { options }, &headers).await
}
