//! How the program speaks on stderr, and how it fails.

use std::error::Error;
use std::fmt::{self, Arguments, Display};
use std::io::{self, Write};
use std::process::ExitCode;

use demarche::knowledge::KnowledgeError;

/// An error of the command line itself: its message, its remedy, its exit status.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(super) struct Failure {
    message: String,
    help: Option<String>,
    status: u8,
}

/// Wrong usage: exit status 2.
pub(super) fn usage(message: impl Display, help: impl Display) -> anyhow::Error {
    Failure { message: message.to_string(), help: Some(help.to_string()), status: 2 }.into()
}

/// A failure: exit status 1.
pub(super) fn failed(message: impl Display, help: impl Display) -> anyhow::Error {
    Failure { message: message.to_string(), help: Some(help.to_string()), status: 1 }.into()
}

/// All errors of the knowledge files.
#[derive(Debug)]
pub(super) struct Knowledges(pub(super) Vec<KnowledgeError>);

impl Error for Knowledges {}

impl Display for Knowledges {
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

/// Writes one line to stderr; a closed stderr is no reason to fail.
pub(super) fn line(message: Arguments<'_>) {
    let _ = writeln!(io::stderr().lock(), "{message}");
}

/// Prints an error with its causes and remedy, and gives the exit status.
pub(super) fn failure(error: &anyhow::Error) -> ExitCode {
    if error.chain().any(is_broken_pipe) {
        return ExitCode::SUCCESS;
    }
    let mut message = error.to_string();
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        // Transparent errors repeat their cause.
        if !message.ends_with(&cause) {
            message = format!("{message}: {cause}");
        }
    }
    line(format_args!("demarche: {message}"));
    if let Some(help) = error.chain().find_map(help) {
        line(format_args!("help: {help}"));
    }
    ExitCode::from(error.chain().find_map(|e| e.downcast_ref::<Failure>()).map_or(1, |f| f.status))
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
}

// The remedies, one line for each type of error that has them.
fn help(error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(failure) = error.downcast_ref::<Failure>() {
        return failure.help.clone();
    }
    if error.is::<Knowledges>() {
        return Some("`demarche validate --knowledge DIR` lists all errors of knowledge files".into());
    }
    macro_rules! helps {
        ($($error:ty),* $(,)?) => {
            $(if let Some(error) = error.downcast_ref::<$error>() {
                return error.help().map(Into::into);
            })*
        };
    }
    helps!(demarche::export::ExportError, demarche::read::ReadError);
    #[cfg(feature = "store")]
    helps!(demarche::store::OpenError, demarche::store::BuildError, demarche::store::RemoveError, demarche::store::ExplainError, demarche::store::CheckError,);
    #[cfg(feature = "serve")]
    if let Some(error) = error.downcast_ref::<demarche::serve::ServeError>() {
        return error.help().map(Into::into);
    }
    None
}
