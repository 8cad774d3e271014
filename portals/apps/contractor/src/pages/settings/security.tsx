import { Page } from "@portico/ui";

export function Security() {
  return <Page title="Security">{null}</Page>;
}
