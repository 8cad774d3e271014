import {
  ActionIcon,
  Avatar,
  Box,
  Burger,
  Group,
  Indicator,
  Menu,
  Text,
  Tooltip,
  UnstyledButton,
  useMantineColorScheme,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconBell,
  IconChevronDown,
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSearch,
  IconSettings,
  IconSun,
  type TablerIcon,
} from "@tabler/icons-react";
import { Link, useLocation } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useBoot } from "../context";
import { ModuleDrawer } from "./dialogues";
import classes from "./shell.module.css";
import type { SideMenu as SideMenuType } from "./side-menu";

export interface Module {
  to: string;
  label: string;
  icon: TablerIcon;
  /** Only its own address counts as being there. */
  exact?: boolean;
}

/** A module that stands at the top right, by the name of what it shows: the company (K7). */
export function CornerLink({ module }: { module: Module }) {
  const { pathname } = useLocation();
  const isHere = pathname === module.to || pathname.startsWith(`${module.to}/`);
  return (
    <Link
      to={module.to}
      className={classes.corner}
      data-here={isHere || undefined}
      aria-current={isHere ? "page" : undefined}
      aria-label={module.label}
    >
      <module.icon size={20} stroke={1.75} aria-hidden />
      <Text span visibleFrom="sm" size="sm" fw={550} className={classes.personName}>
        {module.label}
      </Text>
    </Link>
  );
}

interface Props {
  modules: readonly Module[];
  /** The menu at the left, instead of a bar of names at the top. */
  sideMenu?: typeof SideMenuType | undefined;
  /** What stands beside the person, at the top right. */
  corner?: ReactNode;
  person: { name: string; email: string; picture?: string | undefined };
  unread: number | undefined;
  /** Left out, there are no notifications. */
  hasBell?: boolean;
  onSignOut: () => void;
  onSearch: () => void;
  onKeys: () => void;
  children: ReactNode;
}

/** The frame of a portal: the menu with the modules of this person, and the page beside it. */
export function Shell({
  modules,
  sideMenu: SideMenu,
  corner,
  person,
  unread,
  hasBell,
  onSignOut,
  onSearch,
  onKeys,
  children,
}: Props) {
  const { t } = useTranslation("ui");
  const [opened, { toggle, close }] = useDisclosure();
  const main = useFocusOnNewPage(close);
  const { pathname } = useLocation();
  const links = modules.map((module) => <ModuleLink key={module.to} module={module} />);
  return (
    <>
      <a href="#main" className={classes.skip}>
        {t("shell.skip")}
      </a>
      <header className={classes.header}>
        <Group h="100%" px={{ base: "md", sm: "xl" }} gap="lg" wrap="nowrap" maw={1504} mx="auto">
          {!SideMenu && (
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="md"
              size="sm"
              aria-label={t("shell.menu")}
              aria-expanded={opened}
            />
          )}
          <Brand />
          {!SideMenu && (
            <Group
              component="nav"
              gap={4}
              visibleFrom="md"
              wrap="nowrap"
              aria-label={t("shell.menu")}
            >
              {links}
            </Group>
          )}
          <Box style={{ flex: 1 }} />
          <Group gap="xs" wrap="nowrap" style={{ minWidth: 0 }}>
            <Tooltip label={t("shell.search")}>
              <ActionIcon onClick={onSearch} aria-label={t("shell.search")}>
                <IconSearch size={20} />
              </ActionIcon>
            </Tooltip>
            {hasBell && <Bell unread={unread} />}
            {corner}
            <PersonMenu person={person} onSignOut={onSignOut} onKeys={onKeys} />
          </Group>
        </Group>
      </header>
      {SideMenu ? (
        <SideMenu pathname={pathname}>{links}</SideMenu>
      ) : (
        <ModuleDrawer opened={opened} onClose={close}>
          {links}
        </ModuleDrawer>
      )}
      <main
        id="main"
        ref={main}
        tabIndex={-1}
        className={classes.main}
        data-beside={SideMenu !== undefined || undefined}
      >
        {children}
      </main>
    </>
  );
}

/** After a change of page the focus is at its beginning, where a screen reader reads on. */
function useFocusOnNewPage(close: () => void) {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    close();
    main.current?.focus({ preventScroll: true });
  }, [pathname, close]);
  return main;
}

function Brand() {
  const { agency } = useBoot();
  return (
    <Link to="/" className={classes.brand}>
      <span className={classes.mark} aria-hidden>
        {initialsOf(agency.name)}
      </span>
      <span className={classes.name}>{agency.name}</span>
    </Link>
  );
}

export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  return (
    words
      .slice(0, 2)
      .map((word) => word.charAt(0))
      .join("")
      .toUpperCase() || "·"
  );
}

function ModuleLink({ module }: { module: Module }) {
  const { pathname } = useLocation();
  const isHere = module.exact
    ? pathname === module.to
    : pathname === module.to || pathname.startsWith(`${module.to}/`);
  return (
    <Link
      to={module.to}
      className={classes.module}
      data-here={isHere || undefined}
      aria-current={isHere ? "page" : undefined}
    >
      <module.icon size={20} stroke={1.75} aria-hidden />
      <span>{module.label}</span>
    </Link>
  );
}

function Bell({ unread }: { unread: number | undefined }) {
  const { t } = useTranslation("ui");
  const label = unread ? t("shell.unread", { count: unread }) : t("shell.notifications");
  return (
    <Tooltip label={label}>
      <Indicator
        label={unread !== undefined && unread > 99 ? "99+" : unread}
        disabled={!unread}
        size={18}
        offset={5}
        classNames={{ indicator: classes.count ?? "" }}
      >
        <ActionIcon component={Link} to="/notifications" aria-label={label}>
          <IconBell size={20} />
        </ActionIcon>
      </Indicator>
    </Tooltip>
  );
}

function PersonMenu({ person, onSignOut, onKeys }: Pick<Props, "person" | "onSignOut" | "onKeys">) {
  const { t } = useTranslation("ui");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const schemes = [
    ["auto", IconDeviceDesktop],
    ["light", IconSun],
    ["dark", IconMoon],
  ] as const;
  return (
    <Menu position="bottom-end" width={260} withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes.person} aria-label={t("shell.person", person)}>
          <Avatar src={person.picture ?? null} name={person.name} size={32} color="gray" alt="" />
          <Text span visibleFrom="sm" size="sm" fw={550} className={classes.personName}>
            {person.name}
          </Text>
          <IconChevronDown size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{person.email}</Menu.Label>
        <Menu.Item
          component={Link}
          to="/settings/profile"
          leftSection={<IconSettings size={18} aria-hidden />}
        >
          {t("shell.settings")}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={18} aria-hidden />} onClick={onKeys}>
          {t("shell.keys")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("shell.appearance")}</Menu.Label>
        {schemes.map(([scheme, Icon]) => (
          <Menu.Item
            key={scheme}
            role="menuitemradio"
            aria-checked={colorScheme === scheme}
            leftSection={<Icon size={18} aria-hidden />}
            rightSection={colorScheme === scheme ? "✓" : null}
            onClick={() => setColorScheme(scheme)}
          >
            {t(`shell.scheme.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={18} aria-hidden />} onClick={onSignOut}>
          {t("shell.sign_out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
