import { type PortalRouter, portalTree } from "@portico/ui/portal";
import { approvalsRoutes } from "./pages/approvals/routes";

export const tree = portalTree([...approvalsRoutes]);

declare module "@tanstack/react-router" {
  interface Register {
    router: PortalRouter<typeof tree>;
  }
}
