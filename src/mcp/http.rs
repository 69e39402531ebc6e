//! The transports: stdio, and streamable HTTP on `/mcp`.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use rmcp::ServiceExt;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::net::TcpListener;

use super::Server;

/// Bytes of a request at most.
const LARGEST: usize = 256 * 1024;

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Others could reach it under names that are not allowed.
    #[error("{address} can be reached from outside")]
    Public {
        /// The address asked for.
        address: SocketAddr,
    },
    /// The address is not free, or not ours.
    #[error("{address} cannot be served")]
    Bind {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The connection failed.
    #[error("the connection failed: {0}")]
    Transport(String),
    /// The system refused a thread or a socket.
    #[error("cannot serve")]
    Io(#[from] std::io::Error),
}

impl ServeError {
    /// The remedy, to be printed after `help:`.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Public { .. } => Some("take 127.0.0.1, or name the hosts under which it may be called with `--allow-host`; there is no login"),
            Self::Bind { .. } => Some("name another port, or 0 for any that is free"),
            Self::Transport(_) | Self::Io(_) => None,
        }
    }
}

/// Where the server listens and who may call it.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    /// Address and port; port 0 for any that is free.
    pub address: SocketAddr,
    /// Names of hosts, beside those of this machine, that the header `Host` may have.
    pub hosts: Vec<String>,
    /// Origins whose pages may call; without any, no page may.
    pub origins: Vec<String>,
}

// Serving waits for callers and answers; the work is done on threads of its own.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()
}

/// Serves one caller on stdin and stdout, until it closes them.
///
/// # Errors
/// The connection fails.
pub fn stdio(server: Server) -> Result<(), ServeError> {
    let runtime = runtime()?;
    let served = runtime.block_on(async {
        let running = server.serve(rmcp::transport::stdio()).await;
        match running {
            Ok(running) => running.waiting().await.map(drop).map_err(|e| ServeError::Transport(e.to_string())),
            // Closed before a word was said.
            Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => Ok(()),
            Err(error) => Err(ServeError::Transport(error.to_string())),
        }
    });
    // A thread still reads stdin, or works on an answer that nobody waits for.
    runtime.shutdown_background();
    served
}

/// Serves any number of callers over HTTP, until the process is interrupted; tells the address once it listens.
///
/// # Errors
/// The address is public without hosts that are allowed, or cannot be served.
pub fn http(server: Server, options: &HttpOptions, listening: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    let address = options.address;
    if !address.ip().is_loopback() && options.hosts.is_empty() {
        return Err(ServeError::Public { address });
    }
    let hosts = ["localhost", "127.0.0.1", "::1"].into_iter().map(str::to_owned).chain(options.hosts.iter().cloned());
    // Each request stands for itself, so that no caller can fill the memory with sessions.
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(LARGEST)
        .with_allowed_hosts(hosts)
        .with_allowed_origins(options.origins.iter().cloned())
        .enforce_origin_validation();
    let stop = config.cancellation_token.clone();
    let service = StreamableHttpService::new(move || Ok(server.clone()), Arc::new(NeverSessionManager::default()), config);
    let router = Router::new().nest_service("/mcp", service);
    let runtime = runtime()?;
    let served = runtime.block_on(async {
        let listener = TcpListener::bind(address).await.map_err(|source| ServeError::Bind { address, source })?;
        listening(listener.local_addr()?);
        let ended = async move {
            interrupted().await;
            stop.cancel();
        };
        Ok(axum::serve(listener, router).with_graceful_shutdown(ended).await?)
    });
    runtime.shutdown_background();
    served
}

async fn interrupted() {
    #[cfg(unix)]
    if let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated.recv() => {}
        }
        return;
    }
    let _ = tokio::signal::ctrl_c().await;
}
