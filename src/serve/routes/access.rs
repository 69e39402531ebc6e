//! Who may ask what: names of the server, origins, headers of every answer.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::serve::problem::Problem;
use crate::serve::server::{Event, Limits, Server};

// Nothing from elsewhere, no script in a page; styles may stand in elements, which editors of code need.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Refuses what comes under a foreign name or from a foreign page; puts the headers on that every answer has.
pub(super) async fn guard(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "other".to_owned(), |p| p.as_str().to_owned());
    let origin = request.headers().get(header::ORIGIN).cloned();
    let mut response = match check(&server.options, &method, &uri, request.headers()) {
        Ok(()) if method == Method::OPTIONS && origin.is_some() => preflight(),
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if let Some(origin) = origin.filter(|o| server.options.cors.iter().any(|c| c == "*" || c.as_bytes() == o.as_bytes())) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("demarche-truncated, demarche-rows, etag, link"));
        headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
        headers.append(header::VARY, HeaderValue::from_static("origin"));
    }
    let target = uri.path_and_query().map_or("/", |p| p.as_str());
    let (status, took) = (response.status().as_u16(), start.elapsed());
    server.metrics.count(&route, status, took);
    (server.log)(Event::Request { method: method.as_str(), target, status, took });
    response
}

/// What a request gets that met a fault of ours.
pub(super) fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Problem::failed("the server met a fault of its own").help("please report what you asked").into_response()
}

fn preflight() -> Response {
    let mut response = axum::http::StatusCode::NO_CONTENT.into_response();
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "accept, content-type"),
        (header::ACCESS_CONTROL_MAX_AGE, "600"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn check(limits: &Limits, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Problem> {
    // A page elsewhere may point a name of its own at this address: only known names are answered.
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().unwrap_or_default().to_owned(),
        (None, None) => uri.authority().map(ToString::to_string).unwrap_or_default(),
        _ => String::new(),
    };
    if !is_known(limits, &host) {
        return Err(
            Problem::new(421, "Unknown host", format_args!("this server does not answer as `{host}`")).help("`demarche serve --host NAME` allows another name")
        );
    }
    let Some(origin) = headers.get(header::ORIGIN).map(|o| o.to_str().unwrap_or_default()) else { return Ok(()) };
    let own = origin.split_once("://").is_some_and(|(scheme, name)| matches!(scheme, "http" | "https") && name.eq_ignore_ascii_case(&host));
    let allowed = own || limits.cors.iter().any(|c| c == "*" || c == origin);
    // Reading is harmless: without a header of ours the page does not get to see it.
    if allowed || matches!(*method, Method::GET | Method::HEAD) {
        Ok(())
    } else {
        Err(Problem::forbidden(format_args!("pages of `{origin}` may not ask this")).help("`demarche serve --cors ORIGIN` lets pages of an origin ask"))
    }
}

fn is_known(limits: &Limits, host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    if name.is_empty() {
        return false;
    }
    let given = |h: &String| h.eq_ignore_ascii_case(name) || h.eq_ignore_ascii_case(host);
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback() || ip == limits.bind.ip())
        || limits.hosts.iter().any(given)
}
