import { lazyPage, shellRoute } from "@portico/ui/portal";
import { createRoute } from "@tanstack/react-router";

export const homeRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/",
    component: lazyPage(["home"], () => import("./home"), "Home"),
  }),
] as const;
