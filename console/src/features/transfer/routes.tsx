/** Files into a table: the drop and what came before, and one import from its columns to its result. */
import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  { path: "import", lazy: () => import("./StartPage") },
  { path: "import/:id", lazy: () => import("./ImportPage") },
  { path: "tables/:table/import", lazy: () => import("./StartPage") },
  { path: "tables/:table/import/:id", lazy: () => import("./ImportPage") },
];
