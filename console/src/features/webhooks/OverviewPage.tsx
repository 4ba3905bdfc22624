/** A webhook's first page: where leads are sent to, how to set the sender up, and what came last. */
import { useOutletContext } from "react-router";
import { FactsPanel } from "./FactsPanel";
import { HeldPanel } from "./HeldPanel";
import { LatestPanel } from "./LatestPanel";
import { ListenPanel } from "./ListenPanel";
import css from "./overview.module.css";
import type { Webhook } from "./reads";
import { RefusalsPanel } from "./RefusalsPanel";
import { StepsPanel } from "./StepsPanel";
import { UrlPanel } from "./UrlPanel";

export function Component() {
  const webhook = useOutletContext<Webhook>();
  return (
    <div className={css["page"]}>
      <div className={css["main"]}>
        {webhook.url && <UrlPanel webhook={webhook} url={webhook.url} />}
        <ListenPanel key={webhook.id} webhook={webhook} />
        <HeldPanel webhook={webhook} />
        <FactsPanel webhook={webhook} />
        <LatestPanel webhook={webhook} />
        <RefusalsPanel webhook={webhook} />
      </div>
      <StepsPanel webhook={webhook} />
    </div>
  );
}
