//! RDF in any syntax, part after part.

use std::io::Write;

use super::names::Used;
use super::{ExportError, QuadSet, Syntax, jsonld, rdfxml, turtle};

/// The statements of a part of a file, made without knowing what comes before: so that threads can make them.
#[derive(Debug)]
pub struct Fragment {
    bytes: Vec<u8>,
    used: Used,
    count: u64,
    replaced: u64,
}

impl Fragment {
    /// The statements of `quads` in `syntax`.
    ///
    /// # Errors
    /// A property that RDF/XML cannot name.
    pub fn new(syntax: Syntax, quads: &QuadSet) -> Result<Self, ExportError> {
        let mut bytes = Vec::new();
        let replaced = body(syntax, quads, &mut bytes)?;
        Ok(Self { bytes, used: used(syntax, quads), count: count(syntax, quads), replaced })
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written<W> {
    /// The sink.
    pub out: W,
    /// Number of quads or, where the syntax has no graphs, of triples.
    pub count: u64,
    /// Characters that XML cannot hold and that became U+FFFD.
    pub replaced: u64,
}

/// Writes RDF part by part: a document, or everything at once.
///
/// Prefixes are declared before the first part that uses them, so that nothing but the part is held in memory.
#[derive(Debug)]
pub struct RdfWriter<W> {
    syntax: Syntax,
    out: W,
    declared: Used,
    begun: bool,
    count: u64,
    replaced: u64,
}

impl<W: Write> RdfWriter<W> {
    /// A writer on `out`, which should be buffered.
    #[must_use]
    pub fn new(syntax: Syntax, out: W) -> Self {
        Self { syntax, out, declared: Used::default(), begun: false, count: 0, replaced: 0 }
    }

    /// Writes a part.
    ///
    /// # Errors
    /// The sink fails, or a property has no name in RDF/XML.
    pub fn write(&mut self, quads: &QuadSet) -> Result<(), ExportError> {
        if quads.is_empty() {
            return Ok(());
        }
        self.before(used(self.syntax, quads))?;
        self.replaced += body(self.syntax, quads, &mut self.out)?;
        self.count += count(self.syntax, quads);
        Ok(())
    }

    /// Writes a part that was made before.
    ///
    /// # Errors
    /// The sink fails.
    pub fn write_fragment(&mut self, fragment: &Fragment) -> Result<(), ExportError> {
        if fragment.bytes.is_empty() {
            return Ok(());
        }
        self.before(fragment.used)?;
        self.out.write_all(&fragment.bytes).map_err(ExportError::write("RDF"))?;
        self.replaced += fragment.replaced;
        self.count += fragment.count;
        Ok(())
    }

    /// Hands what was written so far to the reader.
    ///
    /// # Errors
    /// The sink fails.
    pub fn flush(&mut self) -> Result<(), ExportError> {
        self.out.flush().map_err(ExportError::write("RDF"))
    }

    /// Closes the file.
    ///
    /// # Errors
    /// The sink fails.
    pub fn finish(mut self) -> Result<Written<W>, ExportError> {
        self.begin()?;
        match self.syntax {
            Syntax::RdfXml => rdfxml::foot(&mut self.out),
            Syntax::JsonLd => jsonld::foot(&mut self.out),
            _ => Ok(()),
        }
        .and_then(|()| self.out.flush())
        .map_err(ExportError::write("RDF"))?;
        Ok(Written { out: self.out, count: self.count, replaced: self.replaced })
    }

    fn begin(&mut self) -> Result<bool, ExportError> {
        let first = !std::mem::replace(&mut self.begun, true);
        if first {
            match self.syntax {
                Syntax::RdfXml => rdfxml::head(&mut self.out),
                Syntax::JsonLd => jsonld::head(&mut self.out),
                _ => Ok(()),
            }
            .map_err(ExportError::write("RDF"))?;
        }
        Ok(first)
    }

    fn before(&mut self, used: Used) -> Result<(), ExportError> {
        let first = self.begin()?;
        let out = &mut self.out;
        match self.syntax {
            Syntax::Turtle | Syntax::TriG => {
                if !first {
                    out.write_all(b"\n").map_err(ExportError::write("RDF"))?;
                }
                let new = used.declare(&mut self.declared);
                turtle::head(new, out).and_then(|()| if new == Used::default() { Ok(()) } else { out.write_all(b"\n") })
            }
            Syntax::JsonLd if !first => out.write_all(b","),
            _ => Ok(()),
        }
        .map_err(ExportError::write("RDF"))
    }
}

fn used(syntax: Syntax, quads: &QuadSet) -> Used {
    match syntax {
        Syntax::Turtle | Syntax::TriG => turtle::used(quads, syntax == Syntax::TriG),
        _ => Used::default(),
    }
}

fn count(syntax: Syntax, quads: &QuadSet) -> u64 {
    (if syntax.has_graphs() { quads.len() } else { quads.triples_len() }) as u64
}

// The statements alone; how many characters could not be kept.
fn body(syntax: Syntax, quads: &QuadSet, out: &mut dyn Write) -> Result<u64, ExportError> {
    match syntax {
        Syntax::Turtle => turtle::body(quads, false, out),
        Syntax::TriG => turtle::body(quads, true, out),
        Syntax::NTriples => quads.triples().try_for_each(|t| writeln!(out, "{t} .")),
        // By graph, so that parts written one after the other give the same file as all at once.
        Syntax::NQuads => quads.by_graph().into_iter().try_for_each(|(graph, triples)| {
            let end = if graph == 0 { " .".to_owned() } else { format!(" {} .", quads.graph(graph)) };
            triples.into_iter().try_for_each(|[s, p, o]| writeln!(out, "{} {} {}{end}", quads.term(s), quads.term(p), quads.term(o)))
        }),
        Syntax::RdfXml => return rdfxml::body(quads, out),
        Syntax::JsonLd => jsonld::body(quads, out),
    }
    .map_err(ExportError::write("RDF"))?;
    Ok(0)
}
