import { Page } from "@portico/ui";

export function Profile() {
  return <Page title="Profile">{null}</Page>;
}
