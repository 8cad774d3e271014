import { WelcomePage } from "@portico/ui/account";
import { getRouteApi } from "@tanstack/react-router";

const route = getRouteApi("/welcome");

export function Welcome() {
  return <WelcomePage token={route.useSearch().token} />;
}
