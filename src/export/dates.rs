//! Days of dates that are as precise as printed.

use jiff::civil::Date;

/// The first day of a year, month, day or interval.
pub(crate) fn first_day(date: &str) -> Option<String> {
    day(date.split('/').next()?, false)
}

/// The last day of a year, month, day or interval.
pub(crate) fn last_day(date: &str) -> Option<String> {
    day(date.rsplit('/').next()?, true)
}

fn day(date: &str, last: bool) -> Option<String> {
    let mut parts = date.split('-').map(str::parse::<i16>);
    let year = parts.next()?.ok()?;
    let month = parts.next().transpose().ok()?;
    let day = parts.next().transpose().ok()?;
    let number = |n: i16| i8::try_from(n).ok();
    let date = match (month, day) {
        (Some(month), Some(day)) => Date::new(year, number(month)?, number(day)?).ok()?,
        (Some(month), None) if last => Date::new(year, number(month)?, 1).ok()?.last_of_month(),
        (Some(month), None) => Date::new(year, number(month)?, 1).ok()?,
        (None, _) if last => Date::new(year, 12, 31).ok()?,
        (None, _) => Date::new(year, 1, 1).ok()?,
    };
    Some(date.to_string())
}

/// The dates from the earliest beginning to the latest end, as printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Period {
    first: Option<(String, String)>,
    last: Option<(String, String)>,
}

impl Period {
    pub(super) fn add(&mut self, date: &str) {
        let (Some(begin), Some(end)) = (first_day(date), last_day(date)) else { return };
        let (begin, end) = ((begin, date.to_owned()), (end, date.to_owned()));
        if self.first.as_ref().is_none_or(|first| begin < *first) {
            self.first = Some(begin);
        }
        if self.last.as_ref().is_none_or(|last| end > *last) {
            self.last = Some(end);
        }
    }

    pub(super) fn first(&self) -> Option<String> {
        self.first.as_ref().map(|f| f.1.clone())
    }

    pub(super) fn last(&self) -> Option<String> {
        self.last.as_ref().map(|l| l.1.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imprecise_dates_span_all_their_days() {
        for (date, first, last) in [
            ("2024", "2024-01-01", "2024-12-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2023-03-30", "2023-03-30", "2023-03-30"),
            ("2022-11-20/2022-12-18", "2022-11-20", "2022-12-18"),
        ] {
            assert_eq!((first_day(date).as_deref(), last_day(date).as_deref()), (Some(first), Some(last)));
        }
        assert_eq!((first_day("spring"), last_day("2024-13")), (None, None));
    }

    #[test]
    fn a_period_keeps_the_dates_as_printed() {
        let mut period = Period::default();
        ["2023-05-02", "2023", "2021-07", "n.d."].iter().for_each(|d| period.add(d));
        assert_eq!((period.first().as_deref(), period.last().as_deref()), (Some("2021-07"), Some("2023")));
    }
}
