/** Makes the form: its heading and text, which fields it asks in which order, and which of them must be filled in. */
import { Button, Checkbox, Input, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import { moved } from "../model/columns";
import type { Column, Settings } from "../model/types";
import type { ViewState } from "../model/useViewState";
import { fieldIcon } from "../sheet/icons";
import css from "./form.module.css";

interface Props {
  columns: readonly Column[];
  form: Settings["form"];
  change: ViewState["change"];
  onClose: () => void;
}

export function FormSettings({ columns, form, change, onClose }: Props) {
  const { t } = useTranslation("grid");
  const { t: ui } = useTranslation("ui");
  const fields = columns.filter((one) => !one.computed);
  const write = (next: readonly Column[]) => change({ fields: next.map((one) => ({ field: one.id, width: one.width, hidden: one.hidden })) });
  const shift = (one: Column, step: 1 | -1) => {
    const other = fields[fields.indexOf(one) + step];
    if (other) write(moved(columns, columns.indexOf(one), columns.indexOf(other)));
  };
  const require = (one: Column, isOn: boolean) => change({ form: { ...form, required: isOn ? [...form.required, one.id] : form.required.filter((id) => id !== one.id) } });
  return (
    <aside className={css["settings"]} aria-label={t("formEdit")}>
      <header>
        <strong>{t("formEdit")}</strong>
        <Button type="text" size="small" aria-label={ui("close")} icon={<Icon name="close" />} onClick={onClose} />
      </header>
      <label>
        {t("formHeading")}
        <Input value={form.heading} maxLength={200} onChange={(event) => change({ form: { ...form, heading: event.target.value } })} />
      </label>
      <label>
        {t("formText")}
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} value={form.text} maxLength={2000} onChange={(event) => change({ form: { ...form, text: event.target.value } })} />
      </label>
      <span className={css["caption"]}>{t("formFields")}</span>
      <ul>
        {fields.map((one, index) => (
          <li key={one.id} data-hidden={one.hidden || undefined}>
            <Icon name={fieldIcon(one.icon)} />
            <span className={css["name"]}>{one.label}</span>
            <Button size="small" type="text" aria-label={`${t("moveUp")} ${one.label}`} disabled={index === 0} icon={<Icon name="arrow-up" size={14} />} onClick={() => shift(one, -1)} />
            <Button size="small" type="text" aria-label={`${t("moveDown")} ${one.label}`} disabled={index === fields.length - 1} icon={<Icon name="arrow-down" size={14} />} onClick={() => shift(one, 1)} />
            <Checkbox checked={one.required || form.required.includes(one.id)} disabled={one.required || one.hidden} aria-label={`${t("formRequired")} ${one.label}`} onChange={(event) => require(one, event.target.checked)}>
              {t("formRequired")}
            </Checkbox>
            <Switch size="small" checked={!one.hidden} aria-label={`${t("formShown")} ${one.label}`} onChange={(on) => write(columns.map((each) => (each === one ? { ...each, hidden: !on } : each)))} />
          </li>
        ))}
      </ul>
    </aside>
  );
}
