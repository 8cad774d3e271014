import { Page } from "@portico/ui";

export function Pending() {
  return <Page title="Pending">{null}</Page>;
}
