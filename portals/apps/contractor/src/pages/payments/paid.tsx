import { Page } from "@portico/ui";

export function Paid() {
  return <Page title="Paid">{null}</Page>;
}
