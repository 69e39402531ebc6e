//! Walks a tree of HTML nodes to plain text that keeps its blocks.

use dom_query::NodeRef;

use super::blocks::{BlockWriter, Break};

/// Elements that hold no text of the document.
const SILENT: [&str; 20] = [
    "script", "style", "noscript", "template", "head", "title", "nav", "svg", "math", "iframe", "object", "canvas", "audio", "video", "button", "select",
    "textarea", "dialog", "embed", "datalist",
];

/// Elements that stand apart from what is before and after them.
const BLOCKS: [&str; 26] = [
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "aside",
    "blockquote",
    "figure",
    "address",
    "dl",
    "form",
    "fieldset",
    "details",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "center",
    "body",
    "hgroup",
    "caption",
];

enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave(Leave),
}

enum Leave {
    Block(Break),
    List,
    Item,
    Cell,
    Table,
    Pre,
    Words(&'static str),
}

struct List {
    style: Option<Style>,
    next: i64,
    first: bool,
}

#[derive(Clone, Copy)]
enum Style {
    Number,
    Letter { upper: bool },
    Roman { upper: bool },
}

/// Paragraphs and headings are separated by blank lines, list items begin with `- ` or their number,
/// rows are lines of cells with tabs between them. No recursion: depth is no danger.
pub(super) fn convert(root: NodeRef<'_>) -> String {
    let mut walker = Walker { out: BlockWriter::new(), lists: Vec::new(), tables: Vec::new(), first_cell: true, pre: 0 };
    let mut steps = vec![Step::Enter(root)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Leave(leave) => walker.leave(leave),
            Step::Enter(node) if node.is_text() => walker.text(&node.text()),
            Step::Enter(node) => {
                if let Some(leave) = walker.enter(node) {
                    steps.extend(leave.map(Step::Leave));
                    steps.extend(node.children_it(true).map(Step::Enter));
                }
            }
        }
    }
    walker.out.finish()
}

struct Walker {
    out: BlockWriter,
    lists: Vec<List>,
    /// One for each open table: whether it holds data, and is not there for the layout only.
    tables: Vec<bool>,
    first_cell: bool,
    pre: usize,
}

impl Walker {
    fn text(&mut self, text: &str) {
        if self.pre > 0 {
            self.out.verbatim(text);
        } else {
            self.out.words(text);
        }
    }

    /// Opens a node; nothing when its content is to be skipped, else what to do at its end.
    fn enter(&mut self, node: NodeRef<'_>) -> Option<Option<Leave>> {
        if node.is_comment() || node.is_doctype() {
            return None;
        }
        let Some(name) = node.node_name() else {
            return Some(None);
        };
        let name: &str = &name;
        if SILENT.contains(&name) || node.has_attr("hidden") {
            return None;
        }
        if BLOCKS.contains(&name) {
            self.out.separate(Break::Blank);
            return Some(Some(Leave::Block(Break::Blank)));
        }
        Some(match name {
            "br" => {
                self.out.separate(Break::Line);
                None
            }
            "dt" | "dd" | "figcaption" | "summary" | "option" | "legend" => {
                self.out.separate(Break::Line);
                Some(Leave::Block(Break::Line))
            }
            "pre" => {
                self.out.separate(Break::Blank);
                self.pre += 1;
                Some(Leave::Pre)
            }
            "q" => {
                self.out.words("“");
                Some(Leave::Words("”"))
            }
            "ul" | "ol" | "menu" => {
                self.lists.push(List::new(node, name == "ol"));
                Some(Leave::List)
            }
            "li" => {
                self.item(node);
                Some(Leave::Item)
            }
            "table" => {
                let data = !is_layout(node);
                self.out.separate(Break::Blank);
                self.tables.push(data);
                Some(Leave::Table)
            }
            "tr" => {
                if self.in_data() {
                    self.out.row();
                    self.first_cell = true;
                    None
                } else {
                    self.out.separate(Break::Blank);
                    Some(Leave::Block(Break::Blank))
                }
            }
            "td" | "th" if self.in_data() => {
                self.out.cell(std::mem::take(&mut self.first_cell));
                Some(Leave::Cell)
            }
            "td" | "th" => {
                self.out.separate(Break::Blank);
                Some(Leave::Block(Break::Blank))
            }
            _ => None,
        })
    }

    fn leave(&mut self, leave: Leave) {
        match leave {
            Leave::Block(wanted) => self.out.separate(wanted),
            Leave::List => {
                self.lists.pop();
                self.out.separate(if self.lists.is_empty() { Break::Blank } else { Break::Line });
            }
            Leave::Item => self.out.end_item(),
            Leave::Cell => self.out.end_cell(),
            Leave::Table => {
                if self.tables.pop() == Some(true) {
                    self.out.end_table();
                } else {
                    self.out.separate(Break::Blank);
                }
            }
            Leave::Pre => {
                self.pre -= 1;
                self.out.separate(Break::Blank);
            }
            Leave::Words(words) => self.out.words(words),
        }
    }

    fn in_data(&self) -> bool {
        self.tables.last() == Some(&true)
    }

    fn item(&mut self, node: NodeRef<'_>) {
        let depth = self.lists.len().saturating_sub(1);
        let Some(list) = self.lists.last_mut() else {
            return self.out.item("-", 0, false);
        };
        let marker = match list.style {
            None => "-".to_owned(),
            Some(style) => {
                list.next = node.attr("value").and_then(|value| value.trim().parse().ok()).unwrap_or(list.next);
                let marker = style.marker(list.next);
                list.next = list.next.saturating_add(1);
                marker
            }
        };
        self.out.item(&marker, depth, std::mem::take(&mut list.first));
    }
}

impl List {
    fn new(node: NodeRef<'_>, ordered: bool) -> Self {
        let style = match node.attr("type").as_deref() {
            Some("a") => Style::Letter { upper: false },
            Some("A") => Style::Letter { upper: true },
            Some("i") => Style::Roman { upper: false },
            Some("I") => Style::Roman { upper: true },
            _ => Style::Number,
        };
        let next = node.attr("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
        Self { style: ordered.then_some(style), next, first: true }
    }
}

impl Style {
    fn marker(self, number: i64) -> String {
        const ROMAN: [(i64, &str); 9] = [(100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")];
        let (mut marker, upper) = match self {
            Self::Letter { upper } if (1..=26).contains(&number) => {
                let letter = u8::try_from(number - 1).map_or('a', |n| char::from(b'a' + n));
                (letter.to_string(), upper)
            }
            Self::Roman { upper } if (1..=400).contains(&number) => {
                let (mut left, mut roman) = (number, String::new());
                for (value, digits) in ROMAN {
                    while left >= value {
                        roman.push_str(digits);
                        left -= value;
                    }
                }
                (roman, upper)
            }
            _ => (number.to_string(), false),
        };
        if upper {
            marker.make_ascii_uppercase();
        }
        marker + "."
    }
}

/// A table that only arranges a page: its cells hold lists, headings, tables or several paragraphs.
fn is_layout(table: NodeRef<'_>) -> bool {
    table.descendants_it().any(|node| match node.node_name().as_deref() {
        Some("table" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4") => true,
        Some("td") => node.children_it(false).filter(|child| child.has_name("p")).count() > 1,
        _ => false,
    })
}

#[cfg(test)]
#[path = "html_text_tests.rs"]
mod tests;
