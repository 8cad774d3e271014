import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import * as z from "zod/mini";
import { shellRoute } from "../../frame/routes";
import { choice, cursor } from "../../search";

export const notificationsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/notifications",
    validateSearch: z.object({ show: choice(["all", "unread"]), cursor }),
    component: lazyRouteComponent(() => import("./notifications"), "Notifications"),
  }),
] as const;
