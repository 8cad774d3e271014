import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { usePicture } from "../account/settings/picture-address";
import { KeysDialog, Palette } from "../components/dialogues";
import { useSingleKeys } from "../components/page-keys";
import type { Command } from "../components/palette";
import { CornerLink, Shell } from "../components/shell";
import { useShellKeys } from "../components/shell-keys";
import { OfflineNotice, useCause } from "../components/states";
import { tellFailure } from "../components/tell";
import { takeTypedAhead, typeAhead } from "../components/type-ahead";
import { UNDO_KEYS } from "../components/undo-key";
import { eraseDrafts } from "../session/drafts";
import { useLiveUpdates } from "../session/live-updates";
import { type NotificationsClient, type PortalModule, usePortal } from "./config";
import { useCorner, useMenu, usePlaces } from "./modules";
import { useMe } from "./session";

/** The menu bar, and the page. */
export function Frame() {
  const { person, portal } = useMe();
  const { sideMenu, notifications, wayOut } = usePortal();
  const cause = useCause();
  const [searching, search] = useSearch();
  const [showingKeys, keys] = useDisclosure();
  useLiveUpdates(portal, person.person_id);
  useShellKeys(search.open, keys.open);
  useSingleKeys(UNDO_KEYS);
  // What somebody else typed in this tab is not for this person.
  useEffect(() => eraseDrafts(portal, person.person_id), [portal, person.person_id]);
  const signOut = () => wayOut.signOut().catch((error) => tellFailure(cause(error)));
  return (
    <>
      <Shell
        modules={useMenu()}
        sideMenu={sideMenu}
        corner={useCorner().map((module) => <Corner key={module.to} module={module} />)}
        person={{ ...person, picture: usePicture(portal) }}
        unread={useUnread(notifications)}
        hasBell={notifications !== undefined}
        onSignOut={signOut}
        onSearch={search.open}
        onKeys={keys.open}
      >
        <OfflineNotice />
        <Outlet />
      </Shell>
      <Palette
        opened={searching}
        onClose={search.close}
        commands={usePlaces()}
        find={useFinding()}
      />
      <KeysDialog opened={showingKeys} onClose={keys.close} />
    </>
  );
}

/** A module by the name of what it shows. */
function Corner({ module: { to, name, icon, useName } }: { module: PortalModule }) {
  const { t } = useTranslation("common");
  return <CornerLink module={{ to, icon, label: useName?.() ?? t(`modules.${name}`) }} />;
}

/** The palette: what is typed while it comes is typed into it. */
function useSearch() {
  const [opened, { open, close }] = useDisclosure();
  const search = {
    open: () => {
      if (!opened) typeAhead();
      open();
    },
    close: () => {
      takeTypedAhead();
      close();
    },
  };
  return [opened, search] as const;
}

/** How many notifications are unread; undefined while it is not known. */
function useUnread(notifications: NotificationsClient | undefined): number | undefined {
  const read = notifications?.count() ?? { queryKey: ["no notifications"] };
  return useQuery({ ...read, enabled: notifications !== undefined }).data?.unread;
}

/** What the palette finds besides the places, each leading to its page. */
function useFinding(): ((text: string) => Promise<Command[]>) | undefined {
  const { find } = usePortal();
  const { person } = useMe();
  const navigate = useNavigate();
  const finding = useCallback(
    async (text: string) =>
      ((await find?.(text, person)) ?? []).map(({ id, label, href }) => ({
        id,
        label,
        run: () => void navigate({ to: href }),
      })),
    [find, navigate, person],
  );
  return find && finding;
}
