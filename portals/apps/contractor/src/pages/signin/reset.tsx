import { Page } from "@portico/ui";

export function Reset() {
  return <Page title="Reset">{null}</Page>;
}
