import { Button, Group, Text, TextInput } from "@mantine/core";
import { Status, useFormats, useToday } from "@portico/ui";
import { IconChevronRight, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Saved, Slot } from "./autosave";
import classes from "./grid.module.css";
import { type Cell, cellKey, type Line, pendingOf, slotOf, statusOf } from "./model";
import { TONES } from "./status";
import { ArticleName, useAmount, useTotals } from "./totals";
import { useShown, useType, useWhyLocked, useWhyNot, useWork } from "./typing";

interface Props {
  view: "week" | "month";
  lines: readonly Line[];
  days: readonly string[];
  cells: ReadonlyMap<string, Cell>;
}

/** The grid on a small screen: a card for each day. A month shows the lines with work, then all. */
export function DayCards({ view, lines, days, cells }: Props) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  return (
    <ul className={classes.days}>
      {days.map((day) => (
        <DayCard
          key={day}
          day={day}
          cells={lines.map((line) => cells.get(cellKey(line, day))).filter((cell) => !!cell)}
          all={view === "week" || opened.has(day)}
          onAll={() => setOpened(new Set(opened).add(day))}
        />
      ))}
    </ul>
  );
}

interface DayProps {
  day: string;
  cells: readonly Cell[];
  all: boolean;
  onAll: () => void;
}

function DayCard({ day, cells, all, onAll }: DayProps) {
  const { t } = useTranslation("work");
  const { pending } = useWork();
  const formats = useFormats();
  const totals = useTotals();
  const whyLocked = useWhyLocked();
  const isToday = day === useToday();
  const hasWork = (cell: Cell) => cell.entries.length > 0 || pendingOf(cell, pending) !== undefined;
  const shown = cells.filter((cell) => hasWork(cell) || (all && cell.lock === null));
  const hidden = cells.filter((cell) => !hasWork(cell) && cell.lock === null);
  const [first] = cells;
  const locked = cells.every((cell) => cell.lock && !hasWork(cell)) && first?.lock;
  return (
    <li className={classes.day} data-day={day} data-today={isToday || undefined}>
      <Group justify="space-between" wrap="nowrap" pb={shown.length ? 8 : 0}>
        <Text component="h3" size="md" fw={600}>
          {formats.weekday(day, "long")} {formats.dayOfMonth(day)}
          {isToday && ` · ${t("grid.today")}`}
        </Text>
        <Text fw={600}>{totals.hours(cells)}</Text>
      </Group>
      {shown.map((cell) => (
        <CardSlot key={cell.key} cell={cell} />
      ))}
      {locked && first && (
        <Text size="sm" c="dimmed">
          {whyLocked(first, locked)}
        </Text>
      )}
      {!all && hidden.length > 0 && (
        <Button
          variant="subtle"
          size="compact-md"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={onAll}
        >
          {t("grid.log")}
        </Button>
      )}
    </li>
  );
}

function CardSlot({ cell }: { cell: Cell }) {
  const { t } = useTranslation("work");
  const { pending, openEntry, choose } = useWork();
  const whyNot = useWhyNot();
  const amount = useAmount();
  const formats = useFormats();
  const status = statusOf(cell);
  const [entry] = cell.entries;
  const typed = pendingOf(cell, pending);
  const problem = whyNot(typed);
  const shown = useShown()(cell);
  const isExpense = cell.line.article === "expense";
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
      {cell.lock || typed?.phase === "conflict" ? (
        <span className={classes.amount}>
          {isExpense && shown.text
            ? amount(shown.text, cell.line.currency)
            : shown.text && formats.hours(shown.text)}
        </span>
      ) : (
        <SlotInput cell={cell} problem={problem} />
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
      {(entry || typed?.phase === "conflict") && (
        <Group gap="sm" style={{ gridColumn: "1 / -1" }}>
          {status && <Status tone={TONES[status]}>{t(`status.${status}`)}</Status>}
          {typed?.phase === "conflict" && (
            <Button size="compact-md" onClick={() => choose(typed.slot.key)}>
              {t("conflict.choose")}
            </Button>
          )}
          {entry && (
            <Button
              size="compact-md"
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

function SlotInput({ cell, problem }: { cell: Cell; problem: string | undefined }) {
  const { t } = useTranslation("work");
  const { pending } = useWork();
  const shown = useShown()(cell);
  const formats = useFormats();
  return (
    <QuantityInput
      slot={slotOf(cell, pending)}
      base={cell.base}
      currency={cell.line.currency}
      shown={shown.text}
      problem={problem}
      label={t("grid.quantity", { line: cell.line.title, day: formats.day(cell.day) })}
    />
  );
}

interface QuantityProps {
  slot: Slot;
  base: Saved | null;
  currency: string;
  shown: string;
  problem: string | undefined;
  label: string;
  /** Shown above it; left out, a screen reader alone is told. */
  visibleLabel?: string;
}

/** A quantity by itself: saved as it is typed, for as long as it has the focus in its own words. */
export function QuantityInput(props: QuantityProps) {
  const { slot, base, currency, shown, problem, label, visibleLabel } = props;
  const { autosave } = useWork();
  const type = useType();
  const [typing, setTyping] = useState<{ slot: Slot; base: Saved | null; text: string } | null>(
    null,
  );
  return (
    <TextInput
      label={visibleLabel}
      aria-label={visibleLabel ? undefined : label}
      inputMode="decimal"
      autoComplete="off"
      value={typing?.text ?? shown}
      error={problem !== undefined}
      onFocus={(event) => {
        autosave.open(slot, base);
        setTyping({ slot, base, text: shown });
        event.currentTarget.select();
      }}
      onChange={(event) => {
        const now = { slot, base, ...typing, text: event.currentTarget.value };
        setTyping(now);
        type(now.slot, currency, now.base, now.text);
      }}
      onBlur={() => {
        autosave.close(typing?.slot.key ?? slot.key);
        setTyping(null);
      }}
    />
  );
}
