/** Webhooks: the list, and each one's pages in one layout; other parts bring pages of their own for it. */
import type { RouteObject } from "react-router";

/** Give the routes, with the pages that other parts show inside a webhook's layout. */
export function webhookRoutes(inside: RouteObject[]): RouteObject[] {
  return [
    { path: "webhooks", lazy: () => import("./WebhooksPage") },
    {
      path: "webhooks/:webhook",
      lazy: () => import("./WebhookLayout"),
      children: [
        { index: true, lazy: () => import("./OverviewPage") },
        { path: "settings", lazy: () => import("./SettingsPage") },
        ...inside,
      ],
    },
  ];
}
