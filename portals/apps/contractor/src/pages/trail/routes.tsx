import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import * as z from "zod/mini";
import { shellRoute } from "../../frame/routes";
import { choice, cursor, id } from "../../search";

const trailSearch = z.object({ state: choice(["open", "done", "all"]), work_order: id, cursor });

export const trailRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/trail",
    validateSearch: trailSearch,
    component: lazyRouteComponent(() => import("./trail"), "Trail"),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/trail/$workOrderId/$periodStart",
    component: lazyRouteComponent(() => import("./piece"), "Piece"),
  }),
] as const;
