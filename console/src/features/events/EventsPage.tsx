/** Everything that arrived, newest first and live; or what failed, grouped by its cause. */
import { Button, Input, Segmented } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useMay } from "@/app/session";
import { Page } from "@/ui/Page";
import { useShortcuts } from "@/ui/keys";
import { Icon } from "@/widgets/icon";
import { Causes } from "./Causes";
import css from "./events.module.css";
import { EventList } from "./EventList";
import { FilterBar } from "./FilterBar";
import { useFilters } from "./filters";
import { ReplayMany } from "./ReplayMany";

export function Component() {
  const { t } = useTranslation(["events", "ui"]);
  const [search, setSearch] = useSearchParams();
  const as = search.get("as") === "causes" ? "causes" : "list";
  const [filters, change] = useFilters();
  const mayReplay = useMay("events:replay");
  const [isAsking, ask] = useState(false);
  const field = useRef<HTMLDivElement>(null);
  useShortcuts([{ keys: "/", label: t("ui:search"), run: () => field.current?.querySelector("input")?.focus() }]);
  const show = (value: "list" | "causes") =>
    setSearch((now) => {
      const next = new URLSearchParams(now);
      if (value === "causes") next.set("as", value);
      else next.delete("as");
      return next;
    });
  const find = (
    <div ref={field} className={css["find"]}>
      <Input key={filters.q} allowClear defaultValue={filters.q} prefix={<Icon name="search" size={14} />} placeholder={t("searchEvents")} aria-label={t("searchEvents")} onPressEnter={(event) => change({ q: event.currentTarget.value.trim() })} onBlur={(event) => event.target.value.trim() !== filters.q && change({ q: event.target.value.trim() })} onClear={() => change({ q: "" })} />
    </div>
  );
  return (
    <Page
      title={t("title")}
      note={<Ways as={as} onShow={show} />}
      name={t("title")}
      actions={
        as === "list" && (
          <>
            {find}
            {mayReplay && (
              <Button className={css["desk"]} icon={<Icon name="redo" />} onClick={() => ask(true)}>
                {t("replayFitting")}
              </Button>
            )}
          </>
        )
      }
      help="howto/watch-events"
      bars={
        <FilterBar as={as}>
          <span className={css["phone"]}>
            <Ways as={as} onShow={show} />
          </span>
        </FilterBar>
      }
      fills
    >
      {isAsking && <ReplayMany many={{ filters, webhook: filters.webhook || null }} onClose={() => ask(false)} />}
      {as === "list" ? <EventList filters={filters} /> : <Causes webhook={filters.webhook} />}
    </Page>
  );
}

function Ways({ as, onShow }: { as: "list" | "causes"; onShow: (as: "list" | "causes") => void }) {
  const { t } = useTranslation("events");
  return <Segmented size="small" value={as} onChange={onShow} options={[{ value: "list", label: t("asList") }, { value: "causes", label: t("asCauses") }]} />;
}
