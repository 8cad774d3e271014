import { type PortalRouter, portalTree } from "@portico/ui/portal";
import { approveRoutes } from "./pages/approve/routes";
import { companyRoutes } from "./pages/company/routes";
import { homeRoutes } from "./pages/home/routes";
import { inquiriesRoutes } from "./pages/inquiries/routes";
import { invoicesRoutes } from "./pages/invoices/routes";
import { jobsRoutes } from "./pages/jobs/routes";
import { offersRoutes } from "./pages/offers/routes";
import { standInsRoutes } from "./pages/stand-ins/routes";
import { statementRoutes } from "./pages/statement/routes";
import { verifyRoutes } from "./pages/verify/routes";
import { workRoutes } from "./pages/work/routes";

/** Every address of the customer's portal. */
export const tree = portalTree(
  [
    ...homeRoutes,
    ...workRoutes,
    ...standInsRoutes,
    ...jobsRoutes,
    ...invoicesRoutes,
    ...statementRoutes,
    ...offersRoutes,
    ...inquiriesRoutes,
    ...companyRoutes,
  ],
  [...verifyRoutes, ...approveRoutes],
);

declare module "@tanstack/react-router" {
  interface Register {
    router: PortalRouter<typeof tree>;
  }
}
