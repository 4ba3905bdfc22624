/** A webhook's test page, inside the webhook's layout. */
import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [{ path: "test", lazy: () => import("./TestPage") }];
