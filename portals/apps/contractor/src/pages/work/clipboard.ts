/** Cells as text, as spreadsheets copy and paste them: tabs, line breaks, quotes where needed. */

/** `a<Tab>b<Newline>…`; a field in quotes may hold tabs, line breaks and doubled quotes. */
export function readCells(text: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at <= text.length) {
    const [field, end] = text[at] === '"' ? quoted(text, at) : plain(text, at);
    rows.at(-1)?.push(field);
    const mark = text[end];
    if (mark === undefined) break;
    at = end + 1;
    if (mark === "\t") continue;
    if (mark === "\r" && text[at] === "\n") at += 1;
    // The line break that spreadsheets put at the end begins no row.
    if (at === text.length) break;
    rows.push([]);
  }
  return rows;
}

export function writeCells(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(written).join("\t")).join("\n");
}

/** Whether a text is more than one cell. */
export function isBlock(text: string): boolean {
  const rows = readCells(text);
  return rows.length > 1 || (rows[0]?.length ?? 0) > 1;
}

function written(field: string): string {
  return /["\t\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

function plain(text: string, from: number): [string, number] {
  let end = from;
  while (end < text.length && !"\t\r\n".includes(text[end] ?? "")) end += 1;
  return [text.slice(from, end), end];
}

/** A field that only begins with a quote, and does not end with one, is taken as it stands. */
function quoted(text: string, from: number): [string, number] {
  let field = "";
  let at = from + 1;
  while (at < text.length) {
    if (text[at] !== '"') field += text[at];
    else if (text[at + 1] === '"') {
      field += '"';
      at += 1;
    } else {
      const next = text[at + 1];
      return next === undefined || "\t\r\n".includes(next) ? [field, at + 1] : plain(text, from);
    }
    at += 1;
  }
  return plain(text, from);
}
