//! `demarche build`.

use std::io::Write;

use demarche::store::{self, BuildOptions, Notice, Summary};

use super::context::{Context, Location, Outcome};
use super::inputs::Inputs;
use super::progress::Progress;
use super::{output, report};

/// Arguments of `demarche build`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Documents are replaced whole or not at all, whenever the run is interrupted; to go on, run it again.\n\n\
                        Examples:\n  demarche build statements/ -l store\n  demarche build 'press/**/*.html' feed.ndjson.gz -l store --jobs 4")]
pub(super) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    location: Location,
    /// Number of threads [default: one per processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Remove documents of the store that are not among the inputs
    #[arg(long)]
    prune: bool,
    /// Read unchanged documents again
    #[arg(long)]
    force: bool,
    /// Write the summary to stdout, as JSON
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let folder = context.location(&self.location)?;
        let knowledge = context.knowledge()?;
        let options = BuildOptions {
            paths: self.inputs.paths.clone(),
            read: self.inputs.options(),
            jobs: self.jobs.map(usize::from).or(context.settings.jobs).unwrap_or(0),
            prune: self.prune,
            force: self.force,
        };
        let mut progress = Progress::new(context.loud);
        let summary = store::build(folder, &knowledge, &options, &mut |notice| match notice {
            Notice::Read(so_far) => progress.tell(|| {
                let s = so_far;
                format!("{} documents, {} stances, {:.1} MB, {:.1} MB/s", s.documents, s.claims.stances, s.bytes as f64 / 1e6, s.megabytes_per_second)
            }),
            Notice::Skipped(skipped) => {
                progress.aside(|| context.warn(format_args!("skipped {}", skipped.message), skipped.help.as_deref()));
            }
            Notice::Note(note) if context.verbose > 0 => progress.aside(|| report::line(format_args!("note: {note}"))),
            Notice::Closing(what) => progress.tell(|| what.to_owned()),
            _ => {}
        })?;
        drop(progress);
        if self.json {
            let mut out = output::stdout();
            serde_json::to_writer_pretty(&mut out, &summary)?;
            writeln!(out)?;
            out.flush()?;
        } else {
            context.note(told(&summary, &folder.display().to_string()));
        }
        Ok(if summary.skipped > 0 { Outcome::Partial } else { Outcome::Done })
    }
}

fn told(s: &Summary, folder: &str) -> String {
    let mut lines = vec![format!(
        "{folder}: {} read: {} new, {} changed, {} unchanged; {} removed",
        counted(s.documents, "document"),
        s.added,
        s.changed,
        s.unchanged,
        s.removed
    )];
    if s.duplicates > 0 {
        lines.push(format!("{} given twice, read once", counted(s.duplicates, "document")));
    }
    if s.skipped > 0 {
        lines.push(format!("{} skipped, named above", counted(s.skipped, "input")));
    }
    if s.added + s.changed > 0 {
        let c = &s.claims;
        lines.push(format!(
            "{}: {}, {}, {}, {}; {}",
            counted(s.sentences, "sentence"),
            counted(c.stances, "stance"),
            counted(c.alignments, "alignment"),
            counted(c.events, "event"),
            counted(c.relations, "relation"),
            counted(c.unresolved, "unresolved cue")
        ));
    }
    lines.push(format!("{:.2} s, {:.2} MB, {:.2} MB/s", s.seconds, s.bytes as f64 / 1e6, s.megabytes_per_second));
    lines.join("\n")
}

fn counted(n: u64, thing: &str) -> String {
    format!("{n} {thing}{}", if n == 1 { "" } else { "s" })
}
