import type { PortalModule } from "@portico/ui/portal";
import { IconFileInvoice, IconHome } from "@tabler/icons-react";

/** The modules of the customer's portal (K7). */
export const MODULES: readonly PortalModule[] = [
  { to: "/", name: "home", icon: IconHome, exact: true },
  { to: "/invoices", name: "invoices", icon: IconFileInvoice, permission: "invoices.view" },
];
