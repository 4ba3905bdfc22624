/** Gives a field another type: what becomes of its values is told before anything changes. */
import { Alert, Button, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ParamsForm, type ParamsSchema } from "@/ui/ParamsForm";
import { useTell } from "@/ui/undo";
import { FieldIcon } from "@/widgets/fieldIcon";
import css from "./designer.module.css";
import { OptionsEditor, type Option } from "./OptionsEditor";
import type { Field, FieldType } from "./reads";
import { isMoving, useChangeType, useTypeChanging, useTypePlan, type TypePlan } from "./typePlan";
import { TypeChanging, TypeStopped } from "./TypeChanging";

interface Props {
  table: string;
  field: Field;
  types: readonly FieldType[];
  /** Other changes wait to be saved. */
  blocked: boolean;
}

type Misfits = "empty_and_flag" | "refuse";

export function TypeChange(props: Props) {
  const { t } = useTranslation("designer");
  const [open, setOpen] = useState(false);
  const changing = useTypeChanging(props.table, props.field.id).data;
  const type = props.types.find((one) => one.name === props.field.type);
  if (type?.computed && type.group === "system" && type.widget !== "sequence") return null;
  if (changing && isMoving(changing)) return <TypeChanging table={props.table} field={props.field} change={changing} />;
  return (
    <div>
      {changing && <TypeStopped change={changing} />}
      <Button size="small" disabled={props.blocked} title={props.blocked ? t("typeBlocked") : undefined} onClick={() => setOpen(true)}>
        {t("changeType")}
      </Button>
      {open && <Dialog {...props} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Dialog({ table, field, types, onClose }: Props & { onClose: () => void }) {
  const { t, i18n } = useTranslation("designer");
  const tell = useTell();
  const [wanted, want] = useState<string>();
  const [params, setParams] = useState<Record<string, unknown>>({});
  const [misfits, setMisfits] = useState<Misfits>("refuse");
  const possible = types.filter((one) => !one.computed && one.refers === null && one.name !== field.type);
  const type = possible.find((one) => one.name === wanted);
  const plan = useTypePlan(table, field.id, wanted, params);
  const change = useChangeType(table);
  const choose = (name: string) => {
    want(name);
    const options = field.params["options"];
    setParams(options && "options" in schemaOf(types.find((one) => one.name === name)).properties ? { options } : {});
  };
  // The panel is drawn anew for the new type before this has ended, so the promise tells how it went.
  const run = () =>
    void change.mutateAsync({ field: field.id, body: { type: wanted ?? "", params: params as never, misfits } }).then(({ phase }) => {
      tell.done(t(phase === "done" ? "typeChanged" : "typeChanging", { name: field.label }));
      onClose();
    }, tell.failed);
  return (
    <Modal open title={t("changeTypeOf", { name: field.label })} okText={t("changeType")} cancelText={t("cancel")} onCancel={onClose} onOk={run} confirmLoading={change.isPending} okButtonProps={{ disabled: !plan.data || !isPossible(plan.data, misfits) }} width={640}>
      <div className={css["form"]}>
        <label htmlFor="new-type">{t("newType")}</label>
        <Select
          id="new-type"
          autoFocus
          showSearch={{ optionFilterProp: "title" }}
          value={wanted}
          onChange={choose}
          options={possible.map((one) => ({ value: one.name, title: `${one.name} ${Object.values(one.label).join(" ")}`, label: <TypeName type={one} language={i18n.language} /> }))}
        />
        {type && <Params type={type} value={params} onChange={setParams} />}
      </div>
      {plan.isError && <Alert type="error" title={plan.error.message} />}
      {plan.data && <PlanView plan={plan.data} misfits={misfits} onMisfits={setMisfits} />}
    </Modal>
  );
}

function TypeName({ type, language }: { type: FieldType; language: string }) {
  return (
    <>
      <FieldIcon name={type.icon} /> {type.label[language]}
    </>
  );
}

function schemaOf(type: FieldType | undefined): ParamsSchema {
  return (type?.params ?? { properties: {} }) as unknown as ParamsSchema;
}

function Params({ type, value, onChange }: { type: FieldType; value: Record<string, unknown>; onChange: (value: Record<string, unknown>) => void }) {
  const { t } = useTranslation("designer");
  const schema = schemaOf(type);
  if (!("options" in schema.properties)) return <ParamsForm schema={schema} value={value} onChange={onChange} />;
  return (
    <>
      <span>{t("options")}</span>
      <OptionsEditor options={(value["options"] as Option[] | undefined) ?? []} onChange={(options) => onChange({ ...value, options })} />
    </>
  );
}

/** Tell whether the change can be asked for as the plan stands. */
function isPossible(plan: TypePlan, misfits: Misfits): boolean {
  return plan.required_holds && plan.unique_holds && (plan.unfit === 0 || misfits === "empty_and_flag");
}

function PlanView({ plan, misfits, onMisfits }: { plan: TypePlan; misfits: Misfits; onMisfits: (misfits: Misfits) => void }) {
  const { t, i18n } = useTranslation("designer");
  const lost = plan.views.filter((view) => !view.follows);
  return (
    <section className={css["plan"]} aria-label={t("typePlan")} aria-live="polite">
      <p>
        {t("planCounts", { fits: plan.fits, converted: plan.converted, unfit: plan.unfit, empty: plan.empty })}
        {!plan.complete && <span className="quiet"> {t("planPart", { count: plan.counted })}</span>}
      </p>
      {!plan.required_holds && <Alert type="error" title={t("planRequired")} />}
      {!plan.unique_holds && <Alert type="error" title={t("planUnique")} />}
      {!plan.default_fits && <Alert type="warning" title={t("planDefault")} />}
      {lost.length > 0 && <Alert type="warning" title={t("planViews", { names: lost.map((view) => view.label).join(", ") })} />}
      {plan.scripts.length > 0 && <Alert type="warning" title={t("planScripts", { names: [...new Set(plan.scripts.map((one) => `${one.label} (${one.lines.join(", ")})`))].join("; ") })} />}
      {plan.unfit > 0 && (
        <>
          <Radio.Group value={misfits} onChange={(event) => onMisfits(event.target.value as Misfits)} options={[{ value: "refuse", label: t("misfitsRefuse") }, { value: "empty_and_flag", label: t("misfitsFlag") }]} />
          <table className={css["samples"]}>
            <thead>
              <tr>
                <th>{t("sampleValue")}</th>
                <th>{t("sampleReason")}</th>
              </tr>
            </thead>
            <tbody>
              {plan.samples.map((one) => (
                <tr key={one.record}>
                  <td>{typeof one.value === "string" ? one.value : JSON.stringify(one.value)}</td>
                  <td>{one.message[i18n.language] ?? one.code}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
