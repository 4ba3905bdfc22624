/** Waits for the next real push, shows the time that is left, and what came. */
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { LISTEN_S, useListening } from "@/ui/run/listening";
import { Loaded } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { clockTime } from "@/widgets/time";
import css from "./overview.module.css";
import { useEvent, useSource, useWords, type Event, type Webhook } from "./reads";

export function ListenPanel({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const tell = useTell();
  const { now, start, stop } = useListening(webhook.name, tell.failed);
  const again = (
    <Button onClick={start} icon={<Icon name="listen" />}>
      {t("listenAgain")}
    </Button>
  );
  return (
    <Panel>
      <div className={css["listen"]}>
        {now.state === "idle" && (
          <Said title={t("listenTitle")} text={t("listenText")}>
            <Button onClick={start} icon={<Icon name="listen" />}>
              {t("listen")}
            </Button>
            <DemoButton webhook={webhook} />
          </Said>
        )}
        {now.state === "waiting" && (
          <>
            <Countdown until={now.until} />
            <Said title={t("waitingTitle")} text={t("waitingText")}>
              <DemoButton webhook={webhook} />
              <Button type="text" onClick={stop}>
                {t("stopWaiting")}
              </Button>
            </Said>
          </>
        )}
        {now.state === "over" && (
          <Said title={t("overTitle")} text={t("overText")}>
            {again}
            <DemoButton webhook={webhook} />
            <Button type="text" onClick={stop}>
              {t("stopWaiting")}
            </Button>
          </Said>
        )}
        {now.state === "came" && (
          <Came event={now.event} webhook={webhook}>
            {again}
          </Came>
        )}
      </div>
    </Panel>
  );
}

function Said({ title, text, children }: { title: string; text: string; children: React.ReactNode }) {
  return (
    <div role="status">
      <h3>{title}</h3>
      <p>{text}</p>
      <div className={css["buttons"]}>{children}</div>
    </div>
  );
}

function DemoButton({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const at = useAt();
  const source = useSource(webhook.source);
  const words = useWords();
  return (
    <Link to={at(`/webhooks/${webhook.name}/test`)}>
      <Button icon={<Icon name="play" />}>{source ? t("useDemo", { source: words(source.label) }) : t("useSample")}</Button>
    </Link>
  );
}

function Countdown({ until }: { until: number }) {
  const { t } = useTranslation("webhooks");
  const [left, setLeft] = useState(LISTEN_S);
  useEffect(() => {
    const tick = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [until]);
  const length = 2 * Math.PI * 31;
  const told = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  return (
    <span className={css["ring"]} role="timer" aria-label={t("left", { time: told })}>
      <svg viewBox="0 0 68 68" aria-hidden>
        <circle cx="34" cy="34" r="31" />
        <circle cx="34" cy="34" r="31" strokeDasharray={`${(length * left) / LISTEN_S} ${length}`} />
      </svg>
      {told}
    </span>
  );
}

function Came({ event, webhook, children }: { event: Event; webhook: Webhook; children: React.ReactNode }) {
  const { t } = useTranslation("webhooks");
  const at = useAt();
  const detail = useEvent(event.id);
  return (
    <div className={css["came"]} role="status">
      <h3 className={css["ok"]}>
        {t("came", { time: clockTime(event.received_at) })} {event.title}
      </h3>
      <Loaded query={detail} rows={3}>
        {({ body }) => <pre tabIndex={0}>{typeof body === "string" ? body : JSON.stringify(body, null, 2)}</pre>}
      </Loaded>
      <div className={css["buttons"]}>
        <Link to={at(`/webhooks/${webhook.name}/script?event=${event.id}`)}>
          <Button type="primary">{t("useInScript")}</Button>
        </Link>
        <Link to={at(`/events/${event.id}`)}>
          <Button>{t("openEvent")}</Button>
        </Link>
        {children}
      </div>
    </div>
  );
}
