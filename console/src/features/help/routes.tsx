/** The documentation, shown inside the console. */
import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [{ path: "/help/*", lazy: () => import("./HelpPage") }];
