import { Page } from "@portico/ui";

export function NotificationSettings() {
  return <Page title="NotificationSettings">{null}</Page>;
}
