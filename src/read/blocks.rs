//! Writes plain text with its block structure: paragraphs, lists, table rows.

/// What separates the next words from the last ones; the greater wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Break {
    None,
    Space,
    Line,
    Blank,
}

/// Collects text; breaks and list markers are written only once words follow them.
#[derive(Debug)]
pub(super) struct BlockWriter {
    out: String,
    pending: Break,
    tabs: usize,
    marker: Option<String>,
    in_cell: bool,
}

impl BlockWriter {
    pub(super) fn new() -> Self {
        Self { out: String::new(), pending: Break::None, tabs: 0, marker: None, in_cell: false }
    }

    /// Asks for a break before the next words. Inside a table cell every break is a space.
    pub(super) fn separate(&mut self, wanted: Break) {
        let wanted = if self.in_cell && wanted > Break::Space { Break::Space } else { wanted };
        // Nothing may come between a list marker and its words.
        if self.marker.is_none() && self.tabs == 0 {
            self.pending = self.pending.max(wanted);
        }
    }

    /// Adds words; runs of white space become one space.
    pub(super) fn words(&mut self, text: &str) {
        let space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c');
        let mut rest = text;
        loop {
            let word = rest.trim_start_matches(space);
            if word.len() < rest.len() {
                self.separate(Break::Space);
            }
            if word.is_empty() {
                return;
            }
            let end = word.find(space).unwrap_or(word.len());
            let (word, tail) = word.split_at(end);
            self.flush();
            self.out.push_str(word);
            rest = tail;
        }
    }

    /// Adds text whose line breaks and inner spaces count, such as code.
    pub(super) fn verbatim(&mut self, text: &str) {
        for (n, line) in text.split('\n').enumerate() {
            if n > 0 {
                let more = if self.pending >= Break::Line { Break::Blank } else { Break::Line };
                self.separate(more);
            }
            let line = line.trim_end_matches('\r');
            if !line.is_empty() {
                self.flush();
                self.out.push_str(line);
            }
        }
    }

    /// Begins a list item: a line of its own, two spaces further in for each list around its list.
    pub(super) fn item(&mut self, marker: &str, depth: usize, first: bool) {
        self.pending = match (self.in_cell, first && depth == 0) {
            (true, _) => Break::Space,
            (false, true) => Break::Blank,
            (false, false) => Break::Line,
        };
        self.marker = Some(format!("{}{marker} ", "  ".repeat(depth.min(16))));
    }

    /// Begins a labelled paragraph, such as a footnote.
    pub(super) fn label(&mut self, label: &str) {
        self.separate(Break::Blank);
        self.marker = Some(format!("{label} "));
    }

    /// Ends what [`item`](Self::item) or [`label`](Self::label) began; an empty one leaves no trace.
    pub(super) fn end_item(&mut self) {
        self.marker = None;
        self.separate(Break::Line);
    }

    /// Begins a table row.
    pub(super) fn row(&mut self) {
        self.end_cell();
        self.tabs = 0;
        self.separate(Break::Line);
    }

    /// Begins a cell; all but the first of a row are preceded by a tab.
    pub(super) fn cell(&mut self, first: bool) {
        if !first {
            if self.pending == Break::Space {
                self.pending = Break::None;
            }
            self.tabs += 1;
        }
        self.in_cell = true;
    }

    /// Ends a cell.
    pub(super) fn end_cell(&mut self) {
        self.in_cell = false;
    }

    /// Ends a table: trailing empty cells are dropped.
    pub(super) fn end_table(&mut self) {
        self.end_cell();
        self.tabs = 0;
        self.separate(Break::Blank);
    }

    /// The text, without white space at its ends.
    pub(super) fn finish(self) -> String {
        self.out
    }

    fn flush(&mut self) {
        if !self.out.is_empty() {
            self.out.push_str(match self.pending {
                Break::None => "",
                Break::Space => " ",
                Break::Line => "\n",
                Break::Blank => "\n\n",
            });
        }
        self.pending = Break::None;
        for _ in 0..std::mem::take(&mut self.tabs) {
            self.out.push('\t');
        }
        if let Some(marker) = self.marker.take() {
            self.out.push_str(&marker);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_are_written_only_between_words() {
        let mut writer = BlockWriter::new();
        writer.separate(Break::Blank);
        writer.words("  one\n two ");
        writer.separate(Break::Line);
        writer.separate(Break::Blank);
        writer.words(" three");
        writer.separate(Break::Blank);
        assert_eq!(writer.finish(), "one two\n\nthree");
    }

    #[test]
    fn an_empty_item_leaves_no_marker() {
        let mut writer = BlockWriter::new();
        writer.item("-", 0, true);
        writer.end_item();
        writer.item("-", 0, false);
        writer.separate(Break::Blank);
        writer.words("kept");
        writer.end_item();
        assert_eq!(writer.finish(), "- kept");
    }

    #[test]
    fn empty_cells_keep_their_column() {
        let mut writer = BlockWriter::new();
        writer.row();
        for (n, cell) in ["a", "", "c"].iter().enumerate() {
            writer.cell(n == 0);
            writer.words(cell);
            writer.end_cell();
        }
        writer.end_table();
        assert_eq!(writer.finish(), "a\t\tc");
    }
}
