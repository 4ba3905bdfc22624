/** A webhook's settings: what it answers, what it takes, and its end. */
import { useOutletContext } from "react-router";
import { AboutPanel } from "./AboutPanel";
import { AcceptPanel } from "./AcceptPanel";
import { AnswerPanel } from "./AnswerPanel";
import { DangerPanel } from "./DangerPanel";
import type { Webhook } from "./reads";
import css from "./settings.module.css";

export function Component() {
  const webhook = useOutletContext<Webhook>();
  return (
    <div className={css["page"]}>
      <div className={css["column"]}>
        <AboutPanel webhook={webhook} />
        <AnswerPanel webhook={webhook} />
        <AcceptPanel webhook={webhook} />
        <DangerPanel webhook={webhook} />
      </div>
    </div>
  );
}
