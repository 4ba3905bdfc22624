/** The list of tables and the designer. */
import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [];
