import { lazyPage, shellRoute } from "@portico/ui/portal";
import { createRoute } from "@tanstack/react-router";

export const dashboardRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/",
    component: lazyPage(["dashboard"], () => import("./dashboard"), "Dashboard"),
  }),
] as const;
