import { Page } from "@portico/ui";

export function Trail() {
  return <Page title="Trail">{null}</Page>;
}
