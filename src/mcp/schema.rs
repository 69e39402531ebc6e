//! Tools and their parameters as JSON Schema.

use std::sync::Arc;

use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use serde_json::{Map, Value, json};

use super::Limits;
use super::names::CLASSES;
use crate::network;
use crate::query::{CannedQuery, Catalog, Parameter, ParameterType, nearest};
use crate::vocab::local;

/// Tools that are no canned query; a query of the same name has `query-` before it.
pub(super) const OWN: [&str; 3] = ["search", "evidence", "network"];

/// All tools: our own first, then the canned queries by name.
pub(super) fn tools(catalog: &Catalog, limits: Limits) -> Vec<Tool> {
    let mut out = vec![search(limits), evidence(), networks(limits)];
    out.extend(catalog.iter().map(|query| canned(query, limits)));
    out
}

/// The name of the tool of a canned query.
pub(super) fn tool_name(query: &str) -> String {
    if OWN.contains(&query) { format!("query-{query}") } else { query.to_owned() }
}

/// The canned query of a tool, by name.
pub(super) fn query_name(tool: &str) -> &str {
    tool.strip_prefix("query-").filter(|q| OWN.contains(q)).unwrap_or(tool)
}

/// What to say of a tool that is not there.
pub(super) fn unknown(tools: &[Tool], name: &str) -> String {
    let shown: String = name.chars().take(80).collect();
    let near = nearest(&shown, tools.iter().map(|t| t.name.as_ref()));
    let hint = if near.is_empty() { "`tools/list` lists them all".to_owned() } else { format!("did you mean `{}`?", near.join("` or `")) };
    format!("there is no tool `{shown}`; {hint}")
}

fn object(value: Value) -> Arc<JsonObject> {
    Arc::new(if let Value::Object(map) = value { map } else { Map::new() })
}

fn tool(name: String, title: &str, description: String, input: Value, output: Value) -> Tool {
    let annotations = ToolAnnotations::with_title(title).read_only(true).destructive(false).idempotent(true).open_world(false);
    Tool::new(name, description, object(input)).with_title(title).with_raw_output_schema(object(output)).with_annotations(annotations)
}

fn limit(limits: Limits, default: usize) -> Value {
    json!({ "type": "integer", "minimum": 1, "maximum": limits.most_rows, "default": default, "description": "rows at most" })
}

fn text(about: &str) -> Value {
    json!({ "type": "string", "description": about })
}

fn canned(query: &CannedQuery, limits: Limits) -> Tool {
    let header = &query.header;
    let mut properties = Map::new();
    for parameter in &query.parameters {
        properties.insert(parameter.name.clone(), property(parameter));
    }
    let output = if query.is_graph() {
        json!({ "type": "object", "required": ["turtle", "triples", "truncated"], "properties": {
            "turtle": text("the graph"),
            "triples": { "type": "integer", "description": "triples given" },
            "truncated": { "type": "boolean", "description": "whether there are more" },
            "parameters": { "type": "object", "description": "parameters as they were understood" },
        }})
    } else {
        properties.insert("limit".into(), limit(limits, rows(query, limits)));
        properties.insert("offset".into(), json!({ "type": "integer", "minimum": 0, "default": 0, "description": "rows left out at the beginning" }));
        let columns: Map<String, Value> = header.columns.iter().map(|(name, about)| (name.clone(), json!({ "description": about }))).collect();
        table(json!({ "type": "object", "properties": columns }))
    };
    let required: Vec<&str> = query.parameters.iter().filter(|p| p.required && p.default.is_none()).map(|p| p.name.as_str()).collect();
    let input = json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false });
    let question = header.question.as_deref().map_or_else(String::new, |q| format!(" Answers: {q}"));
    tool(tool_name(&query.name), &header.summary, format!("{}{question}", header.description), input, output)
}

fn table(row: Value) -> Value {
    json!({ "type": "object", "required": ["rows", "shown", "truncated"], "properties": {
        "rows": { "type": "array", "items": row, "description": "values that are not known are left out" },
        "shown": { "type": "integer", "description": "rows given" },
        "truncated": { "type": "boolean", "description": "whether there are more rows" },
        "next_offset": { "type": "integer", "description": "the offset that gives the next ones" },
        "parameters": { "type": "object", "description": "parameters as they were understood" },
    }})
}

/// Rows of a query where the caller asks for no number.
pub(super) fn rows(query: &CannedQuery, limits: Limits) -> usize {
    query.page().map_or(limits.rows, |page| page.min(limits.rows))
}

fn property(parameter: &Parameter) -> Value {
    let mut out = Map::new();
    let iri = parameter.kind == ParameterType::Iri;
    let (kind, how) = match &parameter.kind {
        ParameterType::Number => ("number", ""),
        ParameterType::Iri if parameter.choices.is_empty() => ("string", " (IRI, prefixed name, code, acronym or name)"),
        ParameterType::Typed(datatype) => match local(datatype.as_str()) {
            "integer" | "int" | "long" => ("integer", ""),
            "decimal" | "double" | "float" => ("number", ""),
            "boolean" => ("boolean", ""),
            "date" => {
                out.insert("format".into(), "date".into());
                ("string", "")
            }
            _ => ("string", ""),
        },
        ParameterType::Iri | ParameterType::Text | ParameterType::Language(_) => ("string", ""),
    };
    out.insert("type".into(), kind.into());
    out.insert("description".into(), format!("{}{how}", parameter.about).into());
    if !parameter.choices.is_empty() {
        let choices = parameter.choices.iter().map(|c| if iri { local(c) } else { c.as_str() });
        out.insert("enum".into(), choices.collect::<Vec<_>>().into());
    }
    let typed = |value: &str| -> Value {
        match kind {
            "integer" | "number" | "boolean" => serde_json::from_str(value).unwrap_or_else(|_| value.into()),
            _ => value.into(),
        }
    };
    if let Some(default) = &parameter.default {
        out.insert("default".into(), typed(default));
    }
    if let Some(example) = &parameter.example {
        out.insert("examples".into(), vec![typed(example)].into());
    }
    out.into()
}

fn search(limits: Limits) -> Tool {
    let input = json!({ "type": "object", "required": ["words"], "additionalProperties": false, "properties": {
        "words": { "type": "string", "description": "a name, code, acronym, title or part of one, in any script; case and accents do not matter", "examples": ["Kazakh"] },
        "class": { "type": "string", "description": "only things of this class",
            "enum": CLASSES },
        "limit": limit(limits, 20),
    }});
    let row = json!({ "type": "object", "properties": {
        "iri": text("its IRI"), "short": text("the IRI in short, which every tool takes"), "label": text("its usual name"),
        "name": text("the name that matched"), "class": text("its class"),
        "documents": { "type": "integer", "description": "documents that introduce it" },
    }});
    let about = "Finds states, organisations, persons, places, agreements, events, documents, topics and attitudes by name, with the IRIs that other tools take. \
For words of sentences see `query-search`.";
    tool("search".into(), "Names to IRIs", about.into(), input, table(row))
}

fn evidence() -> Tool {
    let input = json!({ "type": "object", "required": ["claim"], "additionalProperties": false, "properties": {
        "claim": { "type": "string", "description": "IRI or prefixed name of a stance, alignment, relation or event, or words of its sentence; entities and documents are explained too",
            "examples": ["stance:5f2c91aa03b7d0e4", "efficient preparation"] },
    }});
    let output = json!({ "type": "object", "required": ["iri", "class", "evidence", "documents", "rules"], "properties": {
        "iri": text("its IRI"),
        "class": text("stance, alignment, relation or event"),
        "properties": { "type": "object", "description": "what is told of it" },
        "evidence": { "type": "array", "description": "the sentences, verbatim, with their place in the document in code points; `cue` and `target` are ranges of the quote" },
        "documents": { "type": "array", "description": "where it was said; `resource` is the text" },
        "rules": { "type": "array", "description": "the lexicon senses or patterns that found it" },
    }});
    let about = "Shows why a claim was made: the sentence verbatim, where it stands, who said it when, the cue, and the rule that read it.";
    tool("evidence".into(), "Evidence of a claim", about.into(), input, output)
}

fn networks(limits: Limits) -> Tool {
    let words = |words: &[&str], about: &str| json!({ "type": "string", "enum": words, "description": about });
    let many = |about: &str| json!({ "type": "array", "items": { "type": "string" }, "description": about });
    let families = |about: &str| json!({ "type": "array", "items": { "type": "string", "enum": network::Family::WORDS }, "description": about });
    let day = |about: &str| json!({ "type": "string", "format": "date", "description": about });
    let input = json!({ "type": "object", "additionalProperties": false, "properties": {
        "type": words(network::Kind::WORDS, "actors joined by concepts (default), concepts joined by actors, actors with concepts, or the statements themselves"),
        "concept": words(network::Concept::WORDS, "what statements are about; default topic"),
        "qualifier": words(network::Qualifier::WORDS, "how agreement and disagreement become one number"),
        "normalisation": words(network::Normalisation::WORDS, "what weights are divided by: average, jaccard, cosine for actors or concepts; activity, prominence for two-mode"),
        "duplicates": words(network::Duplicates::WORDS, "within what the same statement counts once; default document"),
        "basis": words(network::Basis::WORDS, "statements actors make (default), join by aligning with a document, or each for itself"),
        "joint": words(network::Joint::WORDS, "whether a statement that two make together joins them; default include"),
        "agree": families("families that are agreement; default approve, commit"),
        "disagree": families("families that are disagreement; default disapprove"),
        "family": families("only statements of these families"),
        "actor": many("only these actors; IRIs, prefixed names, codes, acronyms or names"),
        "actor-type": many("only actors of these classes, such as State"),
        "topic": many("only these topics and narrower ones"),
        "forum": many("only documents given in these forums"),
        "kind": many("only documents of these kinds"),
        "since": day("first day"),
        "until": day("last day"),
        "window": { "type": "string", "description": "one network for each window of this length", "examples": ["6months"] },
        "step": { "type": "string", "description": "how far windows move; by default one unit of their length" },
        "least": { "type": "integer", "minimum": 1, "description": "only actors and concepts with as many statements" },
        "min-weight": { "type": "number", "minimum": 0, "description": "only edges with such a weight, whatever its sign" },
        "limit": limit(limits, limits.rows),
    }});
    let output = json!({ "type": "object", "required": ["networks", "steps", "shown", "truncated"], "properties": {
        "networks": { "type": "array", "description": "one, or one for each window: nodes at the ends of the edges given, edges by strength" },
        "events": { "type": "array", "description": "statements with quotes, for the type `events`" },
        "steps": { "type": "array", "description": "statements that each filter left" },
        "empty": { "type": ["string", "null"], "description": "why there is nothing, if there is nothing" },
        "shown": { "type": "integer", "description": "edges or statements given" },
        "truncated": { "type": "boolean", "description": "whether there are more" },
    }});
    let about = "Discourse network: who agrees or disagrees with whom, or with what, over all statements. Weights follow Discourse Network Analyzer; \
an edge means that two speak alike (or differently) on the same concepts, not that they deal with each other.";
    tool("network".into(), "Discourse network", about.into(), input, output)
}
