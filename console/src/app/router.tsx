/** Every address of the console. A feature brings its own; those under /w/:workspace stand in the frame. */
import { createBrowserRouter, type RouteObject } from "react-router";
import { routes as audit } from "@/features/audit/routes";
import { routes as dashboards } from "@/features/dashboards/routes";
import { routes as events } from "@/features/events/routes";
import { routes as grid } from "@/features/grid/routes";
import { routes as help } from "@/features/help/routes";
import { routes as home } from "@/features/home/routes";
import { routes as jobs } from "@/features/jobs/routes";
import { routes as people } from "@/features/people/routes";
import { routes as replays } from "@/features/replays/routes";
import { routes as script } from "@/features/script/routes";
import { routes as session } from "@/features/session/routes";
import { routes as settings } from "@/features/settings/routes";
import { routes as tables } from "@/features/tables/routes";
import { routes as templates } from "@/features/templates/routes";
import { routes as testing } from "@/features/testing/routes";
import { routes as transfer } from "@/features/transfer/routes";
import { webhookRoutes } from "@/features/webhooks/routes";
import { Waiting } from "@/ui/states";
import { Frame } from "./Frame";
import { Door } from "./Door";
import { Lost } from "./Lost";

const inside: RouteObject[] = [
  ...home, ...dashboards, ...tables, ...transfer, ...grid, ...webhookRoutes([...script, ...testing]), ...events, ...replays, ...jobs, ...templates,
  ...people, ...audit, ...settings,
];

export const router = createBrowserRouter([
  {
    errorElement: <Lost />,
    hydrateFallbackElement: <Waiting />,
    children: [
      { path: "/", element: <Door /> },
      ...session,
      ...help,
      {
        path: "/w/:workspace",
        element: <Frame />,
        // A page that breaks leaves the frame standing.
        children: [{ errorElement: <Lost />, children: [...inside, { path: "*", element: <Lost /> }] }],
      },
      { path: "*", element: <Lost /> },
    ],
  },
]);
