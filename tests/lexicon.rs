//! Every example sentence of the lexicon is a test of its own: what must be found, and what must not.

use demarche::examples;
use demarche::knowledge::Knowledge;
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let knowledge = Knowledge::embedded();
    let mut trials = Vec::new();
    // Those of one entry follow each other: they are counted from one, apart by kind.
    let (mut entry, mut counts) = ("", [0, 0]);
    for example in &knowledge.lexicon.examples {
        if example.entry != entry {
            (entry, counts) = (&example.entry, [0, 0]);
        }
        let count = &mut counts[usize::from(example.passes)];
        *count += 1;
        let local = entry.rsplit('/').next().unwrap_or(entry);
        let kind = if example.passes { "passes" } else { "refuses" };
        trials.push(Trial::test(format!("{local}::{kind}::{count}"), move || match examples::check(knowledge, example) {
            None => Ok(()),
            Some((code, message)) => Err(Failed::from(format!("{code}: {message}"))),
        }));
    }
    libtest_mimic::run(&arguments, trials).exit();
}
