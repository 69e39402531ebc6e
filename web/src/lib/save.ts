/** Gives the reader a file that the page made itself. */
export function save(name: string, type: string, content: string): void {
  const anchor = document.createElement("a");
  const url = URL.createObjectURL(new Blob([content], { type }));
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const LOOKS = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-family", "font-size", "font-weight", "text-anchor", "opacity", "paint-order"];

/** A picture as a file of its own, with the colours it has on the page. */
export function svgOf(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const box = svg.getBoundingClientRect();
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  if (!copy.hasAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${Math.round(box.width)} ${Math.round(box.height)}`);
  copy.setAttribute("width", String(Math.round(box.width)));
  copy.setAttribute("height", String(Math.round(box.height)));
  const from = [svg, ...svg.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((node, i) => {
    const style = getComputedStyle(from[i]!);
    for (const look of LOOKS) node.setAttribute(look, style.getPropertyValue(look));
    node.removeAttribute("class");
  });
  const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [key, value] of [["width", "100%"], ["height", "100%"], ["fill", getComputedStyle(document.body).backgroundColor]] as const) paper.setAttribute(key, value);
  copy.prepend(paper);
  return new XMLSerializer().serializeToString(copy) + "\n";
}

const xml = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replace(/[^\t\n\r\u{20}-\u{10FFFF}]/gu, "");

export interface GraphNode {
  id: string;
  label: string;
  kind: string;
}
export interface GraphEdge {
  source: string;
  target: string;
  counts: Record<string, number>;
}

/** GraphML, directed, with a number for each kind of stance. */
export function graphml(nodes: GraphNode[], edges: GraphEdge[]): string {
  const columns = [...new Set(edges.flatMap((edge) => Object.keys(edge.counts)))];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    '<key id="label" for="node" attr.name="label" attr.type="string"/>',
    '<key id="kind" for="node" attr.name="kind" attr.type="string"/>',
    ...columns.map((column) => `<key id="${xml(column)}" for="edge" attr.name="${xml(column)}" attr.type="int"/>`),
    '<graph edgedefault="directed">',
    ...nodes.map((node) => `<node id="${xml(node.id)}"><data key="label">${xml(node.label)}</data><data key="kind">${xml(node.kind)}</data></node>`),
    ...edges.map(
      (edge, i) =>
        `<edge id="e${i}" source="${xml(edge.source)}" target="${xml(edge.target)}">${Object.entries(edge.counts)
          .map(([key, n]) => `<data key="${xml(key)}">${n}</data>`)
          .join("")}</edge>`,
    ),
    "</graph>",
    "</graphml>",
    "",
  ].join("\n");
}

/** Puts text on the clipboard; false where the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "away";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
