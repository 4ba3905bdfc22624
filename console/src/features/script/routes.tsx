/** A webhook's script, inside the webhook's layout. */
import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [{ path: "script", lazy: () => import("./ScriptPage") }];
