/** The events of a replay, one a line, with what became of each. */
import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { useNames } from "@/ui/run/reads";
import { Panel } from "@/ui/Panel";
import { Loaded } from "@/ui/states";
import { Tag, type Tone } from "@/widgets/state";
import { shortMoment } from "@/widgets/time";
import { useItems, type Item, type Outcome, type Replay } from "./reads";
import css from "./replays.module.css";

const OUTCOMES: readonly Outcome[] = ["done", "failed", "waiting", "refused"];
const TONES: Record<Outcome, Tone> = { done: "ok", failed: "bad", waiting: "warn", refused: "bad" };

export function ItemsPanel({ replay }: { replay: Replay }) {
  const { t } = useTranslation("replays");
  const [outcome, show] = useState<Outcome | "all">("all");
  const items = useItems(replay.id, outcome === "all" ? undefined : outcome, replay.finished + (replay.undo?.finished ?? 0) + (replay.total ?? 0));
  const options = [{ value: "all" as const, label: `${t("all")} ${replay.total ?? ""}` }, ...OUTCOMES.filter((one) => replay[one] > 0).map((one) => ({ value: one, label: `${t(`outcome_${one}`)} ${replay[one]}` }))];
  return (
    <Panel flush title={t("eachEvent")} extra={<Segmented<Outcome | "all"> size="small" value={outcome} onChange={show} options={options} />}>
      <Loaded query={items} rows={5}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.items);
          if (rows.length === 0) return <p className={css["none"]}>{t("noEvents")}</p>;
          return (
            <>
              <ul className={css["items"]}>
                {rows.map((item) => (
                  <Row key={item.event} item={item} />
                ))}
              </ul>
              {items.hasNextPage && (
                <footer className={css["more"]}>
                  <Button loading={items.isFetchingNextPage} onClick={() => void items.fetchNextPage()}>
                    {t("more")}
                  </Button>
                </footer>
              )}
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function Row({ item }: { item: Item }) {
  const { t } = useTranslation("replays");
  const at = useAt();
  const names = useNames();
  const error = item.error as { message?: string; code?: string } | null;
  const wrote = item.tables
    .map((one) => {
      const told = [one.created && `+${one.created}`, one.updated && t("nChanged", { count: one.updated }), one.deleted && `−${one.deleted}`, one.unchanged && t("nUnchanged", { count: one.unchanged }), one.skipped && t("nSkipped", { count: one.skipped })].filter(Boolean);
      return `${names.label(one.table)} ${told.join(" ")}`;
    })
    .join(" · ");
  return (
    <li>
      <span className="quiet">{item.received_at ? shortMoment(item.received_at) : "–"}</span>
      <Link to={at(`/events/${item.event}`)}>{item.title ?? item.event}</Link>
      <span className={css["wrote"]} data-bad={Boolean(error) || undefined}>
        {error?.message ?? error?.code ?? wrote}
        {item.kept_fields > 0 && ` · ${t("keptFields", { count: item.kept_fields })}`}
        {item.undone && ` · ${t("undoneMark")}`}
      </span>
      {item.outcome ? <Tag tone={TONES[item.outcome]}>{t(`outcome_${item.outcome}`)}</Tag> : <Tag tone="idle">{t("toDo")}</Tag>}
    </li>
  );
}
