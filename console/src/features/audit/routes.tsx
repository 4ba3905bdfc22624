/** The audit: who changed what of configuration and access. */
import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [{ path: "audit", lazy: () => import("./AuditPage") }];
