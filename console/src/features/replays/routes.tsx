/** One bulk replay: its dry run, its writing, its undo. */
import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [{ path: "replays/:replay", lazy: () => import("./ReplayPage") }];
