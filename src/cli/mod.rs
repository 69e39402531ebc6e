//! The command line: one table of commands, one file for each.
//!
//! Data go to stdout; progress, warnings and errors to stderr. Nothing outside this folder prints.

#[cfg(feature = "store")]
mod backup;
#[cfg(feature = "store")]
mod build;
mod check;
mod completions;
mod context;
#[cfg(feature = "store")]
mod dump;
#[cfg(feature = "store")]
mod explain;
#[cfg(feature = "store")]
mod export;
mod extract;
mod inputs;
mod man;
mod output;
mod progress;
#[cfg(feature = "store")]
mod queries;
#[cfg(feature = "store")]
mod query;
mod reading;
#[cfg(feature = "store")]
mod remove;
mod report;
mod score;
mod seen;
#[cfg(feature = "serve")]
mod serve;
mod settings;
mod sink;
#[cfg(feature = "store")]
mod stats;
mod validate;
#[cfg(feature = "serve")]
mod worker;
mod writing;

use std::process::ExitCode;

use clap::{ArgAction, Parser, Subcommand};

use context::{Context, Outcome};

// The table: order of the help, of the man page and of the completions.
macro_rules! commands {
    ($($(#[cfg($cfg:meta)])? $(#[command($hide:meta)])? $name:ident = $module:ident: $about:literal;)*) => {
        #[derive(Debug, Subcommand)]
        enum Command {
            $($(#[cfg($cfg)])? #[command(about = $about $(, $hide)?)] $name($module::Args),)*
        }

        impl Command {
            fn run(self, context: &Context) -> anyhow::Result<Outcome> {
                match self {
                    $($(#[cfg($cfg)])? Self::$name(args) => args.run(context),)*
                }
            }
        }
    };
}

commands! {
    #[cfg(feature = "store")]
    Build = build: "Read texts into a store; unchanged ones are skipped, changed ones replaced";
    Extract = extract: "Read texts and write RDF, without a store";
    #[cfg(feature = "store")]
    Query = query: "Ask a store: a canned query by name, or SPARQL";
    #[cfg(feature = "store")]
    Queries = queries: "List the canned queries with their parameters";
    #[cfg(feature = "store")]
    Export = export: "Write a store as RDF, tables or networks";
    #[cfg(feature = "store")]
    Explain = explain: "Show why a claim was made: its sentence, its source, its rule";
    Validate = validate: "Check knowledge files, their examples, and the graph of a store or file";
    #[cfg(feature = "store")]
    Stats = stats: "Count what a store holds";
    Check = check: "Show what was understood of texts and what was not";
    Score = score: "Measure what is read against annotations made by hand";
    #[cfg(feature = "store")]
    Remove = remove: "Remove documents from a store";
    #[cfg(feature = "store")]
    Dump = dump: "Write everything in a store as sorted N-Quads";
    #[cfg(feature = "store")]
    Backup = backup: "Copy a store to a new folder";
    #[cfg(feature = "serve")]
    Serve = serve: "Serve a store over HTTP: explorer, SPARQL, canned queries, linked data";
    Completions = completions: "Write a completion script for a shell";
    Man = man: "Write the manual pages";
    #[cfg(feature = "serve")]
    #[command(hide = true)]
    Worker = worker: "Evaluate queries for `serve`";
}

/// Reads diplomatic statements; answers who takes which position on what, with the sentence that says so.
#[derive(Debug, Parser)]
#[command(
    name = "demarche",
    version,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Exit status: 0 done, 1 failed, 2 wrong usage, 3 violations found, 4 done but inputs were skipped.\n\
                  Settings: flags, then DEMARCHE_LOCATION, DEMARCHE_KNOWLEDGE, DEMARCHE_QUERIES and DEMARCHE_JOBS, then `demarche.toml`."
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options that every command takes.
#[derive(Debug, clap::Args)]
struct Global {
    /// Folder of knowledge files over the built-in ones; later ones win
    #[arg(long, global = true, value_name = "DIR", help_heading = "Global options")]
    knowledge: Vec<std::path::PathBuf>,
    /// File of settings [default: `demarche.toml`, if there]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global options")]
    config: Option<std::path::PathBuf>,
    /// No progress, notes and summaries; errors and warnings only
    #[arg(short, long, global = true, help_heading = "Global options")]
    quiet: bool,
    /// Say more; twice for every input
    #[arg(short, long, global = true, action = ArgAction::Count, conflicts_with = "quiet", help_heading = "Global options")]
    verbose: u8,
}

/// Runs the program and gives its exit status.
pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are asked for and no error; a closed pipe is none either.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let outcome = Context::new(cli.global).and_then(|context| cli.command.run(&context));
    match outcome {
        Ok(outcome) => ExitCode::from(outcome as u8),
        Err(error) => report::failure(&error),
    }
}

/// The whole command line, for manual and completions.
fn command() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_consistent() {
        super::command().debug_assert();
    }
}
