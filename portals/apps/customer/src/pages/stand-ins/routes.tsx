import { lazyPage, shellRoute } from "@portico/ui/portal";
import { createRoute } from "@tanstack/react-router";

/** Who approves in this person's place, and in whose place this person does (B3). */
export const standInsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/stand-ins",
    component: lazyPage(["standins"], () => import("./stand-ins"), "StandInsPage"),
  }),
] as const;
