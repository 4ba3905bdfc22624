/** Waits for a real push and takes it as the body that is tried. */
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { LISTEN_S, useListening } from "@/ui/run/listening";
import { Icon } from "@/widgets/icon";
import css from "./testing.module.css";

export function ListenBar({ webhook, onCame, onFailed }: { webhook: string; onCame: (event: string) => void; onFailed: (error: unknown) => void }) {
  const { t } = useTranslation("testing");
  const { now, start, stop } = useListening(webhook, onFailed);
  const came = now.state === "came" ? now.event.id : undefined;
  useEffect(() => {
    if (came) onCame(came);
    // Once for each event that came.
  }, [came]);
  return (
    <div className={css["listen"]} role="status">
      <Icon name="listen" />
      <div>
        <strong>{t(now.state === "over" ? "listenOver" : now.state === "came" ? "listenCame" : "listenTitle")}</strong>
        <span>{t("listenText")}</span>
      </div>
      {now.state === "waiting" ? (
        <Button onClick={stop}>
          {t("stopWaiting")} <Left until={now.until} />
        </Button>
      ) : (
        <Button onClick={start}>{t("listen")}</Button>
      )}
    </div>
  );
}

function Left({ until }: { until: number }) {
  const [left, setLeft] = useState(LISTEN_S);
  useEffect(() => {
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000))), 250);
    return () => clearInterval(timer);
  }, [until]);
  return (
    <span className="mono">
      {Math.floor(left / 60)}:{String(left % 60).padStart(2, "0")}
    </span>
  );
}
