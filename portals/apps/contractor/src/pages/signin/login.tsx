import { LoginPage } from "@portico/ui/account";
import { getRouteApi } from "@tanstack/react-router";

const route = getRouteApi("/login");

export function Login() {
  const { from, problem, second_factor } = route.useSearch();
  return <LoginPage from={from} problem={problem} secondFactor={second_factor === "needed"} />;
}
