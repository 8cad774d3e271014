import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import * as z from "zod/mini";
import { shellRoute } from "../../frame/routes";
import { text } from "../../search";

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
    validateSearch: z.object({
      problem: text(60),
      linked: z.catch(z.optional(z.boolean()), undefined),
    }),
    component: lazyRouteComponent(() => import("./security"), "Security"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/settings/notifications",
    component: lazyRouteComponent(() => import("./notifications"), "NotificationSettings"),
  }),
] as const;
