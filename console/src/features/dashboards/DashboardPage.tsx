/** One dashboard: its tiles over one period, and composing it. */
import { Button, Tooltip } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { useAt, useMay } from "@/app/session";
import { Page } from "@/ui/Page";
import { Empty, Loaded, Trouble } from "@/ui/states";
import { useShortcuts } from "@/ui/keys";
import { Icon } from "@/widgets/icon";
import { Board } from "./Board";
import { Composer } from "./Composer";
import { DashboardMenu } from "./DashboardMenu";
import css from "./board.module.css";
import type { Dashboard, Tile } from "./model";
import { useBoard } from "./useBoard";
import { PeriodPicker } from "./PeriodPicker";
import { useDashboard } from "./reads";
import { useDraft } from "./useDraft";

export function Component() {
  const { t } = useTranslation("dashboards");
  const { dashboard = "" } = useParams();
  const at = useAt();
  const go = useNavigate();
  const found = useDashboard(dashboard);
  if (found.error && !found.data) {
    return (
      <Page title={t("title")} parent={{ label: t("title"), to: at("/dashboards") }}>
        <Trouble error={found.error} action={<Button size="small" onClick={() => void go(at("/dashboards"))}>{t("toList")}</Button>} />
      </Page>
    );
  }
  return <Loaded query={found}>{(saved) => <Shown key={saved.id} saved={saved} />}</Loaded>;
}

function Shown({ saved }: { saved: Dashboard }) {
  const { t } = useTranslation("dashboards");
  const at = useAt();
  const mayBuild = useMay("tables:write");
  const mayEdit = mayBuild || saved.sharing === "personal";
  const [params, setParams] = useSearchParams();
  const isEditing = mayEdit && params.has("edit");
  const draft = useDraft(saved);
  const { dashboard } = draft;
  const board = useBoard(draft, isEditing);
  const [composed, compose] = useState<Tile | "new">();
  const canvas = useRef<HTMLDivElement>(null);
  const [isFull, setFull] = useFull(canvas);
  const edit = (on: boolean) => setParams((now) => (on ? now.set("edit", "1") : now.delete("edit"), now), { replace: true });
  useShortcuts([
    { keys: "f", label: t("fullScreen"), run: () => void setFull(!isFull) },
    ...(mayEdit ? [{ keys: "e", label: t(isEditing ? "done" : "edit"), run: () => edit(!isEditing) }] : []),
    ...(isEditing ? [{ keys: "n", label: t("addTile"), run: () => compose("new") }] : []),
  ]);
  const picker = <PeriodPicker period={board.period} span={board.data.data?.span} onChange={board.setPeriod} />;
  const actions = (
    <>
      {isEditing && <span className={css["saved"]} role="status">{t(draft.isSaving ? "saving" : "saved")}</span>}
      {picker}
      <Tooltip title={t("fullScreen")}>
        <Button className={css["wideOnly"] ?? ""} icon={<Icon name="expand" />} aria-label={t("fullScreen")} onClick={() => void setFull(true)} />
      </Tooltip>
      {isEditing && (
        <Button icon={<Icon name="plus" />} onClick={() => compose("new")}>
          {t("addTile")}
        </Button>
      )}
      {mayEdit && (
        <Button type={isEditing ? "primary" : "default"} icon={<Icon name={isEditing ? "check" : "edit"} />} onClick={() => edit(!isEditing)}>
          {t(isEditing ? "done" : "edit")}
        </Button>
      )}
      <DashboardMenu draft={draft} mayEdit={mayEdit} />
    </>
  );
  return (
    <Page title={dashboard.label} parent={{ label: t("title"), to: at("/dashboards") }} note={dashboard.sharing === "personal" ? t("personal") : undefined} actions={actions} help="howto/dashboards">
      <div ref={canvas} className={css["canvas"]} data-full={isFull || undefined}>
        {isFull && (
          <header className={css["fullHead"]}>
            <h2>{dashboard.label}</h2>
            {picker}
            <Button icon={<Icon name="close" />} onClick={() => void setFull(false)}>
              {t("leaveFull")}
            </Button>
          </header>
        )}
        {dashboard.tiles.length ? (
          <Board board={board} onEdit={compose} />
        ) : (
          <Empty icon="dashboard" title={t("noTilesTitle")} text={t(mayEdit ? "noTilesText" : "noTilesReader")} actions={mayEdit && <Button type="primary" onClick={() => (edit(true), compose("new"))}>{t("addTile")}</Button>} />
        )}
      </div>
      <Composer key={composed === "new" ? "new" : composed?.id} open={composed} period={board.period} columnsOf={board.columnsOf} onClose={() => compose(undefined)} onSave={board.save} />
    </Page>
  );
}

/** Show an element alone on the screen, where the browser can. */
function useFull(box: React.RefObject<HTMLElement | null>): [boolean, (on: boolean) => Promise<void>] {
  const [isFull, told] = useState(false);
  useEffect(() => {
    const look = () => told(document.fullscreenElement === box.current && box.current !== null);
    document.addEventListener("fullscreenchange", look);
    return () => document.removeEventListener("fullscreenchange", look);
  }, [box]);
  const set = async (on: boolean) => {
    if (on) await box.current?.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement) await document.exitFullscreen();
  };
  return [isFull, set];
}
