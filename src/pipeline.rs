//! Documents in parallel, results in order.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::read::{RawDocument, document_id};
use crate::text::Document;

// Documents read ahead of the one whose turn it is, per thread. It bounds the memory of a run.
const AHEAD: usize = 8;

/// The document that a text is to the reader, with its id.
#[must_use]
pub fn document(raw: RawDocument) -> Document {
    let id = document_id(&raw);
    let RawDocument { source, text, title, date, url, .. } = raw;
    Document { id, file_name: source.file_name, text, title, date, url }
}

/// The number of threads where none is given.
#[must_use]
pub fn default_jobs() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Takes items from `next`, works on `jobs` of them at a time and gives the results to `sink` in the order of the items.
///
/// At most eight items per thread are under way, however many there are. `next` and `sink` run on the calling thread.
///
/// # Errors
///
/// The first error of `sink`, after which no further item is taken.
pub fn ordered<I: Send, T: Send, E>(
    jobs: usize,
    mut next: impl FnMut() -> Option<I>,
    work: impl Fn(I) -> T + Sync,
    mut sink: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    if jobs <= 1 {
        while let Some(item) = next() {
            sink(work(item))?;
        }
        return Ok(());
    }
    let (give, take) = channel();
    let (done, results) = channel();
    let take = Mutex::new(take);
    let (take, work) = (&take, &work);
    thread::scope(|scope| {
        for _ in 0..jobs {
            let done = done.clone();
            scope.spawn(move || {
                while let Some((number, item)) = receive(take) {
                    // Nobody listens any more after an error of the sink.
                    if done.send((number, work(item))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(done);
        let mut waiting = BTreeMap::new();
        let (mut given, mut sunk, mut ended) = (0_u64, 0_u64, false);
        // Moved in, so that an early return closes the channel and the threads end.
        let (give, results): (_, Receiver<(u64, T)>) = (give, results);
        loop {
            while !ended && (given - sunk) < (jobs * AHEAD) as u64 {
                match next() {
                    Some(item) => {
                        ended = give.send((given, item)).is_err();
                        given += 1;
                    }
                    None => ended = true,
                }
            }
            if given == sunk {
                return Ok(());
            }
            // A closed channel means that a thread panicked; the scope hands the panic on.
            let Ok((number, result)) = results.recv() else { return Ok(()) };
            waiting.insert(number, result);
            while let Some(result) = waiting.remove(&sunk) {
                sunk += 1;
                sink(result)?;
            }
        }
    })
}

fn receive<I>(from: &Mutex<Receiver<I>>) -> Option<I> {
    from.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squares(jobs: usize, fail_at: Option<u64>) -> (Vec<u64>, Result<(), u64>) {
        let (mut numbers, mut out) = (0..1000_u64, Vec::new());
        let result = ordered(
            jobs,
            || numbers.next(),
            |n| {
                if n % 7 == 0 {
                    thread::yield_now();
                }
                n * n
            },
            |n| {
                out.push(n);
                if Some(n) == fail_at { Err(n) } else { Ok(()) }
            },
        );
        (out, result)
    }

    #[test]
    fn results_come_in_the_order_of_the_items_for_any_number_of_threads() {
        let expected: Vec<u64> = (0..1000).map(|n| n * n).collect();
        for jobs in [0, 1, 2, 5] {
            assert_eq!(squares(jobs, None), (expected.clone(), Ok(())));
        }
    }

    #[test]
    fn an_error_of_the_sink_ends_the_work() {
        for jobs in [1, 3] {
            let (out, result) = squares(jobs, Some(100));
            assert_eq!((out.len(), result), (11, Err(100)));
        }
    }
}
