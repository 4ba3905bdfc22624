/** The icons of field types, drawn once as text: the canvas paints its head row from SVG, not from components. */
import type { SpriteMap } from "@glideapps/glide-data-grid";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { Icon, isIconName, type IconName } from "@/widgets/icon";

/** What the server calls an icon, where the console's set calls it otherwise. */
const NAMES: Readonly<Record<string, IconName>> = {
  "calendar-clock": "datetime", tag: "choice", tags: "multi-choice", user: "person", "align-left": "long-text", globe: "external", star: "rating",
  decimal: "number", coins: "money", braces: "json", check: "boolean", percent: "number", timer: "clock", hash: "number",
};

/** Give the console's icon for a field type's. */
export function fieldIcon(name: string): IconName {
  return NAMES[name] ?? (isIconName(name) ? name : "text");
}

function drawn(name: IconName): string {
  const host = document.createElement("div");
  const root = createRoot(host);
  flushSync(() => root.render(<Icon name={name} size={20} />));
  const svg = host.innerHTML;
  root.unmount();
  return svg.replace("<svg", `<svg xmlns="http://www.w3.org/2000/svg"`);
}

const USED: readonly IconName[] = [
  "text", "long-text", "number", "money", "rating", "calendar", "clock", "datetime", "choice", "multi-choice", "boolean", "phone", "mail", "external", "person",
  "link", "json", "history",
];

/** The pictures by name, for the grid's head; made when the route is loaded, before anything is drawn. */
export const headerIcons: SpriteMap = Object.fromEntries(
  USED.map((name) => {
    const svg = drawn(name);
    return [name, ({ bgColor }: { bgColor: string }) => svg.replaceAll("currentColor", bgColor)];
  }),
);
