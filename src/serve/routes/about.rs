//! What the server tells of itself: health, figures, descriptions, plain pages.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::html;

use crate::serve::accept::{GRAPHS, Offer, PAGE, TABLES, best, listed};
use crate::serve::cache::Entry;
use crate::serve::metrics::Readings;
use crate::serve::problem::Problem;
use crate::serve::server::Server;
use crate::serve::task::{Reply, Task};
use crate::serve::{openapi, page, respond};
use crate::vocab::{DEM, PREFIXES};

/// `/health`.
pub(super) async fn health(State(server): State<Arc<Server>>) -> Response {
    let (up, generation) = server.health();
    let status = if up { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let word = if up { "ok" } else { "the store is being written" };
    let body = serde_json::json!({ "status": word, "generation": generation, "version": env!("CARGO_PKG_VERSION") }).to_string();
    (status, [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body).into_response()
}

/// `/metrics`.
pub(super) async fn metrics(State(server): State<Arc<Server>>) -> Response {
    let (up, generation) = server.health();
    let pool = &server.pool;
    let now = Readings { up, generation, workers: pool.size(), busy: pool.busy(), lost: pool.lost.load(Ordering::Relaxed), cached: server.cached() };
    match server.metrics.text(now) {
        Ok(text) => {
            ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8"), (header::CACHE_CONTROL, "no-store")], text).into_response()
        }
        Err(error) => Problem::failed(error).into_response(),
    }
}

/// `/robots.txt`: pages may be read by anybody's programs, queries not.
pub(super) async fn robots() -> &'static str {
    "User-agent: *\nDisallow: /sparql\nDisallow: /api/\nDisallow: /store\n"
}

/// `/page.css`.
pub(super) async fn style(headers: HeaderMap) -> Response {
    respond::entry(&Entry::new(Reply::ok("text/css; charset=utf-8"), include_str!("../page.css").into()), &headers, "no-cache")
}

/// `/api/openapi.json`.
pub(super) async fn openapi(State(server): State<Arc<Server>>, headers: HeaderMap) -> Response {
    match serde_json::to_vec_pretty(&openapi::document(&server.catalog)) {
        Ok(body) => respond::entry(&Entry::new(Reply::ok("application/json"), body.into()), &headers, "no-cache"),
        Err(error) => Problem::failed(error).into_response(),
    }
}

fn plain(title: &str, body: &maud::Markup, headers: &HeaderMap) -> Response {
    let text = page::frame(title, body).into_string();
    respond::entry(&Entry::new(Reply::ok(PAGE.content_type), text.into()), headers, "no-cache")
}

async fn counts(server: &Server) -> Result<serde_json::Value, Problem> {
    let entry = server.entry("counts", Task::Counts).await?;
    if entry.reply.status != 200 {
        return Err(Problem::read(&entry.body));
    }
    serde_json::from_slice(&entry.body).map_err(Problem::failed)
}

/// The first page of a program that was built without the explorer.
pub(super) async fn start(server: &Server, headers: &HeaderMap) -> Response {
    let counts = match counts(server).await {
        Ok(counts) => counts,
        Err(problem) => return problem.into_response(),
    };
    let classes: Vec<(String, u64)> = serde_json::from_value(counts["stats"]["classes"].clone()).unwrap_or_default();
    let body = html! {
        h1 { "Who takes which position on what" }
        ul.figures { @for (class, n) in classes.iter().filter(|(_, n)| *n > 0) { li { b { (n) } (class) } } }
        @if classes.first().is_none_or(|(_, n)| *n == 0) { p { "The store is empty. Fill it: " code { "demarche build PATH… -l " (server.options.location.display()) } } }
        (questions(server))
    };
    plain("Start", &body, headers)
}

fn questions(server: &Server) -> maud::Markup {
    html! {
        h2 { "Canned queries" }
        dl.terms { @for query in server.catalog.iter() {
            dt { a href=(crate::serve::ask::example(query)) { (query.header.summary) } " " code { a href={ "/queries/" (query.name) ".rq" } { (query.name) } } }
            dd { (query.header.description) }
        } }
    }
}

/// `/queries/`: the list for a reader.
pub(super) async fn queries(State(server): State<Arc<Server>>, headers: HeaderMap) -> Response {
    plain(
        "Queries",
        &html! { h1 { "Queries" } p { "As JSON: " a href="/api/queries" { "/api/queries" } "; as OpenAPI: " a href="/api/openapi.json" { "/api/openapi.json" } } (questions(&server)) },
        &headers,
    )
}

/// `/sparql` without a query: a form for a reader, the service description for a program.
pub(super) async fn service(server: &Server, headers: &HeaderMap) -> Response {
    let accept: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|v| v.to_str().ok()).collect();
    let html_first = best(Some(&accept.join(",")), GRAPHS.iter().chain([&PAGE])).is_some_and(|o| o.name == PAGE.name);
    if html_first {
        let example = "SELECT ?holder ?attitude ?target ?quote\nWHERE {\n  GRAPH ?document {\n    ?stance dem:holder ?holder ; dem:attitude ?attitude ; dem:targetText ?target ; dem:evidence/dem:quote ?quote .\n  }\n}\nLIMIT 20";
        let body = html! {
            h1 { "SPARQL" }
            form method="get" action="/sparql" {
                p { label for="query" { "Query" } textarea id="query" name="query" spellcheck="false" { (example) } }
                p { label for="format" { "Format " } select id="format" name="format" { @for offer in TABLES.iter().filter(|o| o.name != "parquet") { option value=(offer.name) { (offer.name) } } @for offer in GRAPHS.iter().take(4).filter(|o| o.name != "json") { option value=(offer.name) { (offer.name) } } } " " button type="submit" { "Ask" } }
            }
            h2 { "Known prefixes" }
            table.facts { tbody { @for (prefix, iri) in PREFIXES { tr { th scope="row" { code { (prefix) ":" } } td { code { (iri) } } } } } }
        };
        return plain("SPARQL", &body, headers);
    }
    description(server, headers).await
}

/// `/.well-known/void` and the service description: [VoID](https://www.w3.org/TR/void/) and
/// [SPARQL 1.1 Service Description](https://www.w3.org/TR/sparql11-service-description/).
pub(super) async fn void(State(server): State<Arc<Server>>, headers: HeaderMap) -> Response {
    description(&server, &headers).await
}

async fn description(server: &Server, headers: &HeaderMap) -> Response {
    let accept: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|v| v.to_str().ok()).collect();
    let Some(offer) = best(Some(&accept.join(",")), GRAPHS) else { return Problem::unacceptable(&listed(GRAPHS)).into_response() };
    let counts = match counts(server).await {
        Ok(counts) => counts,
        Err(problem) => return problem.into_response(),
    };
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or("localhost");
    let text = turtle(server, &format!("http://{host}"), &counts);
    let quads: Result<Vec<_>, _> = oxttl::TurtleParser::new().for_slice(&text).map(|t| t.map(|t| t.in_graph(oxrdf::GraphName::DefaultGraph))).collect();
    match quads.map_err(Problem::failed).and_then(|quads| crate::serve::thing::write(quads, offer.name)) {
        Ok((reply, body)) => respond::entry(&Entry::new(reply, body.into()), headers, "no-cache"),
        Err(problem) => problem.into_response(),
    }
}

fn turtle(server: &Server, root: &str, counts: &serde_json::Value) -> String {
    let classes: Vec<(String, u64)> = serde_json::from_value(counts["stats"]["classes"].clone()).unwrap_or_default();
    let uri = |offer: &&Offer| match offer.name {
        "json" => "SPARQL_Results_JSON",
        "xml" => "SPARQL_Results_XML",
        "csv" => "SPARQL_Results_CSV",
        "tsv" => "SPARQL_Results_TSV",
        "ttl" => "Turtle",
        "nt" => "N-Triples",
        "rdf" => "RDF_XML",
        "jsonld" => "JSON-LD",
        "nq" => "N-Quads",
        "trig" => "TriG",
        _ => "",
    };
    let formats: Vec<String> =
        TABLES.iter().chain(GRAPHS).filter(|o| !uri(o).is_empty()).map(|o| format!("<http://www.w3.org/ns/formats/{}>", uri(&o))).collect();
    let languages = if server.options.token.is_some() { "sd:SPARQL11Query , sd:SPARQL11Update" } else { "sd:SPARQL11Query" };
    let mut out = format!(
        "@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .\n@prefix void: <http://rdfs.org/ns/void#> .\n@prefix dcterms: <http://purl.org/dc/terms/> .\n\
         <{root}/sparql> a sd:Service ; sd:endpoint <{root}/sparql> ; sd:supportedLanguage {languages} ; sd:feature sd:EmptyGraphs ;\n\
         sd:resultFormat {} ;\n sd:defaultDataset <{root}/.well-known/void#dataset> .\n\
         <{root}/.well-known/void> a void:DatasetDescription ; <http://xmlns.com/foaf/0.1/primaryTopic> <{root}/.well-known/void#dataset> .\n\
         <{root}/.well-known/void#dataset> a void:Dataset , sd:Dataset ; dcterms:title \"Positions in diplomatic statements, with the sentences that say so\"@en ;\n\
         void:sparqlEndpoint <{root}/sparql> ; void:triples {} ; void:vocabulary <{DEM}> ; void:uriSpace \"{}\" ;\n void:documents {} .\n",
        formats.join(" , "),
        counts["triples"].as_u64().unwrap_or(0),
        crate::vocab::ID,
        classes.first().map_or(0, |(_, n)| *n),
    );
    for (class, n) in classes.iter().filter(|(_, n)| *n > 0) {
        // Writing to a text cannot fail.
        let _ = writeln!(
            out,
            "<{root}/.well-known/void#dataset> void:classPartition <{root}/.well-known/void#{class}> .\n<{root}/.well-known/void#{class}> void:class <{DEM}{class}> ; void:entities {n} ."
        );
    }
    out
}
