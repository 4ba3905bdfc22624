/** Tab-separated text as Excel, WPS, Numbers and Google Sheets put it on the clipboard, both ways. */

/** Give rows of cells; a cell in quotes may hold tabs, line breaks and doubled quotes. */
export function parseTsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let at = 0;
  const end = (isRow: boolean) => {
    rows.at(-1)!.push(cell);
    cell = "";
    if (isRow) rows.push([]);
  };
  const plain = text.replace(/\r\n?/g, "\n");
  while (at < plain.length) {
    const char = plain[at]!;
    if (char === '"' && cell === "" && isQuoted(plain, at)) {
      const close = closing(plain, at);
      cell = plain.slice(at + 1, close).replaceAll('""', '"');
      at = close + 1;
      continue;
    }
    if (char === "\t") end(false);
    else if (char === "\n") end(true);
    else cell += char;
    at += 1;
  }
  end(false);
  if (rows.length > 1 && rows.at(-1)!.length === 1 && rows.at(-1)![0] === "") rows.pop();
  return rows;
}

/** Spell rows of cells so that spreadsheets read them back. */
export function formatTsv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => (/[\t\n\r]|^"/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => row.map(cell).join("\t")).join("\n");
}

/** A quote opens a quoted cell only when its closing one ends the cell: `"A" grade` is plain text. */
function isQuoted(text: string, at: number): boolean {
  const close = closing(text, at);
  return close > at && (close === text.length - 1 || text[close + 1] === "\t" || text[close + 1] === "\n");
}

function closing(text: string, at: number): number {
  let next = at + 1;
  while (next < text.length) {
    if (text[next] === '"') {
      if (text[next + 1] !== '"') return next;
      next += 1;
    }
    next += 1;
  }
  return -1;
}
