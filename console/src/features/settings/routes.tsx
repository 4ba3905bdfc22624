/** The workspace's and the server's settings. */
import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [{ path: "settings/:section?", lazy: () => import("./SettingsPage") }];
