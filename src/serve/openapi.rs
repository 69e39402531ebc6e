//! The description of the canned queries and the other addresses after [OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.0).

use serde_json::{Map, Value, json};

use super::accept::{GRAPHS, Offer, TABLES};
use crate::query::{CannedQuery, Catalog, Parameter, ParameterType};
use crate::vocab::local;

/// The document.
pub(super) fn document(catalog: &Catalog) -> Value {
    let mut paths = Map::new();
    for query in catalog.iter() {
        paths.insert(format!("/api/queries/{}", query.name), json!({ "get": canned(query) }));
    }
    let text = |name: &str, required: bool, about: &str| json!({ "name": name, "in": "query", "required": required, "description": about, "schema": { "type": "string" } });
    let whole = |name: &str, about: &str| json!({ "name": name, "in": "query", "description": about, "schema": { "type": "integer", "minimum": 0 } });
    let problem = json!({ "$ref": "#/components/responses/Problem" });
    paths.insert(
        "/sparql".to_owned(),
        json!({
            "get": {
                "operationId": "sparql", "summary": "SPARQL 1.1 Protocol; the service description without a query", "tags": ["sparql"],
                "parameters": [text("query", false, "a SPARQL query"), text("default-graph-uri", false, "a graph of the default graph"), text("named-graph-uri", false, "a named graph"), text("format", false, "short name or media type, instead of `Accept`")],
                "responses": { "200": { "description": "the answer", "content": contents(TABLES.iter().chain(GRAPHS)) }, "default": problem },
            },
            "post": {
                "operationId": "sparqlPost", "summary": "SPARQL 1.1 Protocol", "tags": ["sparql"],
                "requestBody": { "required": true, "content": {
                    "application/sparql-query": { "schema": { "type": "string" } },
                    "application/x-www-form-urlencoded": { "schema": { "type": "object", "properties": { "query": { "type": "string" } }, "required": ["query"] } },
                } },
                "responses": { "200": { "description": "the answer", "content": contents(TABLES.iter().chain(GRAPHS)) }, "default": problem },
            },
        }),
    );
    paths.insert(
        "/api/queries".to_owned(),
        json!({ "get": { "operationId": "queries", "summary": "The canned queries with their parameters and texts", "tags": ["queries"], "responses": { "200": { "description": "a list", "content": { "application/json": {} } } } } }),
    );
    paths.insert(
        "/api/search".to_owned(),
        json!({ "get": {
            "operationId": "search_names", "summary": "Things by the beginnings of their names, in any script", "tags": ["search"],
            "parameters": [text("q", true, "what is typed"), text("kind", false, "state, organisation, person, place, agreement, event, document, topic or attitude"), whole("limit", "hits of each kind at most")],
            "responses": { "200": { "description": "hits by kind", "content": { "application/json": {} } }, "default": problem },
        } }),
    );
    paths.insert(
        "/api/network".to_owned(),
        json!({ "get": {
            "operationId": "network", "summary": "Discourse networks: who agrees and disagrees with whom, or with what", "tags": ["networks"],
            "parameters": [text("type", false, "actors, concepts, two-mode or events"), text("qualifier", false, "ignore, congruence, conflict, subtract or combine"), text("normalisation", false, "none, activity, prominence, average, jaccard or cosine"), text("format", false, "json, csv, matrix, graphml, gexf or parquet")],
            "responses": { "200": { "description": "the network; the other options are those of `demarche network`", "content": { "application/json": {} } }, "default": problem },
        } }),
    );
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "demarche", "version": env!("CARGO_PKG_VERSION"),
            "description": "Who takes which position on what, with the sentence that says so.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "responses": { "Problem": { "description": "what is wrong and what to do (RFC 9457)", "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } } },
            "schemas": { "Problem": { "type": "object", "required": ["status", "title", "detail"], "properties": {
                "status": { "type": "integer" }, "title": { "type": "string" }, "detail": { "type": "string" }, "help": { "type": "string" },
            } } },
        },
    })
}

fn contents<'a>(offers: impl Iterator<Item = &'a Offer>) -> Value {
    offers.map(|o| (o.media[0].to_owned(), json!({}))).collect::<Map<_, _>>().into()
}

fn canned(query: &CannedQuery) -> Value {
    let mut parameters: Vec<Value> = query.parameters.iter().map(parameter).collect();
    parameters.push(json!({ "name": "limit", "in": "query", "description": "rows at most; 0 for all that the server allows", "schema": { "type": "integer", "minimum": 0, "default": query.page() } }));
    parameters.push(json!({ "name": "offset", "in": "query", "description": "rows to leave out at the beginning", "schema": { "type": "integer", "minimum": 0, "default": 0 } }));
    let offers = if query.is_graph() { GRAPHS } else { TABLES };
    let columns: Vec<String> = query.header.columns.iter().map(|(name, meaning)| format!("- `{name}`: {meaning}")).collect();
    json!({
        "operationId": query.name,
        "summary": query.header.summary,
        "description": format!("{}\n\n{}", query.header.description, columns.join("\n")).trim(),
        "tags": query.header.tags,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": "the answer",
                "headers": {
                    "Demarche-Truncated": { "description": "`true` if there are more rows", "schema": { "type": "string" } },
                    "Link": { "description": "with `rel=next`, where the rows go on", "schema": { "type": "string" } },
                    "ETag": { "description": "changes with the answer", "schema": { "type": "string" } },
                },
                "content": contents(offers.iter()),
            },
            "default": { "$ref": "#/components/responses/Problem" },
        },
    })
}

fn parameter(parameter: &Parameter) -> Value {
    let mut schema = match &parameter.kind {
        ParameterType::Number => json!({ "type": "number" }),
        ParameterType::Typed(datatype) => match local(datatype.as_str()) {
            "integer" | "int" | "long" => json!({ "type": "integer" }),
            "boolean" => json!({ "type": "boolean" }),
            "date" => json!({ "type": "string", "format": "date" }),
            _ => json!({ "type": "string" }),
        },
        _ => json!({ "type": "string" }),
    };
    if !parameter.choices.is_empty() {
        schema["enum"] = json!(parameter.choices);
    }
    if let Some(default) = &parameter.default {
        schema["default"] = json!(default);
    }
    let mut out = json!({ "name": parameter.name, "in": "query", "required": parameter.required, "description": parameter.expected(), "schema": schema });
    if let Some(example) = &parameter.example {
        out["example"] = json!(example);
    }
    out
}
