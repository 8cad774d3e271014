import {
  contractorCountUnreadNotificationsOptions,
  contractorListNotificationsOptions,
  contractorReadNotifications,
} from "@portico/api";
import { appTexts, startPortal } from "@portico/ui/portal";
import { find } from "./find";
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
  find,
});
