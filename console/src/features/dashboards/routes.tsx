/** The list of dashboards, and each with its tiles. */
import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  { path: "dashboards", lazy: () => import("./DashboardsPage") },
  { path: "dashboards/:dashboard", lazy: () => import("./DashboardPage") },
];
