/** The records that a run writes, table by table, with the labels of their fields and what didn't fit. */
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import { Square } from "@/widgets/small";
import { Tag, type Tone } from "@/widgets/state";
import type { Hue } from "@/theme";
import type { Names } from "./names";
import type { Effect } from "./outcome";
import css from "./run.module.css";

const TONES: Record<string, Tone> = { create: "ok", update: "accent", delete: "bad" };

export function Rows({ effects, names, linkOf }: { effects: readonly Effect[]; names: Names; linkOf?: (table: string, record: string) => string | undefined }) {
  const { t } = useTranslation("testing");
  if (!effects.length) return <p className={css["none"]}>{t("writesNothing")}</p>;
  return (
    <div className={css["rows"]}>
      {effects.map((effect) => (
        <Row key={`${effect.record}${effect.operation}`} effect={effect} names={names} link={linkOf?.(effect.table, effect.record)} />
      ))}
    </div>
  );
}

function Row({ effect, names, link }: { effect: Effect; names: Names; link: string | undefined }) {
  const { t } = useTranslation("testing");
  const table = names.byId.get(effect.table)?.table;
  const operation = effect.operation as "create" | "update" | "delete";
  const values = Object.entries(effect.values ?? {}).filter(([id, value]) => value !== null || effect.issues[id]);
  const missing = Object.keys(effect.issues).filter((id) => !values.some(([known]) => known === id));
  return (
    <div className={css["row"]}>
      <div className={css["rowHead"]}>
        <Square hue={(table?.hue ?? null) as Hue | null} />
        {link ? <a href={link}>{names.label(effect.table)}</a> : <strong>{names.label(effect.table)}</strong>}
        <Tag tone={TONES[effect.operation] ?? "idle"}>{t(`operation_${operation}`)}</Tag>
        <span className={css["end"]}>{effect.values && t("fieldCount", { count: values.length })}</span>
      </div>
      <dl className={css["values"]}>
        {values.map(([id, value]) => (
          <div key={id}>
            <dt title={names.label(id)}>{names.label(id)}</dt>
            <dd>{effect.issues[id] ? <Empty /> : <Value told={names.told(id, value)} />}</dd>
          </div>
        ))}
        {missing.map((id) => (
          <div key={id}>
            <dt title={names.label(id)}>{names.label(id)}</dt>
            <dd>
              <Empty />
            </dd>
          </div>
        ))}
      </dl>
      {Object.entries(effect.issues).map(([id, issue]) => (
        <p key={id} className={css["issue"]}>
          <Icon name="warning" size={14} />
          <span>{t("issue", { field: names.label(id), value: typeof issue.value === "string" ? issue.value : JSON.stringify(issue.value) })}</span>
        </p>
      ))}
    </div>
  );
}

function Empty() {
  const { t } = useTranslation("testing");
  return (
    <span className={css["empty"]}>
      <Icon name="warning" size={14} /> {t("empty")}
    </span>
  );
}

function Value({ told }: { told: string }) {
  return <span title={told.length > 60 ? told : undefined}>{told}</span>;
}
