//! `demarche mcp`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use demarche::mcp::{HttpOptions, Limits, Server, http, stdio};
use demarche::store::Repository;

use super::context::{Context, Location, Outcome};
use super::queries;

/// Arguments of `demarche mcp`.
#[derive(Debug, clap::Args)]
#[command(after_help = "The store is open for reading only. Set it up in a client as the command `demarche` with the arguments `mcp -l STORE`;\n\
                        docs/agents.md has examples.")]
pub(super) struct Args {
    #[command(flatten)]
    location: Location,
    /// Folder of further canned queries, each of which becomes a tool
    #[arg(long, value_name = "DIR")]
    queries: Vec<PathBuf>,
    /// Serve streamable HTTP on `/mcp` of this address, such as 127.0.0.1:7879, instead of stdio
    #[arg(long, value_name = "ADDRESS:PORT")]
    http: Option<SocketAddr>,
    /// Host under which it may be called, beside those of this machine; may be repeated
    #[arg(long, value_name = "HOST", requires = "http")]
    allow_host: Vec<String>,
    /// Origin whose pages may call it, such as http://localhost:6274; may be repeated
    #[arg(long, value_name = "ORIGIN", requires = "http")]
    allow_origin: Vec<String>,
    /// Seconds after which a query is given up
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// Rows of an answer at most
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    max_rows: u32,
}

impl Args {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let catalog = queries::catalog(context, &self.queries)?;
        let repository = Repository::open(context.location(&self.location)?)?;
        let most_rows = self.max_rows as usize;
        let usual = Limits::default();
        let limits = Limits { timeout: Duration::from_secs(self.timeout), rows: usual.rows.min(most_rows), most_rows, ..usual };
        let server = Server::new(repository, catalog, limits);
        match self.http {
            None => stdio(server)?,
            Some(address) => {
                let options = HttpOptions { address, hosts: self.allow_host, origins: self.allow_origin };
                http(server, &options, |address| context.note(format_args!("serving http://{address}/mcp; interrupt to end")))?;
            }
        }
        Ok(Outcome::Done)
    }
}
