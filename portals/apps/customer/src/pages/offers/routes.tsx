import { lazyPage, shellRoute } from "@portico/ui/portal";
import { createRoute } from "@tanstack/react-router";
import { offerOptions, offersOptions } from "./queries";
import { offersSearch } from "./search";

// The loaders only start to fetch, also when a link is pointed at; the page shows how far it is.

const offersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/offers",
  validateSearch: offersSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queries }, deps }) => {
    void queries.prefetchQuery(offersOptions(deps));
  },
  component: lazyPage(["offers"], () => import("./offers"), "Offers"),
});

const offerRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/offers/$offerId",
  loader: ({ context: { queries }, params }) => {
    void queries.prefetchQuery(offerOptions(params.offerId));
  },
  component: lazyPage(["offers"], () => import("./offer"), "OfferPage"),
});

/** Offers and agreements: the list, and each of them (K14). */
export const offersRoutes = [offersRoute, offerRoute] as const;
