import { lazyPage, shellRoute } from "@portico/ui/portal";
import { createRoute } from "@tanstack/react-router";
import { invoiceOptions, invoicesOptions } from "./queries";
import { invoiceSearch, invoicesSearch } from "./search";

// The loaders only start to fetch, also when a link is pointed at; the page shows how far it is.

const invoicesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/invoices",
  validateSearch: invoicesSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queries }, deps }) => {
    void queries.prefetchQuery(invoicesOptions(deps));
  },
  component: lazyPage(["invoices"], () => import("./invoices"), "Invoices"),
});

const invoiceRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/invoices/$invoiceId",
  validateSearch: invoiceSearch,
  loader: ({ context: { queries }, params }) => {
    void queries.prefetchQuery(invoiceOptions(params.invoiceId));
  },
  component: lazyPage(["invoices"], () => import("./invoice"), "Invoice"),
});

/** Invoices: the list, and each of them (K13). */
export const invoicesRoutes = [invoicesRoute, invoiceRoute] as const;
