import { lazyPage, shellRoute } from "@portico/ui/portal";
import { createRoute } from "@tanstack/react-router";
import { inquiriesOptions, inquiryOptions, summaryOptions } from "./queries";
import { inquiriesSearch, newInquirySearch } from "./search";

// The loaders only start to fetch, also when a link is pointed at; the page shows how far it is.

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/inquiries",
  validateSearch: inquiriesSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queries }, deps }) => {
    void queries.prefetchQuery(inquiriesOptions(deps));
    void queries.prefetchQuery(summaryOptions());
  },
  component: lazyPage(["inquiries"], () => import("./inquiries"), "Inquiries"),
});

const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/inquiries/new",
  validateSearch: newInquirySearch,
  loader: ({ context: { queries } }) => {
    void queries.prefetchQuery(summaryOptions());
  },
  component: lazyPage(["inquiries"], () => import("./new-inquiry"), "NewInquiry"),
});

const inquiryRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/inquiries/$inquiryId",
  loader: ({ context: { queries }, params }) => {
    void queries.prefetchQuery(inquiryOptions(params.inquiryId));
  },
  component: lazyPage(["inquiries"], () => import("./inquiry"), "InquiryPage"),
});

/** Inquiries: the list, a new one, and each of them (K15). */
export const inquiriesRoutes = [listRoute, newRoute, inquiryRoute] as const;
