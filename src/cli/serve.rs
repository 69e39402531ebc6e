//! `demarche serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use demarche::serve::{Event, ServeOptions, serve};

use super::context::{Context, Location, Outcome};
use super::report;

/// Arguments of `demarche serve`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    demarche serve -l store\n  \
    demarche serve -l store --bind 127.0.0.1:8080 --timeout 30 -v\n\n\
    Only this machine can reach the server, and nothing can be written, unless you say otherwise.")]
pub(super) struct Args {
    #[command(flatten)]
    location: Location,
    /// Address and port to listen at; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7878")]
    bind: SocketAddr,
    /// Name under which the server may be addressed, beside localhost and the address itself
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// Origin whose pages may ask and read, such as https://example.org; `*` for any
    #[arg(long, value_name = "ORIGIN")]
    cors: Vec<String>,
    /// Folder of further canned queries
    #[arg(long, value_name = "DIR")]
    queries: Vec<PathBuf>,
    /// Seconds after which a query is stopped
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0)]
    timeout: f64,
    /// Mebibytes that a query may need; 0 for no limit
    #[arg(long, value_name = "MIB", default_value_t = 1024)]
    memory: u64,
    /// Rows that an answer has at most
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    rows: usize,
    /// Queries evaluated at a time [default: number of cores, at least 2]
    #[arg(long, value_name = "N")]
    workers: Option<usize>,
    /// Let those write who show the token: SPARQL updates, Graph Store Protocol
    #[arg(long)]
    writable: bool,
    /// File with the token of those who may write [default: DEMARCHE_TOKEN]
    #[arg(long, value_name = "FILE", requires = "writable")]
    token_file: Option<PathBuf>,
    /// Mebibytes for answers that are kept
    #[arg(long, value_name = "MIB", default_value_t = 128)]
    cache: u64,
}

impl Args {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let wrong = |flag: &str, value: &dyn std::fmt::Display, help: &str| report::usage(format_args!("`{flag}` cannot be {value}"), help);
        if !(self.timeout > 0.0 && self.timeout <= 86_400.0) {
            return Err(wrong("--timeout", &self.timeout, "give seconds above 0"));
        }
        if self.rows == 0 || self.workers == Some(0) {
            return Err(report::usage("`--rows` and `--workers` cannot be 0", "leave them out for the defaults"));
        }
        let token = self.token()?;
        let mut queries = context.settings.queries.clone();
        queries.extend(self.queries);
        let (loud, verbose) = (context.loud, context.verbose);
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        serve(ServeOptions {
            location: context.location(&self.location)?.to_owned(),
            queries,
            program: std::env::current_exe()?,
            bind: self.bind,
            hosts: self.host,
            cors: self.cors,
            timeout: Duration::from_secs_f64(self.timeout),
            memory: self.memory << 20,
            rows: self.rows,
            workers: self.workers.unwrap_or(cores.max(2)),
            cache: self.cache << 20,
            token,
            ready: Box::new(move |address| {
                if loud {
                    report::line(format_args!("serving at http://{address}/ (Ctrl-C ends it)"));
                }
            }),
            log: Arc::new(move |event| match event {
                Event::Request { method, target, status, took } if verbose > 0 => {
                    report::line(format_args!("{} {method} {status} {:.1}ms {target}", jiff::Timestamp::now(), took.as_secs_f64() * 1000.0));
                }
                Event::Notice(text) if loud => report::line(format_args!("{text}")),
                _ => {}
            }),
        })?;
        Ok(Outcome::Done)
    }

    // The token, if anybody may write at all.
    fn token(&self) -> anyhow::Result<Option<String>> {
        const LEAST: usize = 16;
        if !self.writable {
            return Ok(None);
        }
        let help = "put one of at least 16 characters into a file and name it with `--token-file`, or into DEMARCHE_TOKEN";
        let token = match &self.token_file {
            Some(file) => std::fs::read_to_string(file).map_err(|e| report::usage(format_args!("{}: cannot be read: {e}", file.display()), help))?,
            None => std::env::var("DEMARCHE_TOKEN").map_err(|_| report::usage("`--writable` needs a token", help))?,
        };
        let token = token.trim();
        if token.len() < LEAST {
            return Err(report::usage(format_args!("the token has fewer than {LEAST} characters"), help));
        }
        Ok(Some(token.to_owned()))
    }
}
