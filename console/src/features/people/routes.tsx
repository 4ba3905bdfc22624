/** People and tokens. */
import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [{ path: "people", lazy: () => import("./PeoplePage") }];
