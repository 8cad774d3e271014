import {
  customerCountUnreadNotificationsOptions,
  customerListNotificationsOptions,
  customerReadNotifications,
} from "@portico/api";
import { appTexts, SideMenu, startPortal } from "@portico/ui/portal";
import { MODULES } from "./modules";
import { tree } from "./router";

void startPortal(tree, {
  modules: MODULES,
  sideMenu: SideMenu,
  // Fetched with the first search: nothing of it is on the first page.
  find: async (...asked) => (await import("./find")).find(...asked),
  texts: appTexts(import.meta.glob("./locales/*/*.json", { import: "default" })),
  notifications: {
    list: (query) => customerListNotificationsOptions({ query }),
    count: () => customerCountUnreadNotificationsOptions(),
    read: async (body) => (await customerReadNotifications({ body })).data,
  },
});
