//! `demarche validate`.

use std::io::Write;
use std::path::PathBuf;

use demarche::examples;
use demarche::knowledge::{Knowledge, KnowledgeError};
use serde::Serialize;

use super::context::{Context, Outcome};
use super::output;

/// Arguments of `demarche validate`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Knowledge is always checked: files, entries, and the example sentences of the overlays given with --knowledge (of all, if none).\n\
                        The graph is checked if a store or file is given, by the queries in ontology/checks.\n\n\
                        Examples:\n  demarche validate --knowledge my-lexicon\n  demarche validate -l store\n  demarche validate export.ttl")]
pub(super) struct Args {
    /// RDF files to check
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Store to check
    #[arg(short, long, value_name = "DIR")]
    location: Option<PathBuf>,
    /// Write the findings as JSON
    #[arg(long)]
    json: bool,
}

/// One thing that is wrong.
#[derive(Debug, Serialize)]
struct Finding {
    path: String,
    line: Option<u64>,
    column: Option<u64>,
    code: String,
    message: String,
}

impl Finding {
    fn knowledge(error: &KnowledgeError) -> Self {
        let text = error.to_string();
        let (path, line, column, code) = match error {
            KnowledgeError::Syntax { path, line, column, .. } => (path, Some(*line), Some(*column), "K001"),
            KnowledgeError::Entry { path, line, code, .. } => (path, Some(*line), Some(1), *code),
            KnowledgeError::Read { path, .. } => (path, None, None, "K000"),
            _ => return Self { path: String::new(), line: None, column: None, code: "K".into(), message: text },
        };
        let message =
            text.split_once(&format!("{code}: ")).map_or_else(|| text.split_once(": ").map_or(text.clone(), |(_, m)| m.to_owned()), |(_, m)| m.to_owned());
        Self { path: path.display().to_string(), line, column, code: code.to_owned(), message }
    }

    fn line(&self) -> String {
        let mut place = self.path.clone();
        for n in [self.line, self.column].into_iter().flatten() {
            place.push_str(&format!(":{n}"));
        }
        format!("{place}: {}: {}", self.code, self.message)
    }
}

impl Args {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let overlays = &context.settings.knowledge;
        let (mut findings, mut checked) = (Vec::new(), Vec::new());
        match Knowledge::load(overlays) {
            Err(errors) => findings.extend(errors.iter().map(Finding::knowledge)),
            Ok(knowledge) => {
                let graph_only = overlays.is_empty() && (self.location.is_some() || !self.files.is_empty());
                if !graph_only {
                    let wanted = |file: &std::path::Path| overlays.is_empty() || overlays.iter().any(|o| file.starts_with(o));
                    let outcome = examples::run(&knowledge, wanted);
                    checked.push(format!("{} example sentences", outcome.run));
                    findings.extend(outcome.broken.into_iter().map(|b| Finding {
                        path: b.file.display().to_string(),
                        line: Some(b.line as u64),
                        column: Some(b.column as u64),
                        code: b.code.to_owned(),
                        message: format!("`{}` {}", b.entry, b.message),
                    }));
                }
                self.graphs(&knowledge, &mut findings, &mut checked)?;
            }
        }
        let mut out = output::stdout();
        if self.json {
            serde_json::to_writer_pretty(&mut out, &findings)?;
            writeln!(out)?;
        } else {
            for finding in &findings {
                writeln!(out, "{}", finding.line())?;
            }
        }
        out.flush()?;
        context.note(match findings.len() {
            0 => format!("nothing wrong in {}", checked.join(", ")),
            1 => "1 violation".to_owned(),
            n => format!("{n} violations"),
        });
        Ok(if findings.is_empty() { Outcome::Done } else { Outcome::Violations })
    }

    #[cfg(feature = "store")]
    fn graphs(&self, knowledge: &Knowledge, findings: &mut Vec<Finding>, checked: &mut Vec<String>) -> anyhow::Result<()> {
        use demarche::store::{CheckError, Repository, Violation, check_structure, load_file};

        let mut add = |path: String, violations: Vec<Violation>| {
            for v in violations {
                let more = v.count - v.nodes.len() as u64;
                for (node, value) in v.nodes {
                    let value = value.filter(|value| *value != node).map_or(String::new(), |v| format!(" ({v})"));
                    findings.push(Finding {
                        path: path.clone(),
                        line: None,
                        column: None,
                        code: v.check.clone(),
                        message: format!("{node}{value}: {}", v.message),
                    });
                }
                if more > 0 {
                    findings.push(Finding { path: path.clone(), line: None, column: None, code: v.check, message: format!("and {more} more") });
                }
            }
            checked.push(path);
        };
        if let Some(location) = &self.location {
            let repository = Repository::open(location)?;
            add(location.display().to_string(), check_structure(repository.store())?);
        }
        for file in &self.files {
            match load_file(file, knowledge) {
                Ok(store) => add(file.display().to_string(), check_structure(&store)?),
                Err(CheckError::Syntax { path, line, column, message }) => {
                    let path = path.display().to_string();
                    findings.push(Finding { path, line: Some(line), column: Some(column), code: "G001".into(), message });
                    return Ok(());
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    #[cfg(not(feature = "store"))]
    fn graphs(&self, _: &Knowledge, _: &mut Vec<Finding>, _: &mut Vec<String>) -> anyhow::Result<()> {
        if self.location.is_some() || !self.files.is_empty() {
            return Err(super::report::failed("this build of demarche cannot check graphs", "build it with the feature `store`"));
        }
        Ok(())
    }
}
