/** One cause of failures: its line in the list and, opened, an event of it beside a dry run of all. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt, useMay } from "@/app/session";
import { Button } from "antd";
import { Icon } from "@/widgets/icon";
import { JsonTree } from "@/widgets/json/JsonTree";
import { Waiting } from "@/ui/states";
import { Light, Tag } from "@/widgets/state";
import { Ago, clockTime, shortMoment } from "@/widgets/time";
import { ErrorBox } from "./AttemptsPanel";
import css from "./causes.module.css";
import { GroupReplay } from "./GroupReplay";
import { shortId, WebhookName } from "./parts";
import { useBody, useEvent, useSeen, type Group } from "./reads";

export function GroupView({ group, open, onToggle }: { group: Group; open: boolean; onToggle: () => void }) {
  const { t } = useTranslation("events");
  return (
    <section className={css["group"]} data-open={open || undefined}>
      <button type="button" className={css["head"]} aria-expanded={open} onClick={onToggle}>
        <Icon name={open ? "chevron-down" : "chevron-right"} size={14} />
        <Light tone={group.retrying === group.count ? "warn" : "bad"} />
        <b className={css["message"]}>{group.message ?? group.code ?? t("state_failed")}</b>
        {group.line !== null && <span className="quiet">{t("line", { line: group.line })}</span>}
        {open && (
          <Tag tone="bad">
            <Ago at={group.last_at} />
          </Tag>
        )}
        <span className={css["of"]}>
          <WebhookName name={group.webhook} />
          <span>{group.version === null ? "–" : t("scriptVersion", { version: group.version })}</span>
          <span className={css["when"]}>
            {shortMoment(group.first_at)} – {clockTime(group.last_at).slice(0, 5)}
          </span>
          <b className={css["count"]}>{t("count", { count: group.count })}</b>
        </span>
      </button>
      {open && <Opened group={group} />}
    </section>
  );
}

function Opened({ group }: { group: Group }) {
  const mayReplay = useMay("events:replay");
  useSeen(group.unseen > 0 ? { key: group.key } : undefined);
  return (
    <div className={css["opened"]}>
      <Example group={group} />
      {mayReplay && <GroupReplay group={group} />}
    </div>
  );
}

/** One of the events: its body, and the line where the script stopped. */
function Example({ group }: { group: Group }) {
  const { t } = useTranslation("events");
  const at = useAt();
  const [place, setPlace] = useState(0);
  const id = group.events[Math.min(place, group.events.length - 1)] ?? "";
  const event = useEvent(id, id !== "").data;
  const body = useBody(event);
  const error = event?.attempt_list.at(-1)?.error;
  return (
    <div className={css["example"]}>
      <header>
        <b>{t("oneOfThem")}</b>
        {event && (
          <span className="quiet">
            {clockTime(event.received_at)} · <code>{shortId(id)}</code>
          </span>
        )}
        <span className={css["pager"]}>
          <Button type="text" size="small" aria-label={t("newerEvent")} disabled={place === 0} icon={<Icon name="chevron-left" size={14} />} onClick={() => setPlace(place - 1)} />
          {place + 1} / {group.events.length}
          <Button type="text" size="small" aria-label={t("olderEvent")} disabled={place >= group.events.length - 1} icon={<Icon name="chevron-right" size={14} />} onClick={() => setPlace(place + 1)} />
          <Link to={at(`/events/${id}`)}>{t("openEvent")}</Link>
        </span>
      </header>
      <div className={css["tree"]}>{!body ? <Waiting /> : body.value === undefined ? <pre>{body.text}</pre> : <JsonTree value={body.value} />}</div>
      <ErrorBox error={error} webhook={group.webhook} />
    </div>
  );
}
