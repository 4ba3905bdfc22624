/** A webhook's settings as this console reads them; the server keeps and checks them. */
import type { Answer } from "./presets";
import type { Webhook } from "./reads";

export interface Location {
  in: "body" | "header" | "query";
  path: (string | number)[];
}

export interface Settings {
  mode: "after_script" | "at_once";
  answer: Answer;
  fallback: Answer;
  off_answer: Answer | null;
  failure: Answer;
  requires_json: boolean;
  methods: string[];
  cors_origins: string[];
  body_limit: number;
  deadline_ms: number;
  rate_limit: { per_second: number; burst: number } | null;
  verify: { kind: "none" | "shared_secret" };
  dedupe: Location[];
  dedupe_days: number;
}

export function settingsOf(webhook: Webhook): Settings {
  return webhook.settings as unknown as Settings;
}

/** Write a place in a request as people do: `id`, `data.id`, `header access-token`. */
export function locationText({ in: part, path }: Location): string {
  return part === "body" ? path.join(".") : `${part} ${path.join(".")}`;
}

/** Read the same back; a step of digits alone is an index. Gives null for what names no place. */
export function readLocation(text: string): Location | null {
  const [first = "", ...rest] = text.trim().split(/\s+/);
  if (!first) return null;
  if ((first === "header" || first === "query") && rest.length === 1) return { in: first, path: [rest[0] ?? ""] };
  if (rest.length) return null;
  const path = first.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  return path.includes("") ? null : { in: "body", path };
}
