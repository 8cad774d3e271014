import type { PortalModule } from "@portico/ui/portal";
import { IconLayoutDashboard } from "@tabler/icons-react";

/** The modules of the agency's portal. */
export const MODULES: readonly PortalModule[] = [
  { to: "/", name: "home", icon: IconLayoutDashboard, exact: true },
];
