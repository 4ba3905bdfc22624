/** Webhooks: the list and each one's pages. */
import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [];
