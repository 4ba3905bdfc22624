/** The frame of a workspace: the menu at the left, the page beside it, and nothing drawn before it is known who asks. */
import { App, Drawer } from "antd";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, Outlet, useLocation, useNavigate, useParams } from "react-router";
import { context, Problem } from "@/api/client";
import { KeysHelp, useKeyboard, useShortcuts } from "@/ui/keys";
import { Loaded } from "@/ui/states";
import { showIn } from "@/widgets/time";
import { BottomBar } from "./BottomBar";
import { LAST_WORKSPACE } from "./Door";
import css from "./frame.module.css";
import { useLive } from "./live";
import { Lost } from "./Lost";
import { Menu } from "./Menu";
import { QuickSearch, useEarlyPalette } from "./QuickSearch";
import { queries } from "./queries";
import { useAt, useMay, useMe } from "./session";
import { SignedOut } from "./SignedOut";

export function Frame() {
  const { workspace = "main" } = useParams();
  if (context.workspace !== workspace) {
    if (context.workspace) queries.clear();
    context.workspace = workspace;
  }
  useEffect(() => localStorage.setItem(LAST_WORKSPACE, workspace), [workspace]);
  const me = useMe();
  const { pathname, search } = useLocation();
  if (me.error instanceof Problem && me.error.status === 401 && !me.data) {
    return <Navigate to={`/sign-in?to=${encodeURIComponent(pathname + search)}`} replace />;
  }
  // No such workspace, or not one of theirs: asking again would not help.
  if (me.error instanceof Problem && me.error.status === 404 && !me.data) return <Lost />;
  return (
    <Loaded query={me}>
      {({ workspace: { zone } }) => {
        showIn(zone);
        return <Shown key={workspace} workspace={workspace} />;
      }}
    </Loaded>
  );
}

function Shown({ workspace }: { workspace: string }) {
  const { t } = useTranslation("shell");
  const { message } = App.useApp();
  const [open, setOpen] = useState<"palette" | "keys" | "menu">();
  const close = useCallback(() => setOpen(undefined), []);
  const line = useLive(workspace, useCallback(() => void message.success(t("caughtUp")), [message, t]));
  const { pathname } = useLocation();
  useEffect(close, [pathname, close]);
  useKeyboard();
  useEarlyPalette();
  useFrameKeys(setOpen);
  const search = () => setOpen("palette");
  return (
    <div className={css["frame"]}>
      <Menu line={line} onSearch={search} />
      <div className={css["page"]}>
        {line === "offline" && (
          <div className={css["lost"]} role="alert">
            {t("lost")}
          </div>
        )}
        <div className={css["outlet"]}>
          <Outlet />
        </div>
      </div>
      <BottomBar onMe={() => setOpen("menu")} />
      <Drawer open={open === "menu"} onClose={close} placement="left" size={300} closable={false} aria-label={t("menu")} classNames={{ body: css["drawer"] ?? "" }}>
        <Menu line={line} onSearch={search} inDrawer />
      </Drawer>
      {open === "palette" && <QuickSearch onClose={close} />}
      <KeysHelp open={open === "keys"} onClose={close} />
      <SignedOut />
    </div>
  );
}

function useFrameKeys(open: (what: "palette" | "keys") => void): void {
  const { t } = useTranslation("shell");
  const go = useNavigate();
  const at = useAt();
  const mayEvents = useMay("events:read");
  const mayWebhooks = useMay("webhooks:write");
  const way = (keys: string, path: string, label: string) => ({ keys, label: t("goTo", { place: label }), run: () => void go(at(path)) });
  useShortcuts([
    { keys: "mod+k", label: t("searchOrGo"), run: () => open("palette") },
    { keys: "?", label: t("showKeys"), run: () => open("keys") },
    way("g h", "", t("home")),
    ...(mayWebhooks ? [way("g w", "/webhooks", t("webhooks"))] : []),
    ...(mayEvents ? [way("g e", "/events", t("events"))] : []),
    way("g t", "/tables", t("tables")),
  ]);
}
