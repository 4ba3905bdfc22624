/** The left side of the first start: the three steps, each of which can be opened again, and what is in the way. */
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import mark from "@/widgets/mark.svg";
import { Light } from "@/widgets/state";
import type { Plan } from "./plan";
import css from "./setup.module.css";

const LOOPBACK = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

export function SetupSteps({ plan, step, onOpen }: { plan: Plan; step: number; onOpen: (step: 0 | 1 | 2) => void }) {
  const { t } = useTranslation("setup");
  const language = plan.language === "en" ? "English" : "简体中文";
  const steps = [
    { title: t("stepAdministrator"), told: step > 0 ? `${plan.name} · ${plan.email}` : t("stepAdministratorText") },
    { title: t("stepWorkspace"), told: step > 1 ? `${language} · ${plan.zone}\n${t("workspaceNamed", { label: plan.label })}` : t("stepWorkspaceText") },
    { title: t("stepTemplate"), told: t("stepTemplateText") },
  ] as const;
  return (
    <aside className={css["side"]}>
      <div className={css["brand"]}>
        <img src={mark} alt="" width={30} height={30} />
        <div>
          <strong>{t("brand")}</strong>
          <span>{t("brandText")}</span>
        </div>
      </div>
      <ol className={css["steps"]}>
        {steps.map(({ title, told }, index) => (
          <li key={title} data-state={index < step ? "done" : index === step ? "now" : undefined} aria-current={index === step ? "step" : undefined}>
            <span className={css["number"]} aria-hidden>
              {index < step ? <Icon name="check" size={14} /> : index + 1}
            </span>
            <div>
              <b>{title}</b>
              {index < step && (
                <button type="button" className={css["again"]} onClick={() => onOpen(index as 0 | 1)} aria-label={`${t("change")}: ${title}`}>
                  {t("change")}
                </button>
              )}
              <p>{told}</p>
            </div>
          </li>
        ))}
      </ol>
      <div className={css["facts"]}>
        <Light tone="ok">{t("ready")}</Light>
        {LOOPBACK.test(location.hostname) && (
          <>
            <Light tone="warn">{t("loopbackTitle")}</Light>
            <p>
              {t("loopbackText")} <code>LEADBASE_PUBLIC_URL</code>
            </p>
          </>
        )}
      </div>
    </aside>
  );
}
