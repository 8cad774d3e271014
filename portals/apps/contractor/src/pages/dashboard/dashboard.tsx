import { Page } from "@portico/ui";

export function Dashboard() {
  return <Page title="Dashboard">{null}</Page>;
}
