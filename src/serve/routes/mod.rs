//! The addresses of the server.

mod access;
mod canned;
mod files;
mod search;
mod sparql;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::get;

use super::server::Server;

/// Everything that is served.
pub(super) fn router(server: &Arc<Server>) -> Router {
    Router::new()
        .route("/sparql", get(sparql::get).post(sparql::post))
        .route("/api/queries", get(canned::list))
        .route("/api/queries/{name}", get(canned::run))
        .route("/queries/{file}", get(canned::file))
        .route("/api/search", get(search::search))
        .fallback(files::file)
        .layer(middleware::from_fn_with_state(Arc::clone(server), access::guard))
        .with_state(Arc::clone(server))
}
