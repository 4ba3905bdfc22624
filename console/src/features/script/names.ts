/** What the editor knows of tables and fields: a label after each id, a card on hover, names to complete. */
import { Names, findIds, type Named } from "@/ui/run/names";
import { openQuote } from "./insertion";
import { monaco } from "./monaco";

const LANGUAGES = ["javascript", "typescript"];

interface Words {
  unknown: string;
  field: (named: Named) => string;
}

let names = new Names([]);
let words: Words = { unknown: "", field: () => "" };
const changed = new monaco.Emitter<void>();

/** Let the editors know these tables and fields from now on. */
export function know(known: Names, said: Words): void {
  names = known;
  words = said;
  changed.fire();
}

function describe(id: string, named: Named | undefined): string {
  if (!named) return `${words.unknown}\n\n\`${id}\``;
  const { table, field } = named;
  const title = field ? `**${escaped(field.label)}** · ${escaped(table.label)}` : `**${escaped(table.label)}**`;
  return `${title}\n\n${escaped(words.field(named))}\n\n\`${escaped((field ?? table).name)}\` · \`${id}\``;
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&]/g, (letter) => `\\${letter}`);
}

monaco.languages.registerInlayHintsProvider(LANGUAGES, {
  onDidChangeInlayHints: changed.event,
  provideInlayHints(model, range) {
    const from = model.getOffsetAt(range.getStartPosition());
    const hints = findIds(model.getValueInRange(range)).flatMap(({ id, at }) => {
      const named = names.byId.get(id);
      if (!named) return [];
      const end = from + at + id.length;
      const quoted = /["'`]/.test(model.getValueInRange(monaco.Range.fromPositions(model.getPositionAt(end), model.getPositionAt(end + 1))));
      return [{ label: (named.field ?? named.table).label, position: model.getPositionAt(end + (quoted ? 1 : 0)), paddingLeft: true, tooltip: { value: describe(id, named) } }];
    });
    return { hints, dispose() {} };
  },
});

monaco.languages.registerHoverProvider(LANGUAGES, {
  provideHover(model, position) {
    const line = model.getLineContent(position.lineNumber);
    const found = findIds(line).find(({ at, id }) => at < position.column && position.column <= at + id.length + 1);
    if (!found) return null;
    const range = new monaco.Range(position.lineNumber, found.at + 1, position.lineNumber, found.at + 1 + found.id.length);
    return { range, contents: [{ value: describe(found.id, names.byId.get(found.id)) }] };
  },
});

/** Names in strings are found by API name, label or id; the words 表 and 字段 bring all of them. */
monaco.languages.registerCompletionItemProvider(LANGUAGES, {
  triggerCharacters: ['"', "'", "表", "段"],
  provideCompletionItems(model, position) {
    const before = model.getLineContent(position.lineNumber).slice(0, position.column - 1);
    const quote = openQuote(before);
    const trigger = ["表", "字段"].find((word) => before.endsWith(word));
    if (quote === "//" || quote === "`" || (!quote && !trigger)) return { suggestions: [] };
    const begun = quote ? before.slice(before.lastIndexOf(quote) + 1) : (trigger ?? "");
    const range = new monaco.Range(position.lineNumber, position.column - begun.length, position.lineNumber, position.column);
    const item = (named: Named, order: number): monaco.languages.CompletionItem => {
      const { table, field } = named;
      const one = field ?? table;
      return {
        label: { label: one.name, detail: one.label === one.name ? "" : `  ${one.label}`, description: field ? table.label : "" },
        kind: field ? monaco.languages.CompletionItemKind.Field : monaco.languages.CompletionItemKind.Struct,
        insertText: quote ? one.name : JSON.stringify(one.name),
        filterText: `${trigger ?? ""}${one.name} ${one.label} ${one.id} ${trigger ?? ""}`,
        sortText: String(order).padStart(6, "0"),
        documentation: { value: describe(one.id, named) },
        range,
      };
    };
    const tables = names.tables.map((table) => ({ table }));
    const fields = names.tables.flatMap((table) => table.fields.map((field) => ({ table, field })));
    const all: Named[] = trigger === "表" ? [...tables, ...fields] : [...fields, ...tables];
    return { suggestions: all.map(item) };
  },
});
