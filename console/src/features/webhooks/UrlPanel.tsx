/** The receiving URL: copied whole or as curl, its suffix changed in place, its key reissued. */
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/app/session";
import { Confirm } from "@/ui/confirm";
import { Panel } from "@/ui/Panel";
import { useTell } from "@/ui/undo";
import { CopyButton } from "@/widgets/CopyButton";
import { Icon } from "@/widgets/icon";
import css from "./overview.module.css";
import { useChange, useReissue, useSource, type Webhook } from "./reads";
import { isSuffix, suggestSuffix } from "./suffix";
import { curlOf, urlParts } from "./url";

export function UrlPanel({ webhook, url }: { webhook: Webhook; url: string }) {
  const { t } = useTranslation(["webhooks", "ui"]);
  const source = useSource(webhook.source);
  const may = useMay("webhooks:write");
  const [asking, ask] = useState(false);
  const reissue = useReissue(webhook.name);
  const tell = useTell();
  const { stem, isLoopback } = urlParts(url);
  const extra = (
    <>
      <CopyButton type="text" size="small" text={() => curlOf(url, source?.demo ?? {})} what="curl" label={t("copyCurl")} />
      {may && (
        <Button type="text" size="small" icon={<Icon name="key" size={14} />} onClick={() => ask(true)}>
          {t("reissue")}
        </Button>
      )}
    </>
  );
  return (
    <Panel title={t("receivingUrl")} extra={extra}>
      <SuffixEditor webhook={webhook} stem={stem} url={url} />
      {isLoopback && (
        <p className={css["alert"]} role="note">
          <Icon name="warning" size={14} />
          <span>
            <b>{t("loopback")}</b> {t("loopbackText")}
          </span>
        </p>
      )}
      <Confirm
        open={asking}
        title={t("reissueTitle", { name: webhook.label })}
        action={t("reissueAction")}
        onCancel={() => ask(false)}
        onConfirm={async () => {
          await reissue.mutateAsync().then(() => tell.done(t("reissued")), tell.failed);
          ask(false);
        }}
      >
        <p>{t("reissueText")}</p>
      </Confirm>
    </Panel>
  );
}

function SuffixEditor({ webhook, stem, url }: { webhook: Webhook; stem: string; url: string }) {
  const { t } = useTranslation(["webhooks", "ui"]);
  const may = useMay("webhooks:write");
  const [typed, type] = useState<string | null>(null);
  const change = useChange(webhook.name);
  const tell = useTell();
  const fits = typed !== null && isSuffix(typed);
  const save = async () => {
    if (typed === null || !fits) return;
    if (typed !== webhook.suffix) {
      await change.mutateAsync({ suffix: typed });
      tell.done(t("suffixSaved", { suffix: typed }), () => change.mutateAsync({ suffix: webhook.suffix }));
    }
    type(null);
  };
  const editing = (
    <>
      <Input
        autoFocus
        className={css["suffixInput"]}
        value={typed ?? ""}
        status={fits ? undefined : "error"}
        aria-label={t("suffix")}
        aria-describedby="suffix-rule"
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Enter") void save().catch(tell.failed);
          if (event.key === "Escape") type(null);
        }}
      />
      <Button disabled={!fits} loading={change.isPending} onClick={() => void save().catch(tell.failed)}>
        {t("ui:save")}
      </Button>
      <Button type="text" aria-label={t("ui:cancel")} icon={<Icon name="close" />} onClick={() => type(null)} />
    </>
  );
  return (
    <>
      <div className={css["urlBar"]}>
        <span className={css["stem"]} title={stem}>
          {stem}
        </span>
        {typed !== null ? (
          editing
        ) : may ? (
          <button type="button" className={css["suffix"]} aria-label={t("editSuffix", { suffix: webhook.suffix })} onClick={() => type(webhook.suffix)}>
            {webhook.suffix}
            <Icon name="edit" size={14} />
          </button>
        ) : (
          <b>{webhook.suffix}</b>
        )}
        <span className={css["grow"]} />
        <CopyButton type="primary" text={url} what="URL" label={t("copyUrl")} />
      </div>
      {typed !== null && <Rule typed={typed} fits={fits} onTake={type} />}
    </>
  );
}

function Rule({ typed, fits, onTake }: { typed: string; fits: boolean; onTake: (suffix: string) => void }) {
  const { t } = useTranslation(["webhooks", "ui"]);
  const suggestion = suggestSuffix(typed);
  return (
    <p className={css["rule"]} id="suffix-rule" role="status">
      {fits ? (
        <span data-tone="ok">
          <Icon name="check" size={14} /> {t("suffixFree")}
        </span>
      ) : (
        <span data-tone="bad">
          <Icon name="alert" size={14} /> {typed ? t("suffixBad", { count: [...typed].length }) : t("suffixEmpty")}
        </span>
      )}
      {!fits && (
        <Button size="small" onClick={() => onTake(suggestion)}>
          {t("takeSuffix", { suffix: suggestion })}
        </Button>
      )}
      <span className="quiet">{t("suffixRule")}</span>
    </p>
  );
}
