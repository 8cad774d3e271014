import { choice, cursor, lazyPage, shellRoute } from "@portico/ui/portal";
import { createRoute } from "@tanstack/react-router";
import * as z from "zod/mini";

export const approvalsSearch = z.object({ sort: choice(["day", "-day"]), cursor });
export type ApprovalsSearch = z.infer<typeof approvalsSearch>;

export const approvalsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/",
    validateSearch: approvalsSearch,
    component: lazyPage(["approvals"], () => import("./approvals"), "Approvals"),
  }),
] as const;
