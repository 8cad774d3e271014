import { type PortalRouter, portalTree } from "@portico/ui/portal";
import { homeRoutes } from "./pages/home/routes";

/** Every address of the customer's portal. */
export const tree = portalTree([...homeRoutes]);

declare module "@tanstack/react-router" {
  interface Register {
    router: PortalRouter<typeof tree>;
  }
}
