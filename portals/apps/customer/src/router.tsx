import { type PortalRouter, portalTree } from "@portico/ui/portal";
import { homeRoutes } from "./pages/home/routes";
import { invoicesRoutes } from "./pages/invoices/routes";

/** Every address of the customer's portal. */
export const tree = portalTree([...homeRoutes, ...invoicesRoutes]);

declare module "@tanstack/react-router" {
  interface Register {
    router: PortalRouter<typeof tree>;
  }
}
