//! The network as GEXF, in which nodes and edges have a time.

use std::io::{self, Write};

use super::dates::{first_day, last_day};
use super::xml::attribute;
use super::{Edge, ExportError, Network, Node};

type Key<T> = (&'static str, &'static str, fn(&T) -> Option<String>);

const NODE: [Key<Node>; 5] = [
    ("type", "string", |n| Some(n.class.to_owned())),
    ("iso", "string", |n| n.iso.clone()),
    ("short_name", "string", |n| n.short_name.clone()),
    ("date", "string", |n| n.date.clone()),
    ("documents", "long", |n| Some(n.documents.to_string())),
];

const EDGE: [Key<Edge>; 6] = [
    ("type", "string", |e| Some(e.class.to_owned())),
    ("attitude", "string", |e| e.attitude.clone()),
    ("family", "string", |e| e.family.clone()),
    ("polarity", "long", |e| e.polarity.map(|p| p.to_string())),
    ("negated", "boolean", |e| e.negated.map(|n| n.to_string())),
    ("document", "string", |e| Some(e.documents.join(" "))),
];

/// Writes the network as [GEXF 1.3](https://gexf.net/), without the nodes that no edge touches.
///
/// Nodes and edges last from the first day of their first document to the last day of their last one; without a dated
/// document they are there at all times.
///
/// # Errors
/// The sink fails.
pub fn write_gexf(network: &Network, mut out: impl Write) -> Result<(), ExportError> {
    write(network, &mut out).map_err(ExportError::write("GEXF"))
}

fn write(network: &Network, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">")?;
    writeln!(out, "  <meta><creator>demarche</creator></meta>")?;
    writeln!(out, "  <graph mode=\"dynamic\" defaultedgetype=\"directed\" timeformat=\"date\" timerepresentation=\"interval\">")?;
    declare("node", &NODE, out)?;
    declare("edge", &EDGE, out)?;
    writeln!(out, "    <nodes>")?;
    for node in network.connected() {
        let (id, label) = (attribute(&node.id, &mut 0), attribute(&node.label, &mut 0));
        let times = times(node.first.as_deref(), node.last.as_deref());
        writeln!(out, "      <node id=\"{id}\" label=\"{label}\"{times}>")?;
        values(&NODE, node, out)?;
        writeln!(out, "      </node>")?;
    }
    writeln!(out, "    </nodes>\n    <edges>")?;
    for edge in &network.edges {
        let (source, target) = (attribute(&edge.source, &mut 0), attribute(&edge.target, &mut 0));
        let (kind, times) = (attribute(&edge.kind, &mut 0), times(edge.first.as_deref(), edge.last.as_deref()));
        let (id, weight) = (&edge.id, edge.weight);
        writeln!(out, "      <edge id=\"{id}\" source=\"{source}\" target=\"{target}\" kind=\"{kind}\" label=\"{kind}\" weight=\"{weight}\"{times}>")?;
        values(&EDGE, edge, out)?;
        writeln!(out, "      </edge>")?;
    }
    writeln!(out, "    </edges>\n  </graph>\n</gexf>")?;
    out.flush()
}

fn times(first: Option<&str>, last: Option<&str>) -> String {
    match (first.and_then(first_day), last.and_then(last_day)) {
        (Some(start), Some(end)) => format!(" start=\"{start}\" end=\"{end}\""),
        _ => String::new(),
    }
}

fn declare<T>(class: &str, keys: &[Key<T>], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "    <attributes class=\"{class}\" mode=\"static\">")?;
    for (name, kind, _) in keys {
        writeln!(out, "      <attribute id=\"{name}\" title=\"{name}\" type=\"{kind}\"/>")?;
    }
    writeln!(out, "    </attributes>")
}

fn values<T>(keys: &[Key<T>], of: &T, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "        <attvalues>")?;
    for (name, _, value) in keys {
        if let Some(value) = value(of) {
            writeln!(out, "          <attvalue for=\"{name}\" value=\"{}\"/>", attribute(&value, &mut 0))?;
        }
    }
    writeln!(out, "        </attvalues>")
}
