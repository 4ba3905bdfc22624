/** The pages of the documentation that people read beside the console, each loaded when it is opened. */
import type { Language } from "@/i18n/language";

const files: Record<string, () => Promise<string>> = {
  ...import.meta.glob<string>("../../../../docs/howto/*.md", { query: "?raw", import: "default" }),
  ...import.meta.glob<string>("../../../../docs/reference/*.md", { query: "?raw", import: "default" }),
  ...import.meta.glob<string>("../../../../docs/glossary*.md", { query: "?raw", import: "default" }),
};

const documents = new Map(Object.entries(files).map(([path, load]) => [path.slice(path.indexOf("docs/") + 5, -3), load]));

/** Give the names of all pages, such as "howto/connect-feiyu", without their translations. */
export const names: readonly string[] = [...documents.keys()].filter((name) => !name.endsWith(".zh-CN")).sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));

/** What people do comes before what things are called, and that before what they look up. */
function rank(name: string): number {
  return name.startsWith("howto/") ? 0 : name.startsWith("reference/") ? 2 : 1;
}

/** Load a page in this language where it is translated, else in English; undefined when there is none. */
export async function loadDocument(name: string, language: Language): Promise<string | undefined> {
  const translated = language === "zh-CN" ? documents.get(`${name}.zh-CN`) : undefined;
  const text = await (translated ?? documents.get(name))?.();
  return text && withoutLanguageLink(text);
}

/** Leave out the line that leads to the other language: the console shows the reader's own. */
export function withoutLanguageLink(text: string): string {
  return text.replace(/^(# .+\n\n)\[[^\]]+\]\([^)]+\)\n\n/, "$1");
}

/** Give a page's title: its first heading. */
export function titleOf(text: string): string {
  return /^# (.+)$/m.exec(text)?.[1] ?? "";
}

/** Give where a link of a page leads inside the help; undefined for one that leads elsewhere. */
export function insideLink(from: string, href: string): string | undefined {
  if (/^[a-z]+:|^#|^\//i.test(href)) return undefined;
  const [path = "", hash] = href.split("#");
  const name = new URL(path, `http://help/${from}`).pathname.slice(1).replace(/(\.zh-CN)?\.md$/, "");
  return documents.has(name) ? `/help/${name}${hash ? `#${hash}` : ""}` : undefined;
}
