import { lazyPage, shellRoute } from "@portico/ui/portal";
import { createRoute } from "@tanstack/react-router";
import { trailDetailOptions, trailOptions } from "./queries";
import { trailSearch } from "./search";

const trailRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/trail",
  validateSearch: trailSearch,
  loaderDeps: ({ search }) => search,
  // It only starts to fetch, also when a link is pointed at; the page shows how far it is.
  loader: ({ context: { queries }, deps }) => {
    void queries.prefetchQuery(trailOptions(deps));
  },
  component: lazyPage(["trail"], () => import("./trail"), "Trail"),
});

const trailDetailRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/trail/$workOrderId/$periodStart",
  loader: ({ context: { queries }, params }) => {
    void queries.prefetchQuery(trailDetailOptions(params.workOrderId, params.periodStart));
  },
  component: lazyPage(["trail", "payments"], () => import("./trail-detail"), "TrailDetail"),
});

export const trailRoutes = [trailRoute, trailDetailRoute] as const;
