import type { ContractorReadNotificationsData, Me, Notification } from "@portico/api";
import type { TablerIcon } from "@tabler/icons-react";
import type { QueryFunction } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import type { SideMenu } from "../components/side-menu";
import type { LoadTexts } from "../i18n";
import type { SessionEnd } from "../session/session-end";

/** A module of a portal: its entry in the menu, and the places that the palette finds. */
export interface PortalModule {
  /** Its first page. */
  to: string;
  /** Its name in the app's `common.json`, under `modules`. */
  name: string;
  icon: TablerIcon;
  /** Only who has it sees the module. */
  permission?: string;
  /** Who sees it besides. */
  alsoFor?: (me: Me) => boolean;
  /** Only its own address counts as being there. */
  exact?: boolean;
  /** Its pages, where there are several to go to. */
  places?: readonly { to: string; name: string }[];
  /**
   * It stands at the top right, not in the menu, by this name: a hook, undefined while it is not
   * known (then the module's).
   */
  useName?: () => string | undefined;
}

/** A read of the generated client, by its options. */
interface ClientCall<Data> {
  queryKey: readonly unknown[];
  // biome-ignore lint/suspicious/noExplicitAny: each operation has a key of its own type
  queryFn?: QueryFunction<Data, any>;
}

interface NotificationsPage {
  items: Notification[];
  unread: number;
  next_cursor?: string | null;
}

export type MarkReadBody = ContractorReadNotificationsData["body"];

/** The notifications of a portal, at the edge. */
export interface NotificationsClient {
  list: (query: {
    limit: number;
    unread: boolean;
    cursor?: string;
  }) => ClientCall<NotificationsPage>;
  count: () => ClientCall<{ unread: number }>;
  /** Marks as read; what is unread then. */
  read: (what: MarkReadBody) => Promise<{ unread: number } | undefined>;
}

/** A thing that the palette found, and its page in this portal. */
export interface SearchResult {
  id: string;
  label: string;
  href: string;
}

/** All that makes a portal, besides its pages. */
export interface PortalConfig {
  modules: readonly PortalModule[];
  /** Pages of its own beside the settings that every portal has. */
  settings?: readonly PortalModule[];
  /**
   * The menu at the left, icons that unfold to names (K7). Left out, it is names at the top, and
   * its script is not fetched.
   */
  sideMenu?: typeof SideMenu;
  /** Left out, the portal has no bell. */
  notifications?: NotificationsClient;
  /** What the palette finds for a text besides the places, of what the person may see. */
  find?: (text: string, person: Me["person"]) => Promise<SearchResult[]>;
  /** The app's own texts: `./locales/<language>/<namespace>.json`. */
  texts: LoadTexts;
}

interface RunningPortal extends PortalConfig {
  wayOut: SessionEnd;
}

const PortalContext = createContext<RunningPortal | null>(null);
export const RunningPortalProvider = PortalContext;

/** What the portal of this page is made of. */
export function usePortal(): RunningPortal {
  const portal = useContext(PortalContext);
  if (portal === null) throw new Error("usePortal outside of a portal");
  return portal;
}
