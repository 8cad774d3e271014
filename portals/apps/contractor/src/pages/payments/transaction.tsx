import { Page } from "@portico/ui";

export function Transaction() {
  return <Page title="Transaction">{null}</Page>;
}
