/** The webhook's name, changed where it stands. */
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/app/session";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import css from "./layout.module.css";
import { useChange, type Webhook } from "./reads";

export function LabelEditor({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const [typed, type] = useState<string | null>(null);
  const change = useChange(webhook.name);
  const tell = useTell();
  const may = useMay("webhooks:write");
  const keep = async () => {
    const label = typed?.trim();
    type(null);
    if (!label || label === webhook.label) return;
    await change.mutateAsync({ label });
    tell.done(t("renamed", { name: label }), () => change.mutateAsync({ label: webhook.label }));
  };
  if (typed === null) {
    return (
      <span className={css["name"]}>
        <span>{webhook.label}</span>
        {may && <Button type="text" size="small" aria-label={t("rename")} icon={<Icon name="edit" size={14} />} onClick={() => type(webhook.label)} />}
      </span>
    );
  }
  return (
    <Input
      autoFocus
      size="small"
      maxLength={200}
      aria-label={t("label")}
      value={typed}
      style={{ width: 240 }}
      onChange={(event) => type(event.target.value)}
      onBlur={() => void keep().catch(tell.failed)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") type(null);
      }}
    />
  );
}
