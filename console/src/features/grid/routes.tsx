/** A table's records as a sheet, and one record beside it. */
import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  { path: "tables/:table", lazy: () => import("./GridPage") },
  {
    path: "tables/:table/:view",
    lazy: () => import("./GridPage"),
    children: [{ path: ":record", lazy: () => import("./record/RecordDrawer") }],
  },
  { path: "records/:table/:record", lazy: () => import("./record/RecordPage") },
];
