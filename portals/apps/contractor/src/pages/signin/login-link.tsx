import { Page } from "@portico/ui";

export function LoginLink() {
  return <Page title="LoginLink">{null}</Page>;
}
