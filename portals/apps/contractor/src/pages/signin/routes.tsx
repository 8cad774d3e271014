import { goesOnWhenSignedIn } from "@portico/ui/account";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import * as z from "zod/mini";
import { rootRoute } from "../../frame/routes";
import { choice, text } from "../../search";
import { PORTAL } from "../../session";

const token = z.object({ token: text(128) });

/** What somebody sees who is not signed in (C1–C3). */
export const signinRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/login",
    validateSearch: z.object({
      from: text(500),
      problem: text(60),
      second_factor: choice(["needed"]),
    }),
    beforeLoad: ({ search }) => goesOnWhenSignedIn(PORTAL, search.from),
    component: lazyRouteComponent(() => import("./login"), "Login"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/forgot",
    component: lazyRouteComponent(() => import("./forgot"), "Forgot"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/welcome",
    validateSearch: token,
    component: lazyRouteComponent(() => import("./welcome"), "Welcome"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/reset",
    validateSearch: token,
    component: lazyRouteComponent(() => import("./reset"), "Reset"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/login-link",
    validateSearch: token,
    component: lazyRouteComponent(() => import("./login-link"), "LoginLink"),
  }),
] as const;
