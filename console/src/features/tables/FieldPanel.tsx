/** Everything about the chosen field. */
import { Button, Input, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { Panel } from "@/ui/Panel";
import { ParamsForm, type ParamsSchema } from "@/ui/ParamsForm";
import { CopyButton } from "@/widgets/CopyButton";
import { FieldIcon } from "@/widgets/fieldIcon";
import { Icon } from "@/widgets/icon";
import { DefaultInput } from "./DefaultInput";
import css from "./designer.module.css";
import type { Design } from "./design";
import { OptionsEditor, type Option } from "./OptionsEditor";
import type { Draft } from "./plan";
import { useTables, type FieldType } from "./reads";
import { TypeChange } from "./TypeChange";

interface Props {
  table: string;
  draft: Draft;
  types: readonly FieldType[];
  design: Design;
}

export function FieldPanel({ table, draft, types, design }: Props) {
  const { t, i18n } = useTranslation("designer");
  const type = types.find((one) => one.name === draft.type);
  const change = (change: Partial<Draft>) => design.change(draft.key, change);
  return (
    <Panel className={css["panel"]}>
      <div className={css["heading"]}>
        <Input autoFocus size="large" aria-label={t("fieldLabel")} maxLength={200} value={draft.label} onChange={(event) => change({ label: event.target.value })} />
        <Button type="text" aria-label={t("tableSettings")} icon={<Icon name="close" />} onClick={() => design.choose(null)} />
      </div>
      <Identity draft={draft} onName={(name) => change({ name })} />
      <div className={css["form"]}>
        <span>{t("type")}</span>
        <div className={css["typeShown"]}>
          <FieldIcon name={type?.icon} /> <strong>{type?.label[i18n.language]}</strong>
          <span className="quiet">{type?.summary[i18n.language]}</span>
          {draft.original && !draft.removed && <TypeChange table={table} field={draft.original} types={types} blocked={design.count > 0} />}
        </div>
        <Parameters draft={draft} type={type} onChange={(params) => change({ params })} />
        {type?.computed ? <span className={css["whole"]}>{t("system")}</span> : <Rules draft={draft} type={type} onChange={change} />}
        <label htmlFor="field-description">{t("description")}</label>
        <Input.TextArea id="field-description" autoSize={{ minRows: 1, maxRows: 6 }} maxLength={2000} value={draft.description} onChange={(event) => change({ description: event.target.value })} />
      </div>
      <div className={css["foot"]}>
        {draft.removed ? (
          <Button onClick={() => change({ removed: false })}>{t("keep")}</Button>
        ) : (
          <Button danger type="text" onClick={() => design.remove(draft.key)}>
            {t("toTrash")}
          </Button>
        )}
      </div>
    </Panel>
  );
}

function Identity({ draft, onName }: { draft: Draft; onName: (name: string) => void }) {
  const { t } = useTranslation("designer");
  return (
    <div className={css["identity"]}>
      <span>{t("apiName")}</span>
      <Input size="small" className="mono" aria-label={t("apiName")} title={t("apiNameHint")} placeholder={t("autoName")} value={draft.name} onChange={(event) => onName(event.target.value)} />
      {draft.original && (
        <>
          <span>id</span>
          <code>{draft.original.id}</code>
          <CopyButton text={draft.original.id} what="id" />
        </>
      )}
    </div>
  );
}

function Parameters({ draft, type, onChange }: { draft: Draft; type: FieldType | undefined; onChange: (params: Record<string, unknown>) => void }) {
  const { t } = useTranslation("designer");
  const tables = useTables();
  if (!type) return null;
  const schema = type.params as unknown as ParamsSchema;
  if ("options" in schema.properties) {
    const options = (draft.params["options"] as Option[] | undefined) ?? [];
    return (
      <>
        <span>
          {t("options")}
          <br />
          <span className="quiet">{t("optionsCount", { count: options.length })}</span>
        </span>
        <OptionsEditor options={options} onChange={(next) => onChange({ ...draft.params, options: next })} />
      </>
    );
  }
  if (type.refers === "record") {
    return (
      <>
        <label htmlFor="link-table">{t("linkTable")}</label>
        <Select
          id="link-table"
          value={(draft.params["table"] as string | undefined) ?? null}
          disabled={draft.original !== undefined}
          onChange={(table) => onChange({ ...draft.params, table })}
          options={(tables.data?.items ?? []).map((table) => ({ value: table.id, label: table.label }))}
        />
      </>
    );
  }
  return <ParamsForm schema={schema} value={draft.params} onChange={onChange} />;
}

function Rules({ draft, type, onChange }: { draft: Draft; type: FieldType | undefined; onChange: (change: Partial<Draft>) => void }) {
  const { t } = useTranslation("designer");
  const rule = (key: "required" | "unique" | "searchable", shown: boolean | undefined) =>
    shown && (
      <label className={css["rule"]}>
        <Switch size="small" checked={draft[key]} onChange={(on) => onChange({ [key]: on })} /> {t(key)}
      </label>
    );
  return (
    <>
      <span>{t("rules")}</span>
      <div className={css["ruleList"]}>
        {rule("required", true)}
        {rule("unique", type?.unique_allowed)}
        {rule("searchable", type?.searchable_allowed)}
      </div>
      <label htmlFor="field-default">{t("default")}</label>
      <DefaultInput id="field-default" value={draft.default} onChange={(value) => onChange({ default: value })} />
    </>
  );
}
