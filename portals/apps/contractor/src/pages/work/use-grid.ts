/** What the grid does: which cells are selected, which one is open, what the keys and the mouse do. */

import { useToday } from "@portico/ui";
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { blockOf, isIn, landing, rowsOf } from "./block";
import { isBlock, readCells, writeCells } from "./clipboard";
import type { UndoStep } from "./history";
import { type Cell, cellKey, type Line, pendingOf, slotOf } from "./model";
import { type Move, moved, type Place, startsTyping } from "./moves";
import type { SkippedCell } from "./paste";
import type { SavedEntry, Slot } from "./pending";
import { isLeft, useCommit, useKeptOnLeaving, useShown, useWork } from "./typing";
import { useChange } from "./undo";

/** The cell that is open. */
interface TypingState {
  cellKey: string;
  slot: Slot;
  base: SavedEntry | null;
  text: string;
  before: string;
  /** Begun by typing: arrows go on to the next cell. Otherwise they move in the text. */
  replacing: boolean;
  /** Opened with the mouse: nothing may scroll before it is released. */
  pressed: boolean;
}

/** What a change of many cells left as it was. */
export interface Outcome {
  kind: "pasted" | "emptied";
  changed: number;
  left: readonly SkippedCell[];
  outside: number;
  /** What was changed, null where that is nothing. */
  step: UndoStep | null;
}

/** Where the button went down, and what that cell was then. */
interface KeyPress {
  at: Place;
  wasActive: boolean;
  dragged: boolean;
}

export type GridControl = ReturnType<typeof useGrid>;

export function useGrid(
  lines: readonly Line[],
  days: readonly string[],
  cells: ReadonlyMap<string, Cell>,
) {
  const { pending, openEntry, choose } = useWork();
  const selection = useSelection(lines, days, cells);
  const { here, block, cellAt, go, select, extend, size } = selection;
  const [tried, setTried] = useState(false);
  const editor = useEditor((cell) => setTried(cell.lock !== null));
  const bulk = useBulk(cellAt);
  const leaving = useRef(false);
  const press = useRef<KeyPress | null>(null);

  const move = (to: Place) => {
    leaving.current = false;
    setTried(false);
    go(to);
  };
  const end = (step?: Move) => {
    editor.end();
    const to = step && moved(here, step, size);
    if (to) move(to);
  };
  const show = (cell: Cell) => {
    const found = pendingOf(cell, pending);
    if (found?.phase === "conflict") choose(found.slot.key);
    else if (cell.entries[0]) openEntry(cell.entries[0].entry_id);
    else setTried(true);
  };
  const empty = (cell: Cell) => {
    if (cell.lock && cell.entries.length > 0) setTried(true);
    bulk.empty(rowsOf(block).flat());
  };
  const paste = (text: string) => {
    const landed = landing(readCells(text), block);
    const inside = landed.map(({ place }) => place).filter((place) => cellAt(place));
    const last = inside.at(-1);
    if (last) select({ row: block.top, col: block.left }, last);
    bulk.paste(landed);
  };
  const onKey = (event: KeyboardEvent, cell: Cell) => {
    const act = actionOf(event, leaving.current);
    if (!act) return;
    if (act === "leave") {
      leaving.current = true;
      select(here);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (act === "edit") editor.begin(cell);
    else if (act === "empty") empty(cell);
    else if (act === "show") show(cell);
    else if (act === "type") editor.begin(cell, event.key);
    else if (act === "all") select({ row: 0, col: 0 }, { row: size.rows - 1, col: size.cols - 1 });
    else if (act.extends) extend(act.move);
    else {
      const to = moved(here, act.move, size);
      if (to) move(to);
    }
  };
  return {
    ...selection,
    ...editor,
    tried,
    outcome: bulk.outcome,
    forgetOutcome: bulk.forget,
    end,
    onKey: (event: KeyboardEvent, cell: Cell) => {
      // Tab past either end goes on in the page.
      if (event.key === "Tab" && !moved(here, event.shiftKey ? "previous" : "next", size)) return;
      onKey(event, cell);
    },
    onPress: (event: MouseEvent, place: Place) => {
      if (event.button !== 0) return;
      const isHere = place.row === here.row && place.col === here.col;
      if (event.shiftKey) {
        event.preventDefault();
        select(here, place);
        press.current = null;
        return;
      }
      const wasActive = isHere && event.currentTarget === document.activeElement;
      press.current = { at: place, wasActive, dragged: false };
      setTried(false);
      select(place);
    },
    onDrag: (event: MouseEvent, place: Place) => {
      const pressed = press.current;
      if (!pressed || (event.buttons & 1) === 0) return;
      pressed.dragged = true;
      select(pressed.at, place);
    },
    onClick: (cell: Cell) => {
      const pressed = press.current;
      press.current = null;
      if (pressed?.wasActive && !pressed.dragged) editor.begin(cell, undefined, true);
    },
    onCopy: (event: ClipboardEvent, cut: boolean) => {
      if (editor.typing) return;
      event.preventDefault();
      const texts = rowsOf(block).map((row) => row.map((place) => bulk.textAt(place)));
      event.clipboardData.setData("text/plain", writeCells(texts));
      if (cut) bulk.empty(rowsOf(block).flat());
    },
    onPaste: (event: ClipboardEvent) => {
      const text = event.clipboardData.getData("text/plain");
      // A single value goes where the cursor is; a block never fits into one cell.
      if (text === "" || (editor.typing && !isBlock(text))) return;
      event.preventDefault();
      if (editor.typing) editor.cancel();
      paste(text);
    },
  };
}

type KeyAction =
  | "edit"
  | "empty"
  | "show"
  | "leave"
  | "type"
  | "all"
  | { move: Move; extends: boolean };

const NAMED: Record<string, KeyAction> = {
  F2: "edit",
  Delete: "empty",
  Backspace: "empty",
  " ": "show",
  Escape: "leave",
};

/** What a key does on a cell that is not open; undefined for what is not the grid's. */
function actionOf(event: KeyboardEvent, isLeaving: boolean): KeyAction | undefined {
  const { key, shiftKey } = event;
  if (event.ctrlKey || event.metaKey) {
    if (key === "Home") return { move: "start", extends: shiftKey };
    if (key === "End") return { move: "finish", extends: shiftKey };
    return key === "a" && !shiftKey ? "all" : undefined;
  }
  if (event.altKey) return undefined;
  const named = NAMED[key];
  if (named) return named;
  if (startsTyping(key)) return "type";
  if (key === "Tab" && isLeaving) return undefined;
  if (key === "Tab") return { move: shiftKey ? "previous" : "next", extends: false };
  if (key === "Enter") return { move: shiftKey ? "up" : "down", extends: false };
  const move = MOVES[key];
  return move && { move, extends: shiftKey };
}

const MOVES: Record<string, Move> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "first",
  End: "last",
};

/** The active cell, and the block that it spans with another corner. */
function useSelection(
  lines: readonly Line[],
  days: readonly string[],
  cells: ReadonlyMap<string, Cell>,
) {
  const today = useToday();
  const size = { rows: lines.length, cols: days.length };
  const [at, setAt] = useState<Place>({ row: 0, col: Math.max(0, days.indexOf(today)) });
  const [corner, setCorner] = useState<Place | null>(null);
  const [hasFocus, setHasFocus] = useState(false);
  const elements = useRef(new Map<string, HTMLElement>());
  const focusNext = useRef(false);
  const within = ({ row, col }: Place): Place => ({
    row: Math.min(row, Math.max(0, size.rows - 1)),
    col: Math.min(col, Math.max(0, size.cols - 1)),
  });
  const here = within(at);
  const block = blockOf(here, within(corner ?? here));
  const cellAt = ({ row, col }: Place): Cell | undefined => {
    const line = lines[row];
    const day = days[col];
    return line && day ? cells.get(cellKey(line, day)) : undefined;
  };
  const elementAt = (place: Place) => elements.current.get(cellAt(place)?.key ?? "");
  useEffect(() => {
    if (!focusNext.current) return;
    focusNext.current = false;
    elementAt(here)?.focus();
  });
  // A month is wider than its region: it opens where today is.
  const first = useRef(cellAt(here)?.key ?? "");
  useEffect(() => {
    elements.current.get(first.current)?.scrollIntoView({ inline: "center", block: "nearest" });
  }, []);
  const select = (place: Place, other: Place | null = null) => {
    setAt(place);
    setCorner(other);
  };
  return {
    size,
    here,
    block,
    cellAt,
    hasFocus,
    select,
    target: elementAt(here) ?? null,
    isSelected: (place: Place) => isIn(block, place),
    go: (to: Place) => {
      focusNext.current = true;
      select(to);
    },
    extend: (move: Move) => {
      const to = moved(within(corner ?? here), move, size);
      if (!to) return;
      setCorner(to);
      elementAt(to)?.scrollIntoView({ inline: "nearest", block: "nearest" });
    },
    onFocus: (place: Place) => {
      setHasFocus(true);
      if (place.row !== here.row || place.col !== here.col) select(place);
    },
    onBlur: () => setHasFocus(false),
    register: (key: string, element: HTMLElement | null) => {
      if (element) elements.current.set(key, element);
      else elements.current.delete(key);
    },
  };
}

/** The open cell: what is typed is kept at once, and committed when it is closed. */
function useEditor(onTry: (cell: Cell) => void) {
  const { autosave, pending } = useWork();
  const commit = useCommit();
  const shown = useShown();
  const [typing, setTyping] = useState<(TypingState & { currency: string }) | null>(null);
  const close = (keeps: boolean) => {
    if (!typing || isLeft()) return;
    const { slot, currency, base, text, before } = typing;
    // What was refused is sent again when it is entered again.
    const isNews = text !== before || autosave.snapshot().has(slot.key);
    if (keeps && isNews) commit(slot, currency, base, text);
    autosave.end(slot.key);
    setTyping(null);
  };
  useKeptOnLeaving(typing);
  return {
    typing,
    begin: (cell: Cell, text?: string, pressed = false) => {
      onTry(cell);
      if (cell.lock || pendingOf(cell, pending)?.phase === "conflict") return;
      const slot = slotOf(cell, pending);
      const before = shown(cell).text;
      const { currency } = cell.line;
      autosave.begin(slot, cell.base);
      if (text !== undefined) autosave.type(slot.key, text);
      setTyping({
        cellKey: cell.key,
        slot,
        base: cell.base,
        text: text ?? before,
        before,
        replacing: text !== undefined,
        pressed,
        currency,
      });
    },
    change: (text: string) => {
      if (!typing) return;
      setTyping({ ...typing, text });
      autosave.type(typing.slot.key, text);
    },
    end: () => close(true),
    cancel: () => close(false),
  };
}

/** Changes of many cells at once: one step to undo, and word of what stays as it is. */
function useBulk(cellAt: (place: Place) => Cell | undefined) {
  const change = useChange();
  const shown = useShown();
  const { history } = useWork();
  useSyncExternalStore(history.subscribe, history.snapshot);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const carryOut = (kind: Outcome["kind"], wanted: { place: Place; text: string }[]) => {
    const plan = change(kind, wanted, cellAt);
    const { changes, left, outside, step } = plan;
    const says = left.length > 0 || outside > 0;
    setOutcome(says ? { kind, changed: changes.length, left, outside, step } : null);
  };
  return {
    // Of what was undone there is nothing to say any more.
    outcome: outcome?.step && !history.isDone(outcome.step) ? null : outcome,
    forget: () => setOutcome(null),
    textAt: (place: Place) => {
      const cell = cellAt(place);
      return cell ? shown(cell).text : "";
    },
    paste: (landed: { place: Place; text: string }[]) => carryOut("pasted", landed),
    empty: (places: Place[]) =>
      carryOut(
        "emptied",
        places.map((place) => ({ place, text: "" })),
      ),
  };
}
