import { Page } from "@portico/ui";

export function Report() {
  return <Page title="Report">{null}</Page>;
}
