import { Page } from "@portico/ui";

export function Piece() {
  return <Page title="Piece">{null}</Page>;
}
