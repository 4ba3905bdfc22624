/** One event: what exactly came, what was done with it, what was answered, and how to try it again. */
import { App, Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { api, data } from "@/api/client";
import { useAt, useMay } from "@/app/session";
import { useShortcuts } from "@/ui/keys";
import { Page } from "@/ui/Page";
import { Loaded } from "@/ui/states";
import { CopyButton } from "@/widgets/CopyButton";
import { Icon } from "@/widgets/icon";
import { wholeMoment } from "@/widgets/time";
import { AttemptsPanel } from "./AttemptsPanel";
import { BodyPanel } from "./BodyPanel";
import { curlOf, fixtureOf } from "./curl";
import css from "./event.module.css";
import { bytes, shortId, StateTag } from "./parts";
import { ReplayPanel } from "./ReplayPanel";
import { useBody, useEvent, useSeen, type Body, type Detail } from "./reads";

export function Component() {
  const { event = "" } = useParams();
  const query = useEvent(event);
  return <Loaded query={query}>{(detail) => <Shown key={detail.id} event={detail} />}</Loaded>;
}

function Shown({ event }: { event: Detail }) {
  const { t } = useTranslation("events");
  const at = useAt();
  const body = useBody(event);
  const mayReplay = useMay("events:replay");
  useSeen(event.state === "failed" ? { events: [event.id] } : undefined);
  const title = event.title ?? t("unnamed");
  const note = (
    <>
      {shortId(event.id)} <CopyButton text={event.id} what="id" /> {wholeMoment(event.received_at)} · {bytes(event.size)}
      {event.duplicate_of ? "" : ` · ${t("notDuplicate")}`}
    </>
  );
  return (
    <Page
      title={
        <>
          {title} <StateTag event={event} />
        </>
      }
      name={title}
      parent={{ label: t("title"), to: at("/events") }}
      note={note}
      actions={
        <>
          <Neighbours event={event} />
          <Copies event={event} body={body} />
        </>
      }
      help="howto/watch-events"
      fills
    >
      <div className={css["page"]}>
        <BodyPanel event={event} body={body} />
        <div className={css["side"]}>
          <AttemptsPanel event={event} />
          {mayReplay && event.webhook && event.state !== "rejected" && <ReplayPanel event={event} body={body} />}
        </div>
      </div>
    </Page>
  );
}

function Neighbours({ event }: { event: Detail }) {
  const { t } = useTranslation("events");
  const at = useAt();
  const go = useNavigate();
  const [search] = useSearchParams();
  const open = (id: string | null) => id && void go({ pathname: at(`/events/${id}`), search: search.toString() }, { replace: true });
  useShortcuts([
    { keys: "j", label: t("olderEvent"), run: () => open(event.previous) },
    { keys: "k", label: t("newerEvent"), run: () => open(event.next) },
  ]);
  return (
    <span className={css["neighbours"]}>
      <Button type="text" aria-label={t("newerEvent")} title={`${t("newerEvent")} (K)`} disabled={!event.next} icon={<Icon name="arrow-up" />} onClick={() => open(event.next)} />
      <Button type="text" aria-label={t("olderEvent")} title={`${t("olderEvent")} (J)`} disabled={!event.previous} icon={<Icon name="arrow-down" />} onClick={() => open(event.previous)} />
    </span>
  );
}

function Copies({ event, body }: { event: Detail; body: Body | undefined }) {
  const { t } = useTranslation(["events", "ui"]);
  const { message } = App.useApp();
  const mayUrl = useMay("webhooks:write");
  const text = body?.text ?? "";
  const curl = async () => {
    const { url } = await data(api.GET("/api/v1/webhooks/{webhook}", { params: { path: { webhook: event.webhook ?? "" } } }));
    if (!url) throw new Error(t("noUrl"));
    return curlOf(event, url, text);
  };
  const save = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([fixtureOf(event, text)], { type: "application/json" }));
    link.download = `event-${event.id}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
    void message.success(t("fixtureSaved"));
  };
  return (
    <>
      {event.webhook && mayUrl && <CopyButton text={curl} what="curl" label={t("copyCurl")} copyIcon="code" className={css["desk"]} />}
      <CopyButton text={() => fixtureOf(event, text)} what={t("fixture")} label={t("copyFixture")} copyIcon="file" className={css["desk"]} />
      <Dropdown trigger={["click"]} menu={{ items: [{ key: "save", label: t("saveFixture"), onClick: save }, { key: "raw", label: <a href={`/api/v1/events/${event.id}/payload?workspace=${encodeURIComponent(location.pathname.split("/")[2] ?? "")}`} download={`event-${event.id}`}>{t("downloadBody")}</a> }] }}>
        <Button aria-label={t("ui:more")} icon={<Icon name="more" />} />
      </Dropdown>
    </>
  );
}
