/** Pasted code often has the full-width punctuation of Chinese text where code needs its own. Pure functions. */

const PLAIN: Readonly<Record<string, string>> = { "（": "(", "）": ")", "，": ",", "；": ";", "：": ":", "　": " " };
const OPENS: Readonly<Record<string, { close: string; plain: string }>> = { "“": { close: "”", plain: '"' }, "”": { close: "“", plain: '"' }, "‘": { close: "’", plain: "'" }, "’": { close: "‘", plain: "'" } };

export interface Edit {
  offset: number;
  length: number;
  text: string;
}

/** Walks through a script; what stands in strings, comments, templates and regular expressions is left alone. */
class Walk {
  at = 0;
  readonly edits: Edit[] = [];
  private before = "";

  constructor(private readonly source: string) {}

  /** Mend code until its end, or (inside a template) until the brace that closes it. */
  code(isInTemplate: boolean): void {
    let depth = 0;
    while (this.at < this.source.length) {
      const one = this.source[this.at] ?? "";
      if (isInTemplate && one === "}" && depth === 0) return;
      if (one === "{") depth += 1;
      if (one === "}") depth -= 1;
      this.step(one);
      if (one.trim()) this.before = this.source.slice(Math.max(0, this.at - 10), this.at);
    }
  }

  private step(one: string): void {
    const next = this.source[this.at + 1];
    if (one === '"' || one === "'") this.quoted(one);
    else if (one === "`") this.template();
    else if (one === "/" && next === "/") this.skipTo("\n");
    else if (one === "/" && next === "*") this.skipTo("*/");
    else if (one === "/" && isOperand(this.before)) this.pattern();
    else if (OPENS[one]) this.curly(one, OPENS[one]);
    else {
      const plain = PLAIN[one];
      if (plain !== undefined) this.edits.push({ offset: this.at, length: 1, text: plain });
      this.at += 1;
    }
  }

  private skipTo(end: string): void {
    const found = this.source.indexOf(end, this.at + 2);
    this.at = found < 0 ? this.source.length : found + end.length;
  }

  private quoted(quote: string): void {
    this.at += 1;
    while (this.at < this.source.length && this.source[this.at] !== quote && this.source[this.at] !== "\n") this.at += this.source[this.at] === "\\" ? 2 : 1;
    this.at += 1;
  }

  private template(): void {
    this.at += 1;
    while (this.at < this.source.length && this.source[this.at] !== "`") {
      if (this.source.startsWith("${", this.at)) {
        this.at += 2;
        this.code(true);
      }
      this.at += this.source[this.at] === "\\" ? 2 : 1;
    }
    this.at += 1;
  }

  private pattern(): void {
    let isClass = false;
    this.at += 1;
    while (this.at < this.source.length && this.source[this.at] !== "\n" && (isClass || this.source[this.at] !== "/")) {
      if (this.source[this.at] === "[") isClass = true;
      if (this.source[this.at] === "]") isClass = false;
      this.at += this.source[this.at] === "\\" ? 2 : 1;
    }
    this.at += 1;
  }

  /** A curly quote begins a string: its ends become plain quotes, what it says stays, plain quotes in it are escaped. */
  private curly(one: string, { close, plain }: { close: string; plain: string }): void {
    const start = this.at;
    const line = this.source.slice(start + 1).split("\n", 1)[0] ?? "";
    const ends = [line.indexOf(close), line.indexOf(one), line.indexOf(plain)];
    const end = ends.find((place) => place >= 0) ?? -1;
    this.edits.push({ offset: start, length: 1, text: plain });
    this.at += 1;
    if (end < 0) return;
    for (let place = 0; place < end; place += 1) {
      if (line[place] === plain && line[place - 1] !== "\\") this.edits.push({ offset: start + 1 + place, length: 1, text: `\\${plain}` });
    }
    this.at = start + 1 + end + 1;
    if (line[end] !== plain) this.edits.push({ offset: start + 1 + end, length: 1, text: plain });
  }
}

/** Tell whether a value may follow this code: then a slash begins a regular expression. */
function isOperand(before: string): boolean {
  return /(^|[(,=:[!&|?{};+\-*%~^<>（，；：]|\b(return|typeof|case|in|of|do|else))\s*$/.test(before);
}

/** Give what to change in a script's part, from one offset to another, so that its punctuation is that of code. */
export function punctuationEdits(source: string, from: number, to: number): Edit[] {
  const walk = new Walk(source);
  walk.code(false);
  return walk.edits.filter(({ offset }) => offset >= from && offset < to).sort((a, b) => a.offset - b.offset);
}

/** Apply edits to a text. */
export function edited(source: string, edits: readonly Edit[]): string {
  return [...edits].reverse().reduce((text, { offset, length, text: plain }) => text.slice(0, offset) + plain + text.slice(offset + length), source);
}
