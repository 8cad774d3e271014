import { lazyPage, shellRoute } from "@portico/ui/portal";
import { createRoute } from "@tanstack/react-router";

export const companyRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: "/company",
    // "account": the texts of its forms, and of confirming who one is.
    component: lazyPage(["company", "account"], () => import("./company"), "CompanyPage"),
  }),
] as const;
