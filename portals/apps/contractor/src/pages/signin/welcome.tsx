import { Page } from "@portico/ui";

export function Welcome() {
  return <Page title="Welcome">{null}</Page>;
}
