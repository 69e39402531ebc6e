//! Errors as [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) tells them: status, what is wrong, what to do.

use std::fmt::Display;

use serde::Serialize;

/// The media type of a problem.
pub(super) const MEDIA: &str = "application/problem+json";

/// Titles of what workers tell.
const TITLES: &[&str] =
    &["Bad request", "Not found", "Internal error", "Unsupported media type", "Time limit", "Memory limit", "Answer too large", "Not acceptable"];

/// What went wrong, for a program and for its user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Problem {
    /// HTTP status.
    pub(super) status: u16,
    /// The kind of error, the same for all of its kind.
    pub(super) title: &'static str,
    /// What is wrong this time.
    pub(super) detail: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help: Option<String>,
}

impl Problem {
    pub(super) fn new(status: u16, title: &'static str, detail: impl Display) -> Self {
        Self { status, title, detail: detail.to_string(), help: None }
    }

    pub(super) fn help(mut self, help: impl Display) -> Self {
        self.help = Some(help.to_string());
        self
    }

    pub(super) fn bad(detail: impl Display) -> Self {
        Self::new(400, "Bad request", detail)
    }

    pub(super) fn missing(detail: impl Display) -> Self {
        Self::new(404, "Not found", detail)
    }

    pub(super) fn forbidden(detail: impl Display) -> Self {
        Self::new(403, "Forbidden", detail)
    }

    pub(super) fn failed(detail: impl Display) -> Self {
        Self::new(500, "Internal error", detail)
    }

    pub(super) fn unacceptable(offered: &[&str]) -> Self {
        Self::new(406, "Not acceptable", "nothing in `Accept` can be given here").help(format_args!("ask for one of {}", offered.join(", ")))
    }

    /// The problem that a worker told.
    pub(super) fn read(body: &[u8]) -> Self {
        let told: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
        let text = |key: &str| told[key].as_str().map(str::to_owned);
        let title = TITLES.iter().find(|t| told["title"] == **t).copied().unwrap_or("Error");
        let status = told["status"].as_u64().and_then(|s| u16::try_from(s).ok()).unwrap_or(500);
        Self { status, title, detail: text("detail").unwrap_or_default(), help: text("help") }
    }

    /// The body.
    pub(super) fn json(&self) -> Vec<u8> {
        let mut out = serde_json::to_vec_pretty(self).unwrap_or_default();
        out.push(b'\n');
        out
    }
}
