/** The main button: keeps the draft and puts it live as the next version, or says what stops it. */
import { Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/client";
import { useMay } from "@/app/session";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { Compare } from "./Compare";
import type { Drafting } from "./drafting";
import { usePublish, useSetLive, useVersions, type Finding, type Version, type Webhook } from "./reads";
import css from "./script.module.css";

interface Props {
  webhook: Webhook;
  live: Version | null;
  drafting: Drafting;
  onGo: (line: number, column: number) => void;
}

export function GoLive({ webhook, live, drafting, onGo }: Props) {
  const { t } = useTranslation("script");
  const tell = useTell();
  const publish = usePublish(webhook.name);
  const setLive = useSetLive(webhook.name);
  const newest = useVersions(webhook.name, true).data?.items[0]?.number ?? live?.number ?? 0;
  const [refused, refuse] = useState<Finding[]>([]);
  const mayReplay = useMay("events:replay");
  const isLive = live?.source === drafting.source && live.language === drafting.language;
  const next = newest + 1;
  const go = async () => {
    if (!(await drafting.keep())) return;
    try {
      const version = await publish.mutateAsync({ source: drafting.source, language: drafting.language, note: "" });
      tell.done(t("isLive", { version: version.number }), () => setLive.mutateAsync(live?.number ?? null));
    } catch (error) {
      const findings = error instanceof Problem ? (error.facts["findings"] as Finding[] | undefined) : undefined;
      if (error instanceof Problem && error.code === "script_has_errors" && findings) refuse(findings);
      else tell.failed(error);
    }
  };
  return (
    <>
      {!isLive && mayReplay && <Compare webhook={webhook.name} source={drafting.source} language={drafting.language} action={t("goLive", { version: next })} disabled={drafting.saving === "conflict"} onLive={go} />}
      <Button type="primary" size="small" disabled={isLive || drafting.saving === "conflict"} loading={publish.isPending} onClick={() => void go()}>
        {t("goLive", { version: next })}
      </Button>
      <Refused findings={refused} onClose={() => refuse([])} onGo={onGo} webhook={webhook} />
    </>
  );
}

function Refused({ findings, onClose, onGo, webhook }: { findings: Finding[]; onClose: () => void; onGo: (line: number, column: number) => void; webhook: Webhook }) {
  const { t } = useTranslation("script");
  const errors = findings.filter((one) => one.severity === "error");
  return (
    <Modal
      open={findings.length > 0}
      width={520}
      title={t("refusedTitle")}
      onCancel={onClose}
      cancelButtonProps={{ style: { display: "none" } }}
      okText={t("keepWriting")}
      onOk={onClose}
    >
      <p>{webhook.live_version === null ? t("refusedNew") : t("refusedText", { version: webhook.live_version })}</p>
      <ul className={css["problems"]}>
        {errors.map((one) => (
          <li key={`${one.line}:${one.column}:${one.message}`}>
            <button
              type="button"
              onClick={() => {
                onClose();
                setTimeout(() => onGo(one.line, one.column));
              }}
            >
              <span data-tone="bad">
                <Icon name="failed" size={14} />
              </span>
              <span>{one.message}</span>
              <span className="quiet">{t("at", { line: one.line, column: one.column })}</span>
            </button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
