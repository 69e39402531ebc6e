//! `demarche score`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use demarche::pipeline;
use demarche::read::{Inputs as Texts, ReadError, ReadOptions, Unread};
use demarche::score::{DocumentGraph, Figure, Gold, Graph, Score, Values};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::context::{Context, Outcome};
use super::progress::Progress;
use super::reading::{self, Read};
use super::seen::{Seen, Sight};
use super::{output, report};

/// Arguments of `demarche score`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Of each NAME.json in the folder the document is NAME.txt beside it; all .txt there are read into one graph.\n\n\
                        Examples:\n  demarche score gold/dev\n  demarche score gold/dev --errors --knowledge my-lexicon\n  \
                        demarche score gold/dev --min stances=0.85 \"stance holders=0.9\"")]
pub(super) struct Args {
    /// Folder of texts and annotations
    #[arg(value_name = "GOLD_DIR")]
    gold: PathBuf,
    /// Write JSON
    #[arg(long)]
    json: bool,
    /// List every miss and false alarm
    #[arg(long)]
    errors: bool,
    /// Fail where the F1 of a figure is below a floor
    #[arg(long, value_name = "NAME=X", num_args = 1..)]
    min: Vec<Floor>,
    /// Number of threads [default: one per processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
}

/// The least F1 that a figure must have.
#[derive(Clone, Debug, PartialEq)]
struct Floor {
    figure: Figure,
    least: f64,
}

impl FromStr for Floor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, least) = text.rsplit_once('=').ok_or("expected NAME=X, as in stances=0.85")?;
        let figure = name.parse().map_err(|e| {
            let all = Figure::ALL.map(|(_, name)| name).join(", ");
            format!("{e}; there are: {all}")
        })?;
        let least = least.parse().map_err(|_| format!("`{least}` is no number"))?;
        Ok(Self { figure, least })
    }
}

impl Args {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let golds = names(&self.gold, "json")?;
        if golds.is_empty() {
            let message = format!("{}: no annotations there", self.gold.display());
            return Err(report::usage(message, "name the folder that holds NAME.json beside each NAME.txt"));
        }
        let golds: Vec<(String, Gold)> =
            golds.into_iter().map(|path| Ok((stem(&path), Gold::read(&path)?))).collect::<Result<_, demarche::score::GoldError>>().map_err(wrong)?;
        let (graph, skipped) = self.graph(context)?;
        let score = Score::new(golds.iter().map(|(name, gold)| (name.as_str(), gold)), &graph);
        self.write(&score)?;
        let low: Vec<String> = self
            .min
            .iter()
            .filter(|floor| score.tallies.f1(floor.figure) < floor.least)
            .map(|floor| format!("{}={} (is {})", floor.figure, floor.least, score.tallies.f1(floor.figure)))
            .collect();
        if !low.is_empty() {
            return Err(report::failed(format!("below the floor: {}", low.join(", ")), "`--errors` lists every miss and false alarm"));
        }
        Ok(if skipped + score.not_in_graph > 0 { Outcome::Partial } else { Outcome::Done })
    }

    // All texts of the folder in one graph, as `extract` writes it, and the number of those skipped.
    fn graph(&self, context: &Context) -> anyhow::Result<(Graph, usize)> {
        let texts: Vec<String> = names(&self.gold, "txt")?.iter().map(|p| p.to_string_lossy().into_owned()).collect();
        let (mut graph, mut skipped, mut seen, mut read) = (Graph::default(), 0, Seen::default(), 0);
        if texts.is_empty() {
            return Ok((graph, skipped));
        }
        let knowledge = context.knowledge()?;
        let mut texts = Texts::new(&texts, ReadOptions::default())?;
        let mut progress = Progress::new(context.loud);
        let jobs = self.jobs.map(usize::from).or(context.settings.jobs).unwrap_or_else(pipeline::default_jobs);
        let work =
            |found: Result<Unread, ReadError>| found.and_then(Unread::read).map(|raw| Read::new(raw, &knowledge, &|quads| Ok(DocumentGraph::new(&quads))));
        pipeline::ordered(
            jobs,
            || texts.next_unread(),
            work,
            |result| -> anyhow::Result<()> {
                let mut skip = |message: String, help: Option<&str>| {
                    skipped += 1;
                    progress.aside(|| context.warn(format_args!("skipped {message}"), help));
                };
                match result {
                    Err(error) => skip(reading::message(&error), error.help()),
                    Ok(document) => {
                        let mut document = document?;
                        match (seen.look(&mut document.document, document.identifier.as_deref()), document.made) {
                            (Sight::New, Some(made)) => graph.add(made),
                            (Sight::New, None) => skip(format!("{}: the reader failed on this text", document.source.path), Some("please report it")),
                            (Sight::Same, _) => {}
                            (Sight::Clash, _) => {
                                let message = format!("{}: another text with the id `{}` was read before", document.source.path, document.document.id);
                                skip(message, Some("give it another name"));
                            }
                        }
                    }
                }
                read += 1;
                progress.tell(|| format!("{read} documents"));
                Ok(())
            },
        )?;
        Ok((graph, skipped))
    }

    fn write(&self, score: &Score) -> anyhow::Result<()> {
        let mut out = output::stdout();
        if self.json {
            let formatter = serde_json::ser::PrettyFormatter::with_indent(b" ");
            Report { score, errors: self.errors }.serialize(&mut serde_json::Serializer::with_formatter(&mut out, formatter))?;
            writeln!(out)?;
        } else {
            for difference in score.differences.iter().filter(|_| self.errors) {
                let d = difference;
                writeln!(out, "{}: {} {}: {}", d.document, d.figure, d.verdict.name(), d.detail)?;
            }
            writeln!(out, "{} documents, {} not in the graph", score.documents, score.not_in_graph)?;
            writeln!(out, "{:18}{:>7}{:>8}{:>8}{:>8}", "", "gold", "P", "R", "F1")?;
            for (figure, tally) in score.tallies.iter() {
                let Values { precision, recall, f1, gold } = tally.values();
                writeln!(out, "{figure:18}{gold:7}{precision:8.3}{recall:8.3}{f1:8.3}")?;
            }
        }
        out.flush()?;
        Ok(())
    }
}

/// The score as one JSON object: a key for each figure.
struct Report<'s> {
    score: &'s Score,
    errors: bool,
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("documents", &self.score.documents)?;
        map.serialize_entry("not_in_graph", &self.score.not_in_graph)?;
        for (figure, tally) in self.score.tallies.iter() {
            map.serialize_entry(figure.name(), &tally.values())?;
        }
        if self.errors {
            map.serialize_entry("errors", &self.score.differences)?;
        }
        map.end()
    }
}

fn wrong(error: demarche::score::GoldError) -> anyhow::Error {
    use std::error::Error;
    let cause = error.source().map(|s| format!(": {s}")).unwrap_or_default();
    report::failed(format!("{error}{cause}"), error.help().unwrap_or("check the name and the permissions"))
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}

// Files of the folder with this extension, by name.
fn names(folder: &Path, extension: &str) -> anyhow::Result<Vec<PathBuf>> {
    let failed = |error: std::io::Error| report::failed(format!("{}: cannot be read: {error}", folder.display()), "name a folder of texts and annotations");
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|e| e == extension) {
            out.push(path);
        }
    }
    out.sort();
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_floor_names_its_figure_with_blanks() {
        let floor: Result<Floor, _> = "stance holders=0.9".parse();
        assert_eq!(floor, Ok(Floor { figure: Figure::StanceHolders, least: 0.9 }));
        assert!("stance=0.9".parse::<Floor>().is_err_and(|e| e.contains("stance holders")));
        assert!("stances".parse::<Floor>().is_err());
    }
}
