import { lazyPage, shellRoute } from "@portico/ui/portal";
import { createRoute } from "@tanstack/react-router";
import { summaryOptions, workOptions } from "./queries";
import { workSearch } from "./search";

const workRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/work",
  validateSearch: workSearch,
  loaderDeps: ({ search: { entry: _, ...search } }) => search,
  // Only starts to fetch, also when a link is pointed at; the page shows how far it is.
  loader: ({ context: { queries }, deps }) => {
    void queries.prefetchQuery(workOptions(deps));
    void queries.prefetchQuery(summaryOptions(deps));
  },
  component: lazyPage(["work"], () => import("./work"), "Work"),
});

/** Logged work: the list, and an entry beside it (K8 to K11). */
export const workRoutes = [workRoute] as const;
