/** The list of events. At its top new ones come in place; scrolled down it says how many wait above. */
import { Button, Checkbox } from "antd";
import { useCallback, useEffect, useRef, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { EVERYTHING, useHints } from "@/app/live";
import { useAt, useMay } from "@/app/session";
import { Empty, Trouble, Waiting } from "@/ui/states";
import { useShortcuts } from "@/ui/keys";
import { onlyWebhook, useChosen } from "./choosing";
import css from "./events.module.css";
import { EventRow } from "./EventRow";
import { isNarrowed, useFilters, type Filters } from "./filters";
import { countNewer, useEvents, type Event } from "./reads";
import replay from "./replay.module.css";
import { ReplayMany, type Many } from "./ReplayMany";

const AT_TOP_PX = 40;
const MOST_NAMED = 1000;

export function EventList({ filters }: { filters: Filters }) {
  const { t } = useTranslation("events");
  const list = useEvents(filters);
  const box = useRef<HTMLDivElement>(null);
  const events = list.data?.pages.flatMap((page) => page.items) ?? [];
  const waiting = useArrivals(filters, box, events[0]?.id, list.refetch);
  const fresh = useFresh(events, filters);
  const mayReplay = useMay("events:replay");
  const marked = useChosen();
  const [many, ask] = useState<Many>();
  const [chosen, choose] = useRowKeys(events, box);
  if (list.error && !list.data) return <Trouble error={list.error} retry={() => void list.refetch()} />;
  if (!list.data) return <Waiting rows={8} />;
  if (events.length === 0) return <Nothing filters={filters} />;
  const searched = list.data.pages[0]?.searched;
  const toTop = () => {
    box.current?.scrollTo({ top: 0 });
    void list.refetch();
  };
  return (
    <div className={css["list"]} ref={box}>
      {waiting > 0 && (
        <Button type="primary" size="small" className={css["arrived"]} onClick={toTop}>
          {t("newEvents", { count: waiting })}
        </Button>
      )}
      <table className={css["table"]}>
        <thead>
          <tr>
            {mayReplay && (
              <th className={css["mark"]}>
                <Checkbox aria-label={t("chooseAll")} checked={marked.ids.size > 0 && events.every((one) => marked.ids.has(one.id))} indeterminate={marked.ids.size > 0 && !events.every((one) => marked.ids.has(one.id))} onChange={() => marked.toggleAll(events)} />
              </th>
            )}
            <th>{t("time")}</th>
            <th>Webhook</th>
            <th>{t("lead")}</th>
            <th className={css["desk"]}>{t("written")}</th>
            <th>{t("result")}</th>
            <th className={css["number"]}>{t("took")}</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event, index) => (
            <EventRow key={event.id} event={event} fresh={fresh.has(event.id)} chosen={index === chosen} onChoose={() => choose(index)} marked={mayReplay ? marked.ids.has(event.id) : undefined} onMark={() => marked.toggle(event.id)} />
          ))}
        </tbody>
      </table>
      <footer className={css["end"]}>
        {list.hasNextPage ? (
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("older")}
          </Button>
        ) : (
          <span>{t("allShown", { count: events.length })}</span>
        )}
        {typeof searched === "number" && <span>{t("searched", { count: searched })}</span>}
      </footer>
      {marked.ids.size > 0 && (
        <div className={replay["chosen"]} role="status">
          {t("chosen", { count: marked.ids.size })}
          <Button type="primary" size="small" onClick={() => ask({ events: [...marked.ids].slice(0, MOST_NAMED), count: Math.min(marked.ids.size, MOST_NAMED), webhook: onlyWebhook(events.filter((one) => marked.ids.has(one.id))) })}>
            {t("replayThem")}
          </Button>
          <Button size="small" ghost onClick={marked.clear}>
            {t("chooseNone")}
          </Button>
        </div>
      )}
      {many && <ReplayMany many={many} onClose={() => ask(undefined)} />}
    </div>
  );
}

function Nothing({ filters }: { filters: Filters }) {
  const { t } = useTranslation("events");
  const [, , clear] = useFilters();
  if (isNarrowed(filters)) return <Empty icon="filter" title={t("noMatch")} text={t("noMatchText")} actions={<Button onClick={clear}>{t("clear")}</Button>} />;
  return <Empty icon="activity" title={t("noEvents")} text={t("noEventsText")} />;
}

/** Ask again when something came, if the list stands at its top; else count what waits above. */
function useArrivals(filters: Filters, box: RefObject<HTMLDivElement | null>, newest: string | undefined, refetch: () => unknown): number {
  const [waiting, setWaiting] = useState(0);
  const told = JSON.stringify(filters);
  useEffect(() => setWaiting(0), [newest, told]);
  useHints(
    useCallback(
      (hint) => {
        if (hint.topic !== EVERYTHING && hint.topic !== "events") return;
        if ((box.current?.scrollTop ?? 0) < AT_TOP_PX || !newest) void refetch();
        else void countNewer(JSON.parse(told) as Filters, newest).then(setWaiting, () => undefined);
      },
      [box, newest, refetch, told],
    ),
  );
  return waiting;
}

/** Tell which events came while the list was shown. */
function useFresh(events: readonly Event[], filters: Filters): ReadonlySet<string> {
  const told = JSON.stringify(filters);
  const first = useRef({ told: "", newest: "" });
  if (first.current.told !== told && events[0]) first.current = { told, newest: events[0].id };
  const { newest } = first.current;
  return new Set(newest ? events.filter((event) => event.id > newest).map((event) => event.id) : []);
}

function useRowKeys(events: readonly Event[], box: RefObject<HTMLDivElement | null>): [number, (index: number) => void] {
  const { t } = useTranslation("events");
  const [chosen, choose] = useState(-1);
  const go = useNavigate();
  const at = useAt();
  const move = (by: number) => {
    const next = Math.max(0, Math.min(events.length - 1, chosen + by));
    choose(next);
    box.current?.querySelectorAll("tbody tr")[next]?.scrollIntoView({ block: "nearest" });
  };
  const open = () => events[chosen] && void go(at(`/events/${events[chosen].id}`));
  useShortcuts([
    { keys: "j", label: t("nextRow"), run: () => move(1) },
    { keys: "k", label: t("previousRow"), run: () => move(-1) },
    { keys: "enter", label: t("openRow"), run: open },
  ]);
  return [chosen, choose];
}

