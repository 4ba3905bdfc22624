/** What kinds of background work are called. A kind that the console doesn't know shows its own name. */
import { useTranslation } from "react-i18next";

const KINDS = ["replay", "replay_undo", "table_rewind", "backup", "import", "import_check", "import_undo", "export", "bundle"] as const;
type Kind = (typeof KINDS)[number];

export function useKindName(): (kind: string) => string {
  const { t } = useTranslation("jobs");
  return (kind) => ((KINDS as readonly string[]).includes(kind) ? t(`kind_${kind as Kind}`) : kind);
}

/** Give the sentence of a failure in the reader's language. */
export function useErrorText(): (error: unknown) => string {
  const { i18n } = useTranslation();
  return (error) => {
    const told = (error ?? {}) as { code?: string; message?: string; message_zh?: string };
    return (i18n.language === "en" ? told.message : (told.message_zh ?? told.message)) ?? told.code ?? "";
  };
}
