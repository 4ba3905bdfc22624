/** One event in the list: when, where to, whose lead, what it wrote, how it ended. */
import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { useAt } from "@/app/session";
import { clockTime, shortMoment, took, wholeMoment } from "@/widgets/time";
import css from "./events.module.css";
import { StateTag, useWritten, WebhookName } from "./parts";
import type { Event } from "./reads";

const DAY_MS = 86_400_000;

interface Props {
  event: Event;
  fresh: boolean;
  /** Where the keys stand. */
  chosen: boolean;
  onChoose: () => void;
  /** Whether it is among those to be replayed; undefined where none can be. */
  marked: boolean | undefined;
  onMark: () => void;
}

export function EventRow({ event, fresh, chosen, onChoose, marked, onMark }: Props) {
  const { t } = useTranslation("events");
  const at = useAt();
  const go = useNavigate();
  const written = useWritten();
  const isToday = Date.now() - Date.parse(event.received_at) < DAY_MS;
  return (
    <tr data-fresh={fresh || undefined} data-chosen={chosen || undefined} onMouseDown={onChoose} onClick={() => void go(at(`/events/${event.id}`))}>
      {marked !== undefined && (
        <td className={css["mark"]} onClick={(click) => click.stopPropagation()}>
          <Checkbox aria-label={t("chooseOne", { name: event.title ?? event.id })} checked={marked} onChange={onMark} />
        </td>
      )}
      <td className={css["mono"]} title={wholeMoment(event.received_at)}>
        {isToday ? clockTime(event.received_at) : shortMoment(event.received_at)}
      </td>
      <td>
        <WebhookName name={event.webhook} source={event.source} />
      </td>
      <td className={css["who"]}>
        <Link to={at(`/events/${event.id}`)} onClick={(click) => click.stopPropagation()}>
          {event.title ?? t("unnamed")}
        </Link>
      </td>
      <td className={css["desk"]} data-bad={Boolean(event.error) || undefined}>
        {written(event)}
      </td>
      <td>
        <StateTag event={event} />
      </td>
      <td className={css["number"]}>{event.took_ms === null ? "–" : took(event.took_ms)}</td>
    </tr>
  );
}
