import { createRoute } from "@tanstack/react-router";
import * as z from "zod/mini";
import { lazyPage } from "../portal/lazy-page";
import { shellRoute } from "../portal/root-route";
import { choice, cursor } from "../portal/search";

export const notificationsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/notifications",
    validateSearch: z.object({ show: choice(["all", "unread"]), cursor }),
    component: lazyPage(["notifications"], () => import("./notifications"), "Notifications"),
  }),
] as const;
