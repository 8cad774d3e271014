import { lazyPage, shellRoute } from "@portico/ui/portal";
import { createRoute } from "@tanstack/react-router";
import { pieceOptions, trailOptions } from "./queries";
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

const pieceRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/trail/$workOrderId/$periodStart",
  loader: ({ context: { queries }, params }) => {
    void queries.prefetchQuery(pieceOptions(params.workOrderId, params.periodStart));
  },
  component: lazyPage(["trail", "payments"], () => import("./piece"), "Piece"),
});

export const trailRoutes = [trailRoute, pieceRoute] as const;
