import { contractorShowBankAccountOptions } from "@portico/api";
import { lazyPage, shellRoute } from "@portico/ui/portal";
import { createRoute } from "@tanstack/react-router";

const bankAccountRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings/bank-account",
  loader: ({ context: { queries } }) => {
    void queries.prefetchQuery(contractorShowBankAccountOptions());
  },
  component: lazyPage(
    ["account", "bank-account"],
    () => import("./bank-account"),
    "BankAccountPage",
  ),
});

export const bankAccountRoutes = [bankAccountRoute] as const;
