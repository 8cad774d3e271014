import { createRoute } from "@tanstack/react-router";
import { shellRoute } from "../../frame/routes";
import { lazyPage } from "../../lazy-page";

export const dashboardRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/",
    component: lazyPage(["dashboard"], () => import("./dashboard"), "Dashboard"),
  }),
] as const;
