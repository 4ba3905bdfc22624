/** What a script did outside of the tables, or in a dry run would have done: calls to other systems, secrets read. */
import { useTranslation } from "react-i18next";

export interface OutsideNote {
  code: string;
  method?: string;
  host?: string;
  path?: string;
  status?: number;
  ms?: number;
  error?: string;
  /** Of a secret. */
  name?: string;
}

const CODES = ["called", "would_call", "secret_read", "would_read_secret"];

/** Give those of an attempt's notes that tell of the outside. */
export function outsideOf(notes: unknown): OutsideNote[] {
  return Array.isArray(notes) ? (notes as OutsideNote[]).filter((note) => CODES.includes(note.code)) : [];
}

/** Give what words a note; undefined for a note of something else. */
export function useOutsideText(): (note: OutsideNote) => string | undefined {
  const { t } = useTranslation("testing");
  return ({ code, method = "", host = "", path = "", status = 0, ms = 0, error, name = "" }) => {
    const call = { method, place: `${host}${path}` };
    if (code === "called") return error ? t("note_call_failed", { ...call, error }) : t("note_called", { ...call, status, ms: Math.round(ms) });
    if (code === "would_call") return t("note_would_call", call);
    if (code === "secret_read") return t("note_secret_read", { name });
    return code === "would_read_secret" ? t("note_would_read_secret", { name }) : undefined;
  };
}
