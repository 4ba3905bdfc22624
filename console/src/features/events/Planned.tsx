/** What a dry run would do, field by field beside what is there now. */
import { useQueries } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import { Tag } from "@/widgets/state";
import { Effects } from "./Effects";
import css from "./attempts.module.css";
import { shortId } from "./parts";
import { useTables, type Replayed } from "./reads";

interface Step {
  table: string;
  record: string;
  operation: string;
  fields: { id: string; now: unknown; after: unknown }[];
}

const MOST_SHOWN = 20;

/** Compare what a dry run would write with the records as they are; values are compared as JSON. */
export function usePlanned(run: Replayed): { steps: Step[]; writes: number; created: number; changed: number; skipped: number; isReady: boolean } {
  const effects = run.effects as (Replayed["effects"][number] & { after?: Record<string, unknown> | null })[];
  const changes = effects.filter((effect) => effect.operation === "update" || effect.operation === "redo").slice(0, MOST_SHOWN);
  const now = useQueries({
    queries: changes.map(({ table, record }) => ({
      queryKey: ["records", table, record, "byId"],
      queryFn: () => data(api.GET("/api/v1/tables/{table}/records/{record}", { params: { path: { table, record }, query: { keys: "id" as const } } })) as Promise<Record<string, unknown>>,
      retry: false,
    })),
  });
  const kept = new Map(changes.map((effect, index) => [effect, now[index]?.data]));
  const steps = effects.map((effect): Step => {
    const old = kept.get(effect) ?? {};
    const isNew = effect.operation === "create";
    const fields = Object.entries(effect.after ?? {})
      .map(([id, after]) => ({ id, now: isNew ? null : (old[id] ?? null), after }))
      .filter((field) => isNew || JSON.stringify(field.now) !== JSON.stringify(field.after));
    return { table: effect.table, record: effect.record, operation: effect.operation, fields };
  });
  const created = steps.filter((step) => step.operation === "create").length;
  const changed = steps.filter((step) => step.operation === "delete" || (step.operation !== "create" && step.operation !== "skip" && step.fields.length > 0)).length;
  return { steps, created, changed, writes: created + changed, skipped: steps.length - created - changed, isReady: now.every((one) => !one.isPending) };
}

export function Planned({ run }: { run: Replayed }) {
  const { t } = useTranslation("events");
  const { steps, created, changed, skipped } = usePlanned(run);
  return (
    <>
      <Tag tone={run.state === "done" ? "ok" : "bad"}>{run.state === "done" ? t("would", { created, changed, skipped }) : t("wouldFail")}</Tag>
      {steps.map((step, index) => (
        <StepView key={index} step={step} />
      ))}
      <Effects effects={[]} notes={run.notes} />
    </>
  );
}

function StepView({ step }: { step: Step }) {
  const { t } = useTranslation("events");
  const table = useTables()?.find((one) => one.id === step.table);
  const operation = step.operation as "create" | "update" | "redo" | "delete" | "skip";
  if (step.fields.length === 0) return <p className={css["next"]}>{`${table?.label ?? ""} ${shortId(step.record)} · ${operation === "delete" ? t("operation_delete") : t("unchanged")}`}</p>;
  return (
    <table className={css["plan"]}>
      <thead>
        <tr>
          <th>
            {table?.label ?? shortId(step.table)} · {operation === "create" ? t("operation_create") : shortId(step.record)}
          </th>
          <th>{t("now")}</th>
          <th>{t("after")}</th>
        </tr>
      </thead>
      <tbody>
        {step.fields.map((field) => {
          const told = table?.fields.find((one) => one.id === field.id);
          return (
            <tr key={field.id}>
              <th scope="row">{told?.label ?? shortId(field.id)}</th>
              <td>{operation === "create" ? "" : <del>{shown(field.now, told?.params)}</del>}</td>
              <td>
                <ins>{shown(field.after, told?.params)}</ins>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Write a value as a person reads it: an option by its label, anything else as it is. */
function shown(value: unknown, params: Record<string, unknown> | undefined): string {
  if (value === null || value === undefined || value === "") return "–";
  const options = params?.["options"] as { handle: string; label: string }[] | undefined;
  const label = (one: unknown) => options?.find((option) => option.handle === one)?.label ?? (typeof one === "string" ? one : JSON.stringify(one));
  return Array.isArray(value) ? value.map(label).join(", ") : label(value);
}
