/** A change of a field's type that goes on behind the scenes: how far it is, and the way to stop it. */
import { Alert, Button, Progress } from "antd";
import { useTranslation } from "react-i18next";
import { useTell } from "@/ui/undo";
import css from "./designer.module.css";
import { useCancelTypeChange, type TypeChanging as Changing } from "./typePlan";

interface Props {
  table: string;
  field: { id: string; label: string };
  change: Changing;
}

export function TypeChanging({ table, field, change }: Props) {
  const { t } = useTranslation("designer");
  const tell = useTell();
  const cancel = useCancelTypeChange(table, field.id);
  const copied = change.copied ?? 0;
  const percent = change.total ? Math.min(99, Math.floor((100 * copied) / change.total)) : change.phase === "flagging" ? 99 : 0;
  return (
    <div className={css["changing"]} role="status">
      <Progress percent={percent} status="active" showInfo={false} aria-label={t("typeProgress")} />
      <span>{change.phase === "flagging" ? t("typeFlagging") : t("typeCopying", { copied: copied.toLocaleString(), total: (change.total ?? copied).toLocaleString() })}</span>
      {change.phase === "copying" && (
        <Button size="small" danger loading={cancel.isPending} onClick={() => cancel.mutate(undefined, { onSuccess: () => tell.done(t("typeCancelled", { name: field.label })), onError: tell.failed })}>
          {t("typeCancel")}
        </Button>
      )}
    </div>
  );
}

/** Why the last change was given up, unless a person did it. */
export function TypeStopped({ change }: { change: Changing }) {
  const { t, i18n } = useTranslation("designer");
  const reason = change.reason as { code?: string; message?: Record<string, string> } | null;
  if (change.phase !== "stopped" || reason?.code === "type_change_cancelled") return null;
  return <Alert type="warning" title={t("typeStopped", { reason: reason?.message?.[i18n.language] ?? reason?.code ?? "" })} />;
}
