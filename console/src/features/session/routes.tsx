/** Sign-in, first start and invitations: the pages outside a workspace. */
import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  { path: "/sign-in", lazy: () => import("./SignInPage") },
  { path: "/setup", lazy: () => import("./SetupPage") },
  { path: "/invitation", lazy: () => import("./InvitationPage") },
  { path: "/reset-password", lazy: () => import("./ResetPage") },
];
