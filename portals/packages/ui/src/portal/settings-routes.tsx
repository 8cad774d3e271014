import { createRoute, redirect } from "@tanstack/react-router";
import * as z from "zod/mini";
import { lazyPage } from "./lazy-page";
import { shellRoute } from "./root-route";
import { text } from "./search";

/** The settings that everybody has (C5). */
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
    component: lazyPage(["account"], () => import("../account/settings/profile"), "ProfilePage"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/settings/security",
    validateSearch: z.object({
      problem: text(60),
      linked: z.catch(z.optional(z.boolean()), undefined),
    }),
    component: lazyPage(["account"], () => import("./pages/security"), "Security"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/settings/notifications",
    component: lazyPage(
      ["account"],
      () => import("../account/settings/notifications"),
      "NotificationSettingsPage",
    ),
  }),
] as const;
