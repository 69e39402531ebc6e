//! Markdown to plain text that keeps its blocks.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::blocks::{BlockWriter, Break};
use super::html;

/// What a Markdown file says, and what its front matter says about it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Markdown {
    pub(super) text: String,
    pub(super) title: Option<String>,
    pub(super) date: Option<String>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
}

/// Headings and paragraphs are separated by blank lines, list items are `- item` or `1. item` lines,
/// links are their text, images and markup are gone.
pub(super) fn convert(source: &str) -> Markdown {
    let (mut found, body) = front_matter(source);
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut walker = Walker::new();
    for event in Parser::new_ext(body, options) {
        walker.event(event);
    }
    found.text = walker.out.finish();
    found
}

/// Splits off a `---` block of simple `key: value` lines.
fn front_matter(source: &str) -> (Markdown, &str) {
    let mut found = Markdown::default();
    let mut lines = source.split_inclusive('\n');
    if lines.next().map(str::trim_end) != Some("---") {
        return (found, source);
    }
    let mut end = source.find('\n').map_or(source.len(), |n| n + 1);
    for line in lines {
        end += line.len();
        let line = line.trim_end();
        if line == "---" || line == "..." {
            return (found, source.get(end..).unwrap_or_default());
        }
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        let value = value.trim();
        let unquoted = ['"', '\''].iter().find_map(|&quote| value.strip_prefix(quote)?.strip_suffix(quote));
        let value = unquoted.unwrap_or(value);
        if value.is_empty() {
            continue;
        }
        let slot = match key {
            "title" => &mut found.title,
            "date" => &mut found.date,
            "url" | "link" | "canonical" => &mut found.url,
            "lang" | "language" => &mut found.language,
            _ => continue,
        };
        slot.get_or_insert_with(|| value.to_owned());
    }
    // Never closed: a thematic break, not front matter.
    (Markdown::default(), source)
}

struct List {
    next: Option<u64>,
    first: bool,
}

struct Walker {
    out: BlockWriter,
    lists: Vec<List>,
    images: usize,
    code: bool,
    raw: Option<String>,
    silent: Option<&'static str>,
    first_cell: bool,
}

impl Walker {
    fn new() -> Self {
        Self { out: BlockWriter::new(), lists: Vec::new(), images: 0, code: false, raw: None, silent: None, first_cell: true }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Html(html) => match &mut self.raw {
                Some(raw) => raw.push_str(&html),
                None => self.out.verbatim(&html::fragment(&html)),
            },
            Event::InlineHtml(tag) => self.inline_html(&tag),
            _ if self.images > 0 || self.silent.is_some() => {}
            Event::Text(text) if self.code => self.out.verbatim(&text),
            Event::Text(text) => self.out.words(&text),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.out.words(&text),
            Event::FootnoteReference(label) => self.out.words(&format!("[{label}]")),
            Event::SoftBreak => self.out.separate(Break::Space),
            Event::HardBreak => self.out.separate(Break::Line),
            Event::Rule => self.out.separate(Break::Blank),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::List(start) => self.lists.push(List { next: start, first: true }),
            Tag::Item => {
                let depth = self.lists.len().saturating_sub(1);
                let Some(list) = self.lists.last_mut() else {
                    return;
                };
                let marker = match &mut list.next {
                    Some(number) => {
                        let marker = format!("{number}.");
                        *number = number.saturating_add(1);
                        marker
                    }
                    None => "-".to_owned(),
                };
                self.out.item(&marker, depth, std::mem::take(&mut list.first));
            }
            Tag::FootnoteDefinition(label) => self.out.label(&format!("[{label}]")),
            Tag::CodeBlock(_) => {
                self.out.separate(Break::Blank);
                self.code = true;
            }
            Tag::HtmlBlock => self.raw = Some(String::new()),
            Tag::Table(_) => self.out.separate(Break::Blank),
            Tag::TableHead | Tag::TableRow => {
                self.out.row();
                self.first_cell = true;
            }
            Tag::TableCell => self.out.cell(std::mem::take(&mut self.first_cell)),
            Tag::Image { .. } => self.images += 1,
            Tag::Paragraph | Tag::Heading { .. } | Tag::BlockQuote(_) => self.out.separate(Break::Blank),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::BlockQuote(_) => {
                self.silent = None;
                self.out.separate(Break::Blank);
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.out.separate(if self.lists.is_empty() { Break::Blank } else { Break::Line });
            }
            TagEnd::Item => {
                self.silent = None;
                self.out.end_item();
            }
            TagEnd::FootnoteDefinition => self.out.end_item(),
            TagEnd::CodeBlock => {
                self.code = false;
                self.out.separate(Break::Blank);
            }
            TagEnd::HtmlBlock => {
                let text = html::fragment(&self.raw.take().unwrap_or_default());
                self.out.separate(Break::Blank);
                self.out.verbatim(&text);
                self.out.separate(Break::Blank);
            }
            TagEnd::TableCell => {
                self.silent = None;
                self.out.end_cell();
            }
            TagEnd::Table => self.out.end_table(),
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            _ => {}
        }
    }

    /// Tags between words are dropped; what stands in a script or style element too.
    fn inline_html(&mut self, tag: &str) {
        let tag = tag.to_ascii_lowercase();
        match self.silent {
            Some(name) => {
                if tag.strip_prefix("</").is_some_and(|rest| rest.starts_with(name)) {
                    self.silent = None;
                }
            }
            None if tag.starts_with("<br") => self.out.separate(Break::Line),
            None => self.silent = ["script", "style"].into_iter().find(|name| tag.strip_prefix('<').is_some_and(|rest| rest.starts_with(name))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> String {
        convert(source).text
    }

    #[test]
    fn headings_and_paragraphs_are_separated_by_blank_lines() {
        assert_eq!(
            text("# Title\nThe *Council*\nwelcomes [the report](http://x.org).\n\nNext  \nline."),
            "Title\n\nThe Council welcomes the report.\n\nNext\nline."
        );
    }

    #[test]
    fn list_items_keep_their_marks_and_depth() {
        assert_eq!(text("Calls for:\n- peace;\n- talks:\n  1. now\n  2. later\n\nEnd."), "Calls for:\n\n- peace;\n- talks:\n  1. now\n  2. later\n\nEnd.");
        assert_eq!(text("3. Stresses\n\n4. Decides"), "3. Stresses\n4. Decides");
    }

    #[test]
    fn front_matter_gives_title_date_and_url() {
        let found = convert("---\ntitle: \"A: statement\"\ndate: 2022-02-24\ntags: [a]\nurl: https://x.org/a\n---\n\nText.\n");
        assert_eq!(found.title.as_deref(), Some("A: statement"));
        assert_eq!(found.date.as_deref(), Some("2022-02-24"));
        assert_eq!(found.url.as_deref(), Some("https://x.org/a"));
        assert_eq!(found.text, "Text.");
    }

    #[test]
    fn a_rule_at_the_top_is_no_front_matter() {
        assert_eq!(text("---\n\nTo the point: we agree.\n"), "To the point: we agree.");
    }

    #[test]
    fn a_star_after_a_country_is_a_footnote_mark_and_stays() {
        assert_eq!(text("Türkiye*, Montenegro* and Albania* align."), "Türkiye*, Montenegro* and Albania* align.");
    }

    proptest::proptest! {
        #[test]
        fn any_markdown_is_read_without_a_panic(source in "([-#*>|`:\\[\\]()!<>&_0-9. \\n\\t]|[a-zé]|<br>|---\\n){0,80}") {
            let _ = convert(&source);
        }
    }

    #[test]
    fn tables_footnotes_and_html_blocks_are_kept_as_text() {
        assert_eq!(text("|a|b|\n|-|-|\n|c d|e|"), "a\tb\nc d\te");
        assert_eq!(text("We agree[^1].\n\n[^1]: In part."), "We agree[1].\n\n[1] In part.");
        assert_eq!(text("<div><p>One</p><script>no()</script><p>Two</p></div>\n\nThree"), "One\n\nTwo\n\nThree");
        assert_eq!(text("a<br>b <script>no()</script>c ![alt](x.png)d"), "a\nb c d");
    }
}
