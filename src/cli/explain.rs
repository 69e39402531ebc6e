//! `demarche explain`.

use std::io::{IsTerminal, Write};

use demarche::store::{self, Explanation, Marked, Repository};

use super::context::{Context, Location, Outcome};
use super::output;

/// Arguments of `demarche explain`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "In the sentence, [[ ]] marks the cue and « » the target.\n\nExamples:\n  demarche explain stance:5f2c91aa03b7d0e4 -l store\n  demarche explain doc:eu-osce-1417 -l store --json"
)]
pub(super) struct Args {
    /// Stance, alignment, event, relation, document or entity: IRI, prefixed name or id
    #[arg(value_name = "IRI")]
    name: String,
    #[command(flatten)]
    location: Location,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let repository = Repository::open(context.location(&self.location)?)?;
        let explanation = store::explain(repository.store(), &self.name)?;
        let mut out = output::stdout();
        if self.json {
            serde_json::to_writer_pretty(&mut out, &explanation)?;
            writeln!(out)?;
        } else {
            let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
            write(&mut out, &explanation, colour)?;
        }
        out.flush()?;
        Ok(Outcome::Done)
    }
}

fn write(out: &mut dyn Write, e: &Explanation, colour: bool) -> std::io::Result<()> {
    writeln!(out, "{} <{}>", e.class, e.iri)?;
    for passage in &e.evidence {
        writeln!(out, "\n  “{}”", marked(passage, colour))?;
        writeln!(out, "  characters {} to {}", passage.start, passage.end)?;
    }
    for d in &e.documents {
        writeln!(out, "\nSaid in <{}>", d.iri)?;
        let issuers = (!d.issuers.is_empty()).then(|| d.issuers.join(", "));
        let knowledge = d.knowledge.as_ref().map(|k| k.chars().take(16).collect());
        for (name, value) in [("title", &d.title), ("date", &d.date), ("issuer", &issuers), ("file", &d.file), ("address", &d.url), ("knowledge", &knowledge)] {
            if let Some(value) = value {
                writeln!(out, "  {name:<12} {value}")?;
            }
        }
    }
    if !e.properties.is_empty() {
        writeln!(out, "\nWhat is told")?;
        for (name, values) in &e.properties {
            for value in values {
                writeln!(out, "  {name:<12} {value}")?;
            }
        }
    }
    for (class, n) in e.claims.iter().filter(|(_, n)| **n > 0) {
        writeln!(out, "  {class:<12} {n}")?;
    }
    if !e.same.is_empty() {
        writeln!(out, "\nThe same as {}", e.same.join(", "))?;
    }
    for rule in &e.rules {
        writeln!(out, "\nFound by <{}>", rule.iri)?;
        for (name, values) in [("", &rule.description), ("pattern", &rule.patterns), ("fires in", &rule.passes), ("not in", &rule.refuses)] {
            for value in values {
                writeln!(out, "  {name:<12} {value}")?;
            }
        }
    }
    Ok(())
}

// The sentence with its line breaks as blanks, so that it reads on.
fn marked(passage: &Marked, colour: bool) -> String {
    let (cue, target) = if colour { (("\x1b[1;31m", "\x1b[0m"), ("\x1b[4m", "\x1b[0m")) } else { (("[[", "]]"), ("«", "»")) };
    let mut marks: Vec<(u64, u8, &str)> = Vec::new();
    for (range, (open, close)) in [(passage.cue, cue), (passage.target, target)] {
        if let Some((start, end)) = range {
            // At one place, what ends is closed before what begins is opened.
            marks.push((start, 1, open));
            marks.push((end, 0, close));
        }
    }
    marks.sort();
    let mut marks = marks.into_iter().peekable();
    let mut text = String::new();
    for (at, c) in passage.quote.chars().chain(std::iter::once('\0')).enumerate() {
        while let Some((_, _, mark)) = marks.next_if(|(place, _, _)| *place <= at as u64) {
            text.push_str(mark);
        }
        match c {
            '\0' => {}
            c if c.is_whitespace() => {
                if !text.ends_with(' ') {
                    text.push(' ');
                }
            }
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cue_and_target_are_marked_side_by_side() {
        let quote = "The EU welcomes\n the vote.".to_owned();
        let passage = Marked { quote, start: 0, end: 26, cue: Some((7, 15)), target: Some((17, 25)) };
        assert_eq!(marked(&passage, false), "The EU [[welcomes]] «the vote».");
    }
}
