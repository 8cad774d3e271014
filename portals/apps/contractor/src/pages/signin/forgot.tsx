import { Page } from "@portico/ui";

export function Forgot() {
  return <Page title="Forgot">{null}</Page>;
}
