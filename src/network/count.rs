//! From statements to weights: pure arithmetic, without a store.
//!
//! `x[i][j][k]` is the number of statements of row `i` on column `j` with sign `k`: disagreement, neither, agreement.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::corpus::Id;
use super::options::{Joint, Normalisation, Qualifier};

/// A statement, as far as counting goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) row: Id,
    pub(super) column: Id,
    /// 0 disagreement, 1 neither, 2 agreement.
    pub(super) sign: usize,
    /// What makes it: two rows that share it speak jointly.
    pub(super) unit: Id,
}

type Levels = [u64; 3];

/// How two nodes are joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Tie {
    /// After qualifier and normalisation.
    pub weight: f64,
    /// Pairs of statements of one sign; in two-mode networks statements of agreement.
    pub congruence: u64,
    /// Pairs of statements of opposite signs; in two-mode networks statements of disagreement.
    pub conflict: u64,
    /// Pairs of statements, whatever their signs; in two-mode networks all statements.
    pub statements: u64,
    /// Columns on which both speak; 1 in two-mode networks.
    pub shared: u64,
    /// Statements that both make together; 0 in two-mode networks.
    pub joint: u64,
}

/// Ties by row and column, or by two rows of which the first has the lesser number.
pub(super) type Ties = BTreeMap<(Id, Id), Tie>;

fn sum(levels: &Levels) -> u64 {
    levels.iter().sum()
}

// What two rows have in common, summed over the columns.
#[derive(Clone, Copy, Default)]
struct Pair {
    same: u64,
    opposite: u64,
    all: u64,
    shared: u64,
    joint: u64,
    // Of each row, the statements whose column and sign the other has too; and the sum of their products.
    met: [u64; 2],
    products: u64,
    // Joint statements that were taken from both.
    taken: u64,
}

/// Rows joined by the columns that they share.
pub(super) fn one_mode(points: &[Point], qualifier: Qualifier, normalisation: Normalisation, joint: Joint) -> Ties {
    let mut columns: BTreeMap<Id, Vec<&Point>> = BTreeMap::new();
    let mut activity: FxHashMap<Id, u64> = FxHashMap::default();
    for point in points {
        columns.entry(point.column).or_default().push(point);
        *activity.entry(point.row).or_default() += 1;
    }
    let mut pairs: FxHashMap<(Id, Id), Pair> = FxHashMap::default();
    for points in columns.values() {
        let mut rows: BTreeMap<Id, Levels> = BTreeMap::new();
        let mut units: BTreeMap<(Id, usize), Vec<Id>> = BTreeMap::new();
        for point in points {
            rows.entry(point.row).or_default()[point.sign] += 1;
            units.entry((point.unit, point.sign)).or_default().push(point.row);
        }
        let mut together: FxHashMap<(Id, Id), Levels> = FxHashMap::default();
        for ((_, sign), mut members) in units {
            members.sort_unstable();
            members.dedup();
            for (at, &a) in members.iter().enumerate() {
                for &b in &members[at + 1..] {
                    together.entry((a, b)).or_default()[sign] += 1;
                }
            }
        }
        let rows: Vec<(Id, Levels)> = rows.into_iter().collect();
        for (at, (a, x)) in rows.iter().enumerate() {
            for (b, y) in &rows[at + 1..] {
                let both = together.get(&(*a, *b)).copied().unwrap_or_default();
                add(pairs.entry((*a, *b)).or_default(), *x, *y, both, joint);
            }
        }
    }
    let mut out = Ties::new();
    let mut sorted: Vec<_> = pairs.into_iter().collect();
    sorted.sort_unstable_by_key(|(key, _)| *key);
    for ((a, b), pair) in sorted {
        let amount = match qualifier {
            Qualifier::Congruence => pair.same as f64,
            Qualifier::Conflict => pair.opposite as f64,
            Qualifier::Subtract => pair.same as f64 - pair.opposite as f64,
            Qualifier::Ignore | Qualifier::Combine | Qualifier::Default => pair.all as f64,
        };
        let [x, y] = [a, b].map(|row| activity[&row] - pair.taken);
        let divisor = match normalisation {
            Normalisation::Average => (x + y) as f64 / 2.0,
            Normalisation::Jaccard => (x - pair.met[0] + y - pair.met[1] + pair.products) as f64,
            Normalisation::Cosine => x as f64 * y as f64,
            Normalisation::None | Normalisation::Activity | Normalisation::Prominence => 1.0,
        };
        let weight = if divisor == 0.0 { 0.0 } else { amount / divisor };
        let tie = Tie { weight, congruence: pair.same, conflict: pair.opposite, statements: pair.all, shared: pair.shared, joint: pair.joint };
        out.insert((a, b), tie);
    }
    out
}

fn add(pair: &mut Pair, mut x: Levels, mut y: Levels, both: Levels, joint: Joint) {
    pair.joint += sum(&both);
    if joint == Joint::Exclude {
        pair.taken += sum(&both);
        for k in 0..3 {
            x[k] -= both[k];
            y[k] -= both[k];
        }
    }
    pair.all += sum(&x) * sum(&y);
    pair.same += x[0] * y[0] + x[2] * y[2];
    pair.opposite += x[0] * y[2] + x[2] * y[0];
    pair.shared += u64::from(sum(&x) > 0 && sum(&y) > 0);
    for k in 0..3 {
        if y[k] > 0 {
            pair.met[0] += x[k];
        }
        if x[k] > 0 {
            pair.met[1] += y[k];
        }
        pair.products += x[k] * y[k];
    }
}

/// Rows joined to their columns.
pub(super) fn two_mode(points: &[Point], qualifier: Qualifier, normalisation: Normalisation) -> Ties {
    let mut cells: BTreeMap<(Id, Id), Levels> = BTreeMap::new();
    let (mut activity, mut prominence): (FxHashMap<Id, u64>, FxHashMap<Id, u64>) = Default::default();
    for point in points {
        cells.entry((point.row, point.column)).or_default()[point.sign] += 1;
        *activity.entry(point.row).or_default() += 1;
        *prominence.entry(point.column).or_default() += 1;
    }
    cells
        .into_iter()
        .map(|((row, column), x)| {
            let amount = match qualifier {
                Qualifier::Subtract => x[2] as f64 - x[0] as f64,
                Qualifier::Combine => f64::from(u8::from(x[2] > 0) + 2 * u8::from(x[0] > 0)),
                Qualifier::Ignore | Qualifier::Congruence | Qualifier::Conflict | Qualifier::Default => sum(&x) as f64,
            };
            let divisor = match normalisation {
                Normalisation::Activity => activity[&row] as f64,
                Normalisation::Prominence => prominence[&column] as f64,
                Normalisation::None | Normalisation::Average | Normalisation::Jaccard | Normalisation::Cosine => 1.0,
            };
            let tie = Tie { weight: amount / divisor, congruence: x[2], conflict: x[0], statements: sum(&x), shared: 1, joint: 0 };
            ((row, column), tie)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Id = 1;
    const B: Id = 2;
    const C: Id = 3;
    const P: Id = 11;
    const Q: Id = 12;
    const R: Id = 13;

    // (row, column, sign, how often), each with a unit of its own.
    fn points(cells: &[(Id, Id, usize, u32)]) -> Vec<Point> {
        let mut unit = 100;
        let mut out = Vec::new();
        for &(row, column, sign, times) in cells {
            for _ in 0..times {
                unit += 1;
                out.push(Point { row, column, sign, unit });
            }
        }
        out
    }

    // The signs for (+) and against (-) of three actors on three concepts:
    //
    //        P      Q      R        statements
    //   A   2+     1+ 1-   -            4
    //   B   1+     3-     1+            5
    //   C   1-     -      2+            3
    fn example() -> Vec<Point> {
        points(&[(A, P, 2, 2), (A, Q, 2, 1), (A, Q, 0, 1), (B, P, 2, 1), (B, Q, 0, 3), (B, R, 2, 1), (C, P, 0, 1), (C, R, 2, 2)])
    }

    // ignore:     A-B  P 2·1 + Q 2·3          = 8     A-C  P 2·1 = 2      B-C  P 1·1 + R 1·2 = 3
    // congruence: A-B  P 2·1 + Q (1-)1·3      = 5     A-C  0              B-C  R 1·2 = 2
    // conflict:   A-B  Q (1+)1·3              = 3     A-C  P 2·1 = 2      B-C  P 1·1 = 1
    // subtract:   A-B  5 - 3                  = 2     A-C  -2             B-C  2 - 1 = 1
    const AMOUNTS: [(Qualifier, [f64; 3]); 4] = [
        (Qualifier::Ignore, [8.0, 2.0, 3.0]),
        (Qualifier::Congruence, [5.0, 0.0, 2.0]),
        (Qualifier::Conflict, [3.0, 2.0, 1.0]),
        (Qualifier::Subtract, [2.0, -2.0, 1.0]),
    ];

    // average:    A-B  (4 + 5) / 2 = 4.5      A-C  (4 + 3) / 2 = 3.5      B-C  (5 + 3) / 2 = 4
    // jaccard:    alone + alone + products of what has the same concept and sign
    //             A-B  A alone Q+ 1; B alone R+ 1; P+ 2·1 and Q- 1·3 = 5               1 + 1 + 5 = 7
    //             A-C  A alone P+ 2, Q+ 1, Q- 1 = 4; C alone P- 1, R+ 2 = 3; nothing   4 + 3 + 0 = 7
    //             B-C  B alone P+ 1, Q- 3 = 4; C alone P- 1; R+ 1·2 = 2                4 + 1 + 2 = 7
    // cosine:     A-B  4·5 = 20               A-C  4·3 = 12               B-C  5·3 = 15
    const DIVISORS: [(Normalisation, [f64; 3]); 4] = [
        (Normalisation::None, [1.0, 1.0, 1.0]),
        (Normalisation::Average, [4.5, 3.5, 4.0]),
        (Normalisation::Jaccard, [7.0, 7.0, 7.0]),
        (Normalisation::Cosine, [20.0, 12.0, 15.0]),
    ];

    #[test]
    fn one_mode_weights_are_those_worked_out_by_hand() {
        for (qualifier, amounts) in AMOUNTS {
            for (normalisation, divisors) in DIVISORS {
                let ties = one_mode(&example(), qualifier, normalisation, Joint::Include);
                for (at, pair) in [(A, B), (A, C), (B, C)].into_iter().enumerate() {
                    assert_eq!(ties[&pair].weight, amounts[at] / divisors[at], "{qualifier} {normalisation} {pair:?}");
                }
            }
        }
        let ties = one_mode(&example(), Qualifier::Ignore, Normalisation::None, Joint::Include);
        let told = |pair| (ties[&pair].congruence, ties[&pair].conflict, ties[&pair].statements, ties[&pair].shared, ties[&pair].joint);
        assert_eq!([told((A, B)), told((A, C)), told((B, C))], [(5, 3, 8, 2, 0), (0, 2, 2, 1, 0), (2, 1, 3, 2, 0)]);
    }

    // Two actors that differ in the sizes of all parts, so that no two divisors agree by chance:
    //        P     Q     R
    //   A   3+    1-    2+      6 statements
    //   B   2+    1+            3 statements
    // congruence P 3·2 = 6; conflict Q 1·1 = 1; jaccard: A alone Q- 1, R+ 2 = 3; B alone Q+ 1; P+ 6; 3 + 1 + 6 = 10
    #[test]
    fn jaccard_tells_both_sides_apart() {
        let points = points(&[(A, P, 2, 3), (A, Q, 0, 1), (A, R, 2, 2), (B, P, 2, 2), (B, Q, 2, 1)]);
        let weight = |q, n| one_mode(&points, q, n, Joint::Include)[&(A, B)].weight;
        assert_eq!(weight(Qualifier::Congruence, Normalisation::Jaccard), 6.0 / 10.0);
        assert_eq!(weight(Qualifier::Conflict, Normalisation::Jaccard), 1.0 / 10.0);
        assert_eq!(weight(Qualifier::Subtract, Normalisation::Jaccard), 5.0 / 10.0);
        assert_eq!(weight(Qualifier::Congruence, Normalisation::Average), 6.0 / 4.5);
        assert_eq!(weight(Qualifier::Congruence, Normalisation::Cosine), 6.0 / 18.0);
    }

    // Statements that take no side count where signs are ignored, and nowhere else: A 1+ 1·, B 2·.
    #[test]
    fn neutral_statements_are_neither_congruence_nor_conflict() {
        let points = points(&[(A, P, 2, 1), (A, P, 1, 1), (B, P, 1, 2)]);
        let tie = one_mode(&points, Qualifier::Ignore, Normalisation::None, Joint::Include)[&(A, B)];
        assert_eq!((tie.weight, tie.congruence, tie.conflict), (4.0, 0, 0));
    }

    // ignore:    A 2 2 -   B 1 3 1   C 1 - 2        subtract:  A 2 0 -   B 1 -3 1   C -1 - 2
    // combine:   A 1 3 -   B 1 2 1   C 2 - 1
    // activity:  A 4, B 5, C 3                      prominence: P 4, Q 5, R 3
    #[test]
    fn two_mode_weights_are_those_worked_out_by_hand() {
        let cells = [(A, P), (A, Q), (B, P), (B, Q), (B, R), (C, P), (C, R)];
        let amounts = [
            (Qualifier::Ignore, [2.0, 2.0, 1.0, 3.0, 1.0, 1.0, 2.0]),
            (Qualifier::Subtract, [2.0, 0.0, 1.0, -3.0, 1.0, -1.0, 2.0]),
            (Qualifier::Combine, [1.0, 3.0, 1.0, 2.0, 1.0, 2.0, 1.0]),
        ];
        let divisors = [
            (Normalisation::None, [1.0; 7]),
            (Normalisation::Activity, [4.0, 4.0, 5.0, 5.0, 5.0, 3.0, 3.0]),
            (Normalisation::Prominence, [4.0, 5.0, 4.0, 5.0, 3.0, 4.0, 3.0]),
        ];
        for (qualifier, amounts) in amounts {
            for (normalisation, divisors) in divisors {
                let ties = two_mode(&example(), qualifier, normalisation);
                assert_eq!(ties.len(), cells.len());
                for (at, cell) in cells.into_iter().enumerate() {
                    assert_eq!(ties[&cell].weight, amounts[at] / divisors[at], "{qualifier} {normalisation} {cell:?}");
                }
            }
        }
    }

    // A and B hold one statement for P together, and each one more of its own: A for P, B against P.
    //   include: A 2+, B 1+ 1-; congruence 2·1 = 2, conflict 2·1 = 2; average (2 + 2) / 2 = 2
    //   exclude: A 1+, B 1-;    congruence 0,       conflict 1·1 = 1; average (1 + 1) / 2 = 1
    #[test]
    fn joint_statements_can_be_left_out_of_the_pair_that_makes_them() {
        let point = |row, sign, unit| Point { row, column: P, sign, unit };
        let points = [point(A, 2, 1), point(B, 2, 1), point(A, 2, 2), point(B, 0, 3)];
        let tie = |joint, normalisation| one_mode(&points, Qualifier::Subtract, normalisation, joint)[&(A, B)];
        let (with, without) = (tie(Joint::Include, Normalisation::None), tie(Joint::Exclude, Normalisation::Average));
        assert_eq!((with.congruence, with.conflict, with.joint, with.weight), (2, 2, 1, 0.0));
        assert_eq!((without.congruence, without.conflict, without.joint, without.weight), (0, 1, 1, -1.0));
        // Nothing but joint ones: no weight, and no division by zero.
        let alone = one_mode(&points[..2], Qualifier::Congruence, Normalisation::Cosine, Joint::Exclude)[&(A, B)];
        assert_eq!((alone.weight, alone.joint), (0.0, 1));
    }
}
