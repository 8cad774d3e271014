import { type AnyRoute, createRoute, createRouter } from "@tanstack/react-router";
import { PageError } from "../components/page-error";
import { notificationsRoutes } from "../notifications/routes";
import { NotFound } from "./not-found";
import { type RouterContext, rootRoute, shellRoute } from "./root-route";
import { settingsRoutes } from "./settings-routes";
import { signinRoutes } from "./signin-routes";

/** Every other address: in the frame, so that its menu leads on. */
const anywhereElse = createRoute({
  getParentRoute: () => shellRoute,
  path: "$",
  component: NotFound,
});

/**
 * Every address of a portal: the app's own pages, and those that each portal has. `open` are pages
 * of the app that nobody needs to be signed in for.
 */
export function portalTree<
  const Pages extends readonly AnyRoute[],
  const Open extends readonly AnyRoute[] = readonly [],
>(pages: Pages, open: Open = [] as never) {
  return rootRoute.addChildren([
    ...signinRoutes,
    ...open,
    shellRoute.addChildren([...pages, ...notificationsRoutes, ...settingsRoutes, anywhereElse]),
  ]);
}

/** Pages are fetched when somebody is about to go there. */
export function createPortalRouter<Tree extends AnyRoute>(tree: Tree, context: RouterContext) {
  return createRouter({
    routeTree: tree,
    basepath: `/${context.portal}`,
    context,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultErrorComponent: PageError,
  } as never) as ReturnType<typeof createRouter<Tree, "never", true>>;
}

/** For `Register`: the router of an app, by its tree. */
export type PortalRouter<Tree extends AnyRoute> = ReturnType<typeof createPortalRouter<Tree>>;
