import {
  agencyCountUnreadNotificationsOptions,
  agencyListNotificationsOptions,
  agencyReadNotifications,
} from "@portico/api";
import { appTexts, startPortal } from "@portico/ui/portal";
import { MODULES } from "./modules";
import { tree } from "./router";

void startPortal(tree, {
  modules: MODULES,
  texts: appTexts(import.meta.glob("./locales/*/*.json", { import: "default" })),
  notifications: {
    list: (query) => agencyListNotificationsOptions({ query }),
    count: () => agencyCountUnreadNotificationsOptions(),
    read: async (body) => (await agencyReadNotifications({ body })).data,
  },
});
