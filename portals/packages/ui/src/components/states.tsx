import {
  Alert,
  Box,
  Button,
  Center,
  Code,
  Group,
  Skeleton,
  Stack,
  Text,
  Title,
  VisuallyHidden,
} from "@mantine/core";
import { isProblem, type ProblemError, problemOf } from "@portico/api";
import {
  IconAlertTriangle,
  IconFilterOff,
  IconInbox,
  IconLock,
  IconRefresh,
  IconWifiOff,
} from "@tabler/icons-react";
import { onlineManager, type UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

interface MessageProps {
  icon: ReactNode;
  title?: string;
  children?: ReactNode;
  action?: ReactNode;
}

function Message({ icon, title, children, action }: MessageProps) {
  return (
    <Center py="xl" px="md">
      <Stack align="center" gap="sm" maw={440} ta="center">
        <Text c="dimmed" component="span" aria-hidden lh={1}>
          {icon}
        </Text>
        {title && (
          <Title order={2} size="h3">
            {title}
          </Title>
        )}
        {children && (
          <Text c="dimmed" component="div">
            {children}
          </Text>
        )}
        {action}
      </Stack>
    </Center>
  );
}

/** Nothing is there yet: why, and the one thing to do. */
export function EmptyState(props: { title: string; children?: ReactNode; action?: ReactNode }) {
  return <Message icon={<IconInbox size={32} stroke={1.5} />} {...props} />;
}

/** Nothing matches what was asked for. */
export function FilteredEmptyState({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation("ui");
  return (
    <Message
      icon={<IconFilterOff size={32} stroke={1.5} />}
      title={t("states.filtered_title")}
      action={
        <Button variant="default" onClick={onClear}>
          {t("states.clear_filters")}
        </Button>
      }
    >
      {t("states.filtered")}
    </Message>
  );
}

function ForbiddenState() {
  const { t } = useTranslation("ui");
  return (
    <Message icon={<IconLock size={32} stroke={1.5} />} title={t("states.forbidden_title")}>
      {t("states.forbidden")}
    </Message>
  );
}

export function NotFoundState({ action }: { action?: ReactNode }) {
  const { t } = useTranslation("ui");
  return (
    <Message
      icon={<IconInbox size={32} stroke={1.5} />}
      title={t("states.not_found_title")}
      action={action}
    >
      {t("states.not_found")}
    </Message>
  );
}

interface ErrorStateProps {
  error: unknown;
  onRetry?: () => void;
  /** The page's title says already that something went wrong. */
  isTitled?: boolean;
  /** The address alone says what was asked for: one that cannot be read is one of nothing. */
  isOfAddress?: boolean;
}

/** What went wrong in plain words, a way to try again, and the id to name when asking for help. */
export function ErrorState(props: ErrorStateProps) {
  const { error, onRetry, isTitled = false, isOfAddress = false } = props;
  const { t } = useTranslation("ui");
  const cause = useCause();
  const problem = problemOf(error, undefined);
  if (problem.status === 403) return <ForbiddenState />;
  if (problem.status === 404 || (isOfAddress && problem.status === 422)) return <NotFoundState />;
  return (
    <div role="alert">
      <Message
        icon={<IconAlertTriangle size={32} stroke={1.5} />}
        {...(isTitled ? {} : { title: t("states.error_title") })}
        action={
          onRetry && (
            <Button
              variant="default"
              leftSection={<IconRefresh size={18} aria-hidden />}
              onClick={onRetry}
            >
              {t("states.retry")}
            </Button>
          )
        }
      >
        {cause(problem)}
        <RequestId problem={problem} />
      </Message>
    </div>
  );
}

function RequestId({ problem }: { problem: ProblemError }) {
  const { t } = useTranslation("ui");
  if (!problem.requestId) return null;
  return (
    <Text size="xs" mt="xs" component="p">
      {t("states.request_id")} <Code>{problem.requestId}</Code>
    </Text>
  );
}

/** Says why something failed, in the person's language where its code has a text. */
export function useCause(): (error: unknown) => string {
  const { t, i18n } = useTranslation("ui");
  return (error) => {
    const problem = problemOf(error, undefined);
    const key = `problems.${problem.code}`;
    // Also to look: a text that has a form for each number is none without it.
    const values = {
      minutes: Math.ceil((problem.retryAfterSeconds ?? 60) / 60),
      count: Number(problem.document.tries_left ?? 0),
    };
    // The texts of accounts are there on the pages about them.
    const known = ["ui", "account"].find((ns) => i18n.exists(key, { ns, ...values }));
    if (known) return t(key, { ns: known, ...values });
    if (i18n.exists(problem.code, { ns: "refusals" })) {
      return t(problem.code, { ns: "refusals", ...values });
    }
    if (problem.status >= 500 || problem.status === 0) return t("problems.away");
    return problem.detail;
  };
}

/** An error above a form or beside an action; says nothing when there is none. */
export function ErrorAlert({ error }: { error: unknown }) {
  const { t } = useTranslation("ui");
  const cause = useCause();
  if (!error) return null;
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      title={t("states.error_title")}
      icon={<IconAlertTriangle aria-hidden />}
    >
      {cause(error)}
      {isProblem(error) && error.status >= 500 && <RequestId problem={error} />}
    </Alert>
  );
}

const MISSING_AGAIN_MILLISECONDS = 15_000;

/** Parts of a composed view that did not come in time: fetched again by itself, and by the button. */
export function MissingParts({
  missing,
  onRetry,
}: {
  missing: readonly string[] | undefined;
  onRetry: () => void;
}) {
  const { t } = useTranslation("ui");
  const retry = useRef(onRetry);
  useEffect(() => {
    retry.current = onRetry;
  });
  const isMissing = (missing?.length ?? 0) > 0;
  useEffect(() => {
    if (!isMissing) return;
    const timer = setInterval(() => {
      if (!document.hidden) retry.current();
    }, MISSING_AGAIN_MILLISECONDS);
    return () => clearInterval(timer);
  }, [isMissing]);
  if (!missing?.length) return null;
  const names = missing.map((name) => t(`services.${name}`)).join(", ");
  return (
    <Alert color="yellow" variant="light" icon={<IconAlertTriangle aria-hidden />} role="status">
      <Group justify="space-between" gap="sm">
        <span>{t("states.missing", { names })}</span>
        <Button variant="default" size="compact-sm" onClick={onRetry}>
          {t("states.retry")}
        </Button>
      </Group>
    </Alert>
  );
}

/** Rows where the rows will be, so that nothing jumps when they come. */
export function RowsSkeleton({ rows = 6, height = 44 }: { rows?: number; height?: number }) {
  const { t } = useTranslation("ui");
  return (
    <Stack gap="xs" role="status" aria-label={t("states.loading")} data-loading>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows that are all the same
        <Skeleton key={row} height={height} radius="md" />
      ))}
    </Stack>
  );
}

interface LoadedProps<Data> {
  query: UseQueryResult<Data, unknown>;
  /** The same layout, greyed. */
  skeleton?: ReactNode;
  children: (data: Data) => ReactNode;
}

/** Whether it is not for this person to see: no longer, where they saw it before. */
const isForbidden = (error: unknown) =>
  isProblem(error) && (error.status === 403 || error.status === 404);

/**
 * Loading, failed, or there. What was there stays while it is fetched again, and when that fails;
 * but not what the person may not see any more.
 */
export function Loaded<Data>({ query, skeleton, children }: LoadedProps<Data>) {
  if (query.data !== undefined && !isForbidden(query.error)) return children(query.data);
  if (query.isError) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  // Without a connection nothing is asked for until it is back.
  if (query.isPaused) return <OfflineState />;
  return skeleton ?? <RowsSkeleton />;
}

function OfflineState() {
  const { t } = useTranslation("ui");
  return (
    <div role="alert">
      <Message icon={<IconWifiOff size={32} stroke={1.5} />} title={t("states.offline_title")}>
        {t("states.offline")}
      </Message>
    </div>
  );
}

/** Says that there is no connection, over a page that may no longer be up to date. */
export function OfflineNotice() {
  const { t } = useTranslation("ui");
  const isOnline = useSyncExternalStore(
    (changed) => onlineManager.subscribe(changed),
    () => onlineManager.isOnline(),
  );
  return (
    <div role="status">
      {!isOnline && (
        // An alert that says nothing of itself: what stands around it is the status that is read.
        <Alert
          role="presentation"
          color="yellow"
          variant="light"
          mb="md"
          icon={<IconWifiOff aria-hidden />}
        >
          {t("states.offline_notice")}
        </Alert>
      )}
    </div>
  );
}

interface LoadedAgainProps<Data> extends LoadedProps<Data> {
  /** What a screen reader is told when it is there. */
  said?: (data: Data) => string;
}

/**
 * What the address asks for, with the query's `keepPreviousData`: what was shown before stays,
 * paler, until it is there.
 */
export function LoadedAgain<Data>({ query, skeleton, said, children }: LoadedAgainProps<Data>) {
  return (
    <Loaded query={query} skeleton={skeleton}>
      {(data) => (
        <Box opacity={query.isPlaceholderData ? 0.6 : 1} aria-busy={query.isPlaceholderData}>
          {said && <VisuallyHidden role="status">{said(data)}</VisuallyHidden>}
          {children(data)}
        </Box>
      )}
    </Loaded>
  );
}
