/** The frame of a workspace: the menu at the left, the page beside it, and nothing drawn before it is known who asks. */
import { useEffect } from "react";
import { Navigate, Outlet, useLocation, useParams } from "react-router";
import { context, Problem } from "@/api/client";
import { Loaded } from "@/ui/states";
import { showIn } from "@/widgets/time";
import { LAST_WORKSPACE } from "./Door";
import css from "./frame.module.css";
import { useLive } from "./live";
import { Menu } from "./Menu";
import { queries } from "./queries";
import { useMe } from "./session";

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
  return (
    <Loaded query={me}>
      {({ workspace: { zone } }) => {
        showIn(zone);
        return <Shown workspace={workspace} />;
      }}
    </Loaded>
  );
}

function Shown({ workspace }: { workspace: string }) {
  const line = useLive(workspace);
  return (
    <div className={css["frame"]}>
      <Menu line={line} />
      <div className={css["page"]}>
        <Outlet />
      </div>
    </div>
  );
}
