/** What makes a portal of pages: start, frame, router, and the parts of addresses. */

export { SideMenu } from "../components/side-menu";
export { BackLink, fromList } from "./back";
export {
  type NotificationsClient,
  type PortalConfig,
  type PortalModule,
  type SearchResult,
  usePortal,
} from "./config";
export { lazyPage } from "./lazy-page";
export { rootRoute, shellRoute } from "./root-route";
export { type PortalRouter, portalTree } from "./router";
export { choice, cursor, day, id, month, text } from "./search";
export { useMe } from "./session";
export { startPortal } from "./start";
export { appTexts } from "./texts";
