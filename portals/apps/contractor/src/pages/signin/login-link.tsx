import { LoginLinkPage } from "@portico/ui/account";
import { getRouteApi } from "@tanstack/react-router";

const route = getRouteApi("/login-link");

export function LoginLink() {
  return <LoginLinkPage token={route.useSearch().token} />;
}
