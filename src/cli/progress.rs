//! How far a long job has come: a bar on a terminal, a line every few seconds elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::report;

const EVERY: Duration = Duration::from_secs(5);

/// Progress of a job whose end is not known beforehand.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    lines: bool,
    last: Instant,
}

impl Progress {
    /// Shows nothing where `loud` is false.
    pub(super) fn new(loud: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = (loud && terminal).then(|| {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self { bar, lines: loud && !terminal, last: Instant::now() }
    }

    /// Shows a message now and then.
    pub(super) fn tell(&mut self, message: impl FnOnce() -> String) {
        if let Some(bar) = &self.bar {
            if self.last.elapsed() > Duration::from_millis(100) {
                self.last = Instant::now();
                bar.set_message(message());
            }
        } else if self.lines && self.last.elapsed() > EVERY {
            self.last = Instant::now();
            report::line(format_args!("{}", message()));
        }
    }

    /// Runs `speak` with the bar out of the way.
    pub(super) fn aside(&self, speak: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(speak),
            None => speak(),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
