import { Button, Group, Menu, SegmentedControl, Skeleton, Stack, Text } from "@mantine/core";
import { useDisclosure, useLocalStorage, useMediaQuery } from "@mantine/hooks";
import type { OwnWorkOrder, WorkRow } from "@portico/api";
import {
  addDays,
  daysBetween,
  EmptyState,
  Loaded,
  monthEnd,
  monthOf,
  Page,
  PeriodNavigator,
  useBoot,
  useFormats,
  useToday,
  weekStart,
} from "@portico/ui";
import { useMe } from "@portico/ui/portal";
import { IconCopy, IconDots, IconFileImport, IconSend } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { AddLine } from "./add-line";
import { Conflict } from "./conflict";
import { CopyDialog } from "./copy";
import { daysOptions, ordersOptions, returnedOptions, useGridState } from "./data";
import { DayView } from "./day-view";
import { DetailsDrawer } from "./details";
import { Grid } from "./grid";
import { ImportDialog } from "./import";
import { addable, cellKey, cellsOf, entrySlot, isEditable, lineKey, linesOf } from "./model";
import type { Slot } from "./pending";
import { Problems } from "./problems";
import { ReturnedBanner, ReturnedList } from "./returned";
import { SaveState } from "./save-state";
import { SubmitDialog } from "./submit";
import { useWork, WorkContext } from "./typing";
import { UndoButtons } from "./undo";

const route = getRouteApi("/shell/work");
// A tablet shows the table.
// Paper is no small screen: the whole week stands on it.
const SMALL = "screen and (max-width: 47.9em)";

interface Period {
  view: "week" | "month";
  /** The first day of the week, or the month. */
  value: string;
  first: string;
  last: string;
}

/** Log work, submit it, see what came back (C13). */
export function Work() {
  const { t } = useTranslation("work");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const keeper = useGridState();
  const isSmall = useIsSmall();
  const [choosing, choose] = useState<string>();
  const orders = useQuery(ordersOptions());
  const openEntry = (entry: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, entry }), resetScroll: false });
  const chosen = choosing === undefined ? undefined : keeper.pending.get(choosing);
  return (
    <WorkContext value={{ ...keeper, openEntry, choose }}>
      <Page
        title={t("title")}
        lead={isSmall ? undefined : t("lead")}
        action={orders.data && <SaveState />}
      >
        <Loaded query={orders} skeleton={<GridSkeleton />}>
          {(found) => (found.length === 0 ? <NoOrders /> : <Sheet orders={found} />)}
        </Loaded>
      </Page>
      {search.entry && <EntryDrawer entryId={search.entry} />}
      <Conflict
        pending={chosen?.phase === "conflict" ? chosen : undefined}
        onClose={() => choose(undefined)}
      />
    </WorkContext>
  );
}

function NoOrders() {
  const { t } = useTranslation("work");
  const { agency } = useBoot();
  return (
    <EmptyState
      title={t("empty.title")}
      action={
        <Button component="a" href={`mailto:${agency.supportEmail}`} variant="default">
          {t("empty.ask", { agency: agency.name })}
        </Button>
      }
    >
      {t("empty.why")}
    </EmptyState>
  );
}

function usePeriod(): Period {
  const search = route.useSearch();
  const { agency } = useBoot();
  const today = useToday();
  if (search.view === "month") {
    const value = search.month ?? monthOf(today);
    return { view: "month", value, first: `${value}-01`, last: monthEnd(value) };
  }
  const value = weekStart(search.week ?? today, agency.weekStartsOn);
  return { view: "week", value, first: value, last: addDays(value, 6) };
}

/** Whether one day is shown at a time. */
function useIsSmall(): boolean {
  return useMediaQuery(SMALL, undefined, { getInitialValueInEffect: false }) ?? false;
}

function Sheet({ orders }: { orders: OwnWorkOrder[] }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const period = usePeriod();
  const rows = useQuery(daysOptions(period.first, period.last));
  const before = useQuery(daysOptions(addDays(period.first, -7), addDays(period.first, -1))).data;
  const returned = useQuery(returnedOptions()).data ?? [];
  const isSmall = useIsSmall();
  const isReturnedOnly = search.show === "returned";
  const showReturned = (show: boolean) =>
    void navigate({
      search: (now) => ({ ...now, show: show ? ("returned" as const) : undefined }),
      resetScroll: false,
    });
  return (
    <Stack gap="lg">
      <ReturnedBanner rows={returned} showing={isReturnedOnly} onShow={showReturned} />
      {isReturnedOnly ? (
        <ReturnedList rows={returned} onGrid={() => showReturned(false)} />
      ) : (
        <>
          <Group justify="space-between" gap="md">
            <PeriodChoice period={period} />
            {!isSmall && <Actions period={period} rows={rows.data} orders={orders} />}
          </Group>
          <Loaded query={rows} skeleton={<GridSkeleton />}>
            {(found) => (
              <Lines
                key={period.first + period.view}
                period={period}
                orders={orders}
                rows={found}
                before={before ?? []}
              />
            )}
          </Loaded>
          {/* Within reach of the thumb: below the day. */}
          {isSmall && <Actions period={period} rows={rows.data} orders={orders} />}
        </>
      )}
    </Stack>
  );
}

function focusCell(key: string): void {
  const cell = document.querySelector<HTMLElement>(`[data-cell="${CSS.escape(key)}"]`);
  (cell?.querySelector("input") ?? cell)?.focus();
}

interface LinesProps {
  period: Period;
  orders: readonly OwnWorkOrder[];
  rows: readonly WorkRow[];
  before: readonly WorkRow[];
}

function Lines({ period, orders, rows, before }: LinesProps) {
  const { t } = useTranslation("work");
  const { person } = useMe();
  const navigate = route.useNavigate();
  const isSmall = useIsSmall();
  const { first, last, view } = period;
  const [added, setAdded] = useLocalStorage<string[]>({
    key: `portico-work-lines-${person.person_id}-${first}`,
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const days = useMemo(() => daysBetween(first, last), [first, last]);
  const lines = useMemo(
    () => linesOf({ orders, rows: [...rows, ...before], added, first, last }),
    [orders, rows, before, added, first, last],
  );
  const cells = useMemo(() => cellsOf(lines, days, rows), [lines, days, rows]);
  const search = route.useSearch();
  const today = useToday();
  const isShown = (day: string | undefined) => day !== undefined && first <= day && day <= last;
  const day = [search.day, today].find(isShown) ?? first;
  const goTo = ({ orderId, article, day }: Slot) => {
    // A cell that is shown gets the focus at once; another week is opened first.
    focusCell(cellKey({ key: lineKey(orderId, article) }, day));
    void navigate({
      search: (now) => ({
        ...now,
        day,
        ...(view === "week" ? { week: day } : { month: monthOf(day) }),
      }),
      resetScroll: false,
    });
  };
  const showDay = (to: string) =>
    void navigate({ search: (now) => ({ ...now, day: to }), resetScroll: false, replace: true });
  return (
    <Stack gap="sm">
      {lines.length === 0 && <Text c="dimmed">{t("empty.period")}</Text>}
      {lines.length > 0 && isSmall && (
        <DayView view={view} lines={lines} days={days} cells={cells} day={day} onDay={showDay} />
      )}
      {lines.length > 0 && !isSmall && <Grid view={view} lines={lines} days={days} cells={cells} />}
      {/* Below, so that what it says moves no cell that is just being pressed. */}
      <Problems lines={lines} onGo={goTo} />
      <Group>
        <AddLine lines={addable(orders, lines)} onAdd={(line) => setAdded([...added, line.key])} />
      </Group>
    </Stack>
  );
}

/** Which days are shown. */
function PeriodChoice({ period }: { period: Period }) {
  const { t } = useTranslation("work");
  const navigate = route.useNavigate();
  const { agency } = useBoot();
  const { view, value, first } = period;
  const setView = (next: string) =>
    void navigate({
      search: (now) => ({
        ...now,
        view: next as Period["view"],
        week: next === "week" ? weekIn(period, now.week) : now.week,
        month: next === "month" ? monthOf(first) : now.month,
      }),
      resetScroll: false,
    });
  const go = (to: string) =>
    void navigate({ search: (now) => ({ ...now, [view]: to }), resetScroll: false });
  return (
    <Group gap="md">
      <SegmentedControl
        value={view}
        onChange={setView}
        aria-label={t("view.label")}
        data={[
          { value: "week", label: t("view.week") },
          { value: "month", label: t("view.month") },
        ]}
      />
      <PeriodNavigator unit={view} value={value} weekStartsOn={agency.weekStartsOn} onGo={go} />
    </Group>
  );
}

interface ActionsProps {
  period: Period;
  rows: readonly WorkRow[] | undefined;
  orders: readonly OwnWorkOrder[];
}

/** What can be done with these days. */
function Actions({ period, rows = [], orders }: ActionsProps) {
  const { t } = useTranslation("work");
  const [copying, copy] = useDisclosure();
  const [importing, file] = useDisclosure();
  return (
    <Group gap="sm">
      <UndoButtons />
      {period.view === "week" && (
        <Button
          variant="default"
          leftSection={<IconCopy size={18} aria-hidden />}
          onClick={copy.open}
        >
          {t("copy.open")}
        </Button>
      )}
      <SubmitButton period={period} rows={rows} />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" px="sm" aria-label={t("more")}>
            <IconDots size={18} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFileImport size={18} aria-hidden />} onClick={file.open}>
            {t("import.open")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <CopyDialog opened={copying} onClose={copy.close} week={period.first} orders={orders} />
      <ImportDialog opened={importing} onClose={file.close} code={orders[0]?.code ?? ""} />
    </Group>
  );
}

/** The week that was shown last if it touches the month, else the month's first. */
function weekIn({ first, last }: Period, week: string | undefined): string {
  return week && week <= last && addDays(week, 6) >= first ? week : first;
}

function SubmitButton({ period, rows }: { period: Period; rows: readonly WorkRow[] }) {
  const { t } = useTranslation("work");
  const formats = useFormats();
  const { autosave, pending } = useWork();
  const [opened, dialog] = useDisclosure();
  const { view, value, first, last } = period;
  // What is offered is what is saved.
  const toSubmit = rows.filter((row) => isEditable(row) && !pending.has(entrySlot(row).key));
  const leftOut = [...pending.values()].filter(
    ({ slot }) => first <= slot.day && slot.day <= last,
  ).length;
  const name = view === "week" ? formats.range(first, last) : formats.month(value);
  const open = () => {
    void autosave.flush();
    dialog.open();
  };
  return (
    <>
      <Button
        leftSection={<IconSend size={18} aria-hidden />}
        onClick={open}
        disabled={toSubmit.length === 0 && pending.size === 0}
      >
        {t(view === "week" ? "submit.week" : "submit.month")}
      </Button>
      <SubmitDialog
        opened={opened}
        onClose={dialog.close}
        rows={toSubmit}
        leftOut={leftOut}
        period={name}
      />
    </>
  );
}

/** The entry of the address, and those that share its cell where that is known. */
function EntryDrawer({ entryId }: { entryId: string }) {
  const { openEntry } = useWork();
  const period = usePeriod();
  const rows = useQuery(daysOptions(period.first, period.last)).data ?? [];
  const entry = rows.find((row) => row.entry_id === entryId);
  const siblings = rows
    .filter(
      (row) =>
        row.work_on === entry?.work_on &&
        row.article === entry.article &&
        row.work_order_id === entry.work_order_id,
    )
    .map((row) => row.entry_id)
    .sort();
  return (
    <DetailsDrawer entryId={entryId} onClose={() => openEntry(undefined)} siblings={siblings} />
  );
}

/** The grid, greyed. */
function GridSkeleton() {
  const { t } = useTranslation("ui");
  return (
    <Stack gap={1} role="status" aria-label={t("states.loading")} data-loading>
      <Skeleton height={56} radius="lg" />
      {["a", "b", "c", "d"].map((key) => (
        <Skeleton key={key} height={56} radius="md" />
      ))}
    </Stack>
  );
}
