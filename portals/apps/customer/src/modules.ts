import type { PortalModule } from "@portico/ui/portal";
import {
  IconBuilding,
  IconCalendarEvent,
  IconCalendarTime,
  IconFileInvoice,
  IconHome,
  IconMessages,
  IconSignature,
} from "@tabler/icons-react";
import { useCompanyName } from "./pages/company/name";

/** The modules of the customer's portal (K7). */
export const MODULES: readonly PortalModule[] = [
  { to: "/", name: "home", icon: IconHome, exact: true },
  {
    to: "/work",
    name: "work",
    icon: IconCalendarTime,
    permission: "work.view",
    alsoFor: ({ stands_in_for }) => stands_in_for.length > 0,
  },
  { to: "/jobs", name: "jobs", icon: IconCalendarEvent, permission: "jobs.view" },
  {
    to: "/invoices",
    name: "invoices",
    icon: IconFileInvoice,
    permission: "invoices.view",
    places: [
      { to: "/invoices", name: "invoices" },
      { to: "/invoices/statement", name: "statement" },
    ],
  },
  { to: "/offers", name: "offers", icon: IconSignature, permission: "offers.view" },
  { to: "/inquiries", name: "inquiries", icon: IconMessages, permission: "inquiries" },
  { to: "/company", name: "company", icon: IconBuilding, useName: useCompanyName },
];
