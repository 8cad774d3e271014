import { lazyPage, rootRoute } from "@portico/ui/portal";
import { createRoute } from "@tanstack/react-router";

/** The page behind the link of an e-mail (B2): nobody signs in. The token is the fragment. */
export const approveRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/approve",
    component: lazyPage(["account", "approve"], () => import("./approve"), "ApprovePage"),
  }),
] as const;
