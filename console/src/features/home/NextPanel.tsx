/** What to do next, told by what is there: it goes away once all is done. */
import { Button, Progress } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt, useMay } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { Icon } from "@/widgets/icon";
import css from "./home.module.css";
import { useHealth, useLatest, usePeople, useTables, useWebhooks } from "./reads";

interface Step {
  done: boolean;
  title: string;
  text: string;
  action: string;
  to: string;
}

/** Give the steps; undefined while it isn't known what is there. */
function useSteps(): Step[] | undefined {
  const { t } = useTranslation("home");
  const mayInvite = useMay("admin");
  const tables = useTables().data?.items;
  const webhooks = useWebhooks().data?.items;
  const health = useHealth().data?.items;
  const latest = useLatest().data?.items;
  const people = usePeople().data?.items;
  if (!tables || !webhooks || !health || !latest || !people) return undefined;
  const first = webhooks.at(-1)?.name;
  const hook = first ? `/webhooks/${first}` : "/webhooks?new=1";
  const wrote = latest.some((event) => event.writes.length > 0) || health.some((one) => (one.success_rate ?? 0) > 0);
  return [
    { done: tables.length > 0, title: t("stepTable"), text: t("stepTableText"), action: t("stepTableDo"), to: "/templates" },
    { done: webhooks.length > 0, title: t("stepWebhook"), text: t("stepWebhookText"), action: t("stepWebhookDo"), to: "/webhooks?new=1" },
    { done: webhooks.some((one) => one.live_version !== null), title: t("stepScript"), text: t("stepScriptText"), action: t("stepScriptDo"), to: first ? `${hook}/script` : hook },
    { done: health.some((one) => one.last_received_at !== null), title: t("stepLead"), text: t("stepLeadText"), action: t("stepLeadDo"), to: hook },
    { done: wrote, title: t("stepRecord"), text: t("stepRecordText"), action: t("stepRecordDo"), to: first ? `${hook}/test` : hook },
    ...(mayInvite ? [{ done: people.length > 1, title: t("stepPeople"), text: t("stepPeopleText"), action: t("stepPeopleDo"), to: "/people" }] : []),
  ];
}

export function NextPanel() {
  const { t } = useTranslation("home");
  const at = useAt();
  const steps = useSteps();
  if (!steps || steps.every((step) => step.done)) return null;
  const done = steps.filter((step) => step.done).length;
  const next = steps.find((step) => !step.done);
  return (
    <Panel title={t("next")} extra={`${done} / ${steps.length}`}>
      <Progress percent={(100 * done) / steps.length} showInfo={false} size="small" aria-label={t("next")} />
      <ol className={css["steps"]}>
        {steps.map((step) => (
          <li key={step.title} data-done={step.done || undefined}>
            <span className={css["tick"]} aria-label={step.done ? t("stepDone") : undefined} role={step.done ? "img" : undefined}>
              {step.done && <Icon name="check" size={12} />}
            </span>
            <span className={css["step"]}>
              {step.title}
              {!step.done && <small>{step.text}</small>}
            </span>
            {!step.done && (
              <Link to={at(step.to)}>
                <Button size="small" type={step === next ? "primary" : "default"}>
                  {step.action}
                </Button>
              </Link>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
