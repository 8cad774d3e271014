import { lazyPage, shellRoute } from "@portico/ui/portal";
import { createRoute } from "@tanstack/react-router";
import { statementSearch } from "./search";

const statementRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/invoices/statement",
  validateSearch: statementSearch,
  component: lazyPage(["statement"], () => import("./statement"), "StatementPage"),
});

/** The statement of account (B12). */
export const statementRoutes = [statementRoute] as const;
