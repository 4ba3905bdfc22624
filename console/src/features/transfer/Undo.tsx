/** The button that takes an import back, after saying what that does. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "@/ui/confirm";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { grouped } from "@/widgets/values/text";
import { useAct, type Import } from "./reads";

export function Undo({ one, big = false }: { one: Import; big?: boolean }) {
  const { t } = useTranslation("transfer");
  const [asked, ask] = useState(false);
  const undo = useAct(one.id, "undo");
  const tell = useTell();
  const act = async () => {
    try {
      await undo.mutateAsync();
    } catch (error) {
      tell.failed(error);
    }
    ask(false);
  };
  return (
    <>
      <Button type={big ? "default" : "link"} size={big ? "middle" : "small"} icon={big && <Icon name="undo" />} aria-label={`${t("undo")} ${one.name}`} onClick={() => ask(true)}>
        {t("undo")}
      </Button>
      <Confirm open={asked} title={t("undoTitle", { name: one.name })} action={t("undo")} onCancel={() => ask(false)} onConfirm={act}>
        {t("undoText", { created: grouped(one.run?.created ?? 0), changed: grouped(one.run?.changed ?? 0) })}
      </Confirm>
    </>
  );
}
