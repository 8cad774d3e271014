import {
  customerCountUnreadNotificationsOptions,
  customerListNotificationsOptions,
  customerReadNotifications,
} from "@portico/api";
import { appTexts, SideMenu, startPortal } from "@portico/ui/portal";
import { find } from "./find";
import { MODULES } from "./modules";
import { tree } from "./router";

void startPortal(tree, {
  modules: MODULES,
  sideMenu: SideMenu,
  find,
  texts: appTexts(import.meta.glob("./locales/*/*.json", { import: "default" })),
  notifications: {
    list: (query) => customerListNotificationsOptions({ query }),
    count: () => customerCountUnreadNotificationsOptions(),
    read: async (body) => (await customerReadNotifications({ body })).data,
  },
});
