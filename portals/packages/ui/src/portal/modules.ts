import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Command } from "../components/palette";
import type { Module } from "../components/shell";
import { type PortalModule, usePortal } from "./config";
import { useMe } from "./session";

const NONE: readonly PortalModule[] = [];

/** The portal's own settings that this person has. */
export function useOwnSettings(): readonly PortalModule[] {
  return usePermitted(usePortal().settings ?? NONE);
}

/** The modules that this person has (C4). */
function useOwnModules(): readonly PortalModule[] {
  return usePermitted(usePortal().modules);
}

function usePermitted(modules: readonly PortalModule[]): readonly PortalModule[] {
  const me = useMe();
  return useMemo(() => {
    const may = new Set<string>(me.person.permissions);
    return modules.filter(
      ({ permission, alsoFor }) =>
        permission === undefined || may.has(permission) || alsoFor?.(me) === true,
    );
  }, [modules, me]);
}

/** The entries of the menu. */
export function useMenu(): Module[] {
  const { t } = useTranslation("common");
  return useOwnModules()
    .filter(({ useName }) => useName === undefined)
    .map(({ to, name, icon, exact }) => ({
      to,
      label: t(`modules.${name}`),
      icon,
      ...(exact ? { exact } : {}),
    }));
}

/** What stands at the top right beside the person. */
export function useCorner(): readonly PortalModule[] {
  return useOwnModules().filter(({ useName }) => useName !== undefined);
}

/** Where the palette can go: the pages of the modules, and those of every portal. */
export function usePlaces(): Command[] {
  const { t } = useTranslation("common");
  const { t: ours } = useTranslation("ui");
  const navigate = useNavigate();
  const modules = useOwnModules();
  const settings = useOwnSettings();
  const { notifications } = usePortal();
  return useMemo(() => {
    const places = [...modules, ...settings]
      .flatMap(({ places, ...module }) => places ?? [module])
      .map(({ to, name }) => ({ to, label: t(`modules.${name}`) }));
    const everywhere = [
      ...(notifications ? [["/notifications", "shell.notifications"] as const] : []),
      ["/settings/profile", "shell.places.profile"] as const,
      ["/settings/security", "shell.places.security"] as const,
      ["/settings/notifications", "shell.places.preferences"] as const,
    ].map(([to, key]) => ({ to, label: ours(key) }));
    return [...places, ...everywhere].map(({ to, label }) => ({
      id: to.replaceAll("/", "-"),
      label,
      run: () => void navigate({ to }),
    }));
  }, [modules, settings, notifications, t, ours, navigate]);
}
