/** Ready-made sets of tables and webhooks. */
import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [{ path: "templates/:template?", lazy: () => import("./TemplatesPage") }];
