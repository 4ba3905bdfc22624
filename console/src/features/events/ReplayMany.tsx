/** Choose how many events are replayed: on what, redone or as new, how fast. A dry run of all of them comes first. */
import { useMutation } from "@tanstack/react-query";
import { Button, InputNumber, Modal, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, data, type Schemas } from "@/api/client";
import { useAt, useMay } from "@/app/session";
import { Trouble } from "@/ui/states";
import { Icon } from "@/widgets/icon";
import css from "./replay.module.css";
import { eventQuery, type Filters } from "./filters";
import { useVersions } from "./reads";

type Choice = Schemas["BulkReplayIn"]["version"];

/** Which events: some by their ids, a group of failures, or all that fit the filters. */
export interface Many {
  events?: string[];
  group?: string;
  filters?: Filters;
  /** The webhook that all of them came to, where it is known: versions and drafts are of one webhook. */
  webhook: string | null;
  /** How many, where that is known. */
  count?: number;
}

const FASTEST = 100;

export function ReplayMany({ many, onClose }: { many: Many; onClose: () => void }) {
  const { t } = useTranslation("events");
  const at = useAt();
  const go = useNavigate();
  const mayDraft = useMay("scripts:publish");
  const versions = useVersions(many.webhook).data?.items ?? [];
  const [version, choose] = useState<Choice>("live");
  const [isNew, setNew] = useState(false);
  const [rate, setRate] = useState<number | null>(null);
  const begin = useMutation({
    mutationFn: () => data(api.POST("/api/v1/replays", { body: bodyOf(many, version, isNew, rate) })),
    onSuccess: (made) => go(at(`/replays/${made.id}`)),
  });
  const options = [
    { value: "live" as Choice, label: t("liveVersion") },
    ...(many.webhook ? versions.map((one) => ({ value: one.number as Choice, label: `v${one.number}${one.note ? ` · ${one.note}` : ""}` })) : []),
    ...(many.webhook && mayDraft ? [{ value: "draft" as Choice, label: t("theDraft") }] : []),
  ];
  return (
    <Modal
      open
      width={520}
      title={many.count === undefined ? t("replayFitting") : t("replayMany", { count: many.count })}
      onCancel={onClose}
      footer={
        <Button type="primary" icon={<Icon name="play" size={14} />} loading={begin.isPending} onClick={() => begin.mutate()}>
          {t("dryRunFirst")}
        </Button>
      }
    >
      <div className={css["form"]}>
        <label htmlFor="replay-version">{t("onWhat")}</label>
        <span>
          <Select id="replay-version" value={version} options={options} onChange={choose} popupMatchSelectWidth={false} />
          {!many.webhook && <small>{t("versionNeedsWebhook")}</small>}
        </span>
        <span>{t("how")}</span>
        <span>
          <Segmented value={isNew ? "new" : "redo"} onChange={(value) => setNew(value === "new")} options={[{ value: "redo", label: t("redo") }, { value: "new", label: t("asNew") }]} />
          <small>{t(isNew ? "asNewText" : "redoText")}</small>
        </span>
        <label htmlFor="replay-rate">{t("rate")}</label>
        <span>
          <InputNumber id="replay-rate" min={1} max={FASTEST} precision={0} value={rate} placeholder={t("noRate")} suffix={t("perSecond")} onChange={setRate} style={{ width: 160 }} />
          <small>{t("rateText")}</small>
        </span>
      </div>
      {begin.error && <Trouble error={begin.error} />}
    </Modal>
  );
}

function bodyOf(many: Many, version: Choice, as_new: boolean, rate: number | null): Schemas["BulkReplayIn"] {
  const filter = many.filters ? { ...eventQuery(many.filters) } : many.webhook && version !== "live" ? { webhook: many.webhook } : undefined;
  return { events: many.events ?? [], group: many.group ?? null, filter: filter ?? null, version, as_new, dry_run: true, rate } as Schemas["BulkReplayIn"];
}
