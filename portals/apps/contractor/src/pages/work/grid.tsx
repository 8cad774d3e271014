import { Tooltip } from "@mantine/core";
import { useFormats, useToday, weekdayOf } from "@portico/ui";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Saved, Slot } from "./autosave";
import classes from "./grid.module.css";
import { GridCell } from "./grid-cell";
import { type Cell, cellKey, type Line, pendingOf, slotOf } from "./model";
import { type Move, moved, startsTyping } from "./moves";
import { SelectionBar } from "./selection-bar";
import { ArticleName, Totals, useTotals } from "./totals";
import { useShown, useType, useWhyNot, useWork } from "./typing";

interface Props {
  view: "week" | "month";
  lines: readonly Line[];
  days: readonly string[];
  cells: ReadonlyMap<string, Cell>;
}

export interface Typing {
  cellKey: string;
  slot: Slot;
  base: Saved | null;
  text: string;
  before: string;
  /** Begun by typing: arrows go on to the next cell. Otherwise they move in the text. */
  replacing: boolean;
}

/** A spreadsheet of lines and days: one cell has the focus, arrows, Tab and Enter move it. */
export function Grid({ view, lines, days, cells }: Props) {
  const { t } = useTranslation("work");
  const grid = useGrid(lines, days, cells);
  const whyNot = useWhyNot();
  const { pending } = useWork();
  const active = grid.cellAt(grid.at);
  const problem = active && whyNot(pendingOf(active, pending));
  return (
    <div>
      <div className={classes.frame}>
        {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: it is a grid to type in */}
        <table className={classes.grid} role="grid" data-view={view} aria-label={t("grid.label")}>
          <Head days={days} view={view} />
          <tbody>
            {lines.map((line, row) => (
              <tr key={line.key}>
                <th scope="row" className={classes.line}>
                  <span className={classes.name}>{line.title}</span>
                  <span className={classes.of}>
                    <ArticleName line={line} /> · {line.code} · {line.project}
                  </span>
                </th>
                {days.map((day, col) => {
                  const cell = cells.get(cellKey(line, day));
                  return (
                    cell && (
                      <GridCell key={day} cell={cell} view={view} grid={grid} at={{ row, col }} />
                    )
                  );
                })}
                <td className={classes.total}>
                  <Totals cells={days.map((day) => cells.get(cellKey(line, day)))} line={line} />
                </td>
              </tr>
            ))}
          </tbody>
          <Foot lines={lines} days={days} cells={cells} />
        </table>
      </div>
      {grid.target && problem !== undefined && (
        <Tooltip
          target={grid.target}
          label={problem}
          opened={grid.hasFocus}
          position="bottom"
          color="red"
          multiline
          maw={320}
          withArrow
        />
      )}
      <SelectionBar cell={active} problem={problem} tried={grid.tried} />
      <p className={classes.keys}>{t("grid.keys")}</p>
    </div>
  );
}

export type GridControl = ReturnType<typeof useGrid>;

function useGrid(
  lines: readonly Line[],
  days: readonly string[],
  cells: ReadonlyMap<string, Cell>,
) {
  const { autosave, pending, openEntry, choose } = useWork();
  const type = useType();
  const shown = useShown();
  const today = useToday();
  const size = { rows: lines.length, cols: days.length };
  const [at, setAt] = useState({ row: 0, col: Math.max(0, days.indexOf(today)) });
  const [typing, setTyping] = useState<Typing | null>(null);
  const [hasFocus, setHasFocus] = useState(false);
  const [tried, setTried] = useState(false);
  const leaving = useRef(false);
  const refocus = useRef(false);
  const elements = useRef(new Map<string, HTMLElement>());
  const here = {
    row: Math.min(at.row, Math.max(0, size.rows - 1)),
    col: Math.min(at.col, Math.max(0, size.cols - 1)),
  };
  const cellAt = ({ row, col }: { row: number; col: number }): Cell | undefined => {
    const line = lines[row];
    const day = days[col];
    return line && day ? cells.get(cellKey(line, day)) : undefined;
  };
  const activeKey = cellAt(here)?.key ?? "";
  const isTyping = typing !== null;
  useEffect(() => {
    if (!refocus.current || isTyping) return;
    refocus.current = false;
    elements.current.get(activeKey)?.focus();
  }, [activeKey, isTyping]);

  // A month is wider than its region: it opens where today is.
  const first = useRef(activeKey);
  useEffect(() => {
    elements.current.get(first.current)?.scrollIntoView({ inline: "center", block: "nearest" });
  }, []);

  const go = (to: { row: number; col: number }) => {
    refocus.current = true;
    leaving.current = false;
    setTried(false);
    setAt(to);
    if (to.row === here.row && to.col === here.col) elements.current.get(activeKey)?.focus();
  };
  const begin = (cell: Cell, to: { row: number; col: number }, text?: string) => {
    setAt(to);
    if (pendingOf(cell, pending)?.phase === "conflict") return;
    if (cell.lock) {
      setTried(true);
      return;
    }
    const slot = slotOf(cell, pending);
    const before = shown(cell).text;
    autosave.open(slot, cell.base);
    setTried(false);
    setTyping({
      cellKey: cell.key,
      slot,
      base: cell.base,
      text: text ?? before,
      before,
      replacing: text !== undefined,
    });
    if (text !== undefined) type(slot, cell.line.currency, cell.base, text);
  };
  const change = (cell: Cell, text: string) => {
    if (!typing) return;
    setTyping({ ...typing, text });
    type(typing.slot, cell.line.currency, typing.base, text);
  };
  const end = (move?: Move) => {
    if (!typing) return;
    autosave.close(typing.slot.key);
    setTyping(null);
    const to = move && moved(here, move, size);
    if (to) go(to);
  };
  const cancel = (cell: Cell) => {
    if (!typing) return;
    type(typing.slot, cell.line.currency, typing.base, typing.before);
    end("stay");
  };
  const empty = (cell: Cell) => {
    if (cell.lock) setTried(true);
    else type(slotOf(cell, pending), cell.line.currency, cell.base, "");
  };
  const show = (cell: Cell) => {
    const found = pendingOf(cell, pending);
    if (found?.phase === "conflict") choose(found.slot.key);
    else if (cell.entries[0]) openEntry(cell.entries[0].entry_id);
    else setTried(true);
  };
  const onKey = (event: KeyboardEvent, cell: Cell) => {
    if (event.ctrlKey && (event.key === "Home" || event.key === "End")) {
      event.preventDefault();
      go(event.key === "Home" ? { row: 0, col: 0 } : { row: size.rows - 1, col: size.cols - 1 });
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = actionOf(event, leaving.current, moved.bind(null, here));
    if (!act) return;
    if (act === "leave") leaving.current = true;
    else {
      event.preventDefault();
      event.stopPropagation();
      if (act === "edit") begin(cell, here);
      else if (act === "empty") empty(cell);
      else if (act === "show") show(cell);
      else if (act === "type") begin(cell, here, event.key);
      else go(act.to);
    }
  };
  const actionOf = (
    event: KeyboardEvent,
    isLeaving: boolean,
    target: (move: Move, of: typeof size) => { row: number; col: number } | null,
  ) => {
    const named = { F2: "edit", Delete: "empty", Backspace: "empty", " ": "show", Escape: "leave" }[
      event.key
    ] as "edit" | "empty" | "show" | "leave" | undefined;
    if (named) return named;
    if (startsTyping(event.key)) return "type" as const;
    if (event.key === "Tab" && isLeaving) return null;
    const move = MOVES[event.shiftKey ? `Shift+${event.key}` : event.key];
    const to = move && target(move, size);
    return to ? { to } : null;
  };
  const target = useMemo(
    () => ({
      get current() {
        return elements.current.get(activeKey) ?? null;
      },
    }),
    [activeKey],
  );
  return {
    at: here,
    typing,
    hasFocus,
    tried,
    target: target.current,
    cellAt,
    begin,
    change,
    end,
    cancel,
    onKey,
    focused: (to: { row: number; col: number }) => {
      setHasFocus(true);
      if (to.row !== here.row || to.col !== here.col) {
        setTried(false);
        setAt(to);
      }
    },
    blurred: () => setHasFocus(false),
    register: (key: string, element: HTMLElement | null) => {
      if (element) elements.current.set(key, element);
      else elements.current.delete(key);
    },
  };
}

const MOVES: Record<string, Move> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Enter: "down",
  "Shift+Enter": "up",
  Tab: "next",
  "Shift+Tab": "previous",
  Home: "first",
  End: "last",
};

function Head({ days, view }: { days: readonly string[]; view: "week" | "month" }) {
  const { t } = useTranslation("work");
  const formats = useFormats();
  const today = useToday();
  return (
    <thead>
      <tr>
        <th scope="col" className={classes.line}>
          {t("grid.work_order")}
        </th>
        {days.map((day) => (
          <th key={day} scope="col" data-today={day === today || undefined}>
            {formats.weekday(day)}
            <span className={classes.date}>
              {view === "week" ? formats.dayOfMonth(day) : Number(day.slice(8))}
            </span>
            {day === today && <span className={classes.hidden}>{t("grid.today")}</span>}
          </th>
        ))}
        <th scope="col" className={classes.total}>
          {t("grid.total")}
        </th>
      </tr>
    </thead>
  );
}

function Foot({ lines, days, cells }: Omit<Props, "view">) {
  const { t } = useTranslation("work");
  const totals = useTotals();
  const ofDay = (day: string) => lines.map((line) => cells.get(cellKey(line, day)));
  return (
    <tfoot>
      <tr>
        <th scope="row" className={classes.line}>
          {t("grid.hours_a_day")}
        </th>
        {days.map((day) => (
          <td key={day}>{totals.hours(ofDay(day)) || "–"}</td>
        ))}
        <td className={classes.total}>
          <Totals cells={[...cells.values()]} />
        </td>
      </tr>
    </tfoot>
  );
}

/** Saturday and Sunday. */
export function isRest(day: string): boolean {
  return weekdayOf(day) > 5;
}
