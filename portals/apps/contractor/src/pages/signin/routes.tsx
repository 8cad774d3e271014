import { goesOnWhenSignedIn } from "@portico/ui/account";
import { createRoute } from "@tanstack/react-router";
import * as z from "zod/mini";
import { rootRoute } from "../../frame/routes";
import { lazyPage } from "../../lazy-page";
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
    component: lazyPage(["account"], () => import("./login"), "Login"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/forgot",
    component: lazyPage(["account"], () => import("./forgot"), "Forgot"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/welcome",
    validateSearch: z.object({ token: text(128), problem: text(60) }),
    component: lazyPage(["account"], () => import("./welcome"), "Welcome"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/reset",
    validateSearch: token,
    component: lazyPage(["account"], () => import("./reset"), "Reset"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/login-link",
    validateSearch: token,
    component: lazyPage(["account"], () => import("./login-link"), "LoginLink"),
  }),
] as const;
