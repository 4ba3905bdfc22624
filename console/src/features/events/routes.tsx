/** Events: the list, causes of failure, and one event. */
import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [];
