//! The network as GraphML.

use std::io::{self, Write};

use super::xml::{attribute, escape};
use super::{Edge, ExportError, Network, Node};

type Key<T> = (&'static str, &'static str, fn(&T) -> Option<String>);

const NODE: [Key<Node>; 8] = [
    ("label", "string", |n| Some(n.label.clone())),
    ("type", "string", |n| Some(n.class.to_owned())),
    ("iso", "string", |n| n.iso.clone()),
    ("short_name", "string", |n| n.short_name.clone()),
    ("date", "string", |n| n.date.clone()),
    ("first", "string", |n| n.first.clone()),
    ("last", "string", |n| n.last.clone()),
    ("documents", "long", |n| Some(n.documents.to_string())),
];

const EDGE: [Key<Edge>; 9] = [
    ("type", "string", |e| Some(e.class.to_owned())),
    ("kind", "string", |e| Some(e.kind.clone())),
    ("family", "string", |e| e.family.clone()),
    ("polarity", "long", |e| e.polarity.map(|p| p.to_string())),
    ("negated", "boolean", |e| e.negated.map(|n| n.to_string())),
    ("weight", "double", |e| Some(e.weight.to_string())),
    ("first", "string", |e| e.first.clone()),
    ("last", "string", |e| e.last.clone()),
    ("document", "string", |e| Some(e.documents.join(" "))),
];

/// Writes the network as [GraphML](http://graphml.graphdrawing.org/), without the nodes that no edge touches.
///
/// # Errors
/// The sink fails.
pub fn write_graphml(network: &Network, mut out: impl Write) -> Result<(), ExportError> {
    write(network, &mut out).map_err(ExportError::write("GraphML"))
}

fn write(network: &Network, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">")?;
    for (name, kind, _) in &NODE {
        writeln!(out, "  <key id=\"n_{name}\" for=\"node\" attr.name=\"{name}\" attr.type=\"{kind}\"/>")?;
    }
    for (name, kind, _) in &EDGE {
        // Gephi takes the weight from a key of just this id.
        let id = if *name == "weight" { "weight".to_owned() } else { format!("e_{name}") };
        writeln!(out, "  <key id=\"{id}\" for=\"edge\" attr.name=\"{name}\" attr.type=\"{kind}\"/>")?;
    }
    writeln!(out, "  <graph id=\"demarche\" edgedefault=\"directed\">")?;
    let mut replaced = 0;
    for node in network.connected() {
        writeln!(out, "    <node id=\"{}\">", attribute(&node.id, &mut replaced))?;
        for (name, _, value) in &NODE {
            data(&format!("n_{name}"), value(node), out)?;
        }
        writeln!(out, "    </node>")?;
    }
    for edge in &network.edges {
        let (source, target) = (attribute(&edge.source, &mut replaced), attribute(&edge.target, &mut replaced));
        writeln!(out, "    <edge id=\"{}\" source=\"{source}\" target=\"{target}\">", edge.id)?;
        for (name, _, value) in &EDGE {
            let id = if *name == "weight" { "weight".to_owned() } else { format!("e_{name}") };
            data(&id, value(edge), out)?;
        }
        writeln!(out, "    </edge>")?;
    }
    writeln!(out, "  </graph>\n</graphml>")?;
    out.flush()
}

fn data(key: &str, value: Option<String>, out: &mut dyn Write) -> io::Result<()> {
    value.map_or(Ok(()), |value| writeln!(out, "      <data key=\"{key}\">{}</data>", escape(&value, &mut 0)))
}
