import { Anchor, Badge, Button, Group, Stack, Tabs, Text } from "@mantine/core";
import type { Notification } from "@portico/api";
import { IconCheck, IconChecks, IconSettings } from "@tabler/icons-react";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Card } from "../components/card";
import { ButtonLink, TextLink } from "../components/link";
import { Page } from "../components/page";
import { Paging } from "../components/paging";
import { EmptyState, FilteredEmptyState, Loaded, useCause } from "../components/states";
import { tellFailure } from "../components/tell";
import { UnbrokenNumbers } from "../components/values";
import { useFormats } from "../context";
import { type MarkReadBody, type NotificationsClient, usePortal } from "../portal/config";
import { operationOf } from "../queries";
import classes from "./notifications.module.css";
import { destinationOf } from "./paths";

const LIMIT = 25;

interface Search {
  show?: "all" | "unread";
  cursor?: string;
}

/** What the person was told, the newest first; live. */
export function Notifications() {
  const { t } = useTranslation("notifications");
  const { show, cursor }: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const go = (search: Search) => void navigate({ to: "/notifications", search });
  const onlyUnread = show === "unread";
  const atEdge = useAtEdge();
  const query = useQuery({
    ...atEdge.list({ limit: LIMIT, unread: onlyUnread, ...(cursor ? { cursor } : {}) }),
    placeholderData: keepPreviousData,
  });
  const read = useReading(atEdge);
  const unread = query.data?.unread ?? 0;
  const newest = query.data?.items[0];
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      action={
        <Group gap="sm">
          <Button
            variant="default"
            leftSection={<IconChecks size={18} aria-hidden />}
            disabled={unread === 0 || !newest || cursor !== undefined}
            onClick={() => newest && void read({ up_to: newest.id })}
          >
            {t("read_all")}
          </Button>
          <ButtonLink
            variant="subtle"
            to="/settings/notifications"
            leftSection={<IconSettings size={18} aria-hidden />}
          >
            {t("preferences")}
          </ButtonLink>
        </Group>
      }
    >
      <Stack gap="md">
        <Tabs
          value={onlyUnread ? "unread" : "all"}
          onChange={(tab) => go(tab === "unread" ? { show: "unread" } : {})}
        >
          <Tabs.List aria-label={t("show")}>
            <Tabs.Tab value="all">{t("all")}</Tabs.Tab>
            <Tabs.Tab
              value="unread"
              rightSection={
                unread > 0 && (
                  <Badge size="sm" variant="default">
                    {unread}
                  </Badge>
                )
              }
            >
              {t("unread")}
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value={onlyUnread ? "unread" : "all"} pt="md">
            <Loaded query={query}>
              {({ items, next_cursor }) => (
                <Stack gap="md">
                  {items.length > 0 && <List items={items} onRead={read} />}
                  {items.length === 0 && cursor !== undefined && (
                    <FilteredEmptyState onClear={() => go({})} />
                  )}
                  {items.length === 0 && cursor === undefined && (
                    <EmptyState title={t(onlyUnread ? "all_read" : "none")}>
                      {t(onlyUnread ? "all_read_lead" : "none_lead")}
                    </EmptyState>
                  )}
                  <Paging
                    cursor={cursor}
                    nextCursor={next_cursor}
                    onGo={(to) => go({ ...(show ? { show } : {}), ...(to ? { cursor: to } : {}) })}
                  />
                </Stack>
              )}
            </Loaded>
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </Page>
  );
}

function useAtEdge(): NotificationsClient {
  const { notifications } = usePortal();
  if (!notifications) throw new Error("this portal has no notifications");
  return notifications;
}

/** Mark as read: seen at once, and as the server says afterwards. */
function useReading(atEdge: NotificationsClient): (what: MarkReadBody) => Promise<void> {
  const queries = useQueryClient();
  const cause = useCause();
  return async (what) => {
    try {
      const unread = await atEdge.read(what);
      if (unread) queries.setQueryData(atEdge.count().queryKey, unread);
    } catch (error) {
      tellFailure(cause(error));
    }
    const lists = operationOf(atEdge.list({ limit: LIMIT, unread: false }).queryKey);
    await queries.invalidateQueries({
      predicate: ({ queryKey }) => operationOf(queryKey) === lists,
    });
  };
}

interface ListProps {
  items: readonly Notification[];
  onRead: (what: MarkReadBody) => Promise<void>;
}

function List({ items, onRead }: ListProps) {
  const { t } = useTranslation("notifications");
  return (
    <Card p={0}>
      <ul className={classes.list} aria-label={t("title")}>
        {items.map((item) => (
          <Entry key={item.id} item={item} onRead={() => onRead({ ids: [item.id] })} />
        ))}
      </ul>
    </Card>
  );
}

function Entry({ item, onRead }: { item: Notification; onRead: () => Promise<void> }) {
  const { t } = useTranslation("notifications");
  const formats = useFormats();
  const isUnread = !item.read_at;
  return (
    <li className={classes.entry} data-row={item.id} data-unread={isUnread || undefined}>
      <span className={classes.dot} aria-hidden />
      <Stack gap={2} className={classes.words}>
        <Text component="div" fw={isUnread ? 650 : 500}>
          {isUnread && <span className={classes.hidden}>{t("unread_mark")} </span>}
          <Way item={item} onRead={() => isUnread && void onRead()} />
        </Text>
        {item.text && (
          <Text component="div" size="sm" c="dimmed" className={classes.text}>
            <UnbrokenNumbers>{item.text}</UnbrokenNumbers>
          </Text>
        )}
        {item.quote && (
          <Text component="blockquote" size="sm" className={classes.quote}>
            {item.quote_title && <strong>{item.quote_title} </strong>}
            {item.quote}
          </Text>
        )}
        <Text size="sm" c="dimmed" component="div">
          <time dateTime={item.created_at} title={formats.moment(item.created_at)}>
            {formats.ago(item.created_at)}
          </time>
        </Text>
      </Stack>
      {isUnread && (
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconCheck size={16} aria-hidden />}
          aria-label={t("read_named", { title: item.title })}
          onClick={() => void onRead()}
        >
          {t("read")}
        </Button>
      )}
    </li>
  );
}

/** The title, leading to its page; which reads it. */
function Way({ item, onRead }: { item: Notification; onRead: () => void }) {
  const router = useRouter();
  const way = destinationOf(item.path, router.options.basepath ?? "");
  const title = <UnbrokenNumbers>{item.title}</UnbrokenNumbers>;
  if (way === null) return title;
  if (!way.inside) {
    return (
      <Anchor href={way.href} inherit onClick={onRead}>
        {title}
      </Anchor>
    );
  }
  return (
    <TextLink inherit {...partsOf(way.href)} onClick={onRead}>
      {title}
    </TextLink>
  );
}

/** An address as the router takes it. */
function partsOf(href: string) {
  const url = new URL(href, "https://here.invalid");
  return {
    to: url.pathname as "/",
    search: Object.fromEntries(url.searchParams),
    hash: url.hash.slice(1),
  };
}
