/** Try an event again, in a fixed order: choose, dry run, write. The button says how many records it writes. */
import { useMutation } from "@tanstack/react-query";
import { Button, Input, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, data } from "@/api/client";
import { useAt } from "@/app/session";
import { useShortcuts } from "@/ui/keys";
import { Panel } from "@/ui/Panel";
import { Trouble } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { write } from "@/widgets/json/rows";
import { AnswerLine, ConsoleLines, ErrorBox } from "./AttemptsPanel";
import css from "./attempts.module.css";
import { Planned, usePlanned } from "./Planned";
import { forgetEvents, useVersions, type Body, type Detail } from "./reads";

const LIVE = 0;

export function ReplayPanel({ event, body }: { event: Detail; body: Body | undefined }) {
  const { t } = useTranslation("events");
  const [version, setVersion] = useState(LIVE);
  const [isNew, setNew] = useState(false);
  const [edited, edit] = useState<string>();
  const versions = useVersions(event.webhook).data?.items ?? [];
  const dry = useDryRun(event, version, isNew, edited);
  const change = (act: () => void) => {
    act();
    dry.reset();
  };
  const options = [{ value: LIVE, label: t("liveVersion") }, ...versions.map((one) => ({ value: one.number, label: `v${one.number}${one.note ? ` · ${one.note}` : ""}` }))];
  useShortcuts([{ keys: "r", label: t("dryRun"), run: () => dry.mutate() }]);
  return (
    <Panel title={t("replay")}>
      <div className={css["choose"]}>
        <label>
          {t("version")} <Select size="small" popupMatchSelectWidth={false} value={version} onChange={(value) => change(() => setVersion(value))} options={options} />
        </label>
        <Segmented size="small" value={edited === undefined ? "as" : "edited"} onChange={(value) => change(() => edit(value === "as" ? undefined : editable(body)))} options={[{ value: "as", label: t("bodyAsIs") }, { value: "edited", label: t("bodyEdited") }]} />
        {edited === undefined && <Segmented size="small" value={isNew ? "new" : "redo"} onChange={(value) => change(() => setNew(value === "new"))} options={[{ value: "redo", label: t("redo") }, { value: "new", label: t("asNew") }]} />}
      </div>
      {edited !== undefined && <Input.TextArea className="mono" spellCheck={false} aria-label={t("bodyEdited")} autoSize={{ minRows: 6, maxRows: 16 }} value={edited} onChange={(typed) => change(() => edit(typed.target.value))} />}
      <div className={css["run"]}>
        <Button icon={<Icon name="play" size={14} />} loading={dry.isPending} onClick={() => dry.mutate()} type={dry.data ? "default" : "primary"}>
          {t("dryRun")}
        </Button>
        <span className="quiet">{t("dryRunText")}</span>
      </div>
      {dry.error && <Trouble error={dry.error} />}
      {dry.data && (
        <>
          <ErrorBox error={dry.data.error} webhook={event.webhook} />
          <ConsoleLines console={dry.data.console} />
          <Planned run={dry.data} />
          {dry.data.answer && <AnswerLine answer={dry.data.answer} />}
          {edited === undefined ? <Write event={event} version={version} isNew={isNew} run={dry.data} onDone={dry.reset} /> : <EditedEnd event={event} body={edited} />}
        </>
      )}
    </Panel>
  );
}

/** Give a body as it is edited: JSON in lines, with its digits. */
function editable(body: Body | undefined): string {
  return body?.value === undefined ? (body?.text ?? "") : write(body.value, 2);
}

function useDryRun(event: Detail, version: number, as_new: boolean, edited: string | undefined) {
  return useMutation({
    mutationFn: () => {
      const chosen = version === LIVE ? null : version;
      if (edited === undefined) return data(api.POST("/api/v1/events/{event}/replay", { params: { path: { event: event.id } }, body: { version: chosen, as_new, dry_run: true } }));
      const kind = event.headers.find(({ name }) => name === "content-type")?.value;
      const headers: Record<string, string> = kind ? { "content-type": kind } : {};
      return data(api.POST("/api/v1/webhooks/{webhook}/test", { params: { path: { webhook: event.webhook ?? "" } }, body: { text: edited, headers, version: chosen, language: "javascript" } }));
    },
  });
}

function Write({ event, version, isNew, run, onDone }: { event: Detail; version: number; isNew: boolean; run: Parameters<typeof usePlanned>[0]; onDone: () => void }) {
  const { t } = useTranslation("events");
  const { done, failed } = useTell();
  const { writes, isReady } = usePlanned(run);
  const replay = useMutation({
    mutationFn: () => data(api.POST("/api/v1/events/{event}/replay", { params: { path: { event: event.id } }, body: { version: version === LIVE ? null : version, as_new: isNew, dry_run: false } })),
    onSuccess: (ended) => {
      forgetEvents();
      onDone();
      if (ended.state === "done") done(t("replayed"));
      else failed(new Error(t(`state_${ended.state}`)));
    },
    onError: failed,
  });
  return (
    <div className={css["write"]}>
      <span className="quiet">{t("answerNotSent")}</span>
      <Button type="primary" icon={<Icon name="redo" size={14} />} disabled={!isReady} loading={replay.isPending} onClick={() => replay.mutate()}>
        {run.state === "done" ? t("writeRecords", { count: writes }) : t("replayAnyway")}
      </Button>
    </div>
  );
}

function EditedEnd({ event, body }: { event: Detail; body: string }) {
  const { t } = useTranslation("events");
  const at = useAt();
  return (
    <p className={css["next"]}>
      {t("editedOnlyDry")} <Link to={at(`/webhooks/${event.webhook}/test?event=${event.id}`)} state={{ body }}>{t("openTest")}</Link>
    </p>
  );
}
