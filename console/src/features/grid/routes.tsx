/** A table's records as a sheet, and one record beside it. */
import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [];
