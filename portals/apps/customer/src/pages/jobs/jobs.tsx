import { Button, Group, Stack, Text } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import type { JobCalendar, JobRow } from "@portico/api";
import {
  ChoiceLink,
  Choices,
  EmptyState,
  FilteredEmptyState,
  LoadedAgain,
  Page,
  PeriodFilter,
  useBoot,
  useFormats,
  useListSearch,
  useToday,
} from "@portico/ui";
import { IconCalendarShare } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Calendar } from "./calendar";
import { FeedDialog } from "./feed-dialog";
import { Filters } from "./filters";
import { JobDrawer } from "./job-drawer";
import { JobList } from "./list";
import { calendarOptions } from "./queries";
import { type JobsSearch, periodOf, VIEWS, type View, withPeriod } from "./search";

const route = getRouteApi("/shell/jobs");
/** Below it seven columns have no place. */
const PHONE = "(max-width: 47.99em)";

/** Planned shifts of open work orders, as a calendar and as a list (K12). */
export function Jobs() {
  const { t } = useTranslation("jobs");
  const search = withPeriod(route.useSearch(), useToday());
  const isPhone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false }) ?? false;
  const view = search.view ?? (isPhone ? "list" : "calendar");
  const [open, close] = useOpenJob();
  const [isFeedOpen, feed] = useDisclosure(false);
  const empty = <EmptyState title={t("empty.title")}>{t("empty.why")}</EmptyState>;
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      action={
        <Button
          variant="default"
          leftSection={<IconCalendarShare size={18} aria-hidden />}
          onClick={feed.open}
        >
          {t("feed.title")}
        </Button>
      }
    >
      <Stack gap="md">
        <Group justify="space-between" gap="sm">
          <PeriodFilter label={t("filter.period")} search={withoutDay(search)} isAlways />
          <Views search={search} view={view} />
        </Group>
        <Filters search={search} />
        {view === "list" ? (
          <JobList search={search} empty={empty} onOpen={open} />
        ) : (
          <InCalendar search={search} empty={empty} onOpen={open} />
        )}
      </Stack>
      <JobDrawer jobId={search.job} onClose={close} />
      <FeedDialog opened={isFeedOpen} onClose={feed.close} />
    </Page>
  );
}

const withoutDay = ({ day: _, ...search }: JobsSearch): JobsSearch => search;

function Views({ search, view }: { search: JobsSearch; view: View }) {
  const { t } = useTranslation("jobs");
  const { cursor: _, day: __, ...kept } = search;
  return (
    <Choices label={t("view.label")}>
      {VIEWS.map((one) => (
        <ChoiceLink
          key={one}
          to="/jobs"
          search={{ ...kept, view: one }}
          here={one === view}
          replace
        >
          {t(`view.${one}`)}
        </ChoiceLink>
      ))}
    </Choices>
  );
}

interface InCalendarProps {
  search: JobsSearch;
  empty: React.ReactNode;
  onOpen: (job: JobRow) => void;
}

function InCalendar({ search, empty, onOpen }: InCalendarProps) {
  const { t } = useTranslation("jobs");
  const today = useToday();
  const { weekStartsOn } = useBoot().agency;
  const list = useListSearch<JobsSearch>();
  const query = useQuery({
    ...calendarOptions(search, today, weekStartsOn),
    placeholderData: keepPreviousData,
  });
  const isNarrowed = Boolean(search.q || search.project || search.logged);
  return (
    <LoadedAgain query={query} said={(calendar) => t("shown", { count: calendar.count })}>
      {(calendar) => (
        <Stack gap="md">
          <Calendar search={search} calendar={calendar} onOpen={onOpen} />
          <Totals search={search} calendar={calendar} />
          {calendar.count === 0 &&
            (isNarrowed ? (
              <FilteredEmptyState
                onClear={() => list.change({ q: undefined, project: undefined, logged: undefined })}
              />
            ) : (
              empty
            ))}
        </Stack>
      )}
    </LoadedAgain>
  );
}

/** How much the period comes to, without the days of other months around it. */
function Totals({ search, calendar }: { search: JobsSearch; calendar: JobCalendar }) {
  const { t } = useTranslation("jobs");
  const formats = useFormats();
  const { from, to } = periodOf(withoutDay(search), useToday());
  const days = calendar.days.filter(({ day }) => from <= day && day <= to);
  const count = days.reduce((sum, day) => sum + day.count, 0);
  const minutes = days.reduce((sum, day) => sum + day.minutes, 0);
  if (count === 0) return null;
  return (
    <Text size="sm" c="dimmed">
      {t("total", { count, hours: formats.hours(minutes / 60) })}
    </Text>
  );
}

/** The shift beside the page is a step of the history: Back closes it, and reopens none. */
function useOpenJob() {
  const navigate = useNavigate();
  const go = (job: string | undefined) =>
    void navigate({
      to: "/jobs",
      search: (before: JobsSearch) => ({ ...before, job }),
      replace: job === undefined,
      resetScroll: false,
    });
  return [(job: JobRow) => go(job.job_id), () => go(undefined)] as const;
}
