import { lazyPage, rootRoute, text } from "@portico/ui/portal";
import { createRoute } from "@tanstack/react-router";
import * as z from "zod/mini";

/** Whether a document is the agency's (B7). The site's `/verify` leads here; nobody signs in. */
export const verifyRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/verify",
    validateSearch: z.object({ number: text(40) }),
    component: lazyPage(["account", "verify"], () => import("./verify"), "VerifyPage"),
  }),
] as const;
