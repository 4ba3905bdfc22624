/** The workspace's name, zone and language: saved at once, with the way back. */
import { Alert, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useMay, type Me } from "@/app/session";
import { languageNames, languages } from "@/i18n/language";
import { Panel } from "@/ui/Panel";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { useChangeWorkspace } from "./reads";
import css from "./settings.module.css";

export function GeneralPanel({ me }: { me: Me }) {
  const { t } = useTranslation("settings");
  const { t: ui } = useTranslation("ui");
  const isAdmin = useMay("admin");
  const change = useChangeWorkspace(me.workspace.name);
  const tell = useTell();
  const save = <K extends "label" | "zone" | "language">(key: K, value: Me["workspace"][K]) => {
    const before = me.workspace[key];
    if (value === before || !value) return;
    change.mutate(
      { [key]: value },
      { onError: tell.failed, onSuccess: () => tell.done(ui("saved"), () => change.mutateAsync({ [key]: before })) },
    );
  };
  return (
    <Panel title={<span id="settings-general">{t("general")}</span>}>
      <div className={css["form"]}>
        <label htmlFor="workspace-label">{t("workspace")}</label>
        <Input
          key={me.workspace.label}
          id="workspace-label"
          defaultValue={me.workspace.label}
          disabled={!isAdmin}
          maxLength={100}
          onBlur={(event) => save("label", event.target.value.trim())}
          onPressEnter={(event) => event.currentTarget.blur()}
        />
        <label htmlFor="workspace-language">{t("language")}</label>
        <Select id="workspace-language" value={me.workspace.language} disabled={!isAdmin} options={languages.map((value) => ({ value, label: languageNames[value] }))} onChange={(value) => save("language", value)} />
        <label htmlFor="workspace-zone">{t("zone")}</label>
        <Select
          id="workspace-zone"
          showSearch
          value={me.workspace.zone}
          disabled={!isAdmin}
          options={Intl.supportedValuesOf("timeZone").map((zone) => ({ value: zone, label: zone }))}
          onChange={(value) => save("zone", value)}
        />
        <span>{t("shortName")}</span>
        <code>{me.workspace.name}</code>
        <span>{t("publicUrl")}</span>
        <span className={css["locked"]}>
          <Icon name="lock" size={14} />
          <span className="mono">{me.server.public_url ?? t("publicUrlUnset")}</span>
          <code className="quiet">LEADBASE_PUBLIC_URL</code>
        </span>
      </div>
      <p className="quiet">{t("zoneNote")}</p>
      {me.server.are_senders_local && (
        <Alert type="warning" showIcon title={t("localOnly")} description={t("publicUrlHint", { variable: "LEADBASE_PUBLIC_URL" })} />
      )}
    </Panel>
  );
}
