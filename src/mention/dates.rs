//! Dates as printed.

use crate::claim::Date;
use crate::syntax::Reading;

/// A date with the tokens that print it. A missing year stands as `None` and is for the context to settle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// First and one past the last token.
    pub tokens: std::ops::Range<usize>,
    /// Year, if printed.
    pub year: Option<i16>,
    /// Month, if printed.
    pub month: Option<i8>,
    /// Day, if printed.
    pub day: Option<i8>,
    /// Last day of an interval, with its month.
    pub until: Option<(i8, i8)>,
}

impl Printed {
    /// The date, with the year taken from the context where none is printed.
    #[must_use]
    pub fn date(&self, context: Option<i16>) -> Option<Date> {
        let year = self.year.or(context)?;
        Some(match (self.month, self.day, self.until) {
            (Some(m), Some(d), Some((m2, d2))) => Date::Interval((year, m, d), (year, m2, d2)),
            (Some(m), Some(d), None) => Date::Day(year, m, d),
            (Some(m), None, _) => Date::Month(year, m),
            _ => Date::Year(year),
        })
    }
}

/// The month a word names, 1 to 12.
#[must_use]
pub fn month(word: &str) -> Option<i8> {
    let stem = word.trim_end_matches('.');
    let at = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        .iter()
        .position(|m| stem.get(..3).is_some_and(|s| s.eq_ignore_ascii_case(m)))?;
    let full = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"][at];
    let lower = stem.to_ascii_lowercase();
    (lower == full || lower.len() == 3 || lower == "sept").then_some(at as i8 + 1)
}

fn day(token: &str) -> Option<i8> {
    let digits = token.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = &token[digits.len()..];
    let n: i8 = digits.parse().ok()?;
    ((1..=31).contains(&n) && matches!(suffix, "" | "st" | "nd" | "rd" | "th")).then_some(n)
}

fn year(token: &str) -> Option<i16> {
    (token.len() == 4 && token.bytes().all(|b| b.is_ascii_digit())).then(|| token.parse().ok()).flatten().filter(|y| (1800..=2100).contains(y))
}

// "15-16": two days in one token.
fn days(token: &str) -> Option<(i8, i8)> {
    let (a, b) = token.split_once(['-', '–'])?;
    day(a).zip(day(b)).filter(|(a, b)| a < b)
}

/// All dates in a range of tokens.
#[must_use]
pub fn dates(reading: &Reading<'_>, range: std::ops::Range<usize>) -> Vec<Printed> {
    let mut out = Vec::new();
    let mut at = range.start;
    while at < range.end {
        match date_at(reading, at, range.end) {
            Some(found) => {
                at = found.tokens.end;
                out.push(found);
            }
            None => at += 1,
        }
    }
    out
}

fn date_at(r: &Reading<'_>, at: usize, end: usize) -> Option<Printed> {
    let text = |i: usize| if i < end { r.text(i) } else { "" };
    let is_month = |i: usize| month(text(i)).filter(|_| i < end && r.tokens[i].is_capitalised());
    let printed = |to, year, month, day, until| Some(Printed { tokens: at..to, year, month, day, until });
    let iso = text(at);
    if iso.len() == 10 && iso.as_bytes()[4] == b'-' && iso.as_bytes()[7] == b'-' {
        let parsed: jiff::civil::Date = iso.parse().ok()?;
        return printed(at + 1, Some(parsed.year()), Some(parsed.month()), Some(parsed.day()), None);
    }
    // "26.01.2027", "26/01/2027".
    let numeric: Vec<&str> = iso.split(['.', '/']).collect();
    if let [d, m, y] = numeric[..]
        && let (Some(d), Some(m), Some(y)) = (day(d), m.parse::<i8>().ok().filter(|m| (1..=12).contains(m)), year(y))
    {
        return printed(at + 1, Some(y), Some(m), Some(d), None);
    }
    // "19 March 2023", "19 March", "the 5th of June 2022", "15–16 July 2021".
    let first = day(iso).map(|d| (d, d)).or_else(|| days(iso));
    if let Some((d1, d2)) = first {
        let mut next = at + 1;
        let mut last = d2;
        if matches!(text(next), "-" | "–" | "to" | "and") && day(text(next + 1)).is_some_and(|d| d > d1) {
            // "15 and 16 July"; for "and" both days are one meeting.
            last = day(text(next + 1)).unwrap_or(d2);
            next += 2;
        }
        if text(next) == "of" {
            next += 1;
        }
        let m = is_month(next)?;
        let mut to = next + 1;
        // "14 September–7 October 2020".
        if last == d1
            && matches!(text(to), "-" | "–" | "to")
            && let (Some(d), Some(m2)) = (day(text(to + 1)), is_month(to + 2))
            && let Some(y) = year(text(to + 3))
        {
            return printed(to + 4, Some(y), Some(m), Some(d1), Some((m2, d)));
        }
        let mut y = year(text(to));
        if y.is_none() && text(to) == "," {
            y = year(text(to + 1));
            to += usize::from(y.is_some());
        }
        to += usize::from(y.is_some());
        return printed(to, y, Some(m), Some(d1), (last != d1).then_some((m, last)));
    }
    // "March 19, 2023", "July 15-16, 2021", "June 2022", "June".
    if let Some(m) = is_month(at) {
        let next = text(at + 1);
        if let Some((d1, d2)) = day(next).map(|d| (d, d)).or_else(|| days(next)) {
            let mut to = at + 2;
            let mut until = (d2 != d1).then_some((m, d2));
            if matches!(text(to), "-" | "–" | "to") {
                if let Some(d) = day(text(to + 1)).filter(|d| *d > d1) {
                    until = Some((m, d));
                    to += 2;
                } else if let (Some(m2), Some(d)) = (is_month(to + 1), day(text(to + 2))) {
                    until = Some((m2, d));
                    to += 3;
                }
            }
            let skip = usize::from(text(to) == ",");
            if let Some(y) = year(text(to + skip)) {
                return printed(to + skip + 1, Some(y), Some(m), Some(d1), until);
            }
            return printed(to, None, Some(m), Some(d1), until);
        }
        let skip = usize::from(matches!(next, "of" | ","));
        if let Some(y) = year(text(at + 1 + skip)) {
            return printed(at + 2 + skip, Some(y), Some(m), None, None);
        }
        // A bare month is a date only after "in", "last", "early", …: "May" and "March" are other words too.
        let before = if at > 0 { r.text(at - 1) } else { "" };
        if matches!(before, "in" | "In" | "since" | "last" | "this" | "early" | "late" | "next" | "until" | "by" | "from" | "to" | "of") {
            return printed(at + 1, None, Some(m), None, None);
        }
        return None;
    }
    // A bare year after "in", "of", "since", …; other four-digit numbers are numbers.
    let y = year(iso)?;
    let before = if at > 0 { r.text(at - 1) } else { "" };
    let time_word = matches!(
        before,
        "in" | "In"
            | "of"
            | "since"
            | "Since"
            | "by"
            | "until"
            | "from"
            | "From"
            | "to"
            | "during"
            | "for"
            | "spring"
            | "summer"
            | "autumn"
            | "winter"
            | "early"
            | "late"
            | "mid"
            | "the"
            | "its"
            | "and"
    );
    let head_after = at + 1 < end && r.tokens[at + 1].is_word() && time_word_follows(text(at + 1));
    (time_word && !text(at + 1).starts_with(['-', '–']) || head_after).then(|| Printed {
        tokens: at..at + 1,
        year: Some(y),
        month: None,
        day: None,
        until: None,
    })
}

fn time_word_follows(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;
    use crate::text::Document;

    fn found(text: &str) -> Vec<String> {
        let document = Document { text: text.to_owned(), ..Document::default() };
        let r = Reading::new(Knowledge::embedded(), &document);
        dates(&r, 0..r.tokens.len()).iter().filter_map(|d| d.date(Some(2000))).map(|d| d.lexical()).collect()
    }

    #[test]
    fn dates_are_read_in_both_orders_and_as_intervals() {
        assert_eq!(found("It met on 19 March 2023 and on June 5, 2022."), ["2023-03-19", "2022-06-05"]);
        assert_eq!(found("They met July 15-16, 2021 and from 3 to 5 May 2020."), ["2021-07-15/2021-07-16", "2020-05-03/2020-05-05"]);
        assert_eq!(found("from 14 September–7 October 2020; on 26.01.2027"), ["2020-09-14/2020-10-07", "2027-01-26"]);
        assert_eq!(found("adopted in June 2022; the 19 March elections; in 2018"), ["2022-06", "2000-03-19", "2018"]);
    }

    #[test]
    fn numbers_and_modal_may_are_no_dates() {
        assert!(found("The parties may meet 2000 times. March on!").is_empty());
    }
}
