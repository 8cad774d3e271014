import { isProblem, sessionMeOptions } from "@portico/api";
import { ErrorState, isLanguage, NotFoundState, speak } from "@portico/ui";
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, Outlet, redirect } from "@tanstack/react-router";
import { PORTAL } from "../session";
import { Frame } from "./frame";
import { NotFound } from "./not-found";

export const rootRoute = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  notFoundComponent: () => <NotFoundState />,
  errorComponent: ({ error, reset }) => <ErrorState error={error} onRetry={reset} />,
});

/** Every page of somebody who is signed in. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  beforeLoad: async ({ context, location }) => {
    try {
      const me = await context.queries.ensureQueryData(
        sessionMeOptions({ query: { portal: PORTAL } }),
      );
      if (isLanguage(me.person.language)) await speak(me.person.language);
    } catch (error) {
      if (!isProblem(error, "unauthenticated")) throw error;
      throw redirect({ to: "/login", search: { from: location.href } });
    }
  },
  component: Frame,
  notFoundComponent: () => <NotFoundState />,
  errorComponent: ({ error, reset }) => <ErrorState error={error} onRetry={reset} />,
});

/** Every other address: in the frame, so that its menu leads on. */
export const anywhereElse = createRoute({
  getParentRoute: () => shellRoute,
  path: "$",
  component: NotFound,
});
