import { IconBell, IconLock, IconUser } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/page";
import { useOwnSettings } from "../../portal/modules";
import classes from "./layout.module.css";

const PLACES = [
  ["/settings/profile", "settings.profile", IconUser],
  ["/settings/security", "settings.security", IconLock],
  ["/settings/notifications", "settings.notifications", IconBell],
] as const;

interface Props {
  title: string;
  lead: string;
  children: ReactNode;
}

/** One page of the settings (C5), with the way to the others. */
export function SettingsPage({ title, lead, children }: Props) {
  const { t } = useTranslation("account");
  const { t: named } = useTranslation("common");
  const own = useOwnSettings();
  return (
    <Page title={title} lead={lead}>
      <div className={classes.columns}>
        <nav className={classes.nav} aria-label={t("settings.title")}>
          {PLACES.map(([to, key, Icon]) => (
            <Link key={to} to={to} className={classes.place}>
              <Icon size={18} stroke={1.75} aria-hidden />
              {t(key)}
            </Link>
          ))}
          {own.map(({ to, name, icon: Icon }) => (
            <Link key={to} to={to} className={classes.place}>
              <Icon size={18} stroke={1.75} aria-hidden />
              {named(`modules.${name}`)}
            </Link>
          ))}
        </nav>
        <div className={classes.content}>{children}</div>
      </div>
    </Page>
  );
}
