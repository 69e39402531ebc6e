//! The layout of a statement: head lines, paragraphs, list items, footnotes, page furniture.

use super::Span;

/// What a block of lines is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A line above the body: title, office, dateline, symbol.
    Head,
    /// A short title inside the body.
    Heading,
    /// Running text, numbered or not.
    Paragraph,
    /// An entry of a list.
    Item,
    /// A note at the foot, with its star or number.
    Footnote,
    /// Page numbers, job numbers, distribution lines.
    Furniture,
    /// "Begin text", "End text", "###".
    Marker,
}

/// Lines that belong together.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The text without its number or bullet.
    pub span: Span,
    /// The number, letter or bullet in front, a topic in capitals, or with its colon the speaker whose turn it is.
    pub label: Option<Span>,
    /// For an item: the index of the block that leads the list in.
    pub lead: Option<usize>,
}

struct Line {
    span: Span,
    blank_before: bool,
}

/// Finds the blocks of a text, in order. Blocks do not overlap; what lies between them is white space.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let lines = lines(text);
    let layout = Layout::of(text, &lines);
    let mut out: Vec<Block> = Vec::new();
    let mut last_line: Option<Span> = None;
    let mut furniture_between = false;
    for line in &lines {
        let s = &text[line.span.range()];
        if is_marker(s) {
            out.push(block(BlockKind::Marker, line.span));
            last_line = None;
            continue;
        }
        if is_furniture(s, last_line.is_none()) || is_notice(s) {
            out.push(block(BlockKind::Furniture, line.span));
            furniture_between = true;
            continue;
        }
        let open = out.iter().rposition(|b| !matches!(b.kind, BlockKind::Furniture));
        let joins = last_line.is_some_and(|last| layout.continues(&text[last.range()], s, line.blank_before || furniture_between));
        match (open, joins) {
            // A page break inside a sentence: the block takes in the furniture between its parts.
            (Some(at), true) => {
                out[at].span.end = line.span.end;
                out.truncate(at + 1);
            }
            _ => out.push(block(BlockKind::Paragraph, line.span)),
        }
        last_line = Some(line.span);
        furniture_between = false;
    }
    classify(text, &mut out);
    out
}

fn block(kind: BlockKind, span: Span) -> Block {
    Block { kind, span, label: None, lead: None }
}

fn lines(text: &str) -> Vec<Line> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut blank = false;
    for piece in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}', '\u{c}']) {
        let trimmed = piece.trim();
        if trimmed.is_empty() {
            // "\r\n" leaves an empty piece that is no blank line.
            blank |= !(piece == "\n" && text[..start].ends_with('\r'));
        } else {
            let from = start + (piece.len() - piece.trim_start().len());
            out.push(Line { span: Span::new(from, from + trimmed.len()), blank_before: blank });
            blank = false;
        }
        start += piece.len();
    }
    out
}

// Whether the text is broken into lines of one width, as UN documents are, and how wide they are.
struct Layout {
    wrapped: bool,
    width: usize,
}

impl Layout {
    fn of(text: &str, lines: &[Line]) -> Self {
        let mut lengths: Vec<usize> = lines.iter().map(|l| l.span.len()).collect();
        lengths.sort_unstable();
        let width = lengths.get(lengths.len() * 9 / 10).copied().unwrap_or(0);
        let broken = lines
            .windows(2)
            .filter(|w| !w[1].blank_before && w[0].span.len() > 30 && !ends_sentence(&text[w[0].span.range()]) && starts_lower(&text[w[1].span.range()]))
            .count();
        Self { wrapped: broken >= 3 && broken * 6 > lines.len() && width < 200, width }
    }

    fn continues(&self, last: &str, line: &str, apart: bool) -> bool {
        if label_len(line).is_some() {
            return false;
        }
        let open = !ends_sentence(last) && !last.ends_with([':', ';']);
        if apart || !self.wrapped {
            return open && last.len() > 40 && starts_lower(line);
        }
        if starts_lower(line) {
            return open || last.ends_with(';') || last.len() * 10 >= self.width * 7;
        }
        let full = last.len() * 10 >= self.width * 7;
        if last.ends_with(',') && (is_clause_opener(line) || !full) {
            return false;
        }
        if last.ends_with([';', ':']) || (ends_sentence(last) && !full) {
            return false;
        }
        full
    }
}

// "Recalling …", "Deeply concerned …", "Mindful of …": the first word of a preambular clause.
fn is_clause_opener(line: &str) -> bool {
    let word: String = line.chars().take_while(|c| c.is_alphabetic()).collect();
    word.len() > 4 && ["ing", "ed", "ly", "ful", "ous"].iter().any(|e| word.ends_with(e))
        || matches!(word.as_str(), "Aware" | "Cognizant" | "Having" | "Conscious")
}

pub(super) fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '’', ')', '»', '\'', '*']).ends_with(['.', '!', '?', '…'])
}

fn starts_lower(line: &str) -> bool {
    line.chars().next().is_some_and(|c| c.is_lowercase() || c == ',')
}

fn is_marker(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
    bare.is_empty() && line.len() >= 2 && line.chars().all(|c| matches!(c, '#' | '*' | '-' | '_' | '=' | '–' | '—' | ' '))
        || matches!(
            bare.as_str(),
            "begin text" | "end text" | "begin statement" | "end statement" | "begin transcript" | "end transcript" | "text of the statement"
        )
}

fn is_furniture(line: &str, first: bool) -> bool {
    if line.len() > 60 {
        return false;
    }
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    // "2", "2/3", "*0628361*", "06-28361 (E)", "17-23456".
    if letters <= 1 && digits > 0 && !line.ends_with('.') {
        return true;
    }
    // A symbol alone on a line is the head of the first page and furniture on the others.
    let symbol = line.split_whitespace().next().is_some_and(|w| {
        w.contains('/') && w.bytes().any(|b| b.is_ascii_digit()) && w.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b"/.-".contains(&b))
    });
    let rest_is_year = line.split_whitespace().skip(1).all(|w| w.starts_with('(') && w.ends_with(')'));
    let lower = line.to_ascii_lowercase();
    (symbol && rest_is_year && !first)
        || (lower.starts_with("distr.:") || lower.starts_with("original:"))
        || (lower.starts_with("page ") && digits > 0 && line.len() < 20)
}

// What the publisher says of the sheet: "… bears no responsibility for the content of this document", "Check against delivery".
fn is_notice(line: &str) -> bool {
    let lower = line.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    matches!(
        bare,
        "check against delivery" | "please check against delivery" | "as delivered" | "as prepared for delivery" | "english only" | "original: english"
    ) || lower.contains("responsibility for the content")
        || lower.contains("without formal editing")
        || lower.contains("reproduced as received")
        || (lower.starts_with("the distribution ") || lower.starts_with("distribution ")) && lower.contains("document")
}

// The length in bytes of a number, letter or bullet with the white space behind it: "1. ", "(a) ", "iv) ", "– ".
fn label_len(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    let body = if matches!(first, '-' | '–' | '—' | '•' | '·' | '*' | '▪' | '■' | '●' | '○' | '►' | '‣') {
        first.len_utf8()
    } else {
        let open = usize::from(first == '(' || first == '[');
        let inner = line[open..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        let word = &line[open..open + inner];
        let number = inner > 0 && inner <= 3 && word.bytes().all(|b| b.is_ascii_digit());
        let letter = (inner == 1 && word.bytes().all(|b| b.is_ascii_lowercase() || open == 1))
            || (inner <= 5 && inner > 0 && word.bytes().all(|b| b"ivxl".contains(&b)));
        let close = line[open + inner..].chars().next()?;
        let closed = match close {
            ')' | ']' => true,
            '.' => open == 0,
            _ => false,
        };
        if !(closed && (number || letter)) {
            return None;
        }
        open + inner + 1
    };
    let rest = &line[body..];
    let gap = rest.len() - rest.trim_start().len();
    // "1.5 degrees" is no label; "1.The" and "(a)the" are.
    let glued = gap == 0 && !matches!(first, '-' | '–' | '—' | '*') && rest.chars().next().is_some_and(char::is_alphabetic);
    ((gap > 0 || glued) && !rest.trim().is_empty()).then_some(body + gap)
}

// The length of a speaker's label in capitals with its colon and white space: "QUESTION: ", "SECRETARY BLINKEN: ".
fn turn_len(line: &str) -> Option<usize> {
    let colon = line.find(':').filter(|&c| (2..=60).contains(&c))?;
    let label = &line[..colon];
    let letters = label.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = label.chars().all(|c| !c.is_lowercase() && (c.is_alphabetic() || matches!(c, ' ' | '.' | '-' | '\'' | '’' | '(' | ')')));
    let rest = &line[colon + 1..];
    let said = rest.trim_start();
    (letters >= 1 && capitals && rest.len() > said.len() && said.chars().any(char::is_lowercase)).then(|| colon + 1 + (rest.len() - said.len()))
}

// Whether a label in capitals is that of a person or of those who ask.
fn is_speaker(label: &str) -> bool {
    label.split(|c: char| !c.is_alphabetic()).any(|w| {
        matches!(
            w,
            "MR" | "MRS"
                | "MS"
                | "DR"
                | "QUESTION"
                | "ANSWER"
                | "Q"
                | "A"
                | "SECRETARY"
                | "MINISTER"
                | "PRESIDENT"
                | "AMBASSADOR"
                | "MODERATOR"
                | "OPERATOR"
                | "SPOKESPERSON"
                | "INTERPRETER"
                | "CHAIR"
                | "GENERAL"
                | "COMMISSIONER"
                | "ENVOY"
                | "OFFICIAL"
                | "STAFF"
                | "CHANCELLOR"
                | "KING"
                | "SENATOR"
                | "HOST"
                | "SPEAKER"
                | "PARTICIPANT"
        )
    })
}

fn classify(text: &str, blocks: &mut [Block]) {
    let body = body_start(text, blocks);
    let turns: Vec<&str> = blocks.iter().filter_map(|b| turn_len(&text[b.span.range()]).map(|n| text[b.span.range()][..n].trim_end())).collect();
    let mut lead: Option<usize> = None;
    // Whether the items under the lead-in are numbered, once there are any.
    let mut numbered: Option<bool> = None;
    for i in 0..blocks.len() {
        if blocks[i].kind != BlockKind::Paragraph {
            continue;
        }
        // "MR PRICE: …": whose turn it is in a transcript is no part of what is said.
        if let Some(n) = turn_len(&text[blocks[i].span.range()]) {
            let start = blocks[i].span.start as usize;
            let label = text[start..start + n].trim_end();
            // A topic in capitals that opens a paragraph ("FINANCE: …") takes no turn: its colon is left out.
            let turn = is_speaker(label) || turns.iter().filter(|t| **t == label).count() > 1;
            blocks[i].label = Some(Span::new(start, start + label.len() - usize::from(!turn)));
            blocks[i].span.start += n as u32;
            lead = None;
            continue;
        }
        let span = blocks[i].span;
        let s = &text[span.range()];
        let label = label_len(s);
        if let Some(n) = label {
            let start = span.start as usize;
            let trimmed = text[start..start + n].trim_end().len();
            blocks[i].label = Some(Span::new(start, start + trimmed));
            blocks[i].span.start += n as u32;
        }
        let bullet = s.starts_with(['-', '–', '—', '•', '·', '▪', '■', '●', '○', '►', '‣']);
        let star = s.starts_with('*');
        let number = s.starts_with(|c: char| c.is_ascii_digit());
        let after_colon = lead.is_some_and(|l| text[blocks[l].span.range()].ends_with(':'));
        if i < body {
            blocks[i].kind = BlockKind::Head;
        } else if star && !after_colon && (label.is_some() || s.trim_start_matches('*').starts_with(char::is_alphabetic)) && lead.is_none() {
            blocks[i].kind = BlockKind::Footnote;
        } else if label.is_some() && (bullet || star || !number || after_colon && numbered != Some(false)) {
            blocks[i].kind = BlockKind::Item;
            blocks[i].lead = lead;
            numbered.get_or_insert(number);
            continue;
        } else if label.is_none() && is_heading(s) {
            blocks[i].kind = BlockKind::Heading;
        }
        numbered = None;
        lead = match blocks[i].kind {
            BlockKind::Paragraph if s.ends_with([':', ',', '–', '—']) || s.ends_with("to") => Some(i),
            _ => None,
        };
    }
}

// The first block that is running text; what stands above is the head.
fn body_start(text: &str, blocks: &[Block]) -> usize {
    let running = |b: &Block| {
        let s = &text[b.span.range()];
        b.kind == BlockKind::Paragraph
            && (ends_sentence(s) && s.split_whitespace().count() > 8
                || label_len(s).is_some() && (s.len() > 40 || ends_sentence(s) && s.split_whitespace().count() > 4)
                || s.split_whitespace().count() > 45
                || s.ends_with([',', ';', ':']) && s.len() > 12)
    };
    blocks.iter().position(running).unwrap_or_else(|| usize::from(blocks.len() > 1))
}

fn is_heading(s: &str) -> bool {
    let words = s.split_whitespace().count();
    words <= 14 && !s.ends_with(['.', ',', ';', ':', '!', '?', '”', '"']) && s.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(BlockKind, &str)> {
        blocks(text).iter().map(|b| (b.kind, &text[b.span.range()])).collect()
    }

    #[test]
    fn page_breaks_inside_a_sentence_do_not_split_it() {
        let text = "Statement by the delegation\n\n5. The delegation values resilient institutions and a\n\nstrong civil society in the region.\n";
        let got = kinds(text);
        assert_eq!(got.len(), 2);
        assert!(got[1].1.ends_with("strong civil society in the region."));
    }

    #[test]
    fn line_broken_resolutions_are_put_together() {
        let text = "S/RES/9999 (2031)\nUnited Nations\nResolution 9999 (2031)\nThe Security Council,\nRecalling its previous resolutions on the situation in the area, and in\nparticular the latest of them,\nWelcoming the efforts of the parties to the agreement reached last year and the\nprogress made since,\n31-00001 (E)\n*3100001*\nExpressing concern at the delays which have become known to the members of the\nCouncil,\n1. Decides to extend the mandate of the mission until the end of the year and\nto keep it under review;\n2. Requests the Secretary-General to report.\n";
        let got = kinds(text);
        let body: Vec<_> = got.iter().filter(|(k, _)| *k == BlockKind::Paragraph).collect();
        assert_eq!(body.len(), 6, "{got:#?}");
        assert!(body[1].1.starts_with("Recalling") && body[1].1.ends_with("latest of them,"));
    }

    #[test]
    fn a_turn_of_a_transcript_is_labelled_by_its_speaker() {
        let text = "The briefing began at noon with a word of welcome to all who had come.\n\nMR LIND: We regret the delay.\n\nQUESTION: Why?";
        let got = blocks(text);
        assert_eq!(got[1].label.map(|l| &text[l.range()]), Some("MR LIND:"));
        assert_eq!(&text[got[1].span.range()], "We regret the delay.");
        assert_eq!(got[2].label.map(|l| &text[l.range()]), Some("QUESTION:"));
    }

    #[test]
    fn a_numbered_paragraph_behind_bullets_is_no_item() {
        let text = "3. The delegation asks both sides for progress, in particular with regard to:\n\n- the crossing of the river;\n- the schools.\n\n4. The delegation is concerned about the delays that it has seen.";
        let got = blocks(text);
        assert_eq!(got[2].kind, BlockKind::Item);
        assert_eq!(got[3].kind, BlockKind::Paragraph);
    }

    #[test]
    fn items_know_the_line_that_leads_them_in() {
        let text = "The ministers agreed on the work of the coming year and decided to:\n\n- meet in spring;\n\n- report in autumn.\n\nThey thanked the host for the warm welcome they had received.";
        let got = blocks(text);
        assert_eq!(got[1].kind, BlockKind::Item);
        assert_eq!(got[2].lead, Some(0));
        assert_eq!(got[3].kind, BlockKind::Paragraph);
    }
}
