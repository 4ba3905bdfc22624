/** A view as a form: makes records one by one, each fault beside its field, and then another. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate } from "react-router";
import { useAt } from "@/app/session";
import { Empty } from "@/ui/states";
import { CopyButton } from "@/widgets/CopyButton";
import { Icon } from "@/widgets/icon";
import grid from "../grid.module.css";
import { useView, type ViewProps } from "../useView";
import { ViewFrame } from "../ViewFrame";
import { Answers } from "./Answers";
import { askedOf, forgotten } from "./asking";
import css from "./form.module.css";
import { FormSettings } from "./FormSettings";

export default function FormView(props: ViewProps) {
  const { table, view, opened } = props;
  const { t } = useTranslation("grid");
  const at = useAt();
  const parts = useView(props);
  const [isEditing, edit] = useState(false);
  const { settings, change } = parts.state;
  const asked = askedOf(parts.all, settings.form);
  const lost = forgotten(parts.all, table);
  // A form lists no records: one that is named opens on its own page.
  if (opened !== undefined && opened !== "new") return <Navigate to={at(`/records/${encodeURIComponent(table.name)}/${opened}`)} replace />;
  const tools = (
    <section className={grid["tools"]} aria-label={t("tools")}>
      <Button type="text" size="small" data-on={isEditing} aria-pressed={isEditing} icon={<Icon name="edit" />} onClick={() => edit(!isEditing)}>
        {t(isEditing ? "formDone" : "formEdit")}
      </Button>
      <CopyButton type="text" text={location.origin + at(`/tables/${encodeURIComponent(table.name)}/${encodeURIComponent(view.name)}`)} label={t("formLink")} />
    </section>
  );
  return (
    <ViewFrame {...props} parts={parts} tools={tools}>
      <div className={css["sides"]}>
        <div className={css["page"]}>
          <div className={css["form"]}>
            <h2>{settings.form.heading || table.label}</h2>
            {settings.form.text && <p className={css["text"]}>{settings.form.text}</p>}
            {lost.length > 0 && (
              <p className={css["warning"]} role="alert">
                <Icon name="warning" size={14} />
                {t("formHidden", { fields: lost.map(({ label }) => label).join(", ") })}
              </p>
            )}
            {asked.length === 0 ? <Empty icon="form" title={t("formEmpty")} text={t("formEmptyText")} /> : <Answers table={table} columns={parts.all} asked={asked} sources={parts.sources} mayWrite={parts.mayWrite} />}
          </div>
        </div>
        {isEditing && <FormSettings columns={parts.all} form={settings.form} change={change} onClose={() => edit(false)} />}
      </div>
    </ViewFrame>
  );
}
