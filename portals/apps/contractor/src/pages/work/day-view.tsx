import { Button, Group, Text } from "@mantine/core";
import {
  addDays,
  daysBetween,
  Status,
  useBoot,
  useFormats,
  useToday,
  weekStart,
} from "@portico/ui";
import { IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./day-view.module.css";
import {
  type Cell,
  cellKey,
  finalAtOf,
  type Line,
  pendingOf,
  slotOf,
  statusOf,
  unsavedIn,
} from "./model";
import { QuantityInput } from "./quantity-input";
import { TONES, useStatusText } from "./status";
import { ArticleName, Totals, useAmount, useTotals } from "./totals";
import { useCellName, useShown, useWhyLocked, useWhyNot, useWork } from "./typing";

interface Props {
  view: "week" | "month";
  lines: readonly Line[];
  days: readonly string[];
  cells: ReadonlyMap<string, Cell>;
  /** The day that is shown. */
  day: string;
  onDay: (day: string) => void;
}

/** The grid on a small screen: one day, under a strip of the days of the week or month. */
export function DayView({ view, lines, days, cells, day, onDay }: Props) {
  const ofDay = (each: string) =>
    lines.map((line) => cells.get(cellKey(line, each))).filter((cell) => !!cell);
  return (
    <>
      <Strip view={view} days={days} ofDay={ofDay} day={day} onDay={onDay} />
      <DayCard key={day} day={day} cells={ofDay(day)} />
    </>
  );
}

interface StripProps extends Pick<Props, "view" | "days" | "day" | "onDay"> {
  ofDay: (day: string) => Cell[];
}

function Strip({ view, days, ofDay, day, onDay }: StripProps) {
  const { t } = useTranslation("work");
  const formats = useFormats();
  const { agency } = useBoot();
  const isMonth = view === "month";
  const [first = ""] = days;
  // A month begins in the column of its weekday; the columns are named once.
  const start = weekStart(first, agency.weekStartsOn);
  const column = daysBetween(start, first).length;
  return (
    <div>
      {isMonth && (
        <div className={classes.strip} aria-hidden>
          {daysBetween(start, addDays(start, 6)).map((each) => (
            <span key={each} className={classes.columnName}>
              {formats.weekday(each)}
            </span>
          ))}
        </div>
      )}
      <ul className={classes.strip} data-view={view} aria-label={t("strip.label")}>
        {days.map((each) => (
          <li key={each} style={{ gridColumnStart: each === first ? column : undefined }}>
            <StripDay
              day={each}
              cells={ofDay(each)}
              isShown={each === day}
              isNamed={!isMonth}
              onDay={onDay}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface StripDayProps {
  day: string;
  cells: readonly Cell[];
  isShown: boolean;
  /** With its weekday above it. */
  isNamed: boolean;
  onDay: (day: string) => void;
}

function StripDay({ day, cells, isShown, isNamed, onDay }: StripDayProps) {
  const { t } = useTranslation("work");
  const { pending, open } = useWork();
  const formats = useFormats();
  const totals = useTotals();
  const isToday = day === useToday();
  const hours = totals.hours(cells);
  const unsaved = unsavedIn(cells, pending, open);
  const isReturned = cells.some((cell) => statusOf(cell) === "returned");
  const name = [
    `${formats.weekday(day, "long")} ${formats.dayOfMonth(day)}`,
    isToday && t("grid.today"),
    hours || (totals.expenses(cells).length > 0 ? t("strip.expenses") : t("strip.nothing")),
    isReturned && t("status.returned"),
    unsaved > 0 && t("grid.not_counted", { count: unsaved }),
  ];
  return (
    <button
      type="button"
      className={classes.tab}
      data-day={day}
      data-today={isToday || undefined}
      data-returned={isReturned || undefined}
      data-unsaved={unsaved > 0 || undefined}
      aria-pressed={isShown}
      aria-label={name.filter(Boolean).join(", ")}
      onClick={() => onDay(day)}
    >
      {isNamed && <span className={classes.weekday}>{formats.weekday(day)}</span>}
      <span className={classes.date}>{Number(day.slice(8))}</span>
      <span className={classes.hours}>{hours.replace(/\s*h$/, "") || "–"}</span>
    </button>
  );
}

function DayCard({ day, cells }: { day: string; cells: readonly Cell[] }) {
  const { t } = useTranslation("work");
  const { pending } = useWork();
  const formats = useFormats();
  const whyLocked = useWhyLocked();
  const isToday = day === useToday();
  const hasWork = (cell: Cell) => cell.entries.length > 0 || pendingOf(cell, pending) !== undefined;
  const shown = cells.filter((cell) => hasWork(cell) || cell.lock === null);
  const [first] = cells;
  return (
    <section className={classes.day} aria-label={formats.day(day)}>
      <Group justify="space-between" wrap="nowrap" pb={shown.length ? 8 : 0}>
        <Text component="h2" size="md" fw={600}>
          {formats.weekday(day, "long")} {formats.dayOfMonth(day)}
          {isToday && ` · ${t("grid.today")}`}
        </Text>
        <Text fw={600} component="div" ta="right">
          <Totals cells={cells} />
        </Text>
      </Group>
      {shown.map((cell) => (
        <CardSlot key={cell.key} cell={cell} />
      ))}
      {shown.length === 0 && first?.lock && (
        <Text size="sm" c="dimmed">
          {whyLocked(first, first.lock)}
        </Text>
      )}
    </section>
  );
}

function CardSlot({ cell }: { cell: Cell }) {
  const { t } = useTranslation("work");
  const { pending, openEntry, choose } = useWork();
  const whyNot = useWhyNot();
  const name = useCellName();
  const shown = useShown()(cell);
  const statusText = useStatusText();
  const status = statusOf(cell);
  const [entry] = cell.entries;
  const typed = pendingOf(cell, pending);
  const problem = whyNot(typed);
  const isConflict = typed?.phase === "conflict";
  return (
    <div className={classes.slot} data-cell={cell.key}>
      <div>
        <Text size="sm" fw={550}>
          {cell.line.title}
        </Text>
        <Text size="sm" c="dimmed">
          <ArticleName line={cell.line} /> · {cell.line.code}
        </Text>
      </div>
      {cell.lock || isConflict ? (
        <ReadQuantity cell={cell} />
      ) : (
        <QuantityInput
          slot={slotOf(cell, pending)}
          base={cell.base}
          currency={cell.line.currency}
          shown={shown.text}
          problem={problem}
          label={name(cell)}
        />
      )}
      {problem && (
        <div className={classes.why} role="alert">
          {problem}
        </div>
      )}
      {entry?.return_reason && status === "returned" && (
        <div className={classes.quiet}>
          {t("returned.because", { reason: entry.return_reason })}
        </div>
      )}
      {(entry || isConflict) && (
        <Group gap="sm" style={{ gridColumn: "1 / -1" }}>
          {status && <Status tone={TONES[status]}>{statusText(status, finalAtOf(cell))}</Status>}
          {isConflict && (
            <Button onClick={() => choose(typed.slot.key)}>{t("conflict.choose")}</Button>
          )}
          {entry && (
            <Button
              variant="subtle"
              rightSection={<IconChevronRight size={16} aria-hidden />}
              onClick={() => openEntry(entry.entry_id)}
            >
              {t("details.open")}
            </Button>
          )}
        </Group>
      )}
    </div>
  );
}

function ReadQuantity({ cell }: { cell: Cell }) {
  const amount = useAmount();
  const formats = useFormats();
  const { quantity } = useShown()(cell);
  const isExpense = cell.line.article === "expense";
  return (
    <span className={classes.amount}>
      {quantity && (isExpense ? amount(quantity, cell.line.currency) : formats.hours(quantity))}
    </span>
  );
}
