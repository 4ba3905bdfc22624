/** All that a template would make, what is in its way, and the one button that makes it. */
import { Alert, Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useAt, useMay } from "@/app/session";
import { Loaded } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { AppliedPanel } from "./AppliedPanel";
import { Contents } from "./Contents";
import { useApply, usePreview, type Preview } from "./reads";
import css from "./templates.module.css";

export function PreviewPanel({ name }: { name: string }) {
  const preview = usePreview(name);
  const apply = useApply(name);
  return (
    <aside className={css["panel"]}>
      <Loaded query={preview} rows={8}>
        {(loaded) => (apply.data ? <AppliedPanel applied={apply.data} preview={loaded} /> : <Offer preview={loaded} apply={apply} />)}
      </Loaded>
    </aside>
  );
}

function Offer({ preview, apply }: { preview: Preview; apply: ReturnType<typeof useApply> }) {
  const { t, i18n } = useTranslation("templates");
  const at = useAt();
  const go = useNavigate();
  const tell = useTell();
  const may = useMay("webhooks:write");
  const taken = [...preview.existing.tables, ...preview.existing.webhooks];
  const [asCopy, setAsCopy] = useState(taken.length > 0);
  const { template } = preview;
  return (
    <>
      <header className={css["head"]}>
        <div>
          <h2>{i18n.language === "en" ? template.label_en : template.label_zh}</h2>
          <span className="quiet">{template.name}</span>
        </div>
        <Button type="text" aria-label={t("close")} icon={<Icon name="close" />} onClick={() => go(at("/templates"))} />
      </header>
      <div className={css["contents"]}>
        {taken.length > 0 && (
          <Alert
            type="warning"
            showIcon
            title={t("taken", { names: taken.map((one) => one.label).join("、") })}
            description={t("takenText")}
          />
        )}
        <div className={css["choice"]}>
          <span>
            <strong>{t("makes")}</strong> <span className="quiet">{t("willMake")}</span>
          </span>
          {taken.length > 0 && (
            <Segmented
              value={asCopy ? "copy" : "original"}
              onChange={(value) => setAsCopy(value === "copy")}
              options={[
                { value: "original", label: t("original"), disabled: true },
                { value: "copy", label: t("copy") },
              ]}
            />
          )}
        </div>
        <Contents preview={preview} asCopy={asCopy} />
      </div>
      <footer className={css["foot"]}>
        <span className="quiet">{may ? "" : t("needsBuilder")}</span>
        <Button
          type="primary"
          disabled={!may}
          loading={apply.isPending}
          onClick={() => apply.mutate(asCopy, { onError: tell.failed })}
        >
          {t(asCopy ? "applyCopy" : "apply")}
        </Button>
      </footer>
    </>
  );
}
