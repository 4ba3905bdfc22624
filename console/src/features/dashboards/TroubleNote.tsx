/** Why a tile can't be shown, in its place. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import css from "./tile.module.css";

interface Props {
  trouble: { code: string; detail: string };
  onEdit?: (() => void) | undefined;
}

export function TroubleNote({ trouble, onEdit }: Props) {
  const { t } = useTranslation("dashboards");
  return (
    <div className={css["trouble"]} role="alert">
      <Icon name="alert" />
      <span>{trouble.detail}</span>
      {onEdit && (
        <Button size="small" onClick={onEdit}>
          {t("editTile")}
        </Button>
      )}
    </div>
  );
}
