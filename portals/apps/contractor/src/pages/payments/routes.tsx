import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { shellRoute } from "../../frame/routes";
import { paidSearch, pendingSearch, reportSearch } from "./search";

const paymentsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/payments",
  beforeLoad: () => {
    throw redirect({ to: "/payments/pending", search: {} });
  },
});

const pendingRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/payments/pending",
  validateSearch: pendingSearch,
  component: lazyRouteComponent(() => import("./pending"), "Pending"),
});

const paidRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/payments/paid",
  validateSearch: paidSearch,
  component: lazyRouteComponent(() => import("./paid"), "Paid"),
});

const reportRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/payments/report",
  validateSearch: reportSearch,
  component: lazyRouteComponent(() => import("./report"), "Report"),
});

const transactionRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/payments/transactions/$transactionId",
  component: lazyRouteComponent(() => import("./transaction"), "Transaction"),
});

const paymentRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/payments/paid/$paymentId",
  component: lazyRouteComponent(() => import("./payment"), "Payment"),
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
