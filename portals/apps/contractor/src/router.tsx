import { type PortalRouter, portalTree } from "@portico/ui/portal";
import { bankAccountRoutes } from "./pages/bank-account/routes";
import { dashboardRoutes } from "./pages/dashboard/routes";
import { paymentsRoutes } from "./pages/payments/routes";
import { trailRoutes } from "./pages/trail/routes";
import { workRoutes } from "./pages/work/routes";

/** Every address of the contractor's portal. */
export const tree = portalTree([
  ...dashboardRoutes,
  ...paymentsRoutes,
  ...workRoutes,
  ...trailRoutes,
  ...bankAccountRoutes,
]);

declare module "@tanstack/react-router" {
  interface Register {
    router: PortalRouter<typeof tree>;
  }
}
