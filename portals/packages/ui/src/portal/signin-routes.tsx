import { createRoute } from "@tanstack/react-router";
import * as z from "zod/mini";
import { goesOnWhenSignedIn } from "../account/signin/go-on";
import { REASONS } from "../session/session-end";
import { lazyPage } from "./lazy-page";
import { rootRoute } from "./root-route";
import { choice, text } from "./search";

const token = z.object({ token: text(128) });

/** What somebody sees who is not signed in (C1–C3). */
export const signinRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/login",
    validateSearch: z.object({
      from: text(500),
      because: choice(REASONS),
      problem: text(60),
      second_factor: choice(["needed"]),
    }),
    beforeLoad: ({ context, search }) => goesOnWhenSignedIn(context.portal, search.from),
    component: lazyPage(["account"], () => import("./pages/login"), "Login"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/forgot",
    component: lazyPage(["account"], () => import("../account/signin/forgot"), "ForgotPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/welcome",
    validateSearch: z.object({ token: text(128), problem: text(60) }),
    component: lazyPage(["account"], () => import("./pages/welcome"), "Welcome"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/reset",
    validateSearch: token,
    component: lazyPage(["account"], () => import("./pages/reset"), "Reset"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/login-link",
    validateSearch: token,
    component: lazyPage(["account"], () => import("./pages/login-link"), "LoginLink"),
  }),
] as const;
