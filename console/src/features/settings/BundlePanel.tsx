/** The workspace's design as a file: downloaded for git, and brought back with the difference shown before it is applied. */
import { Alert, Button, Checkbox } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { Panel } from "@/ui/Panel";
import { useTell } from "@/ui/undo";
import { CopyButton } from "@/widgets/CopyButton";
import { Icon } from "@/widgets/icon";
import { BundleDifference } from "./BundleDifference";
import { useImportBundle, type Imported } from "./reads";
import css from "./settings.module.css";

interface Chosen {
  name: string;
  zip: string;
}

export function BundlePanel() {
  const { t } = useTranslation("settings");
  const { workspace = "" } = useParams();
  const input = useRef<HTMLInputElement>(null);
  const bring = useImportBundle();
  const tell = useTell();
  const [file, setFile] = useState<Chosen>();
  const [wishes, setWishes] = useState({ prune: false, switch: false });
  const [shown, show] = useState<Imported>();

  const look = (chosen: Chosen, wanted: typeof wishes) => {
    setFile(chosen);
    setWishes(wanted);
    show(undefined);
    bring.mutate({ zip: chosen.zip, dry_run: true, ...wanted }, { onSuccess: show, onError: tell.failed });
  };
  const choose = async (picked: File | undefined) => {
    if (picked) look({ name: picked.name, zip: await base64(picked) }, { prune: false, switch: false });
  };
  const apply = () => {
    if (!file || !shown) return;
    const body = { zip: file.zip, dry_run: false, plan: shown.plan, ...wishes };
    const failed = (error: unknown) => {
      tell.failed(error);
      look(file, wishes);
    };
    bring.mutate(body, { onSuccess: (done) => (show(done), tell.done(t("bundleApplied"))), onError: failed });
  };
  const close = () => {
    setFile(undefined);
    show(undefined);
  };
  const removed = shown?.changes.filter((one) => one.action === "remove").length ?? 0;
  const isDifferent = shown?.changes.some((one) => one.action !== "leave") ?? false;
  const wish = (name: keyof typeof wishes) => (
    <Checkbox checked={wishes[name]} disabled={bring.isPending} onChange={(event) => file && look(file, { ...wishes, [name]: event.target.checked })}>
      {t(name === "prune" ? "bundlePrune" : "bundleSwitch")}
    </Checkbox>
  );
  return (
    <Panel title={<span id="settings-bundle">{t("bundle")}</span>}>
      <p className={`quiet ${css["bundleNote"]}`}>{t("bundleNote")}</p>
      <div className={css["bundle"]}>
        <Button href={`/api/v1/bundle?workspace=${encodeURIComponent(workspace)}`} download={`${workspace}.zip`} icon={<Icon name="download" />}>
          {t("bundleDownload")}
        </Button>
        <Button icon={<Icon name="upload" />} loading={bring.isPending && !shown} onClick={() => input.current?.click()}>
          {t("bundleChoose")}
        </Button>
        <input
          ref={input}
          type="file"
          accept=".zip,application/zip"
          hidden
          aria-label={t("bundleChoose")}
          onChange={(event) => {
            void choose(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </div>
      {file && (
        <section className={css["import"]} aria-label={file.name} aria-busy={bring.isPending}>
          <div className={css["bundle"]}>
            <strong className="mono">{file.name}</strong>
            {!shown?.applied && wish("prune")}
            {!shown?.applied && wish("switch")}
          </div>
          {shown && <BundleDifference imported={shown} />}
          {shown?.applied && <NewAddresses imported={shown} />}
          <div className={css["bundle"]}>
            {!shown?.applied && (
              <Button type="primary" danger={removed > 0} disabled={!isDifferent || (shown?.conflicts.length ?? 0) > 0} loading={bring.isPending} onClick={apply}>
                {removed > 0 ? t("bundleApplyRemoving", { count: removed }) : t("bundleApply")}
              </Button>
            )}
            <Button onClick={close}>{t(shown?.applied ? "bundleDone" : "bundleCancel")}</Button>
          </div>
        </section>
      )}
    </Panel>
  );
}

function NewAddresses({ imported }: { imported: Imported }) {
  const { t } = useTranslation("settings");
  return imported.webhooks.map((one) => (
    <Alert
      key={one.id}
      type={one.needs_secret || !one.on ? "warning" : "success"}
      showIcon
      title={t("bundleNewAddress", { name: one.name })}
      description={
        <>
          <span className={css["address"]}>
            <code>{one.url}</code>
            <CopyButton text={one.url} what="URL" size="small" type="text" />
          </span>
          {!one.on && <div>{t("bundleIsOff")}</div>}
          {one.needs_secret && <div>{t("bundleNeedsSecret")}</div>}
        </>
      }
    />
  ));
}

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
