//! Networks as files.

use std::io::{self, Write};
use std::str::FromStr;

use super::{Basis, Concept, Edge, Event, Kind, Network, NetworkError, Networks, Node, Tie};
use crate::export::{Cell, Column, ColumnType, CsvOptions, ExportError, attribute, csv_rows, escape, parquet_rows};

/// A format of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Edges or statements as [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180) text.
    Csv,
    /// Weights as a CSV matrix with names of rows and columns.
    Matrix,
    /// Everything.
    Json,
    /// [GraphML](http://graphml.graphdrawing.org/).
    GraphMl,
    /// [GEXF 1.3](https://gexf.net/); windows as times of edges.
    Gexf,
    /// Edges or statements as Parquet.
    Parquet,
}

// Format, short names (the usual first, which is the extension too), media type.
const FORMATS: [(Format, &[&str], &str); 6] = [
    (Format::Csv, &["csv", "edges"], "text/csv"),
    (Format::Matrix, &["matrix"], "text/csv"),
    (Format::Json, &["json"], "application/json"),
    (Format::GraphMl, &["graphml"], "application/graphml+xml"),
    (Format::Gexf, &["gexf"], "application/gexf+xml"),
    (Format::Parquet, &["parquet", "pq"], "application/vnd.apache.parquet"),
];

impl Format {
    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        FORMATS[self as usize].2
    }

    /// The usual extension, without a dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        if self == Self::Matrix { "csv" } else { FORMATS[self as usize].1[0] }
    }

    /// Whether one file holds several windows.
    #[must_use]
    pub fn holds_windows(self) -> bool {
        !matches!(self, Self::Matrix | Self::GraphMl)
    }
}

impl FromStr for Format {
    type Err = NetworkError;

    /// By short name, extension or media type.
    fn from_str(name: &str) -> Result<Self, NetworkError> {
        let plain = name.split(';').next().unwrap_or_default().trim().trim_start_matches('.').to_ascii_lowercase();
        let known = FORMATS.iter().find(|f| f.1.contains(&plain.as_str()) || f.2 == plain);
        let unknown = || NetworkError::Format { what: format!("unknown format `{name}`"), help: "known are csv, matrix, json, graphml, gexf and parquet" };
        known.map(|f| f.0).ok_or_else(unknown)
    }
}

type Key<T> = (&'static str, ColumnType, fn(&T) -> Cell);

use ColumnType::{Boolean, Integer, Number, Text};

const EVENTS: [Key<Event>; 14] = [
    ("date", Text, |e| e.date.clone().into()),
    ("document", Text, |e| e.document.as_str().into()),
    ("actor", Text, |e| e.actor.as_str().into()),
    ("actor_label", Text, |e| e.actor_label.as_str().into()),
    ("concept", Text, |e| e.concept.as_str().into()),
    ("concept_label", Text, |e| e.concept_label.as_str().into()),
    ("qualifier", Integer, |e| e.qualifier.into()),
    ("attitude", Text, |e| e.attitude.clone().into()),
    ("family", Text, |e| e.family.map(|f| f.word()).into()),
    ("negated", Boolean, |e| e.negated.into()),
    ("basis", Text, |e| e.basis.word().into()),
    ("claim", Text, |e| e.claim.as_str().into()),
    ("alignment", Text, |e| e.alignment.clone().into()),
    ("quote", Text, |e| e.quote.clone().into()),
];

fn count(number: u64) -> Cell {
    i64::try_from(number).map_or(Cell::Null, Cell::Integer)
}

// Names alone, of explicit ties, of joined ties.
type Measure = ([&'static str; 3], ColumnType, fn(&Tie) -> Cell);

// A measure as a column of edges.
type Told = (&'static str, ColumnType, Box<dyn Fn(&Edge) -> Cell>);

const ONE_MODE: [Measure; 6] = [
    (["weight", "explicit_weight", "joined_weight"], Number, |t| t.weight.into()),
    (["congruence", "explicit_congruence", "joined_congruence"], Integer, |t| count(t.congruence)),
    (["conflict", "explicit_conflict", "joined_conflict"], Integer, |t| count(t.conflict)),
    (["pairs", "explicit_pairs", "joined_pairs"], Integer, |t| count(t.statements)),
    (["shared", "explicit_shared", "joined_shared"], Integer, |t| count(t.shared)),
    (["joint", "explicit_joint", "joined_joint"], Integer, |t| count(t.joint)),
];

const TWO_MODE: [Measure; 4] = [
    (["weight", "explicit_weight", "joined_weight"], Number, |t| t.weight.into()),
    (["agreement", "explicit_agreement", "joined_agreement"], Integer, |t| count(t.congruence)),
    (["disagreement", "explicit_disagreement", "joined_disagreement"], Integer, |t| count(t.conflict)),
    (["statements", "explicit_statements", "joined_statements"], Integer, |t| count(t.statements)),
];

const NODE: [Key<Node>; 6] = [
    ("label", Text, |n| n.label.as_str().into()),
    ("iri", Text, |n| n.id.as_str().into()),
    ("mode", Text, |n| n.mode.into()),
    ("type", Text, |n| n.class.into()),
    ("explicit", Integer, |n| count(n.explicit)),
    ("joined", Integer, |n| count(n.joined)),
];

fn column(name: &'static str, kind: ColumnType) -> Column {
    Column { name, kind }
}

impl Networks {
    /// Writes a file.
    ///
    /// # Errors
    /// The sink fails, or the format cannot hold what was asked for.
    pub fn write(&self, format: Format, mut out: impl Write + Send) -> Result<(), NetworkError> {
        self.fits(format)?;
        match format {
            Format::Json => {
                let failed = ExportError::write("JSON");
                serde_json::to_writer(&mut out, self).map_err(io::Error::from).and_then(|()| out.write_all(b"\n")).map_err(failed)?;
            }
            Format::Csv => drop(csv_rows(self.columns().iter().map(|c| c.name), CsvOptions::default(), out, |sink| self.rows(sink))?),
            Format::Parquet => drop(parquet_rows(&self.columns(), out, |sink| self.rows(sink))?),
            Format::Matrix => self.matrix(out)?,
            Format::GraphMl => self.graphml(&mut out).map_err(ExportError::write("GraphML"))?,
            Format::Gexf => self.gexf(&mut out).map_err(ExportError::write("GEXF"))?,
        }
        Ok(())
    }

    /// Whether a file of that format can hold what was asked for.
    ///
    /// # Errors
    /// It cannot; with what can.
    pub fn fits(&self, format: Format) -> Result<(), NetworkError> {
        let fail = |what: &str, help| Err(NetworkError::Format { what: what.to_owned(), help });
        if self.options.kind == Kind::Events && matches!(format, Format::Matrix | Format::GraphMl | Format::Gexf) {
            return fail("a list of statements is no network", "take csv, parquet or json");
        }
        if format == Format::Matrix && self.options.basis == Basis::Both {
            return fail("a matrix has one number in a cell, and `both` gives two", "take the basis `explicit` or `joined`, or csv");
        }
        if !format.holds_windows() && self.networks.len() > 1 {
            return fail("one file holds one window", "name a folder, or take csv, parquet, json or gexf");
        }
        Ok(())
    }

    /// Each window for itself, with its days as name: `2022-01-01_2022-06-30`.
    pub fn each(&self) -> impl Iterator<Item = (String, Self)> + '_ {
        self.networks.iter().map(|n| {
            let name = n.window.map_or_else(|| "network".to_owned(), |(first, last)| format!("{first}_{last}"));
            (name, Self { networks: vec![n.clone()], ..self.clone() })
        })
    }

    fn measures(&self) -> Vec<Told> {
        let measures: &[Measure] = if self.options.kind == Kind::TwoMode { &TWO_MODE } else { &ONE_MODE };
        let mut out: Vec<Told> = Vec::new();
        for joined in [false, true] {
            let (wanted, at) = match (self.options.basis, joined) {
                (Basis::Both, _) => (true, 1 + usize::from(joined)),
                (basis, _) => ((basis == Basis::Joined) == joined, 0),
            };
            for &(names, kind, get) in measures.iter().filter(|_| wanted) {
                out.push((names[at], kind, Box::new(move |e| if joined { e.joined } else { e.explicit }.as_ref().map_or(Cell::Null, get))));
            }
        }
        out
    }

    fn columns(&self) -> Vec<Column> {
        if self.options.kind == Kind::Events {
            return EVENTS.iter().map(|(name, kind, _)| column(name, *kind)).collect();
        }
        let window = ["window_start", "window_end"].map(|n| column(n, Text)).into_iter().filter(|_| self.options.window.is_some());
        let ends = ["source", "source_label", "source_type", "target", "target_label", "target_type"].map(|n| column(n, Text));
        window.chain(ends).chain(self.measures().iter().map(|(name, kind, _)| column(name, *kind))).collect()
    }

    fn rows(&self, sink: &mut dyn FnMut(Vec<Cell>) -> Result<(), ExportError>) -> Result<(), ExportError> {
        for event in &self.events {
            sink(EVENTS.iter().map(|(_, _, get)| get(event)).collect())?;
        }
        let measures = self.measures();
        for network in &self.networks {
            for edge in &network.edges {
                let mut row = Vec::new();
                if self.options.window.is_some() {
                    row.extend([network.window.map(|w| w.0.to_string()).into(), network.window.map(|w| w.1.to_string()).into()]);
                }
                let (source, target) = self.ends(network, edge);
                for (iri, node) in [(&edge.source, source), (&edge.target, target)] {
                    row.extend([iri.as_str().into(), node.map(|n| n.label.as_str()).into(), node.map(|n| n.class).into()]);
                }
                row.extend(measures.iter().map(|(_, _, get)| get(edge)));
                sink(row)?;
            }
        }
        Ok(())
    }

    /// The nodes at the ends of an edge.
    #[must_use]
    pub fn ends<'n>(&self, network: &'n Network, edge: &Edge) -> (Option<&'n Node>, Option<&'n Node>) {
        let modes = match self.options.kind {
            Kind::Actors | Kind::Events => ["actor", "actor"],
            Kind::Concepts => ["concept", "concept"],
            Kind::TwoMode => ["actor", "concept"],
        };
        let find = |mode: &str, id: &str| network.nodes.binary_search_by(|n| (n.mode, n.id.as_str()).cmp(&(mode, id))).ok().map(|at| &network.nodes[at]);
        (find(modes[0], &edge.source), find(modes[1], &edge.target))
    }

    fn matrix(&self, out: impl Write) -> Result<(), ExportError> {
        let nodes: &[Node] = self.networks.first().map_or(&[], |n| &n.nodes);
        let two = self.options.kind == Kind::TwoMode;
        let rows: Vec<&Node> = nodes.iter().filter(|n| !two || n.mode == "actor").collect();
        let columns: Vec<&Node> = nodes.iter().filter(|n| !two || n.mode == "concept").collect();
        let edges = self.networks.first().into_iter().flat_map(|n| &n.edges);
        let mut weights = rustc_hash::FxHashMap::default();
        for edge in edges {
            if let Some(tie) = edge.explicit.or(edge.joined) {
                weights.insert((edge.source.as_str(), edge.target.as_str()), tie.weight);
                if !two {
                    weights.insert((edge.target.as_str(), edge.source.as_str()), tie.weight);
                }
            }
        }
        // A name that several have is told apart by its IRI.
        let name = |node: &Node, all: &[&Node]| {
            let alone = all.iter().filter(|n| n.label == node.label).count() < 2;
            if alone { node.label.clone() } else { format!("{} <{}>", node.label, node.id) }
        };
        let header = std::iter::once(String::new()).chain(columns.iter().map(|c| name(c, &columns)));
        let written = csv_rows(header, CsvOptions::default(), out, |sink| {
            for row in &rows {
                let weight = |column: &Node| weights.get(&(row.id.as_str(), column.id.as_str())).copied().unwrap_or_default();
                sink(std::iter::once(Cell::Text(name(row, &rows))).chain(columns.iter().map(|c| Cell::Number(weight(c)))).collect())?;
            }
            Ok(())
        });
        written.map(drop)
    }

    // In two-mode networks of entities one thing may be an actor and a concept; its two nodes need two ids.
    fn id(&self, node: &Node) -> String {
        let doubtful = self.options.kind == Kind::TwoMode && matches!(self.options.concept, Concept::Entity | Concept::Event | Concept::Document);
        if doubtful && node.mode == "concept" { format!("{}#concept", node.id) } else { node.id.clone() }
    }

    fn edge_ids(&self, network: &Network, edge: &Edge) -> [String; 2] {
        let (source, target) = self.ends(network, edge);
        [source.map_or_else(|| edge.source.clone(), |n| self.id(n)), target.map_or_else(|| edge.target.clone(), |n| self.id(n))]
    }

    fn graphml(&self, out: &mut dyn Write) -> io::Result<()> {
        let kind = |kind: ColumnType| match kind {
            Text => "string",
            Integer => "long",
            Number => "double",
            Boolean => "boolean",
        };
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(out, "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">")?;
        for (name, column, _) in &NODE {
            writeln!(out, "  <key id=\"n_{name}\" for=\"node\" attr.name=\"{name}\" attr.type=\"{}\"/>", kind(*column))?;
        }
        let measures = self.measures();
        // Gephi takes the weight from a key of just this id.
        let key = |name: &str| if name == "weight" { "weight".to_owned() } else { format!("e_{name}") };
        for (name, column, _) in &measures {
            writeln!(out, "  <key id=\"{}\" for=\"edge\" attr.name=\"{name}\" attr.type=\"{}\"/>", key(name), kind(*column))?;
        }
        writeln!(out, "  <graph id=\"demarche\" edgedefault=\"undirected\">")?;
        for network in &self.networks {
            for node in &network.nodes {
                writeln!(out, "    <node id=\"{}\">", attribute(&self.id(node), &mut 0))?;
                for (name, _, get) in &NODE {
                    data(&format!("n_{name}"), &get(node), out)?;
                }
                writeln!(out, "    </node>")?;
            }
            for (at, edge) in network.edges.iter().enumerate() {
                let [source, target] = self.edge_ids(network, edge).map(|id| attribute(&id, &mut 0));
                writeln!(out, "    <edge id=\"e{at}\" source=\"{source}\" target=\"{target}\">")?;
                for (name, _, get) in &measures {
                    data(&key(name), &get(edge), out)?;
                }
                writeln!(out, "    </edge>")?;
            }
        }
        writeln!(out, "  </graph>\n</graphml>")?;
        out.flush()
    }

    fn gexf(&self, out: &mut dyn Write) -> io::Result<()> {
        let kind = |kind: ColumnType| match kind {
            Text => "string",
            Integer => "long",
            Number => "double",
            Boolean => "boolean",
        };
        let dynamic = self.options.window.is_some();
        let mode = if dynamic { "mode=\"dynamic\" timeformat=\"date\" timerepresentation=\"interval\"" } else { "mode=\"static\"" };
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(out, "<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">")?;
        writeln!(out, "  <meta><creator>demarche</creator></meta>")?;
        writeln!(out, "  <graph {mode} defaultedgetype=\"undirected\">")?;
        let measures = self.measures();
        let declare = |class: &str, names: &[(&'static str, ColumnType)], out: &mut dyn Write| {
            writeln!(out, "    <attributes class=\"{class}\" mode=\"static\">")?;
            for (name, column) in names {
                writeln!(out, "      <attribute id=\"{name}\" title=\"{name}\" type=\"{}\"/>", kind(*column))?;
            }
            writeln!(out, "    </attributes>")
        };
        // Counts of a node are those of a window.
        let of_node: Vec<&Key<Node>> = NODE.iter().filter(|(name, _, _)| !dynamic || !matches!(*name, "explicit" | "joined")).collect();
        declare("node", &of_node.iter().map(|(n, k, _)| (*n, *k)).collect::<Vec<_>>(), out)?;
        declare("edge", &measures.iter().map(|(n, k, _)| (*n, *k)).collect::<Vec<_>>(), out)?;
        let mut nodes: std::collections::BTreeMap<(&str, &str), (&Node, Vec<&Network>)> = Default::default();
        for network in &self.networks {
            for node in &network.nodes {
                nodes.entry((node.mode, &node.id)).or_insert((node, Vec::new())).1.push(network);
            }
        }
        writeln!(out, "    <nodes>")?;
        for (node, networks) in nodes.values() {
            writeln!(out, "      <node id=\"{}\" label=\"{}\">", attribute(&self.id(node), &mut 0), attribute(&node.label, &mut 0))?;
            values(of_node.iter().map(|(name, _, get)| (*name, get(node))), out)?;
            if dynamic {
                writeln!(out, "        <spells>")?;
                for (first, last) in networks.iter().filter_map(|n| n.window) {
                    writeln!(out, "          <spell start=\"{first}\" end=\"{last}\"/>")?;
                }
                writeln!(out, "        </spells>")?;
            }
            writeln!(out, "      </node>")?;
        }
        writeln!(out, "    </nodes>\n    <edges>")?;
        let mut number = 0;
        for network in &self.networks {
            let times = network.window.map_or_else(String::new, |(first, last)| format!(" start=\"{first}\" end=\"{last}\""));
            for edge in &network.edges {
                let [source, target] = self.edge_ids(network, edge).map(|id| attribute(&id, &mut 0));
                let weight = match (self.options.basis, edge.explicit.or(edge.joined)) {
                    (Basis::Both, _) | (_, None) => String::new(),
                    (_, Some(tie)) => format!(" weight=\"{}\"", tie.weight),
                };
                writeln!(out, "      <edge id=\"{number}\" source=\"{source}\" target=\"{target}\"{weight}{times}>")?;
                let told = measures.iter().filter(|(name, _, _)| *name != "weight");
                values(told.map(|(name, _, get)| (*name, get(edge))), out)?;
                writeln!(out, "      </edge>")?;
                number += 1;
            }
        }
        writeln!(out, "    </edges>\n  </graph>\n</gexf>")?;
        out.flush()
    }
}

fn shown(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Null => None,
        Cell::Text(text) => Some(text.clone()),
        Cell::Integer(number) => Some(number.to_string()),
        Cell::Number(number) => Some(number.to_string()),
        Cell::Boolean(value) => Some(value.to_string()),
    }
}

fn data(key: &str, cell: &Cell, out: &mut dyn Write) -> io::Result<()> {
    shown(cell).map_or(Ok(()), |value| writeln!(out, "      <data key=\"{key}\">{}</data>", escape(&value, &mut 0)))
}

fn values(cells: impl Iterator<Item = (&'static str, Cell)>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "        <attvalues>")?;
    for (name, cell) in cells {
        if let Some(value) = shown(&cell) {
            writeln!(out, "          <attvalue for=\"{name}\" value=\"{}\"/>", attribute(&value, &mut 0))?;
        }
    }
    writeln!(out, "        </attvalues>")
}
