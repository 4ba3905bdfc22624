/** The fields in the trash, with their values, and the way back. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useTell } from "@/ui/undo";
import { shortMoment } from "@/widgets/time";
import css from "./designer.module.css";
import { useRestoreField, useTrashedFields, type Table } from "./reads";

export function FieldTrash({ table }: { table: Table }) {
  const { t } = useTranslation("designer");
  const trashed = useTrashedFields(table.id);
  const restore = useRestoreField(table.id);
  const tell = useTell();
  if (!trashed.data?.items.length) return null;
  return (
    <details className={css["trash"]} open>
      <summary>
        <strong>
          {t("trash")} {trashed.data.items.length}
        </strong>{" "}
        <span className="quiet">{t("trashNote")}</span>
      </summary>
      {trashed.data.items.map((field) => (
        <div key={field.id} className={css["gone"]}>
          <s>{field.label}</s>
          <code className="quiet">{field.name}</code>
          <span className="quiet">{field.deleted_at && shortMoment(field.deleted_at)}</span>
          <Button
            type="link"
            size="small"
            onClick={() => restore.mutate(field.id, { onError: tell.failed, onSuccess: () => tell.done(t("restored", { name: field.label })) })}
          >
            {t("restore")}
          </Button>
        </div>
      ))}
    </details>
  );
}
