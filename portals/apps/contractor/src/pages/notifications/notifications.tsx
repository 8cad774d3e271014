import { Page } from "@portico/ui";

export function Notifications() {
  return <Page title="Notifications">{null}</Page>;
}
