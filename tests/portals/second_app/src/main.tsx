import { appTexts, startPortal } from "@portico/ui/portal";
import { IconChecks } from "@tabler/icons-react";
import { tree } from "./router";

void startPortal(tree, {
  modules: [{ to: "/", name: "approvals", icon: IconChecks, exact: true }],
  texts: appTexts(import.meta.glob("./locales/*/*.json", { import: "default" })),
});
