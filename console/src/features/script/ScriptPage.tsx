/** A webhook's script: written as a draft that keeps itself, tried on events beside it, put live by one button. */
import { Splitter } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useOutletContext } from "react-router";
import { useMay } from "@/app/session";
import { Empty, Loaded } from "@/ui/states";
import { Desk } from "./Desk";
import { useDraft, useVersion, type Draft, type Version, type Webhook } from "./reads";
import { RunPanel } from "./RunPanel";
import css from "./script.module.css";
import { starter } from "./starter";
import { useDrafting } from "./drafting";
import { useNarrow } from "./narrow";

const KEPT = "leadbase.script.split";

export function Component() {
  const { t } = useTranslation("script");
  const webhook = useOutletContext<Webhook>();
  const may = useMay("scripts:publish");
  const draft = useDraft(webhook.name);
  const live = useVersion(webhook.name, webhook.live_version);
  if (!may) return <Empty icon="code" title={t("notYours")} text={t("notYoursText")} />;
  return (
    <Loaded query={draft} rows={10}>
      {(kept) => <Loaded query={live} rows={10}>{(version) => <Written key={webhook.id} webhook={webhook} draft={kept} live={version} />}</Loaded>}
    </Loaded>
  );
}

function Written({ webhook, draft, live }: { webhook: Webhook; draft: Draft | null; live: Version | null }) {
  const { t } = useTranslation("script");
  const [start] = useState(() => ({
    source: draft?.source ?? live?.source ?? starter(t("starterComment")),
    language: draft?.language || live?.language || "javascript",
    lock: draft?.lock ?? null,
  }));
  const drafting = useDrafting(webhook.name, start);
  const isNarrow = useNarrow();
  const [go, setGo] = useState<(line: number, column: number) => void>();
  const desk = <Desk webhook={webhook} live={live} drafting={drafting} onGo={(found) => setGo(() => found)} />;
  const side = <RunPanel webhook={webhook} live={live} drafting={drafting} onGo={go} />;
  if (isNarrow) {
    return (
      <div className={css["stack"]}>
        {desk}
        {side}
      </div>
    );
  }
  const kept = Number(localStorage.getItem(KEPT)) || 372;
  return (
    <Splitter className={css["split"]} onResizeEnd={(sizes) => localStorage.setItem(KEPT, String(Math.round(sizes[1] ?? kept)))}>
      <Splitter.Panel min={420}>{desk}</Splitter.Panel>
      <Splitter.Panel defaultSize={kept} min={300} max={640} collapsible>
        {side}
      </Splitter.Panel>
    </Splitter>
  );
}
