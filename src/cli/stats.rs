//! `demarche stats`.

use std::collections::BTreeMap;
use std::io::Write;

use demarche::store::{self, Repository};

use super::context::{Context, Location, Outcome};
use super::output;

/// Attitudes listed in the table; JSON has all.
const ATTITUDES: usize = 15;

/// Arguments of `demarche stats`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    location: Location,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let repository = Repository::open(context.location(&self.location)?)?;
        let stats = store::stats(repository.store())?;
        let mut out = output::stdout();
        if self.json {
            let mut json = serde_json::to_value(&stats)?;
            // As an object, so that a reader need not know the order.
            json["classes"] = stats.classes.iter().map(|(class, n)| (class.clone(), serde_json::Value::from(*n))).collect::<serde_json::Map<_, _>>().into();
            serde_json::to_writer_pretty(&mut out, &json)?;
            writeln!(out)?;
        } else {
            let mut events = stats.classes.clone();
            events.push(("Events joined".into(), stats.joined_events));
            events.push(("Pairs undecided".into(), stats.candidate_pairs));
            section(&mut out, "Things", events.into_iter())?;
            section(&mut out, "Stances by family", by_count(&stats.families).into_iter())?;
            section(&mut out, "Stances by attitude", by_count(&stats.attitudes).into_iter().take(ATTITUDES))?;
            section(&mut out, "Documents by kind", by_count(&stats.kinds).into_iter())?;
            let undated = (stats.undated > 0).then(|| ("undated".to_owned(), stats.undated));
            section(&mut out, "Documents by year", stats.years.into_iter().chain(undated))?;
            if let Some(hash) = stats.knowledge {
                writeln!(out, "Knowledge {}", &hash[..hash.len().min(16)])?;
            }
        }
        out.flush()?;
        Ok(Outcome::Done)
    }
}

fn by_count(counts: &BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut counts: Vec<_> = counts.iter().map(|(k, n)| (k.clone(), *n)).collect();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    counts
}

fn section(out: &mut dyn Write, title: &str, rows: impl Iterator<Item = (String, u64)>) -> std::io::Result<()> {
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "{title}")?;
    let wide = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, n) in rows {
        writeln!(out, "  {name:wide$}  {n:>9}")?;
    }
    writeln!(out)
}
