//! Where data go: stdout, and tables on it.

use std::io::{self, BufWriter, IsTerminal, StdoutLock};

use comfy_table::{ContentArrangement, Table, presets};

/// Buffered stdout; flush it at the end, so that errors are seen.
pub(super) fn stdout() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

#[cfg_attr(not(feature = "store"), expect(dead_code, reason = "only answers of queries are tables"))]
/// A table without frame, as wide as the terminal at most.
pub(super) fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    if io::stdout().is_terminal() {
        table.set_content_arrangement(ContentArrangement::Dynamic);
    }
    if !header.is_empty() {
        table.set_header(header.to_vec());
    }
    table
}
