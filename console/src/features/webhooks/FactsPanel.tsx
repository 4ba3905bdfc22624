/** How the webhook works, in four facts; each is changed on another page. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { Panel } from "@/ui/Panel";
import css from "./overview.module.css";
import { locationText, settingsOf } from "./options";
import type { Webhook } from "./reads";

export function FactsPanel({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const at = useAt();
  const here = at(`/webhooks/${webhook.name}`);
  const { mode, answer, dedupe, dedupe_days, verify } = settingsOf(webhook);
  const keys = dedupe.map(locationText).join(" + ");
  return (
    <Panel>
      <dl className={css["facts"]} style={{ margin: 0 }}>
        <Fact
          name={t("processing")}
          value={<Link to={`${here}/script`}>{webhook.live_version === null ? t("noScript") : t("scriptVersion", { version: webhook.live_version })}</Link>}
          note={webhook.live_version === null ? t("noScriptNote") : t("liveNote")}
        />
        <Fact name={t("answer")} value={<Link to={`${here}/settings`}>{t(`mode_${mode}`)}</Link>} note={<code>{JSON.stringify(answer.body)}</code>} />
        <Fact name={t("dedupe")} value={<Link to={`${here}/settings`}>{keys || t("noDedupe")}</Link>} note={keys ? t("dedupeDays", { count: dedupe_days }) : t("noDedupeNote")} />
        <Fact name={t("verify")} value={t(verify.kind === "none" ? "keyInUrl" : "sharedSecret")} note={t(verify.kind === "none" ? "keyInUrlNote" : "sharedSecretNote")} />
      </dl>
    </Panel>
  );
}

function Fact({ name, value, note }: { name: string; value: ReactNode; note: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
      <dd>{note}</dd>
    </div>
  );
}
