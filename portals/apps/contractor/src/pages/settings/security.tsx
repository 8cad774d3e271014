import { SecurityPage } from "@portico/ui/account";
import { getRouteApi } from "@tanstack/react-router";

const route = getRouteApi("/shell/settings/security");

export function Security() {
  const { problem, linked } = route.useSearch();
  return <SecurityPage problem={problem} linked={linked} />;
}
