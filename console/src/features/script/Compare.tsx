/** Before going live: the draft is tried on the last events, and each that comes to something else is shown. */
import { Button, Modal } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNames } from "@/ui/run/reads";
import { Trouble, Waiting } from "@/ui/states";
import { Icon } from "@/widgets/icon";
import css from "./compare.module.css";
import { DifferenceRow } from "./DifferenceRow";
import { compareLast, type Comparison } from "./reads";

interface Props {
  webhook: string;
  source: string;
  language: string;
  /** The main button's words, and what it does. */
  action: string;
  disabled: boolean;
  onLive: () => Promise<void>;
}

type Found = { source: string; comparison?: Comparison; error?: unknown };

export function Compare({ webhook, source, language, action, disabled, onLive }: Props) {
  const { t } = useTranslation("script");
  const [isOpen, open] = useState(false);
  const [found, setFound] = useState<Found>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const isOfThis = found?.source === source;
  const run = () => {
    open(true);
    if (isOfThis && found.comparison) return;
    running.current?.abort();
    const control = (running.current = new AbortController());
    setFound({ source });
    compareLast(webhook, source, language, control.signal).then(
      (comparison) => control.signal.aborted || setFound({ source, comparison }),
      (error: unknown) => control.signal.aborted || setFound({ source, error }),
    );
  };
  const close = () => {
    open(false);
    if (found?.comparison) return;
    running.current?.abort();
    setFound(undefined);
  };
  const count = isOfThis ? found.comparison?.differences.length : undefined;
  return (
    <>
      <Button size="small" disabled={disabled} icon={<Icon name="play" size={14} />} onClick={run}>
        {count === undefined ? t("tryLast") : count === 0 ? t("noneDiffer") : t("differ", { count })}
      </Button>
      <Modal
        open={isOpen}
        width={760}
        title={t("tryLastTitle")}
        onCancel={close}
        cancelText={t("keepWriting")}
        okText={action}
        onOk={() => {
          close();
          void onLive();
        }}
      >
        {found?.error !== undefined ? <Trouble error={found.error} retry={run} /> : found?.comparison ? <Told comparison={found.comparison} /> : <Trying />}
      </Modal>
    </>
  );
}

function Trying() {
  const { t } = useTranslation("script");
  return (
    <div role="status">
      <p className="quiet">{t("trying")}</p>
      <Waiting rows={4} />
    </div>
  );
}

function Told({ comparison }: { comparison: Comparison }) {
  const { t } = useTranslation("script");
  const names = useNames();
  const { differences, tried, skipped, ended } = comparison;
  const notes = [skipped > 0 && t("someSkipped", { count: skipped }), ended === "time" && t("endedTime"), ended === "killed" && t("endedKilled")].filter(Boolean);
  return (
    <div className={css["told"]} role="status">
      <p>
        <b data-tone={differences.length ? "warn" : "ok"}>{tried === 0 ? t("nothingToTry") : differences.length ? t("differ", { count: differences.length }) : t("noneDiffer")}</b>{" "}
        <span className="quiet">{tried > 0 && t("tried", { count: tried })}</span>
      </p>
      {notes.length > 0 && <p className="quiet">{notes.join(" ")}</p>}
      <ul className={css["list"]}>
        {differences.map((one) => (
          <DifferenceRow key={one.event} difference={one} names={names} />
        ))}
      </ul>
    </div>
  );
}
