//! `/store`: the [Graph Store Protocol](https://www.w3.org/TR/sparql11-http-rdf-update/), and `/update`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use subtle::ConstantTimeEq;

use super::sparql::read;
use crate::query::guard;
use crate::serve::accept::{GRAPHS, best, by_suffix, listed};
use crate::serve::problem::Problem;
use crate::serve::server::Server;
use crate::serve::task::Task;
use crate::serve::thing;

/// Bytes of RDF that may be sent.
const MOST: usize = 32 << 20;

/// Whether the request may write.
fn allowed(server: &Server, headers: &HeaderMap) -> Result<(), Problem> {
    let Some(token) = &server.options.token else {
        return Err(Problem::forbidden("this server only reads").help("`demarche serve --writable --token-file FILE` lets those write who show the token"));
    };
    let given = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(|v| v.split_once(' '));
    let given = given.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
    if given.is_some_and(|g| bool::from(g.as_bytes().ct_eq(token.as_bytes()))) {
        Ok(())
    } else {
        Err(Problem::new(401, "Not authorised", "the token is missing or wrong").help("send `Authorization: Bearer TOKEN`"))
    }
}

fn refused(problem: Problem) -> Response {
    let unknown = problem.status == 401;
    let mut response = problem.into_response();
    if unknown {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, axum::http::HeaderValue::from_static("Bearer realm=\"demarche\""));
    }
    response
}

fn status(reply: Result<crate::serve::task::Reply, Problem>) -> Response {
    match reply {
        Ok(reply) => StatusCode::from_u16(reply.status).unwrap_or(StatusCode::NO_CONTENT).into_response(),
        Err(problem) => problem.into_response(),
    }
}

/// POST to `/update`, as a form or the update itself.
pub(super) async fn update(State(server): State<Arc<Server>>, RawQuery(raw): RawQuery, headers: HeaderMap, body: Body) -> Response {
    let task = async {
        allowed(&server, &headers)?;
        let media = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let body = read(body, guard::MAX_LENGTH * 4).await?;
        let (mut text, mut using, mut using_named) = (None, Vec::new(), Vec::new());
        let mut pairs = |bytes: &[u8]| {
            for (name, value) in form_urlencoded::parse(bytes) {
                match &*name {
                    "update" => text = Some(value.into_owned()),
                    "using-graph-uri" => using.push(value.into_owned()),
                    "using-named-graph-uri" => using_named.push(value.into_owned()),
                    _ => {}
                }
            }
        };
        pairs(raw.unwrap_or_default().as_bytes());
        match media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "application/x-www-form-urlencoded" => pairs(&body),
            "application/sparql-update" => text = Some(String::from_utf8(body.to_vec()).map_err(|_| Problem::bad("the update is not in UTF-8"))?),
            other => {
                return Err(Problem::new(415, "Unsupported media type", format_args!("an update does not come as `{other}`"))
                    .help("send application/sparql-update, or application/x-www-form-urlencoded with `update=`"));
            }
        }
        let text = text.ok_or_else(|| Problem::bad("there is no update"))?;
        guard::check(&text).map_err(Problem::bad)?;
        Ok(Task::Update { text, using, using_named })
    };
    match task.await {
        Ok(task) => status(server.write(task, bytes::Bytes::new()).await),
        Err(problem) => refused(problem),
    }
}

// The graph that a request is about; `Ok(None)` is the default one.
fn graph(path: &str, raw: &str) -> Result<Option<String>, Problem> {
    let direct = path.trim_start_matches("/store").trim_start_matches('/');
    if !direct.is_empty() {
        return Ok(Some(thing::iri(direct)));
    }
    let pairs: Vec<(String, String)> = form_urlencoded::parse(raw.as_bytes()).into_owned().filter(|(k, _)| k == "default" || k == "graph").collect();
    match pairs.as_slice() {
        [(key, _)] if key == "default" => Ok(None),
        [(_, iri)] => Ok(Some(iri.clone())),
        _ => {
            Err(Problem::bad("the request names no graph, or several").help("add `?graph=IRI` or `?default`, or use the graph's own path: /store/id/doc/NAME"))
        }
    }
}

/// GET and HEAD, PUT, POST, DELETE.
pub(super) async fn store(State(server): State<Arc<Server>>, method: Method, uri: Uri, RawQuery(raw): RawQuery, headers: HeaderMap, body: Body) -> Response {
    let name = match graph(uri.path(), raw.as_deref().unwrap_or_default()) {
        Ok(name) => name,
        Err(problem) => return problem.into_response(),
    };
    if matches!(method, Method::GET | Method::HEAD) {
        let accept: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|v| v.to_str().ok()).collect();
        let Some(offer) = best(Some(&accept.join(",")), GRAPHS) else { return Problem::unacceptable(&listed(GRAPHS)).into_response() };
        let key = serde_json::json!(["graph", name, offer.name]).to_string();
        return server.answer(&key, Task::Graph { name, format: offer.name.to_owned() }, &headers).await;
    }
    if let Err(problem) = allowed(&server, &headers) {
        return refused(problem);
    }
    if method == Method::DELETE {
        return status(server.write(Task::Remove { name }, bytes::Bytes::new()).await);
    }
    let media = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("text/turtle");
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    // RDF/XML and JSON-LD nest as deep as they like, and their readers follow them.
    let readable = ["ttl", "nt", "nq", "trig"].into_iter().filter_map(|name| by_suffix(GRAPHS, name)).find(|o| o.media.contains(&media.as_str()));
    let Some(format) = readable else {
        return Problem::new(415, "Unsupported media type", format_args!("RDF is not taken as `{media}`"))
            .help("send text/turtle, application/n-triples, application/n-quads or application/trig")
            .into_response();
    };
    let base = name.clone().unwrap_or_else(|| crate::vocab::ID.to_owned());
    let task = Task::Put { name, format: format.name.to_owned(), base, replace: method == Method::PUT };
    match read(body, MOST).await {
        Ok(body) => status(server.write(task, body).await),
        Err(problem) => problem.into_response(),
    }
}
