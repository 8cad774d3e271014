import { Page } from "@portico/ui";

export function Payment() {
  return <Page title="Payment">{null}</Page>;
}
