import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { shellRoute } from "../../frame/routes";

export const settingsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/settings",
    beforeLoad: () => {
      throw redirect({ to: "/settings/profile" });
    },
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/settings/profile",
    component: lazyRouteComponent(() => import("./profile"), "Profile"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/settings/security",
    component: lazyRouteComponent(() => import("./security"), "Security"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/settings/notifications",
    component: lazyRouteComponent(() => import("./notifications"), "NotificationSettings"),
  }),
] as const;
