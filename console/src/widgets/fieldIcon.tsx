/** The icon of a field type: the server names it on the type's card, the set of icons may call it otherwise. */
import { Icon, isIconName, type IconName } from "./icon";

const SAME: Readonly<Record<string, IconName>> = {
  check: "boolean", tag: "choice", tags: "multi-choice", user: "person", "calendar-clock": "datetime", decimal: "number", hash: "number",
  braces: "json", "align-left": "long-text", coins: "money", star: "rating", globe: "link", percent: "number", timer: "clock", "map-pin": "home",
};

export function FieldIcon({ name, size = 14 }: { name: string | undefined; size?: number }) {
  const known = name ? (SAME[name] ?? name) : "text";
  return <Icon name={isIconName(known) ? known : "text"} size={size} />;
}
