import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";

const lib = join(dirname(fileURLToPath(import.meta.url)), "../src/lib");
const out = mkdtempSync(join(tmpdir(), "demarche-lib-"));
const parts = {};
before(async () => {
  const names = ["csv", "text", "agreement", "iri"];
  await build({ configFile: false, logLevel: "silent", build: { outDir: out, minify: false, lib: { entry: names.map((name) => join(lib, `${name}.ts`)), formats: ["es"] } } });
  for (const name of names) Object.assign(parts, await import(pathToFileURL(join(out, `${name}.js`))));
});
after(() => rmSync(out, { recursive: true, force: true }));

describe("CSV", () => {
  it("is read with quotes, breaks and empty cells, and written so that it reads back", () => {
    const rows = [["plain", 'a "quoted", word'], ["", "two\nlines"], ["last", ""]];
    const read = parts.parseCsv(parts.writeCsv(["one", "two"], rows).slice(1));
    assert.deepEqual(read.map((row) => [row.one, row.two]), rows);
    assert.deepEqual(parts.parseCsv("a,b\r\n1,\r\n,2\r\n"), [{ a: "1", b: "" }, { a: "", b: "2" }]);
    assert.deepEqual(parts.parseCsv("a\r\n"), []);
  });
});

describe("offsets", () => {
  it("of code points become those of UTF-16", () => {
    const text = "a🎉b👩‍🚀é";
    const units = parts.unitsOf(text);
    const points = [...text];
    points.forEach((point, i) => assert.equal(text.slice(units(i), units(i + 1)), point));
    assert.equal(units(points.length), text.length);
    assert.equal(units(points.length + 5), text.length);
  });

  it("of overlapping marks give pieces that are the text again", () => {
    const text = "The EU encourages Kazakhstan.";
    const marks = [
      { start: 0, end: 29, kind: "sentence" },
      { start: 4, end: 17, kind: "x" },
      { start: 7, end: 28, kind: "y" },
      { start: 40, end: 50, kind: "outside" },
    ];
    const pieces = parts.pieces(text, marks, 2, 27);
    assert.equal(pieces.map((piece) => piece.text).join(""), text.slice(2, 27));
    assert.deepEqual(pieces.map((piece) => piece.marks.map((mark) => mark.kind).join("")), ["sentence", "sentencex", "sentencexy", "sentencey"]);
  });

  it("of a phrase are found whatever its white space, and only within the range", () => {
    const text = "institutions and a\n\nstrong (civil) society. strong (civil) society";
    assert.deepEqual(parts.find(text, "a strong (civil) society", 0, text.length), [17, 42]);
    assert.equal(parts.find(text, "a strong", 19, text.length), undefined);
  });

  it("of a paragraph reach from break to break", () => {
    assert.deepEqual(parts.paragraph("one\ntwo three\nfour", 8, 13), [4, 13]);
    assert.deepEqual(parts.paragraph("one", 0, 3), [0, 3]);
  });
});

// Three actors on four subjects, counted by hand: A and B agree on x and y, are opposed on z; C shares only z with both.
const row = (holder, column, approving, disapproving) => ({ holder, column, approving, disapproving });
const ROWS = [row("A", "x", 2, 0), row("B", "x", 1, 0), row("A", "y", 0, 3), row("B", "y", 0, 1), row("A", "z", 1, 0), row("B", "z", 1, 2), row("C", "z", 4, 0), row("C", "w", 1, 1), row("A", "v", 1, 0)];

describe("agreement", () => {
  const value = (measure, normalisation, one, other) => parts.agreement(ROWS, measure, normalisation).pair(one, other)?.value;
  it("counts subjects on which two have the same or opposite signs", () => {
    assert.equal(value("congruence", "none", "A", "B"), 2);
    assert.equal(value("conflict", "none", "A", "B"), 1);
    assert.equal(value("difference", "none", "A", "B"), 1);
    assert.equal(value("difference", "none", "B", "C"), -1);
    assert.equal(value("difference", "none", "A", "C"), 1);
  });
  it("is divided as named: A has four subjects, B three, C one that is not balanced", () => {
    assert.equal(value("congruence", "average", "A", "B"), 2 / 3.5);
    assert.equal(value("congruence", "jaccard", "A", "B"), 2 / 4);
    assert.equal(value("congruence", "cosine", "A", "B"), 2 / Math.sqrt(12));
    assert.equal(value("difference", "jaccard", "A", "C"), 1 / 4);
  });
  it("is nothing, not nought, where no subject is shared", () => {
    assert.equal(parts.agreement([row("A", "x", 1, 0), row("B", "y", 1, 0)], "difference", "none").pair("A", "B"), undefined);
    assert.equal(parts.agreement(ROWS, "difference", "none").pair("A", "A"), undefined);
  });
});

describe("IRIs", () => {
  it("are shortened and expanded without loss", () => {
    for (const iri of ["https://w3id.org/demarche/id/state/KZ", "https://w3id.org/demarche/ns#approve", "https://w3id.org/demarche/ns/topic/elections", "https://example.org/a#b", "urn:x:y"]) assert.equal(parts.expand(parts.shorten(iri)), iri);
    assert.equal(parts.shorten("https://w3id.org/demarche/id/org/EU"), "org:EU");
  });
  it("have a readable name before the true one is known", () => {
    assert.equal(parts.nameOf("https://w3id.org/demarche/id/state/KZ"), "Kazakhstan");
    assert.equal(parts.nameOf("https://w3id.org/demarche/id/org/OSCE-Permanent-Council"), "OSCE Permanent Council");
  });
});
