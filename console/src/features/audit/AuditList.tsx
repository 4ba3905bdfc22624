/** The entries of the audit: a sentence each, with what changed behind it. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Empty, Trouble, Waiting } from "@/ui/states";
import css from "./audit.module.css";
import { EntryRow } from "./EntryRow";
import { isNarrowed, useFilters, type Filters } from "./filters";
import { useAudit } from "./reads";

export function AuditList({ filters }: { filters: Filters }) {
  const { t } = useTranslation("audit");
  const list = useAudit(filters);
  const [, change, clear] = useFilters();
  if (list.error && !list.data) return <Trouble error={list.error} retry={() => void list.refetch()} />;
  if (!list.data) return <Waiting rows={8} />;
  const entries = list.data.pages.flatMap((page) => page.items);
  if (entries.length === 0 && isNarrowed(filters)) {
    return <Empty icon="filter" title={t("noMatch")} actions={<Button onClick={clear}>{t("clear")}</Button>} />;
  }
  if (entries.length === 0) return <Empty icon="shield" title={t("empty")} text={t("emptyText")} />;
  return (
    <div className={css["list"]} tabIndex={0} role="region" aria-label={t("title")}>
      <ol className={css["entries"]}>
        {entries.map((entry) => (
          <EntryRow key={entry.id} entry={entry} onOnly={(subject) => change({ subject })} />
        ))}
      </ol>
      <footer className={css["end"]}>
        {list.hasNextPage ? (
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("older")}
          </Button>
        ) : (
          <span>{t("kept")}</span>
        )}
      </footer>
    </div>
  );
}
