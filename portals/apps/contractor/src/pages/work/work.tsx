import { Page } from "@portico/ui";

export function Work() {
  return <Page title="Work">{null}</Page>;
}
