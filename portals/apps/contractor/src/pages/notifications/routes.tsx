import { createRoute } from "@tanstack/react-router";
import * as z from "zod/mini";
import { shellRoute } from "../../frame/routes";
import { lazyPage } from "../../lazy-page";
import { choice, cursor } from "../../search";

export const notificationsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/notifications",
    validateSearch: z.object({ show: choice(["all", "unread"]), cursor }),
    component: lazyPage(["notifications"], () => import("./notifications"), "Notifications"),
  }),
] as const;
