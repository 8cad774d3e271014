import { Page } from "@portico/ui";

export function Login() {
  return <Page title="Login">{null}</Page>;
}
