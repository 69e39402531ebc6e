//! `demarche query`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use demarche::query::{self, Format, Resolver, Rows, Window};
use demarche::store::Repository;
use oxigraph::store::Store;
use oxrdf::Term;

use super::context::{Context, Location, Outcome};
use super::{output, queries, report};

/// Arguments of `demarche query`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    demarche query stances-by-actor -l store -p actor=EU\n  \
    demarche query aligned-with-document -l store -p document=statement.txt --format csv\n  \
    demarche query --sparql 'SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s a dem:Stance } }' -l store\n\n\
    `demarche queries` lists the names and their parameters.")]
pub(super) struct Args {
    /// Name of a canned query
    #[arg(required_unless_present = "sparql", conflicts_with = "sparql")]
    name: Option<String>,
    /// SPARQL instead: the query itself, a file, or `-` for stdin
    #[arg(long, value_name = "QUERY|FILE|-")]
    sparql: Option<String>,
    #[command(flatten)]
    location: Location,
    /// Value of a parameter; an IRI, prefixed name, code, acronym or name where one is asked for
    #[arg(short = 'p', long = "param", value_name = "NAME=VALUE", conflicts_with = "sparql")]
    params: Vec<String>,
    /// Folder of further canned queries
    #[arg(long, value_name = "DIR")]
    queries: Vec<PathBuf>,
    /// table, csv, tsv, json, xml, ndjson, parquet; for graphs ttl, nt, rdf, jsonld, … [default: by -o, else table or ttl on a terminal, csv or nt elsewhere]
    #[arg(long)]
    format: Option<String>,
    /// File to write to
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Rows at most; 0 for all [default: as the query says]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Rows to leave out at the beginning
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Seconds after which the query is given up; 0 for never
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    timeout: u64,
    /// Write the query with its parameters bound, and their values, as JSON; do not run it
    #[arg(long)]
    dry_run: bool,
}

impl Args {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let repository = Repository::open(context.location(&self.location)?)?;
        let store = repository.store();
        let (query, values, page) = self.query(context, store)?;
        let window = Window { offset: self.offset, limit: self.limit.or(page).filter(|n| *n > 0) };
        let graph = matches!(query, spargebra::Query::Construct { .. } | spargebra::Query::Describe { .. });
        let format = self.format(graph)?;
        let mut out = self.writer()?;
        if self.dry_run {
            let values: BTreeMap<&str, String> = values.iter().map(|(k, v)| (k.as_str(), plain(v))).collect();
            serde_json::to_writer_pretty(&mut out, &serde_json::json!({ "parameters": values, "sparql": query.to_string() }))?;
            writeln!(out)?;
            return Ok(Outcome::Done);
        }
        let timeout = Some(Duration::from_secs(self.timeout)).filter(|t| !t.is_zero());
        let watch = timeout.map(Watch::new);
        let rows = Rows::read(query::run(store, query, window, timeout).map_err(slow)?).map_err(slow)?;
        drop(watch);
        match format {
            Format::Rdf(format) => query::write_triples(&rows, format, &mut out)?,
            Format::Table => table(&rows, &mut out)?,
            format => query::write_rows(&rows, format, &mut out)?,
        }
        out.flush()?;
        if window.limit.is_some_and(|n| n == rows.rows.len()) && !graph {
            context.note(format_args!("{} rows, perhaps not all: `--limit 0` gives all", rows.rows.len()));
        } else if rows.rows.is_empty() {
            context.note("no rows");
        }
        Ok(Outcome::Done)
    }

    // The query to run, the values of its parameters, its number of rows.
    fn query(&self, context: &Context, store: &Store) -> anyhow::Result<(spargebra::Query, BTreeMap<String, Term>, Option<usize>)> {
        if let Some(sparql) = &self.sparql {
            return Ok((query::parse(&text(sparql)?)?, BTreeMap::new(), None));
        }
        let catalog = queries::catalog(context, &self.queries)?;
        let name = self.name.as_deref().unwrap_or_default();
        let canned = catalog.get(name).map_err(|e| report::usage(e, "`demarche queries` lists them all"))?;
        let given = self.params.iter().map(|p| pair(p)).collect::<anyhow::Result<Vec<_>>>()?;
        let resolver = Resolver::new(store);
        let values = canned.values(&given, Some(&resolver)).map_err(|e| report::usage(e, usage(canned)))?;
        for (name, value) in &values {
            if let Term::NamedNode(iri) = value
                && !resolver.resolve(name, &format!("<{}>", iri.as_str()))?.known
            {
                context.warn(format_args!("nothing in the store is {value} (parameter `{name}`)"), None);
            }
        }
        Ok((canned.bind(&values)?, values, canned.page()))
    }

    fn format(&self, graph: bool) -> anyhow::Result<Format> {
        let extension = self.output.as_deref().and_then(Path::extension).and_then(|e| e.to_str());
        let terminal = self.output.is_none() && std::io::stdout().is_terminal();
        let name = self.format.as_deref().or(extension).unwrap_or(match (graph, terminal) {
            (true, _) => "ttl",
            (false, true) => "table",
            (false, false) => "csv",
        });
        let format: Format = name.parse().map_err(|e| report::usage(e, "give one with `--format`"))?;
        match (graph, format) {
            (true, Format::Results(sparesults::QueryResultsFormat::Xml)) => Ok("rdf".parse()?),
            (false, Format::Rdf(_)) => {
                Err(report::usage(format_args!("`{name}` is for graphs, and this query gives a table"), "take table, csv, tsv, json, xml, ndjson or parquet"))
            }
            _ => Ok(format),
        }
    }

    fn writer(&self) -> anyhow::Result<Box<dyn Write>> {
        Ok(match &self.output {
            Some(path) if path != Path::new("-") => Box::new(std::io::BufWriter::new(
                File::create(path).map_err(|e| report::failed(format_args!("{}: cannot be written: {e}", path.display()), "check folder and rights"))?,
            )),
            _ => Box::new(output::stdout()),
        })
    }
}

// Ends the process when a query does not end by itself: a sort or a product is not looked at while it goes on. Nothing has
// been written by then.
struct Watch(Option<mpsc::Sender<()>>);

impl Watch {
    const GRACE: Duration = Duration::from_millis(500);

    fn new(timeout: Duration) -> Self {
        let (stop, stopped) = mpsc::channel();
        std::thread::spawn(move || {
            if stopped.recv_timeout(timeout + Self::GRACE) == Err(mpsc::RecvTimeoutError::Timeout) {
                let _ = report::failure(&slow(query::RunError::Timeout(timeout)));
                std::process::exit(1);
            }
        });
        Self(Some(stop))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.0.take());
    }
}

fn slow(error: query::RunError) -> anyhow::Error {
    match error {
        query::RunError::Timeout(_) => report::failed(error, "give it more with `--timeout`, or ask for less"),
        error => error.into(),
    }
}

// `key=value`.
fn pair(text: &str) -> anyhow::Result<(String, String)> {
    let (name, value) = text.split_once('=').ok_or_else(|| report::usage(format_args!("`{text}` is no parameter"), "write `-p name=value`"))?;
    Ok((name.trim().to_owned(), value.to_owned()))
}

fn usage(query: &query::CannedQuery) -> String {
    let mut out = format!("demarche query {}", query.name);
    for p in query.parameters.iter().filter(|p| p.required) {
        out.push_str(&format!(" -p {}={}", p.name, query::quoted(&p.sample())));
    }
    out
}

// The query itself, a file's text, or stdin.
fn text(sparql: &str) -> anyhow::Result<String> {
    if sparql == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    let path = Path::new(sparql);
    if !sparql.contains(['{', '\n']) {
        return std::fs::read_to_string(path)
            .map_err(|e| report::usage(format_args!("{}: cannot be read: {e}", path.display()), "`--sparql` takes a query, a file or `-`"));
    }
    Ok(sparql.to_owned())
}

// Columns without any value are left out.
fn table(rows: &Rows, out: &mut dyn Write) -> std::io::Result<()> {
    if rows.rows.is_empty() {
        return Ok(());
    }
    let used: Vec<usize> = (0..rows.columns.len()).filter(|&c| rows.rows.iter().any(|r| r[c].is_some())).collect();
    let header: Vec<&str> = used.iter().map(|&c| rows.columns[c].as_str()).collect();
    let mut table = output::table(&header);
    for row in &rows.rows {
        table.add_row(used.iter().map(|&c| row[c].as_ref().map(query::cell).unwrap_or_default()));
    }
    writeln!(out, "{table}")
}

fn plain(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::BlankNode(node) => node.as_str().to_owned(),
        Term::Literal(literal) => literal.value().to_owned(),
    }
}
