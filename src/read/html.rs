//! HTML pages: main content, title, date and address; fragments as they are.

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};

use super::html_text;

/// What a page says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) text: String,
    pub(super) title: Option<String>,
    pub(super) date: Option<String>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    pub(super) notes: Vec<String>,
}

/// Deeper or larger pages are taken whole: finding the main content would cost too much.
const MAX_DEPTH: usize = 400;
const MAX_ELEMENTS: usize = 200_000;

/// Names of `meta` elements that hold a date, most precise first.
const DATE_NAMES: [&str; 10] = [
    "article:published_time",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.date",
    "dc.date",
    "dcterms.created",
    "date",
    "pubdate",
    "publish-date",
    "datepublished",
];

/// Reads a page: the main content where it can be told apart, else the whole body.
pub(super) fn page(html: &str) -> Page {
    if too_deep(html) {
        let notes = vec!["elements nested too deeply; read without its structure".to_owned()];
        return Page { text: without_tags(html), notes, ..Page::default() };
    }
    let document = Document::from(html);
    let mut page = Page { url: canonical(&document), date: date(&document), ..Page::default() };
    let whole = document.body().map(html_text::convert).unwrap_or_default();
    if !is_tame(document.root()) {
        page.title = title(&document);
        page.text = whole;
        page.notes.push("page too large or too deep to find its main content; whole body taken".to_owned());
        return page;
    }
    let config = Config { max_elements_to_parse: MAX_ELEMENTS, ..Config::default() };
    let heading = title(&document);
    let article = Readability::with_document(document, None, Some(config)).and_then(|mut page| page.parse());
    let Ok(article) = article else {
        page.title = heading;
        page.text = whole;
        page.notes.push("no main content found; whole body taken".to_owned());
        return page;
    };
    page.title = match (present(&article.title), heading) {
        // The site's name stands beside the heading.
        (Some(title), Some(heading)) if title.contains(&heading) => Some(heading),
        (title, heading) => title.or(heading),
    };
    page.date = article.published_time.as_deref().and_then(present).or(page.date);
    page.url = page.url.or(article.url.as_deref().and_then(present));
    page.language = article.lang.as_deref().and_then(present);
    page.text = html_text::convert(Document::fragment(article.content).root());
    if page.text.is_empty() {
        page.text = whole;
        page.notes.push("no main content found; whole body taken".to_owned());
    } else if let Some(byline) = article.byline.as_deref().and_then(present) {
        // Whose text it is must not be lost: the office line under the title counts as a by-line and is cut out.
        let is_line = |text: &str| text.lines().any(|line| line == byline);
        if is_line(&whole) && !page.text.contains(&byline) {
            page.text = format!("{byline}\n\n{}", page.text);
        }
    }
    page
}

/// Reads a piece of HTML: all of it.
pub(super) fn fragment(html: &str) -> String {
    if too_deep(html) {
        return without_tags(html);
    }
    html_text::convert(Document::fragment(html).root())
}

/// The encoding that a page declares in its first bytes.
pub(super) fn declared_encoding(head: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = String::from_utf8_lossy(head.get(..2048).unwrap_or(head)).to_ascii_lowercase();
    ["charset=", "encoding="].iter().find_map(|key| {
        let rest = head.split_once(key)?.1.trim_start_matches(['"', '\'', ' ']);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c)).unwrap_or(rest.len());
        encoding_rs::Encoding::for_label(rest.get(..end)?.as_bytes())
    })
}

/// Whether elements are nested so deeply that parsing would take quadratic time: no page is, but an attack may be.
fn too_deep(html: &str) -> bool {
    // Elements that need no end tag do not count.
    const OPEN: [&[u8]; 14] = [b"p", b"br", b"hr", b"li", b"td", b"th", b"tr", b"dt", b"dd", b"img", b"meta", b"link", b"input", b"option"];
    const LIMIT: usize = 3000;
    let (bytes, mut depth) = (html.as_bytes(), 0usize);
    for at in memchr::memchr_iter(b'<', bytes) {
        let rest = bytes.get(at + 1..at + 12).or_else(|| bytes.get(at + 1..)).unwrap_or_default();
        let end = rest.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let name = rest.get(..end).unwrap_or_default();
        if rest.starts_with(b"/") {
            depth = depth.saturating_sub(1);
        } else if !name.is_empty() && !OPEN.iter().any(|open| open.eq_ignore_ascii_case(name)) {
            depth += 1;
        }
        if depth > LIMIT {
            return true;
        }
    }
    false
}

/// The words of a page that is not worth parsing.
fn without_tags(html: &str) -> String {
    let (mut words, mut silent) = (Vec::new(), false);
    for piece in html.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        let tag = tag.get(..7).unwrap_or(tag).to_ascii_lowercase();
        silent = tag.starts_with("script") || tag.starts_with("style") || (silent && !tag.starts_with("/s"));
        if !silent {
            words.extend(text.split_whitespace());
        }
    }
    words.join(" ")
}

fn present(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

fn is_tame(root: NodeRef<'_>) -> bool {
    let (mut count, mut stack) = (0, vec![(root, 0)]);
    while let Some((node, depth)) = stack.pop() {
        count += 1;
        if depth > MAX_DEPTH || count > MAX_ELEMENTS {
            return false;
        }
        stack.extend(node.children_it(true).filter(NodeRef::is_element).map(|child| (child, depth + 1)));
    }
    true
}

fn attribute(document: &Document, selector: &str, name: &str) -> Option<String> {
    let found = document.try_select(selector)?;
    found.nodes().iter().find_map(|node| present(&node.attr(name)?))
}

/// The title, or the main heading where the title is that and more.
fn title(document: &Document) -> Option<String> {
    let text = |selector| present(&document.try_select(selector)?.nodes().first()?.text());
    match (text("title"), text("h1")) {
        (Some(title), Some(heading)) if title.contains(&heading) => Some(heading),
        (title, heading) => title.or(heading),
    }
}

fn canonical(document: &Document) -> Option<String> {
    attribute(document, "link[rel='canonical'][href]", "href")
        .or_else(|| attribute(document, "meta[property='og:url'][content]", "content"))
        .filter(|url| url.contains("://"))
}

fn date(document: &Document) -> Option<String> {
    let metas = document.try_select("meta[content]");
    let metas = metas.as_ref().map(|metas| metas.nodes()).unwrap_or_default();
    let named = DATE_NAMES.iter().find_map(|wanted| {
        metas.iter().find_map(|meta| {
            let name = meta.attr("name").or_else(|| meta.attr("property")).or_else(|| meta.attr("itemprop"))?;
            name.eq_ignore_ascii_case(wanted).then(|| present(&meta.attr("content")?)).flatten()
        })
    });
    named.or_else(|| attribute(document, "time[datetime]", "datetime"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "The Permanent Council welcomes the report of the Office, notes its findings, and encourages all \
        participating States to follow its recommendations without delay, in good faith and in full transparency.";

    fn site(content: &str) -> String {
        format!(
            "<html lang='en'><head><title>Statement on the vote | Ministry</title><link rel=canonical href='https://x.org/v'>\
             <meta name='DCTERMS.issued' content='2021-05-04'><script>track()</script><style>p{{}}</style></head><body>\
             <nav><ul><li><a href=/>Home</a></li><li><a href=/n>News</a></li></ul></nav>\
             <div id=content><h1>Statement on the vote</h1>{content}</div>\
             <footer><a href=/c>Contact us</a></footer></body></html>"
        )
    }

    #[test]
    fn a_page_gives_main_content_title_date_and_address() {
        let page = page(&site(&format!("<p>{LONG}</p><p>{LONG}</p><p>{LONG}</p>")));
        assert_eq!(page.text, [LONG; 3].join("\n\n"));
        assert_eq!(page.title.as_deref(), Some("Statement on the vote"));
        assert_eq!(page.date.as_deref(), Some("2021-05-04"));
        assert_eq!(page.url.as_deref(), Some("https://x.org/v"));
        assert_eq!(page.language.as_deref(), Some("en"));
    }

    #[test]
    fn lists_footnotes_and_the_office_line_survive() {
        let page = page(&site(&format!(
            "<p class=byline>Office of the Speaker</p><p>{LONG}</p><ol><li>Condemns the attack;</li><li>Calls for talks.</li></ol><p>{LONG}</p>\
             <p>Iceland and Norway* align themselves with this statement.</p><p>* Norway is a member of the area.</p>"
        )));
        for wanted in ["Office of the Speaker", "1. Condemns the attack;\n2. Calls for talks.", "Norway* align", "* Norway is"] {
            assert!(page.text.contains(wanted), "{wanted} is not in {}", page.text);
        }
    }

    #[test]
    fn a_page_without_main_content_is_taken_whole() {
        let page = page("<html><body>Only this.<script>no()</script></body></html>");
        assert_eq!(page.text, "Only this.");
    }

    #[test]
    fn very_deep_pages_cost_neither_stack_nor_time() {
        for depth in [2000, 1_000_000] {
            let html = format!("<body>{}<p>deep</p><script>no()</script>", "<div>".repeat(depth));
            let page = page(&html);
            assert_eq!(page.text, "deep");
            assert_eq!(page.notes.len(), 1);
            assert_eq!(fragment(&html), "deep");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_markup_is_read_without_a_panic(html in "(<(/?(p|div|table|tr|td|ul|ol|li|pre|br|nav|q|script))?( value=9)?>|[a-z \\n&<]){0,60}") {
            let _ = (page(&html), fragment(&html));
        }
    }

    #[test]
    fn the_declared_encoding_is_found() {
        let name = |html: &str| declared_encoding(html.as_bytes()).map(|e| e.name());
        assert_eq!(name("<meta charset=\"windows-1251\">"), Some("windows-1251"));
        assert_eq!(name("<meta content='text/html; charset=iso-8859-2'>"), Some("ISO-8859-2"));
        assert_eq!(name("<p>no</p>"), None);
    }
}
