/** Events: the list, the groups of failures, and one event's page. */
import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  { path: "events", lazy: () => import("./EventsPage") },
  { path: "events/:event", lazy: () => import("./EventPage") },
];
