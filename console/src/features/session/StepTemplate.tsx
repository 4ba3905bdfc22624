/** Where to begin: with the ready-made tables and webhook for Feiyu, with the tutorial's own, or with nothing. */
import { useTranslation } from "react-i18next";
import { Icon, type IconName } from "@/widgets/icon";
import { Tag } from "@/widgets/state";
import type { Start } from "./plan";
import page from "./setup.module.css";
import css from "./template.module.css";

interface Choice {
  start: Start;
  icon: IconName;
  title: string;
  text: string;
  makes: readonly (readonly [IconName, string])[];
}

export function StepTemplate({ chosen, onChoose }: { chosen: Start; onChoose: (start: Start) => void }) {
  const { t } = useTranslation("setup");
  const choices: readonly Choice[] = [
    { start: "feiyu", icon: "send", title: t("feiyu"), text: t("feiyuText"), makes: [["table", t("feiyuTables")], ["webhook", t("feiyuWebhook")], ["code", t("feiyuScript")]] },
    { start: "feiyu-tutorial", icon: "file", title: t("tutorial"), text: t("tutorialText"), makes: [["table", t("tutorialTables")], ["webhook", t("tutorialWebhook")], ["code", t("tutorialScript")]] },
    { start: "", icon: "plus", title: t("empty"), text: t("emptyText"), makes: [["table", t("emptyTables")], ["webhook", t("emptyWebhook")], ["templates", t("emptyTemplates")]] },
  ];
  return (
    <>
      <h1>{t("templateTitle")}</h1>
      <p className={page["lead"]}>{t("templateText")}</p>
      <div className={css["choices"]} role="radiogroup" aria-label={t("templateTitle")}>
        {choices.map((choice) => (
          <label key={choice.start} className={css["choice"]} data-chosen={choice.start === chosen || undefined}>
            <span className={css["choiceHead"]}>
              <span className={css["choiceIcon"]}>
                <Icon name={choice.icon} />
              </span>
              <b>{choice.title}</b>
              {choice.start === "feiyu" && <Tag tone="ok">{t("recommended")}</Tag>}
              <input type="radio" name="start" checked={choice.start === chosen} onChange={() => onChoose(choice.start)} />
            </span>
            <span className={css["choiceText"]}>{choice.text}</span>
            <ul>
              {choice.makes.map(([icon, text]) => (
                <li key={text}>
                  <Icon name={icon} />
                  {text}
                </li>
              ))}
            </ul>
          </label>
        ))}
      </div>
    </>
  );
}
