import {
  contractorShowPaymentOptions,
  contractorShowTransactionOptions,
  contractorSummariseTransactionsOptions,
} from "@portico/api";
import { lazyPage, shellRoute } from "@portico/ui/portal";
import { createRoute, redirect } from "@tanstack/react-router";
import { paidOptions, pendingOptions, reportOptions } from "./queries";
import { paidSearch, pendingSearch, reportSearch } from "./search";
import { faultOf } from "./shaping";

// The loaders only start to fetch, also when a link is pointed at; the page shows how far it is.

const paymentsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/payments",
  beforeLoad: () => {
    throw redirect({ to: "/payments/pending", search: {}, replace: true });
  },
});

const pendingRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/payments/pending",
  validateSearch: pendingSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queries }, deps }) => {
    void queries.prefetchQuery(pendingOptions(deps));
    void queries.prefetchQuery(contractorSummariseTransactionsOptions());
  },
  component: lazyPage(["payments"], () => import("./pending"), "Pending"),
});

const paidRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/payments/paid",
  validateSearch: paidSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queries }, deps }) => {
    void queries.prefetchQuery(paidOptions(deps));
  },
  component: lazyPage(["payments"], () => import("./paid"), "Paid"),
});

const reportRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/payments/report",
  validateSearch: reportSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queries }, deps }) => {
    // Months that cannot be are said at their field, and not asked for.
    if (deps.from && deps.to && faultOf(deps.from, deps.to)) return;
    void queries.prefetchQuery(reportOptions(deps));
  },
  component: lazyPage(["payments"], () => import("./report"), "Report"),
});

const transactionRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/payments/transactions/$transactionId",
  loader: ({ context: { queries }, params }) => {
    void queries.prefetchQuery(
      contractorShowTransactionOptions({ path: { transaction_id: params.transactionId } }),
    );
  },
  component: lazyPage(["payments"], () => import("./transaction"), "Transaction"),
});

const paymentRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/payments/paid/$paymentId",
  loader: ({ context: { queries }, params }) => {
    void queries.prefetchQuery(
      contractorShowPaymentOptions({ path: { payment_id: params.paymentId } }),
    );
  },
  component: lazyPage(["payments"], () => import("./payment"), "Payment"),
});

/** Payments: one page in three sections (C6), and what each row leads to. */
export const paymentsRoutes = [
  paymentsRoute,
  pendingRoute,
  paidRoute,
  reportRoute,
  transactionRoute,
  paymentRoute,
] as const;
