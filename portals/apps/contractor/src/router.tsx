import type { QueryClient } from "@tanstack/react-query";
import { createRouter } from "@tanstack/react-router";
import { anywhereElse, rootRoute, shellRoute } from "./frame/routes";
import { dashboardRoutes } from "./pages/dashboard/routes";
import { notificationsRoutes } from "./pages/notifications/routes";
import { paymentsRoutes } from "./pages/payments/routes";
import { settingsRoutes } from "./pages/settings/routes";
import { signinRoutes } from "./pages/signin/routes";
import { trailRoutes } from "./pages/trail/routes";
import { workRoutes } from "./pages/work/routes";

const tree = rootRoute.addChildren([
  ...signinRoutes,
  shellRoute.addChildren([
    ...dashboardRoutes,
    ...paymentsRoutes,
    ...workRoutes,
    ...trailRoutes,
    ...notificationsRoutes,
    ...settingsRoutes,
    anywhereElse,
  ]),
]);

/** Every address of the portal. Pages are fetched when somebody is about to go there. */
export function createPortalRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    basepath: "/contractor",
    context: { queries },
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createPortalRouter>;
  }
}
