//! `demarche check`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use clap::ValueEnum;
use demarche::check::{Coverage, Listing, Row, Sentences};
use demarche::knowledge::Knowledge;
use demarche::read::{Inputs as Texts, RawDocument, ReadError, Unread};
use demarche::text::Document;
use demarche::{extract, pipeline};
use serde_json::{Map, Value, json};

use super::context::{Context, Outcome};
use super::inputs::Inputs;
use super::progress::Progress;
use super::seen::{Seen, Sight};
use super::{output, reading};

/// Arguments of `demarche check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "A sentence with a cue is partly resolved if at least one claim was made from it, and fully if no cue in it was left over.\n\
                        Lists have a line for each: document, first and last offset in characters, and what is known, apart by tabs.\n\n\
                        Examples:\n  demarche check press/\n  demarche check feed.ndjson.gz --json\n  demarche check press/ --list unresolved > unresolved.tsv")]
pub(super) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// Write JSON; with --list an object a line
    #[arg(long)]
    json: bool,
    /// List passages one by one instead of counting them
    #[arg(long, value_name = "WHAT", value_enum)]
    list: Option<List>,
    /// Number of senses and names shown
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    /// Number of threads [default: one per processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum List {
    /// Cues that gave no claim, and why
    Unresolved,
    /// Names that name no known entity
    Unlinked,
    /// Stances, for reading by eye
    Stances,
}

impl List {
    fn listing(self) -> Listing {
        match self {
            Self::Unresolved => Listing::Unresolved,
            Self::Unlinked => Listing::Unlinked,
            Self::Stances => Listing::Stances,
        }
    }
}

// A document and what is to be told of it; nothing where the reader failed.
struct Checked {
    document: Document,
    identifier: Option<String>,
    path: String,
    made: Option<(Coverage, Vec<Row>)>,
}

impl Checked {
    fn new(raw: RawDocument, knowledge: &Knowledge, listing: Option<Listing>) -> Self {
        let (identifier, path) = (raw.id.clone(), raw.source.path.clone());
        let document = pipeline::document(raw);
        // One text that the reader trips over must not take the others with it.
        let made = catch_unwind(AssertUnwindSafe(|| {
            let extraction = extract::extract(knowledge, &document);
            match listing {
                Some(listing) => (Coverage::default(), listing.rows(knowledge, &document, &extraction)),
                None => (Coverage::of(&document, &extraction), Vec::new()),
            }
        }));
        Self { document, identifier, path, made: made.ok() }
    }
}

impl Args {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let mut texts = Texts::new(&self.inputs.paths, self.inputs.options())?;
        let knowledge = context.knowledge()?;
        let listing = self.list.map(List::listing);
        let (mut out, mut progress) = (output::stdout(), Progress::new(context.loud));
        let (mut coverage, mut seen, mut read, mut skipped) = (Coverage::default(), Seen::default(), 0_u64, 0_u64);
        if let Some(listing) = listing.filter(|_| !self.json) {
            writeln!(out, "document\tstart\tend\t{}", listing.fields().join("\t"))?;
        }
        let jobs = self.jobs.map(usize::from).or(context.settings.jobs).unwrap_or_else(pipeline::default_jobs);
        let work = |found: Result<Unread, ReadError>| found.and_then(Unread::read).map(|raw| Checked::new(raw, &knowledge, listing));
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
                    Ok(mut checked) => match (seen.look(&mut checked.document, checked.identifier.as_deref()), checked.made) {
                        (Sight::Same, _) => {}
                        (Sight::Clash, _) => {
                            let message = format!("{}: another text with the id `{}` was read before", checked.path, checked.document.id);
                            skip(message, Some("give each record an id of its own, or read the folder above both files"));
                        }
                        (Sight::New, None) => {
                            let message = format!("{}: the reader failed on `{}`", checked.path, checked.document.id);
                            skip(message, Some("this is a fault of demarche: please report it with the text"));
                        }
                        (Sight::New, Some((of_document, rows))) => {
                            coverage.add(of_document);
                            for row in rows {
                                if let Some(listing) = listing {
                                    self.row(&mut out, listing, &checked.document.id, row)?;
                                }
                            }
                        }
                    },
                }
                read += 1;
                progress.tell(|| format!("{read} documents"));
                Ok(())
            },
        )?;
        drop(progress);
        if listing.is_none() {
            if self.json {
                serde_json::to_writer_pretty(&mut out, &self.report(&coverage))?;
                writeln!(out)?;
            } else {
                self.table(&mut out, &coverage)?;
            }
        }
        out.flush()?;
        Ok(if skipped > 0 { Outcome::Partial } else { Outcome::Done })
    }

    fn row(&self, out: &mut dyn Write, listing: Listing, document: &str, row: Row) -> io::Result<()> {
        let Row { start, end, values } = row;
        if !self.json {
            return writeln!(out, "{document}\t{start}\t{end}\t{}", values.join("\t"));
        }
        let mut object = Map::from_iter([("document".to_owned(), json!(document)), ("start".to_owned(), json!(start)), ("end".to_owned(), json!(end))]);
        object.extend(listing.fields().iter().map(|f| (*f).to_owned()).zip(values.into_iter().map(Value::from)));
        writeln!(out, "{}", Value::Object(object))
    }

    fn report(&self, c: &Coverage) -> Value {
        let counts = |counts: Vec<(&str, u64)>| counts.into_iter().map(|(name, n)| json!({"name": name, "count": n})).collect::<Vec<_>>();
        let kinds: Map<String, Value> = c.kinds.iter().map(|(kind, s)| ((*kind).to_owned(), understood(*s))).collect();
        json!({
            "sentences": understood(c.all),
            "kinds": kinds,
            "claims": {"stances": c.stances, "alignments": c.alignments, "relations": c.relations, "events": c.events},
            "unresolved": {"cues": sum(&c.reasons), "reasons": c.reasons, "senses": counts(by_count(&c.senses, self.top))},
            "names": {
                "linked": c.linked,
                "unlinked": c.unlinked,
                "most_unlinked": counts(c.unlinked_names.top(self.top)),
                "counts_may_lack": c.unlinked_names.error(),
            },
        })
    }

    fn table(&self, out: &mut dyn Write, c: &Coverage) -> io::Result<()> {
        let s = c.all;
        section(out, "Texts", &[("documents", s.documents), ("sentences", s.sentences), ("sentences with a cue", s.with_cue)])?;
        section_of(
            out,
            "Sentences with a cue",
            &[
                ("with a claim", s.with_claim, format!("{:5.1} %", s.claim_percent())),
                ("fully resolved", s.resolved, format!("{:5.1} %", s.resolved_percent())),
            ],
        )?;
        let claims = [("stances", sum(&c.stances)), ("events", sum(&c.events)), ("relations", sum(&c.relations)), ("alignments", c.alignments)];
        section(out, "Claims", &claims)?;
        section(out, "Stances by family", &by_count(&c.stances, usize::MAX))?;
        section(out, "Unresolved cues by reason", &by_count(&c.reasons, usize::MAX))?;
        section(out, "Unresolved cues by sense", &by_count(&c.senses, self.top))?;
        section(out, "Names", &[("linked", c.linked), ("unlinked", c.unlinked)])?;
        section(out, "Most unlinked", &c.unlinked_names.top(self.top))?;
        writeln!(
            out,
            "{:24}{:>10}{:>10}{:>10}{:>10}{:>8}{:>10}{:>8}",
            "By kind of document", "documents", "sentences", "with cue", "claimed", "%", "resolved", "%"
        )?;
        for (kind, s) in &c.kinds {
            let (claim, resolved) = (s.claim_percent(), s.resolved_percent());
            writeln!(out, "  {kind:22}{:10}{:10}{:10}{:10}{claim:8.1}{:10}{resolved:8.1}", s.documents, s.sentences, s.with_cue, s.with_claim, s.resolved)?;
        }
        Ok(())
    }
}

fn understood(s: Sentences) -> Value {
    let mut value = json!(s);
    value["claim_percent"] = json!(s.claim_percent());
    value["resolved_percent"] = json!(s.resolved_percent());
    value
}

fn sum<K>(counts: &BTreeMap<K, u64>) -> u64 {
    counts.values().sum()
}

fn by_count<K: AsRef<str>>(counts: &BTreeMap<K, u64>, top: usize) -> Vec<(&str, u64)> {
    let mut all: Vec<(&str, u64)> = counts.iter().map(|(name, n)| (name.as_ref(), *n)).collect();
    all.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    all.truncate(top);
    all
}

fn section(out: &mut dyn Write, title: &str, rows: &[(&str, u64)]) -> io::Result<()> {
    let rows: Vec<_> = rows.iter().map(|(name, n)| (*name, *n, String::new())).collect();
    section_of(out, title, &rows)
}

fn section_of(out: &mut dyn Write, title: &str, rows: &[(&str, u64, String)]) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "{title}")?;
    let wide = rows.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or(0).max(22);
    for (name, n, more) in rows {
        writeln!(out, "{}", format!("  {name:wide$}  {n:>9}  {more}").trim_end())?;
    }
    writeln!(out)
}
