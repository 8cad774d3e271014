import { ResetPage } from "@portico/ui/account";
import { getRouteApi } from "@tanstack/react-router";

const route = getRouteApi("/reset");

export function Reset() {
  return <ResetPage token={route.useSearch().token} />;
}
