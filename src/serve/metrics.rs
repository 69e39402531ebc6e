//! Figures for [Prometheus](https://prometheus.io/docs/instrumenting/exposition_formats/).

use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Bounds of the times of answers, in seconds.
const BOUNDS: [f64; 10] = [0.001, 0.005, 0.02, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

type Labels = Vec<(&'static str, String)>;

/// What is counted while the server runs.
#[derive(Clone, Debug)]
pub(super) struct Metrics {
    requests: Family<Labels, Counter>,
    times: Family<Labels, Histogram>,
}

/// What is read off when somebody asks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Readings {
    pub(super) up: bool,
    pub(super) generation: u64,
    pub(super) workers: usize,
    pub(super) busy: usize,
    pub(super) lost: u64,
    /// Hits, misses, bytes.
    pub(super) cached: (u64, u64, u64),
}

impl Metrics {
    pub(super) fn new() -> Self {
        Self { requests: Family::default(), times: Family::new_with_constructor(|| Histogram::new(BOUNDS)) }
    }

    /// Counts a request under the pattern of its address.
    pub(super) fn count(&self, route: &str, status: u16, took: Duration) {
        self.requests.get_or_create(&vec![("route", route.to_owned()), ("status", status.to_string())]).inc();
        self.times.get_or_create(&vec![("route", route.to_owned())]).observe(took.as_secs_f64());
    }

    /// The text of the exposition.
    pub(super) fn text(&self, now: Readings) -> Result<String, std::fmt::Error> {
        let mut registry = Registry::with_prefix("demarche");
        registry.register("http_requests", "Requests answered", self.requests.clone());
        registry.register("http_request_seconds", "Seconds to the head of an answer", self.times.clone());
        let gauge = |n: usize| ConstGauge::new(i64::try_from(n).unwrap_or(i64::MAX));
        registry.register("up", "1 if the store can be asked, 0 while another process writes it", gauge(usize::from(now.up)));
        registry.register("store_generation", "How often the store was opened anew", ConstGauge::new(i64::try_from(now.generation).unwrap_or(i64::MAX)));
        registry.register("workers", "Worker processes at most", gauge(now.workers));
        registry.register("workers_busy", "Workers at work", gauge(now.busy));
        registry.register("workers_lost", "Workers ended for time or memory, or dead", ConstCounter::new(now.lost));
        let (hits, misses, bytes) = now.cached;
        registry.register("cache_hits", "Answers given again", ConstCounter::new(hits));
        registry.register("cache_misses", "Answers computed", ConstCounter::new(misses));
        registry.register("cache_bytes", "Bytes that kept answers take", ConstGauge::new(i64::try_from(bytes).unwrap_or(i64::MAX)));
        let mut out = String::new();
        encode(&mut out, &registry)?;
        Ok(out)
    }
}
