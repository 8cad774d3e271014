import { WelcomePage } from "@portico/ui/account";
import { getRouteApi } from "@tanstack/react-router";

const route = getRouteApi("/welcome");

export function Welcome() {
  const { token, problem } = route.useSearch();
  return <WelcomePage token={token} problem={problem} />;
}
