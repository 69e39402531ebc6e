//! `demarche queries`.

use std::fmt::{self, Display};
use std::io::Write;
use std::path::PathBuf;

use demarche::query::{CannedQuery, Catalog, QueryFileError};
use serde_json::Value;

use super::context::{Context, Outcome};
use super::output;

/// Arguments of `demarche queries`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Everything about one query alone
    name: Option<String>,
    /// Folder of further canned queries
    #[arg(long, value_name = "DIR")]
    queries: Vec<PathBuf>,
    /// As JSON, with parameters, columns and text
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let catalog = catalog(context, &self.queries)?;
        let mut out = output::stdout();
        let chosen: Vec<&CannedQuery> = match &self.name {
            Some(name) => vec![catalog.get(name).map_err(|e| super::report::usage(e, "`demarche queries` lists them all"))?],
            None => catalog.iter().collect(),
        };
        if self.json {
            let list: Vec<Value> = chosen.into_iter().map(CannedQuery::describe).collect();
            serde_json::to_writer_pretty(&mut out, &list)?;
            writeln!(out)?;
        } else if let (Some(_), [query]) = (&self.name, chosen.as_slice()) {
            tell(query, &mut out)?;
        } else {
            let mut table = output::table(&["name", "answers", "parameters"]);
            for query in chosen {
                let parameters: Vec<String> = query.parameters.iter().map(|p| if p.required { p.name.clone() } else { format!("[{}]", p.name) }).collect();
                table.add_row([query.name.clone(), query.header.summary.clone(), parameters.join(" ")]);
            }
            writeln!(out, "{table}")?;
        }
        out.flush()?;
        Ok(Outcome::Done)
    }
}

/// The canned queries: built in, of the settings, of the flags.
pub(super) fn catalog(context: &Context, folders: &[PathBuf]) -> anyhow::Result<Catalog> {
    let mut all = context.settings.queries.clone();
    all.extend_from_slice(folders);
    Ok(Catalog::load(&all).map_err(Faults)?)
}

/// All errors of query files.
#[derive(Debug)]
struct Faults(Vec<QueryFileError>);

impl std::error::Error for Faults {}

impl Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\ndemarche: ")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

fn tell(query: &CannedQuery, out: &mut dyn Write) -> std::io::Result<()> {
    let header = &query.header;
    writeln!(out, "{}: {}\n\n{}\n", query.name, header.summary, header.description)?;
    if !query.parameters.is_empty() {
        let mut table = output::table(&["parameter", "what it is", "default"]);
        for p in &query.parameters {
            let name = if p.required { p.name.clone() } else { format!("[{}]", p.name) };
            table.add_row([name, p.expected(), p.default.clone().unwrap_or_default()]);
        }
        writeln!(out, "{table}\n")?;
    }
    if !header.columns.is_empty() {
        let mut table = output::table(&["column", "meaning"]);
        for (column, meaning) in &header.columns {
            table.add_row([column, meaning]);
        }
        writeln!(out, "{table}\n")?;
    }
    writeln!(out, "{}", query.command())
}
