import {
  contractorCountUnreadNotificationsOptions,
  contractorListNotificationsOptions,
  contractorReadNotifications,
} from "@portico/api";
import { appTexts, startPortal } from "@portico/ui/portal";
import { MODULES, SETTINGS } from "./modules";
import { tree } from "./router";

void startPortal(tree, {
  modules: MODULES,
  settings: SETTINGS,
  texts: appTexts(import.meta.glob("./locales/*/*.json", { import: "default" })),
  notifications: {
    list: (query) => contractorListNotificationsOptions({ query }),
    count: () => contractorCountUnreadNotificationsOptions(),
    read: async (body) => (await contractorReadNotifications({ body })).data,
  },
  // Fetched with the first search: nothing of it is on the first page.
  find: async (text) => (await import("./find")).find(text),
});
