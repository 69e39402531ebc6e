use super::tests::sample;
use super::*;

fn rows(table: Table) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    write_rows(&QuadSet::new(sample()), table, &mut |row| {
        assert_eq!(row.len(), table.columns().len());
        for (cell, column) in row.iter().zip(table.columns()) {
            let fits = match cell {
                Cell::Null => true,
                Cell::Text(_) => column.kind == ColumnType::Text,
                Cell::Integer(_) => column.kind == ColumnType::Integer,
                Cell::Number(_) => column.kind == ColumnType::Number,
                Cell::Boolean(_) => column.kind == ColumnType::Boolean,
            };
            assert!(fits, "{} is {cell:?}", column.name);
        }
        rows.push(row);
        Ok(())
    })
    .expect("no sink that fails");
    rows
}

fn cell<'a>(table: Table, row: &'a [Cell], name: &str) -> &'a Cell {
    &row[table.columns().iter().position(|c| c.name == name).unwrap_or_else(|| panic!("no column {name}"))]
}

#[test]
fn stances_have_a_row_per_holder_with_quote_and_family() {
    let rows = rows(Table::Stances);
    let get = |row: usize, name| cell(Table::Stances, &rows[row], name).clone();
    assert_eq!(rows.len(), 4);
    assert_eq!(get(0, "holder_label"), "European Union".into());
    assert_eq!(get(1, "holder_iso"), "NO".into());
    for row in [0, 1] {
        assert_eq!(get(row, "attitude"), "welcome".into());
        assert_eq!(get(row, "family"), "approve".into());
        assert_eq!(get(row, "quote"), "We welcome the \"lake talks\",\nheld in Bern.".into());
        assert_eq!(get(row, "start"), 48.into());
        assert_eq!(get(row, "cue"), "welcome".into());
        assert_eq!(get(row, "topics"), "energy water".into());
        assert_eq!(get(row, "issuers"), "https://w3id.org/demarche/id/org/EU".into());
    }
    // The canonical event stands for the one found here.
    assert_eq!(get(0, "targets"), "https://w3id.org/demarche/id/event/talks-2023-05-01-b".into());
    assert_eq!(get(2, "negated"), true.into());
    assert_eq!((get(3, "holder"), get(3, "holder_text")), (Cell::Null, "local fishermen".into()));
}

#[test]
fn edges_keep_stances_and_alignments_apart() {
    let network = Network::new(&QuadSet::new(sample()));
    let shown: Vec<String> = network
        .edges
        .iter()
        .map(|e| {
            let local = crate::vocab::local;
            format!("{} {} –{}→ {} ×{} {:?}", e.class, local(&e.source), e.kind, local(&e.target), e.weight, e.last.as_deref().unwrap_or(""))
        })
        .collect();
    assert_eq!(
        shown,
        [
            "address EU –not support (addressee)→ CH ×1 \"2023-06\"",
            "alignment NO –aligns-with→ lake-1 ×1 \"2023-05-02\"",
            "issue EU –issues→ lake-1 ×1 \"2023-05-02\"",
            "stance EU –welcome→ talks-2023-05-01-b ×1 \"2023-05-02\"",
            "stance NO –welcome→ talks-2023-05-01-b ×1 \"2023-05-02\"",
        ]
    );
    let event = network.nodes.iter().find(|n| n.class == "Event").expect("an event");
    assert_eq!((event.documents, event.first.as_deref(), event.last.as_deref()), (2, Some("2023-05-02"), Some("2023-06")));
    assert!(network.nodes.iter().any(|n| n.id.ends_with("place/Bern")), "mentioned, hence a node of the table");
    assert!(!network.connected().any(|n| n.id.ends_with("place/Bern")), "without an edge, hence not in the graph");
    assert!(!network.nodes.iter().any(|n| n.id.ends_with("state/FR")), "known, but mentioned nowhere");
}

#[test]
fn alignments_carry_their_passage() {
    let rows = rows(Table::Alignments);
    assert_eq!(rows.len(), 1);
    let get = |name| cell(Table::Alignments, &rows[0], name).clone();
    assert_eq!((get("actor_iso"), get("date"), get("end")), ("NO".into(), "2023-05-02".into(), 120.into()));
}

#[test]
fn csv_quotes_what_must_be_quoted_and_may_begin_with_a_mark() {
    let mut out = Vec::new();
    let count = write_csv(&QuadSet::new(sample()), Table::Stances, CsvOptions { byte_order_mark: true }, &mut out);
    let out = String::from_utf8(out).expect("UTF-8");
    assert_eq!(count.expect("a vector takes all"), 4);
    assert!(out.starts_with("\u{FEFF}stance,document,"));
    assert!(out.contains("\"We welcome the \"\"lake talks\"\",\nheld in Bern.\""));
    assert!(out.ends_with("\r\n"));
}
