//! `demarche network`.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::builder::PossibleValuesParser;
use demarche::network::{
    Basis, Concept, Corpus, Duplicates, Edge, Event, Format, Joint, Kind, Network, NetworkError, Networks, Normalisation, Options, Qualifier, networks,
};
use demarche::store::Repository;

use super::context::{Context, Location, Outcome};
use super::sink::Sink;
use super::{output, report};

/// Rows of a table on a terminal.
const ROWS: usize = 40;

/// Arguments of `demarche network`.
#[derive(Debug, clap::Args)]
#[command(after_help = "The formulas are those of Discourse Network Analyzer: docs/network.md. Statements that actors make and statements that they\n\
                        join by aligning with a document are never counted together.\n\n\
                        Examples:\n  \
                        demarche network -l store --actor-type State\n  \
                        demarche network -l store --qualifier subtract --normalisation average -o states.gexf\n  \
                        demarche network -l store --type two-mode --window 6months -o windows.csv\n  \
                        demarche network -l store --type two-mode --basis joined --concept document --format matrix -o joined.csv")]
pub(super) struct Args {
    // Far more than other commands have, which would all be as large.
    #[command(flatten)]
    asked: Box<Asked>,
}

#[derive(Debug, clap::Args)]
struct Asked {
    #[command(flatten)]
    location: Location,
    /// What the nodes are [default: actors]
    #[arg(long = "type", value_name = "TYPE", value_parser = words(Kind::WORDS))]
    kind: Option<String>,
    /// What statements are about [default: topic]
    #[arg(long, value_name = "WHAT", value_parser = words(Concept::WORDS))]
    concept: Option<String>,
    /// How agreement and disagreement become one number [default: congruence; subtract for two-mode]
    #[arg(long, value_name = "RULE", value_parser = words(Qualifier::WORDS))]
    qualifier: Option<String>,
    /// What weights are divided by [default: none]
    #[arg(long, alias = "normalization", value_name = "RULE", value_parser = words(Normalisation::WORDS))]
    normalisation: Option<String>,
    /// Within what the same statement counts once [default: document]
    #[arg(long, value_name = "PERIOD", value_parser = words(Duplicates::WORDS))]
    duplicates: Option<String>,
    /// Statements that actors make, that they join by aligning with a document, or each for itself [default: explicit]
    #[arg(long, value_name = "BASIS", value_parser = words(Basis::WORDS))]
    basis: Option<String>,
    /// Whether a statement that two actors make together joins them [default: include]
    #[arg(long, value_name = "RULE", value_parser = words(Joint::WORDS))]
    joint: Option<String>,
    /// Families of attitudes that are agreement, with commas [default: approve,commit]
    #[arg(long, value_name = "FAMILIES")]
    agree: Option<String>,
    /// Families that are disagreement [default: disapprove]
    #[arg(long, value_name = "FAMILIES")]
    disagree: Option<String>,
    /// Only statements of these families, with commas
    #[arg(long, value_name = "FAMILIES", help_heading = "Filters")]
    family: Option<String>,
    /// Only statements of this actor; may be repeated
    #[arg(long, value_name = "ACTOR", help_heading = "Filters")]
    actor: Vec<String>,
    /// Only actors of these classes, with commas: State, Organisation, Group, Person …
    #[arg(long, value_name = "CLASSES", help_heading = "Filters")]
    actor_type: Option<String>,
    /// Only statements on this topic or one below it; may be repeated
    #[arg(long, value_name = "TOPIC", help_heading = "Filters")]
    topic: Vec<String>,
    /// Only documents given in this forum; may be repeated
    #[arg(long, value_name = "FORUM", help_heading = "Filters")]
    forum: Vec<String>,
    /// Only documents of this kind; may be repeated
    #[arg(long = "kind", value_name = "KIND", help_heading = "Filters")]
    kind_of_document: Vec<String>,
    /// Only documents from this day on
    #[arg(long, value_name = "DAY", help_heading = "Filters")]
    since: Option<String>,
    /// Only documents to this day
    #[arg(long, value_name = "DAY", help_heading = "Filters")]
    until: Option<String>,
    /// Only actors and concepts with as many statements
    #[arg(long, value_name = "N", help_heading = "Filters")]
    least: Option<String>,
    /// Only edges with such a weight, whatever its sign
    #[arg(long, value_name = "W", help_heading = "Filters")]
    min_weight: Option<String>,
    /// One network for each window of this length: 30days, 8weeks, 6months, 1year
    #[arg(long, value_name = "LENGTH")]
    window: Option<String>,
    /// How far windows move [default: one unit of their length]
    #[arg(long, value_name = "LENGTH")]
    step: Option<String>,
    /// Keep nodes that no edge touches
    #[arg(long)]
    isolates: bool,
    /// csv, matrix, json, graphml, gexf, parquet [default: by the ending of -o, else a table on a terminal, csv elsewhere]
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// File to write; a folder for one file per window (graphml, gexf, matrix)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn words(words: &'static [&'static str]) -> PossibleValuesParser {
    PossibleValuesParser::new(words)
}

impl Args {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        self.asked.run(context)
    }
}

impl Asked {
    fn run(&self, context: &Context) -> anyhow::Result<Outcome> {
        let options = Options::from_pairs(self.pairs()).map_err(told)?;
        let output = self.output.as_deref().filter(|o| *o != Path::new("-"));
        let folder = output.filter(|o| o.is_dir() || o.as_os_str().to_string_lossy().ends_with('/'));
        let format = self.format(output.filter(|_| folder.is_none()))?;
        let repository = Repository::open(context.location(&self.location)?)?;
        let corpus = Corpus::read(repository.store())?;
        let found = networks(&corpus, repository.store(), &options).map_err(told)?;
        match (format, folder) {
            (Some(format), Some(folder)) => {
                std::fs::create_dir_all(folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
                for (name, network) in found.each() {
                    write(&network, format, Some(&folder.join(format!("{name}.{}", format.extension()))))?;
                }
            }
            (Some(format), None) => write(&found, format, output)?,
            (None, _) => show(&found, context)?,
        }
        if let Some(empty) = &found.empty {
            context.warn(format_args!("nothing to show: {empty}"), Some("`--format json` tells how many statements each filter left"));
        } else if let Some(output) = output {
            context.note(summary(&found, output));
        }
        Ok(Outcome::Done)
    }

    // The options as an address would give them.
    fn pairs(&self) -> Vec<(&str, &str)> {
        let one = [
            ("type", &self.kind),
            ("concept", &self.concept),
            ("qualifier", &self.qualifier),
            ("normalisation", &self.normalisation),
            ("duplicates", &self.duplicates),
            ("basis", &self.basis),
            ("joint", &self.joint),
            ("agree", &self.agree),
            ("disagree", &self.disagree),
            ("family", &self.family),
            ("actor-type", &self.actor_type),
            ("since", &self.since),
            ("until", &self.until),
            ("least", &self.least),
            ("min-weight", &self.min_weight),
            ("window", &self.window),
            ("step", &self.step),
        ];
        let many = [("actor", &self.actor), ("topic", &self.topic), ("forum", &self.forum), ("kind", &self.kind_of_document)];
        let one = one.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let many = many.into_iter().flat_map(|(name, values)| values.iter().map(move |v| (name, v.as_str())));
        one.chain(many).chain(self.isolates.then_some(("isolates", "true"))).collect()
    }

    // `None` for a table on the terminal.
    fn format(&self, output: Option<&Path>) -> anyhow::Result<Option<Format>> {
        if let Some(name) = &self.format {
            return name.parse().map(Some).map_err(told);
        }
        let Some(output) = output else {
            let table = self.output.is_none() && std::io::stdout().is_terminal();
            if self.output.as_deref().is_some_and(|o| o != Path::new("-")) {
                return Err(report::usage("a folder tells no format", "name one with `--format`: graphml, gexf, matrix, csv, parquet or json"));
            }
            return Ok((!table).then_some(Format::Csv));
        };
        let ending = output.extension().and_then(|e| e.to_str()).unwrap_or_default();
        let known = ending.parse().map(Some);
        known.map_err(|_| {
            report::usage(format!("{}: the ending tells no format", output.display()), "name one with `--format`: csv, matrix, json, graphml, gexf or parquet")
        })
    }
}

fn told(error: NetworkError) -> anyhow::Error {
    let help = error.help().unwrap_or("`demarche network --help` lists what there is");
    if error.is_usage() { report::usage(&error, help) } else { error.into() }
}

fn write(networks: &Networks, format: Format, output: Option<&Path>) -> anyhow::Result<()> {
    networks.fits(format).map_err(told)?;
    let mut sink = Sink::open(output)?;
    networks.write(format, &mut sink)?;
    sink.commit()
}

fn summary(found: &Networks, output: &Path) -> String {
    let output = output.display();
    if !found.events.is_empty() {
        return format!("{output}: {} statements", found.events.len());
    }
    let edges: usize = found.networks.iter().map(|n| n.edges.len()).sum();
    match found.networks.as_slice() {
        [one] => format!("{output}: {} nodes and {edges} edges from {} statements", one.nodes.len(), one.statements),
        all => format!("{output}: {} windows with {edges} edges", all.len()),
    }
}

// The strongest ties, for a reader.
fn show(found: &Networks, context: &Context) -> anyhow::Result<()> {
    let mut out = output::stdout();
    let mut left = 0;
    if !found.events.is_empty() {
        left += events(&found.events, &mut out)?;
    }
    for network in found.networks.iter().filter(|n| !n.edges.is_empty()) {
        if let Some((first, last)) = network.window {
            writeln!(out, "{first} to {last}")?;
        }
        left += edges(found, network, &mut out)?;
    }
    out.flush()?;
    if left > 0 {
        context.note(format_args!("{left} more rows; `-o FILE` writes them all"));
    }
    Ok(())
}

fn events(events: &[Event], out: &mut dyn Write) -> std::io::Result<usize> {
    let mut table = output::table(&["date", "actor", "sign", "concept", "attitude", "quote"]);
    for e in events.iter().take(ROWS) {
        let sign = ["-", "", "+"][usize::try_from(e.qualifier + 1).unwrap_or(1)];
        let quote = e.quote.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        let attitude = e.attitude.as_deref().map(|a| if e.negated { format!("not {a}") } else { a.to_owned() }).unwrap_or_default();
        table.add_row([e.date.clone().unwrap_or_default(), e.actor_label.clone(), sign.into(), e.concept_label.clone(), attitude, quote]);
    }
    writeln!(out, "{table}")?;
    Ok(events.len().saturating_sub(ROWS))
}

fn edges(found: &Networks, network: &Network, out: &mut dyn Write) -> std::io::Result<usize> {
    let both = found.options.basis == Basis::Both;
    let two = found.options.kind == Kind::TwoMode;
    let ends = match found.options.kind {
        Kind::TwoMode => ["actor", "concept"],
        Kind::Concepts => ["concept", "with"],
        Kind::Actors | Kind::Events => ["actor", "with"],
    };
    let mut header = ends.to_vec();
    header.extend(if both { &["explicit", "joined"][..] } else { &["weight"] });
    if !both {
        header.extend(if two { &["for", "against"][..] } else { &["alike", "opposed", "shared", "joint"] });
    }
    let mut table = output::table(&header);
    let weight = |e: &Edge| [e.explicit, e.joined].into_iter().flatten().map(|t| t.weight.abs()).fold(0.0, f64::max);
    let mut sorted: Vec<&Edge> = network.edges.iter().collect();
    // Stable: edges of one weight stay in order of their ends.
    sorted.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    for edge in sorted.iter().take(ROWS) {
        let (source, target) = found.ends(network, edge);
        let mut row: Vec<String> = [source, target].into_iter().map(|n| n.map(|n| n.label.clone()).unwrap_or_default()).collect();
        let ties = if both { vec![edge.explicit, edge.joined] } else { vec![edge.explicit.or(edge.joined)] };
        row.extend(ties.iter().map(|t| t.map_or_else(|| "–".to_owned(), |t| number(t.weight))));
        if let (false, Some(tie)) = (both, ties[0]) {
            let counts = if two { vec![tie.congruence, tie.conflict] } else { vec![tie.congruence, tie.conflict, tie.shared, tie.joint] };
            row.extend(counts.iter().map(ToString::to_string));
        }
        table.add_row(row);
    }
    writeln!(out, "{table}")?;
    Ok(sorted.len().saturating_sub(ROWS))
}

fn number(weight: f64) -> String {
    let text = format!("{weight:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
