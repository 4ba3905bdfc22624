/** Every version, what it changed, and the way back to it. */
import { Button, Drawer, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Loaded } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { Tag } from "@/widgets/state";
import { Ago } from "@/widgets/time";
import { DiffView } from "./DiffView";
import type { Drafting } from "./drafting";
import { useSetLive, useVersion, useVersions, type Version, type Webhook } from "./reads";
import css from "./script.module.css";

interface Props {
  webhook: Webhook;
  live: Version | null;
  drafting: Drafting;
  /** "all", "draft", or a version's number; null: closed. */
  shown: string | null;
  onShow: (shown: string | null) => void;
}

export function VersionsDrawer({ webhook, live, drafting, shown, onShow }: Props) {
  const { t } = useTranslation("script");
  const versions = useVersions(webhook.name, shown !== null);
  const items = versions.data?.items ?? [];
  const number = shown && /^\d+$/.test(shown) ? Number(shown) : (items[0]?.number ?? null);
  const isDraft = shown === "draft";
  return (
    <Drawer open={shown !== null} size={960} title={t("versions")} onClose={() => onShow(null)} mask={false} destroyOnHidden>
      <div className={css["versions"]}>
        <ul>
          {live && drafting.source !== live.source && (
            <li>
              <button type="button" aria-pressed={isDraft} onClick={() => onShow("draft")}>
                <b>{t("draft")}</b>
                <span className="quiet">{t("againstLive", { version: live.number })}</span>
              </button>
            </li>
          )}
          <Loaded query={versions}>
            {() =>
              items.map((one) => (
                <li key={one.number}>
                  <button type="button" aria-pressed={!isDraft && number === one.number} onClick={() => onShow(String(one.number))}>
                    <span>
                      <b>v{one.number}</b> {one.number === webhook.live_version && <Tag tone="ok">{t("live")}</Tag>}
                    </span>
                    <span className="quiet">
                      {one.made_by} · <Ago at={one.made_at} />
                    </span>
                    {one.note && <span>{one.note}</span>}
                  </button>
                </li>
              ))
            }
          </Loaded>
          {versions.data && !items.length && <li className="quiet">{t("noVersions")}</li>}
        </ul>
        <div className={css["versionBody"]}>
          {isDraft && live && <DiffView before={live.source} after={drafting.source} language={drafting.language} titles={[`v${live.number}`, t("draft")]} />}
          {!isDraft && number !== null && <One key={number} webhook={webhook} number={number} live={live} drafting={drafting} before={items.find((one) => one.number < number)?.number ?? null} />}
        </div>
      </div>
    </Drawer>
  );
}

interface OneProps {
  webhook: Webhook;
  number: number;
  before: number | null;
  live: Version | null;
  drafting: Drafting;
}

function One({ webhook, number, before, live, drafting }: OneProps) {
  const { t } = useTranslation("script");
  const tell = useTell();
  const setLive = useSetLive(webhook.name);
  const version = useVersion(webhook.name, number);
  const [against, setAgainst] = useState<"live" | "before">(number === live?.number || !live ? "before" : "live");
  const older = useVersion(webhook.name, before);
  const isLive = number === webhook.live_version;
  const shown = isLive ? "before" : against;
  const rollBack = async () => {
    await setLive.mutateAsync(number);
    tell.done(t("rolledBack", { version: number }), () => setLive.mutateAsync(live?.number ?? null));
  };
  return (
    <Loaded query={version}>
      {(one) =>
        one && (
          <>
            <div className={css["versionBar"]}>
              <Segmented
                value={shown}
                onChange={setAgainst}
                options={[
                  { value: "before", label: before === null ? t("fromNothing") : t("against", { version: before }) },
                  { value: "live", label: t("againstLive", { version: live?.number ?? 0 }), disabled: isLive || !live },
                ]}
              />
              <span className={css["grow"]} />
              <Button onClick={() => drafting.replace(one.source)} disabled={one.source === drafting.source}>
                {t("intoDraft")}
              </Button>
              {!isLive && (
                <Button type="primary" loading={setLive.isPending} onClick={() => void rollBack().catch(tell.failed)}>
                  {t("rollBack", { version: number })}
                </Button>
              )}
            </div>
            {shown === "live" ? (
              <DiffView before={live?.source ?? ""} after={one.source} language={one.language} titles={[t("live"), `v${number}`]} />
            ) : (
              <DiffView before={older.data?.source ?? ""} after={one.source} language={one.language} titles={[before === null ? t("nothingBefore") : `v${before}`, `v${number}`]} />
            )}
          </>
        )
      }
    </Loaded>
  );
}
