import { isProblem, sessionMeOptions } from "@portico/api";
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, Outlet, redirect } from "@tanstack/react-router";
import type { Boot } from "../boot";
import { ErrorState, NotFoundState } from "../components/states";
import { isLanguage, speak } from "../i18n";
import { reasonOf } from "../session/session-end";
import { Frame } from "./frame";

export interface RouterContext {
  queries: QueryClient;
  portal: Boot["portal"];
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  notFoundComponent: () => <NotFoundState />,
  errorComponent: ({ error, reset }) => <ErrorState error={error} onRetry={reset} />,
});

/** Every page of somebody who is signed in. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  beforeLoad: async ({ context: { queries, portal }, location }) => {
    try {
      const me = await queries.ensureQueryData(sessionMeOptions({ query: { portal } }));
      if (isLanguage(me.person.language)) await speak(me.person.language);
    } catch (error) {
      if (!isProblem(error, "unauthenticated")) throw error;
      const search = { from: location.href, because: reasonOf(error) };
      throw redirect({ to: "/login", search } as never);
    }
  },
  component: Frame,
  notFoundComponent: () => <NotFoundState />,
  errorComponent: ({ error, reset }) => <ErrorState error={error} onRetry={reset} />,
});
