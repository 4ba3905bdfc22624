/** The list of tables and the designer. */
import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  { path: "tables", lazy: () => import("./TablesPage") },
  { path: "tables/:table/design", lazy: () => import("./DesignerPage") },
];
