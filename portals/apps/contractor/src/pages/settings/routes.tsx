import { createRoute, redirect } from "@tanstack/react-router";
import * as z from "zod/mini";
import { shellRoute } from "../../frame/routes";
import { lazyPage } from "../../lazy-page";
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
    component: lazyPage(["account"], () => import("./profile"), "Profile"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/settings/security",
    validateSearch: z.object({
      problem: text(60),
      linked: z.catch(z.optional(z.boolean()), undefined),
    }),
    component: lazyPage(["account"], () => import("./security"), "Security"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/settings/notifications",
    component: lazyPage(["account"], () => import("./notifications"), "NotificationSettings"),
  }),
] as const;
