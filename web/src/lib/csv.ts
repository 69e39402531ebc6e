/** The rows of a CSV text as SPARQL writes it: first the names of the columns. */
export function parseCsv(text: string): Record<string, string>[] {
  const rows: Record<string, string>[] = [];
  let names: string[] | undefined;
  let cells: string[] = [];
  let at = 0;
  const close = () => {
    if (!names) names = cells;
    else if (cells.length > 1 || cells[0] !== "" || names.length === 1) {
      const row: Record<string, string> = {};
      names.forEach((name, i) => (row[name] = cells[i] ?? ""));
      rows.push(row);
    }
    cells = [];
  };
  while (at < text.length) {
    let cell: string;
    if (text[at] === '"') {
      let end = at + 1;
      for (;;) {
        end = text.indexOf('"', end);
        if (end < 0) end = text.length;
        if (text[end + 1] !== '"') break;
        end += 2;
      }
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      let end = at;
      while (end < text.length && text[end] !== "," && text[end] !== "\n" && text[end] !== "\r") end++;
      cell = text.slice(at, end);
      at = end;
    }
    cells.push(cell);
    if (text[at] === ",") {
      at++;
      // A comma that ends the text or the line still has an empty cell behind it.
      if (at >= text.length || text[at] === "\r" || text[at] === "\n") cells.push("");
    }
    if (text[at] === "\r") at++;
    if (text[at] === "\n" || at >= text.length) {
      at++;
      close();
    }
  }
  return rows;
}

/** CSV with a mark that makes spreadsheets read it as UTF-8. */
export function writeCsv(names: string[], rows: (string | number)[][]): string {
  const quote = (cell: string | number) => {
    const text = String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return "\uFEFF" + [names, ...rows].map((row) => row.map(quote).join(",")).join("\r\n") + "\r\n";
}
