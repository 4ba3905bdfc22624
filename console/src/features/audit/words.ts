/** The words of the audit in the reader's language: actions, authors, settings and their values. */
import { useTranslation } from "react-i18next";
import type { Author } from "./reads";
import { useActions } from "./reads";

const KNOWN_AUTHORS = ["operator", "system", "nobody"] as const;
const SETTINGS = [
  "label", "name", "aliases", "type", "required", "unique", "searchable", "default", "description", "hue", "params", "role", "email",
  "is_on", "suffix", "source", "settings", "zone", "language", "live", "note", "order", "url_key", "events", "sessions", "format",
  "sharing", "locked", "tiles", "hosts", "value", "kind", "readable", "scopes", "hint", "expires_at", "instance_admin", "dry_run",
  "as_new", "as_copy", "version", "filter",
] as const;

/** Give the wording of an action. */
export function useWording(): (action: string) => string {
  const { i18n } = useTranslation();
  const actions = useActions();
  return (action) => {
    const found = actions.find((one) => one.name === action);
    return found ? (i18n.language === "en" ? found.en : found.zh) : action;
  };
}

/** Give what an author is called. */
export function useAuthorName(): (author: Author) => string {
  const { t } = useTranslation("audit");
  return ({ kind, name }) => {
    const known = KNOWN_AUTHORS.find((one) => one === kind);
    if (known) return t(`author_${known}`);
    return kind === "token" ? t("author_token", { name }) : name;
  };
}

/** Give what a setting is called: its own word, and the rest of its path as it is. */
export function useSettingName(): (path: string) => string {
  const { t } = useTranslation("audit");
  return (path) => {
    const [first = "", ...rest] = path.split(".");
    const known = SETTINGS.find((one) => one === first);
    return [known ? t(`set_${known}`) : first, ...rest].join(" › ");
  };
}

/** Give a value as people read it. */
export function useValue(): (path: string, value: unknown) => string {
  const { t } = useTranslation(["audit", "shell"]);
  return (path, value) => {
    if (value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return "–";
    if (value === true) return t("yes");
    if (value === false) return t("no");
    if (path === "role" && (value === "admin" || value === "builder" || value === "member" || value === "viewer")) return t(`shell:role_${value}`);
    if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return value.join(t("comma"));
    return typeof value === "object" ? JSON.stringify(value) : String(value as string | number);
  };
}
