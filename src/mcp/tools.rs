//! What the tools do.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::OnceLock;

use oxrdf::Term;
use oxrdfio::RdfFormat;
use rmcp::model::{CallToolResult, ContentBlock};
use serde_json::{Map, Value, json};

use super::names::{CLASSES, Names};
use super::resources::{self, Documents};
use super::{Inner, Refusal, schema};
use crate::network::{self, Corpus, Edge, NetworkError, Options};
use crate::query::{self, CannedQuery, ParameterError, ResolveError, Resolver, Rows, RunError, Window};
use crate::store::{self, ExplainError};
use crate::vocab::local;

/// Characters of an argument at most.
const LONGEST: usize = 4000;
/// Triples of an answer at most.
const TRIPLES: usize = 5000;

type Done = Result<CallToolResult, Refusal>;

fn broken(error: impl std::fmt::Display) -> Refusal {
    Refusal::new(format!("the store cannot be read: {error}"), "try again; if it stays, the store needs to be built anew")
}

fn kept<T, E: std::fmt::Display>(cell: &OnceLock<Result<T, String>>, read: impl FnOnce() -> Result<T, E>) -> Result<&T, Refusal> {
    cell.get_or_init(|| read().map_err(|e| e.to_string())).as_ref().map_err(broken)
}

impl Inner {
    pub(super) fn names(&self) -> Result<&Names, Refusal> {
        kept(&self.names, || Names::read(self.repository.store()))
    }

    pub(super) fn documents(&self) -> Result<&Documents, Refusal> {
        kept(&self.documents, || Documents::read(self.repository.store()))
    }

    fn corpus(&self) -> Result<&Corpus, Refusal> {
        kept(&self.corpus, || Corpus::read(self.repository.store()))
    }
}

/// Calls a tool.
pub(super) fn call(inner: &Inner, name: &str, arguments: &Map<String, Value>) -> Done {
    let long = |v: &Value| v.as_str().is_some_and(|t| t.len() > LONGEST);
    if let Some((argument, _)) = arguments.iter().find(|(_, v)| long(v) || v.as_array().is_some_and(|a| a.len() > 200 || a.iter().any(long))) {
        return Err(Refusal::new(format!("`{argument}` is too long"), format!("give at most {LONGEST} characters")));
    }
    match name {
        "search" => search(inner, arguments),
        "evidence" => evidence(inner, arguments),
        "network" => networks(inner, arguments),
        tool => {
            let query = inner.catalog.get(schema::query_name(tool)).map_err(|e| Refusal::new(e.to_string(), "`tools/list` lists them all"))?;
            canned(inner, query, arguments)
        }
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn required(arguments: &Map<String, Value>, name: &str, what: &str) -> Result<String, Refusal> {
    let text = arguments.get(name).and_then(Value::as_str).map(str::trim).filter(|t| !t.is_empty());
    text.map(str::to_owned).ok_or_else(|| Refusal::new(format!("`{name}` is missing or no text"), format!("give {what} as `{name}`")))
}

fn only(arguments: &Map<String, Value>, known: &[&str]) -> Result<(), Refusal> {
    match arguments.keys().find(|k| !known.contains(&k.as_str())) {
        Some(key) => Err(Refusal::new(format!("there is no parameter `{key}`"), format!("there are {}", known.join(", ")))),
        None => Ok(()),
    }
}

fn number(arguments: &Map<String, Value>, name: &str, default: usize, range: std::ops::RangeInclusive<usize>) -> Result<usize, Refusal> {
    let Some(value) = arguments.get(name).filter(|v| !v.is_null()) else { return Ok(default) };
    let number = value.as_u64().or_else(|| value.as_str()?.parse().ok()).and_then(|n| usize::try_from(n).ok()).filter(|n| range.contains(n));
    number.ok_or_else(|| {
        Refusal::new(format!("`{name}` takes a whole number from {} to {}, not {value}", range.start(), range.end()), "leave it out, or mend it")
    })
}

fn answer(text: String, structured: Value) -> CallToolResult {
    let mut out = CallToolResult::success(vec![ContentBlock::text(text)]);
    out.structured_content = Some(structured);
    out
}

fn search(inner: &Inner, arguments: &Map<String, Value>) -> Done {
    only(arguments, &["words", "class", "limit"])?;
    let words = required(arguments, "words", "a name or part of one")?;
    let class = arguments.get("class").filter(|c| !c.is_null());
    let known = |c: &Value| CLASSES.into_iter().find(|k| c.as_str().is_some_and(|c| k.eq_ignore_ascii_case(c)));
    let wrong = |c: &Value| Refusal::new(format!("`class` takes {}, not {c}", CLASSES.join(", ")), "leave it out, or take one of these");
    let class = class.map(|c| known(c).ok_or_else(|| wrong(c))).transpose()?;
    let limit = number(arguments, "limit", 20, 1..=inner.limits.most_rows)?;
    let (found, all) = inner.names()?.search(&words, class, limit);
    let mut text = match (found.len(), all) {
        (_, 0) => format!("nothing is called `{words}`; try part of the name, or `query-search` for words of sentences"),
        (shown, all) if shown < all => format!("{all} found, the best {shown}:"),
        (_, all) => format!("{all} found:"),
    };
    for f in &found {
        let also = if f.name == f.label { String::new() } else { format!(" (matched “{}”)", f.name) };
        let _ = write!(text, "\n{}: {} {}{also}, in {} documents", f.short, f.class, f.label, f.documents);
    }
    let truncated = found.len() < all;
    Ok(answer(text, json!({ "rows": found, "shown": found.len(), "truncated": truncated })))
}

fn unresolved(name: &str, source: &ResolveError) -> Refusal {
    let help = match source {
        ResolveError::Ambiguous { .. } => "give the prefixed name of the one you mean",
        ResolveError::Iri { .. } => "give an IRI, a prefixed name such as state:KZ, or a name",
        _ => "`search` finds names, whatever their case; then give the prefixed name it shows",
    };
    Refusal::new(format!("`{name}`: {source}"), help)
}

fn evidence(inner: &Inner, arguments: &Map<String, Value>) -> Done {
    only(arguments, &["claim"])?;
    let claim = required(arguments, "claim", "the IRI or prefixed name of a claim, or words of its sentence")?;
    let store = inner.repository.store();
    let found = match store::explain(store, &claim) {
        Err(ExplainError::Unknown { .. }) => {
            let named = Resolver::new(store).resolve("claim", &claim).map_err(|e| unresolved("claim", &e))?;
            store::explain(store, named.iri.as_str())
        }
        other => other,
    };
    let found = found.map_err(|error| match error {
        ExplainError::Unknown { .. } => Refusal::new(error.to_string(), "tools that give claims name them in the columns `stance` or `claim`"),
        other => broken(other),
    })?;
    let mut text = format!("{} {}", found.class, query::shorten(&found.iri));
    for e in &found.evidence {
        let _ = write!(text, "\n“{}” (characters {} to {})", e.quote.split_whitespace().collect::<Vec<_>>().join(" "), e.start, e.end);
    }
    for d in &found.documents {
        let about = [d.title.clone(), d.date.clone(), Some(d.issuers.join(", ")).filter(|i| !i.is_empty())];
        let _ = write!(text, "\nsaid in {}: {}", query::shorten(&d.iri), about.into_iter().flatten().collect::<Vec<_>>().join(", "));
    }
    for (name, values) in &found.properties {
        let _ = write!(text, "\n{name}: {}", values.join("; "));
    }
    for rule in &found.rules {
        let about = [&rule.patterns, &rule.description].into_iter().flatten().cloned().collect::<Vec<_>>().join("; ");
        let _ = write!(text, "\nfound by {}: {about}", query::shorten(&rule.iri));
    }
    let mut structured = serde_json::to_value(&found).map_err(broken)?;
    for document in structured["documents"].as_array_mut().into_iter().flatten() {
        let address = document["iri"].as_str().map(resources::uri);
        document["resource"] = json!(address);
    }
    Ok(answer(text, structured))
}

fn canned(inner: &Inner, canned: &CannedQuery, arguments: &Map<String, Value>) -> Done {
    let own: &[&str] = if canned.is_graph() { &[] } else { &["limit", "offset"] };
    let mut given = Vec::new();
    for (name, value) in arguments.iter().filter(|(name, value)| !own.contains(&name.as_str()) && !value.is_null()) {
        let wrong = || Refusal::new(format!("`{name}` takes one value, not {value}"), "give a text, number, true or false");
        given.push((name.clone(), plain(value).ok_or_else(wrong)?));
    }
    let store = inner.repository.store();
    let resolver = Resolver::new(store);
    let values = canned.values(&given, Some(&resolver)).map_err(|e| parameter(canned, e))?;
    let mut unknown = Vec::new();
    for (name, value) in &values {
        if let Term::NamedNode(iri) = value
            && !resolver.resolve(name, &format!("<{}>", iri.as_str())).map_err(|e| unresolved(name, &e))?.known
        {
            unknown.push(format!("nothing in the store is {} (`{name}`)", query::shorten(iri.as_str())));
        }
    }
    let bound = canned.bind(&values).map_err(|e| Refusal::new(e.to_string(), "give another value"))?;
    let understood: Map<String, Value> = values.iter().map(|(name, value)| (name.clone(), query::json(value))).collect();
    let (limit, offset) = if canned.is_graph() {
        (TRIPLES, 0)
    } else {
        let limit = number(arguments, "limit", schema::rows(canned, inner.limits), 1..=inner.limits.most_rows)?;
        (limit, number(arguments, "offset", 0, 0..=usize::MAX / 2)?)
    };
    // One more than asked for tells whether there are more.
    let window = if canned.is_graph() { Window::default() } else { Window { offset, limit: Some(limit + 1) } };
    let rows = query::run(store, bound, window, Some(inner.limits.timeout)).and_then(Rows::read);
    let mut rows = rows.map_err(|error| match error {
        RunError::Timeout(_) => Refusal::new(error.to_string(), "ask for less: name an actor, a topic, a document or days"),
        other => broken(other),
    })?;
    let truncated = rows.rows.len() > limit;
    rows.rows.truncate(limit);
    let shown = rows.rows.len();
    if canned.is_graph() {
        let mut turtle = Vec::new();
        query::write_triples(&rows, RdfFormat::Turtle, &mut turtle).map_err(broken)?;
        let turtle = String::from_utf8_lossy(&turtle).into_owned();
        let cut = if truncated { format!("# the first {shown} triples; there are more\n") } else { String::new() };
        let structured = json!({ "turtle": turtle, "triples": shown, "truncated": truncated, "parameters": understood });
        return Ok(answer(format!("{cut}{turtle}"), structured));
    }
    let mut text = match (shown, truncated) {
        (0, _) if offset > 0 => format!("no rows after the first {offset}"),
        (0, _) => "no rows: nothing of the kind was read, which does not mean that there is nothing".to_owned(),
        (_, true) => format!("{shown} rows from {offset} on; there are more: give `offset` {}", offset + shown),
        (1, false) => "1 row".to_owned(),
        (_, false) => format!("{shown} rows"),
    };
    for note in &unknown {
        let _ = write!(text, "\n{note}");
    }
    for row in &rows.rows {
        let cells = rows.columns.iter().zip(row).filter_map(|(c, t)| Some(format!("{c}: {}", query::cell(t.as_ref()?))));
        let _ = write!(text, "\n- {}", cells.collect::<Vec<_>>().join(" · "));
    }
    let list: Vec<Map<String, Value>> =
        rows.rows.iter().map(|row| rows.columns.iter().zip(row).filter_map(|(c, t)| Some((c.clone(), query::json(t.as_ref()?)))).collect()).collect();
    let mut structured = json!({ "rows": list, "shown": shown, "truncated": truncated, "parameters": understood });
    if truncated {
        structured["next_offset"] = json!(offset + shown);
    }
    Ok(answer(text, structured))
}

fn parameter(query: &CannedQuery, error: ParameterError) -> Refusal {
    let names = || {
        let names = query.parameters.iter().map(|p| if p.required { p.name.clone() } else { format!("[{}]", p.name) });
        names.collect::<Vec<_>>().join(", ")
    };
    match error {
        ParameterError::Resolve { name, source } => unresolved(&name, &source),
        ParameterError::Missing { name, expected, example, .. } => {
            Refusal::new(format!("`{name}` is missing: {expected}"), format!("give for example `{example}`"))
        }
        ParameterError::Unknown { name, .. } => Refusal::new(
            format!("there is no parameter `{name}`"),
            match query.parameters.len() {
                0 => "there are only limit and offset".to_owned(),
                _ => format!("there are {}, and limit and offset for tables", names()),
            },
        ),
        other => Refusal::new(other.to_string(), "mend the value; the schema of the tool says what it takes"),
    }
}

fn networks(inner: &Inner, arguments: &Map<String, Value>) -> Done {
    let limit = number(arguments, "limit", inner.limits.rows, 1..=inner.limits.most_rows)?;
    let mut pairs = Vec::new();
    for (name, value) in arguments.iter().filter(|(name, value)| *name != "limit" && !value.is_null()) {
        let wrong = |value: &Value| Refusal::new(format!("`{name}` cannot take {value}"), "the schema of the tool says what it takes");
        match value {
            Value::Array(values) => {
                for value in values {
                    pairs.push((name.as_str(), plain(value).ok_or_else(|| wrong(value))?));
                }
            }
            value => pairs.push((name.as_str(), plain(value).ok_or_else(|| wrong(value))?)),
        }
    }
    let told = |error: NetworkError| match (&error, error.help()) {
        (NetworkError::Name { option, source }, _) => unresolved(option, source),
        (NetworkError::Option { .. }, _) => Refusal::new(error.to_string(), format!("there are {} and limit", network::OPTIONS.join(", "))),
        (_, help) => Refusal::new(error.to_string(), help.unwrap_or("the schema of the tool says what it takes")),
    };
    let options = Options::from_pairs(pairs.iter().map(|(n, v)| (*n, v.as_str()))).map_err(told)?;
    let mut found = network::networks(inner.corpus()?, inner.repository.store(), &options).map_err(told)?;
    let mut text = Vec::new();
    let mut truncated = found.events.len() > limit;
    found.events.truncate(limit);
    let mut shown = found.events.len();
    for e in &found.events {
        let sign = ["against", "on", "for"][usize::try_from(e.qualifier + 1).unwrap_or(1)];
        let quote = e.quote.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        text.push(format!(
            "- {} {} {sign} {} ({}): “{quote}” {} in {}",
            e.date.as_deref().unwrap_or("undated"),
            e.actor_label,
            e.concept_label,
            e.basis,
            query::shorten(&e.claim),
            query::shorten(&e.document)
        ));
    }
    let mut nets = std::mem::take(&mut found.networks);
    for net in &mut nets {
        let strength = |e: &Edge| [e.explicit, e.joined].into_iter().flatten().map(|t| t.weight.abs()).fold(0.0, f64::max);
        net.edges.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
        let all = net.edges.len();
        // The limit is for the whole answer, not for each window.
        net.edges.truncate(limit.saturating_sub(shown));
        truncated |= net.edges.len() < all;
        shown += net.edges.len();
        let ends: BTreeSet<&str> = net.edges.iter().flat_map(|e| [e.source.as_str(), e.target.as_str()]).collect();
        let days = net.window.map_or_else(String::new, |(first, last)| format!("{first} to {last}: "));
        text.push(format!("{days}{all} edges from {} statements, {} given", net.statements, net.edges.len()));
        for edge in &net.edges {
            let (source, target) = found.ends(net, edge);
            let label =
                |node: Option<&network::Node>, iri: &str| format!("{} ({})", node.map_or_else(|| local(iri), |n| n.label.as_str()), query::shorten(iri));
            let ties = [("", edge.explicit), ("joined ", edge.joined)].into_iter().filter_map(|(name, tie)| Some(format!("{name}{:.3}", tie?.weight)));
            text.push(format!("- {} – {}: {}", label(source, &edge.source), label(target, &edge.target), ties.collect::<Vec<_>>().join(", ")));
        }
        let ends: BTreeSet<String> = ends.into_iter().map(str::to_owned).collect();
        net.nodes.retain(|n| ends.contains(&n.id));
    }
    if let Some(empty) = &found.empty {
        text.insert(0, format!("nothing: {empty}"));
    } else if truncated {
        text.insert(0, format!("the strongest {shown}; there are more: give a greater `limit`, `least` or `min-weight`, or fewer actors, topics or days"));
    }
    let structured = json!({
        "networks": nets, "events": found.events, "steps": found.steps, "empty": found.empty, "shown": shown, "truncated": truncated,
    });
    Ok(answer(text.join("\n"), structured))
}
