import { useDisclosure } from "@mantine/hooks";
import { sessionLogout } from "@portico/api";
import {
  type Command,
  KeysDialog,
  type Module,
  Palette,
  Shell,
  tellFailure,
  useCause,
  useLiveUpdates,
  usePicture,
  useShellKeys,
} from "@portico/ui";
import { IconCalendarTime, IconCash, IconLayoutDashboard, IconRoute } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useUnread } from "../pages/notifications/unread";
import { PORTAL, useMe } from "../session";

/** The menu bar, and the page. */
export function Frame() {
  const me = useMe();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const cause = useCause();
  const [searching, search] = useDisclosure();
  const [showingKeys, keys] = useDisclosure();
  const toLogin = useCallback(() => {
    queries.clear();
    void navigate({ to: "/login", search: {} });
  }, [queries, navigate]);
  useLiveUpdates(queries, PORTAL, toLogin);
  useShellKeys(search.open, keys.open);
  const signOut = async () => {
    try {
      await sessionLogout({ body: { portal: PORTAL } });
    } catch (error) {
      tellFailure(cause(error));
      return;
    }
    toLogin();
  };
  return (
    <>
      <Shell
        modules={useModules()}
        person={{ ...me.person, picture: usePicture(PORTAL) }}
        unread={useUnread()}
        onSignOut={signOut}
        onSearch={search.open}
        onKeys={keys.open}
      >
        <Outlet />
      </Shell>
      <Palette opened={searching} onClose={search.close} commands={useCommands()} />
      <KeysDialog opened={showingKeys} onClose={keys.close} />
    </>
  );
}

/** The modules that this person has (C4). */
function useModules(): Module[] {
  const { t } = useTranslation("common");
  const { person } = useMe();
  const may = new Set<string>(person.permissions);
  const payments = may.has("own.payments");
  const work = may.has("own.work");
  return [
    { to: "/", label: t("modules.dashboard"), icon: IconLayoutDashboard, exact: true },
    ...(payments ? [{ to: "/payments", label: t("modules.payments"), icon: IconCash }] : []),
    ...(work ? [{ to: "/work", label: t("modules.work"), icon: IconCalendarTime }] : []),
    ...(payments ? [{ to: "/trail", label: t("modules.trail"), icon: IconRoute }] : []),
  ];
}

function useCommands(): Command[] {
  const { t } = useTranslation("common");
  const navigate = useNavigate();
  const { person } = useMe();
  return useMemo(() => {
    const may = new Set<string>(person.permissions);
    const places = [
      ["/", "modules.dashboard", true],
      ["/payments/pending", "modules.pending", may.has("own.payments")],
      ["/payments/paid", "modules.paid", may.has("own.payments")],
      ["/payments/report", "modules.report", may.has("own.payments")],
      ["/work", "modules.work", may.has("own.work")],
      ["/trail", "modules.trail", may.has("own.payments")],
      ["/notifications", "modules.notifications", true],
      ["/settings/profile", "modules.profile", true],
      ["/settings/security", "modules.security", true],
      ["/settings/notifications", "modules.preferences", true],
    ] as const;
    return places
      .filter(([, , shown]) => shown)
      .map(([to, key]) => ({
        id: key.replace(".", "-"),
        label: t(key),
        run: () => void navigate({ to }),
      }));
  }, [t, navigate, person.permissions]);
}
