/** Background work: what runs, what waits, what failed; and what is made again and again. */
import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [{ path: "jobs", lazy: () => import("./JobsPage") }];
