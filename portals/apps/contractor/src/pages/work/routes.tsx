import { choice, day, id, lazyPage, month, shellRoute } from "@portico/ui/portal";
import { createRoute } from "@tanstack/react-router";
import * as z from "zod/mini";

const workSearch = z.object({
  view: choice(["week", "month"]),
  week: day,
  month,
  /** The one that a phone shows. */
  day,
  entry: id,
  show: choice(["returned"]),
});

export const workRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/work",
    validateSearch: workSearch,
    component: lazyPage(["work"], () => import("./work"), "Work"),
  }),
] as const;
