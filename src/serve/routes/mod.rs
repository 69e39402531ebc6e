//! The addresses of the server.

mod about;
mod access;
mod canned;
mod files;
mod graphs;
mod network;
mod search;
mod sparql;
mod things;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::{MethodRouter, get, post};
use tower_http::catch_panic::CatchPanicLayer;

use super::server::Server;

/// What the first screen of the explorer asks (`web/src`): computed before somebody waits for it.
const FIRST_SCREEN: &[(&str, &str)] =
    &[("stance-timeline.csv", "limit=2400"), ("stance-matrix.csv", "by=https://w3id.org/demarche/ns%23topic&limit=10000"), ("alignments.csv", "limit=10000")];

/// Keeps the answers to what is asked first.
pub(super) async fn prepare(server: &Server) {
    for (query, options) in FIRST_SCREEN {
        canned::prepare(server, query, options).await;
    }
}

/// Everything that is served.
pub(super) fn router(server: &Arc<Server>) -> Router {
    Router::new()
        .route("/sparql", get(sparql::get).post(sparql::post))
        .route("/api/queries", get(canned::list))
        .route("/api/queries/{name}", get(canned::run))
        .route("/api/openapi.json", get(about::openapi))
        .route("/api/network", get(network::network))
        .route("/api/search", get(search::search))
        .route("/queries/", get(about::queries))
        .route("/queries/{file}", get(canned::file))
        .route("/update", post(graphs::update))
        .route("/store", graph())
        .route("/store/{*path}", graph())
        .route("/id/{*path}", get(things::thing))
        .route("/ns", get(things::vocabulary))
        .route("/ns/{*path}", get(things::thing))
        .route("/lexicon/{*path}", get(things::thing))
        .route("/page/{*path}", get(things::page))
        .route("/data/{*path}", get(things::data))
        .route("/page.css", get(about::style))
        .route("/health", get(about::health))
        .route("/metrics", get(about::metrics))
        .route("/robots.txt", get(about::robots))
        .route("/.well-known/void", get(about::void))
        .fallback(files::file)
        .layer(CatchPanicLayer::custom(access::panicked))
        .layer(middleware::from_fn_with_state(Arc::clone(server), access::guard))
        .with_state(Arc::clone(server))
}

// A graph may be read and written.
fn graph() -> MethodRouter<Arc<Server>> {
    get(graphs::store).put(graphs::store).post(graphs::store).delete(graphs::store)
}
