import type { PortalModule } from "@portico/ui/portal";
import { IconCalendarTime, IconCash, IconLayoutDashboard, IconRoute } from "@tabler/icons-react";

/** The modules of the contractor's portal (C4). */
export const MODULES: readonly PortalModule[] = [
  { to: "/", name: "dashboard", icon: IconLayoutDashboard, exact: true },
  {
    to: "/payments",
    name: "payments",
    icon: IconCash,
    permission: "own.payments",
    places: [
      { to: "/payments/pending", name: "pending" },
      { to: "/payments/paid", name: "paid" },
      { to: "/payments/report", name: "report" },
    ],
  },
  { to: "/work", name: "work", icon: IconCalendarTime, permission: "own.work" },
  { to: "/trail", name: "trail", icon: IconRoute, permission: "own.payments" },
];

/** What a contractor sets besides what everybody does. */
export const SETTINGS: readonly PortalModule[] = [
  {
    to: "/settings/bank-account",
    name: "bank-account",
    icon: IconCash,
    permission: "own.payments",
  },
];
