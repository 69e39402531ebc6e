//! Moving windows of time.

use jiff::ToSpan;
use jiff::civil::Date;

use super::NetworkError;
use super::options::{Span, Unit};

/// Windows at most.
const MOST: usize = 2000;

/// The first and last days of moving windows that cover `first` to `last`.
///
/// Windows begin with their unit: weeks on Monday, months and years on their first day. The last one is the first that
/// reaches `last`.
///
/// # Errors
/// There would be too many.
pub(super) fn windows(first: Date, last: Date, size: Span, step: Option<Span>) -> Result<Vec<(Date, Date)>, NetworkError> {
    let step = step.unwrap_or(Span { count: 1, unit: size.unit });
    let start = match size.unit {
        Unit::Days => first,
        Unit::Weeks => shift(first, Unit::Days, -i32::from(first.weekday().to_monday_zero_offset())).unwrap_or(first),
        Unit::Months => first.first_of_month(),
        Unit::Years => first.first_of_year(),
    };
    let mut out = Vec::new();
    for n in 0.. {
        // From the start, not from window to window: a month after 31 January is no drift.
        let begin = shift(start, step.unit, n * i32::from(step.count));
        let end = begin.and_then(|b| shift(b, size.unit, i32::from(size.count))).and_then(|e| shift(e, Unit::Days, -1));
        let (Some(begin), Some(end)) = (begin, end) else { break };
        out.push((begin, end));
        if end >= last {
            break;
        }
        if out.len() > MOST {
            return Err(NetworkError::Windows { windows: out.len() });
        }
    }
    Ok(out)
}

fn shift(date: Date, unit: Unit, by: i32) -> Option<Date> {
    let span = match unit {
        Unit::Days => by.days(),
        Unit::Weeks => by.weeks(),
        Unit::Months => by.months(),
        Unit::Years => by.years(),
    };
    date.checked_add(span).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(first: &str, last: &str, size: &str, step: Option<&str>) -> Vec<String> {
        let date = |text: &str| text.parse().unwrap();
        let found = windows(date(first), date(last), size.parse().unwrap(), step.map(|s| s.parse().unwrap())).unwrap();
        found.iter().map(|(a, b)| format!("{a} {b}")).collect()
    }

    #[test]
    fn windows_begin_with_their_unit_and_move_by_one_of_it() {
        assert_eq!(told("2023-01-17", "2023-03-02", "2months", None), ["2023-01-01 2023-02-28", "2023-02-01 2023-03-31"]);
        assert_eq!(told("2024-02-29", "2024-12-31", "year", None), ["2024-01-01 2024-12-31"]);
        // 4 May 2023 was a Thursday.
        assert_eq!(told("2023-05-04", "2023-05-15", "1week", None), ["2023-05-01 2023-05-07", "2023-05-08 2023-05-14", "2023-05-15 2023-05-21"]);
        assert_eq!(told("2023-05-04", "2023-05-06", "2 days", Some("2days")), ["2023-05-04 2023-05-05", "2023-05-06 2023-05-07"]);
    }

    #[test]
    fn steps_may_be_of_another_unit() {
        assert_eq!(told("2022-03-05", "2023-01-01", "year", Some("6months")), ["2022-01-01 2022-12-31", "2022-07-01 2023-06-30"]);
    }

    #[test]
    fn too_many_are_refused() {
        let date = |text: &str| text.parse().unwrap();
        assert!(matches!(windows(date("1000-01-01"), date("2023-01-01"), "1day".parse().unwrap(), None), Err(NetworkError::Windows { .. })));
        assert!("0days".parse::<Span>().is_err() && "days of yore".parse::<Span>().is_err() && "".parse::<Span>().is_err());
    }
}
