/** What a paste, or Delete, of a block changes, and what it leaves. Pure. */

import type { Cell, Lock } from "./model";
import { pendingOf, slotOf } from "./model";
import type { Place } from "./moves";
import {
  type Content,
  contentOf,
  isSameContent,
  type PendingCell,
  type SavedEntry,
  type Slot,
} from "./pending";

interface PastedCell {
  slot: Slot;
  base: SavedEntry | null;
  before: Content;
  after: Content;
}

/** A cell that stays as it is, and why: its lock, a conflict, or what is wrong with the text. */
export interface SkippedCell {
  cell: Cell;
  text: string;
  why: { kind: "lock"; lock: Lock } | { kind: "conflict" } | { kind: "rule"; rule: string };
}

export interface Plan {
  changes: PastedCell[];
  left: SkippedCell[];
  /** Values that lie beside the grid. */
  outside: number;
}

/** Undefined: the text says nothing, the cell stays as it is without a word. */
type ReadCell = (slot: Slot, currency: string, text: string, note: string) => Content | undefined;

export function planOf(
  wanted: readonly { place: Place; text: string }[],
  cellAt: (place: Place) => Cell | undefined,
  pending: ReadonlyMap<string, PendingCell>,
  read: ReadCell,
): Plan {
  const plan: Plan = { changes: [], left: [], outside: 0 };
  for (const { place, text } of wanted) {
    const cell = cellAt(place);
    if (!cell) plan.outside += text.trim() ? 1 : 0;
    else planCell(plan, cell, text, pending, read);
  }
  return plan;
}

function planCell(
  plan: Plan,
  cell: Cell,
  text: string,
  pending: ReadonlyMap<string, PendingCell>,
  read: ReadCell,
): void {
  const typed = pendingOf(cell, pending);
  const slot = slotOf(cell, pending);
  const before = contentOf(typed, cell.base);
  const after = read(slot, cell.line.currency, text, before.note);
  if (!after || isSameContent(before, after)) return;
  const isEmptyAlready = after.quantity === null && !after.invalid && before.quantity === null;
  if (isEmptyAlready && !before.invalid && cell.entries.length === 0) return;
  const leave = (why: SkippedCell["why"]) => plan.left.push({ cell, text, why });
  if (cell.lock) leave({ kind: "lock", lock: cell.lock });
  else if (typed?.phase === "conflict") leave({ kind: "conflict" });
  else if (after.invalid) leave({ kind: "rule", rule: after.invalid.problem });
  else plan.changes.push({ slot, base: typed?.base ?? cell.base, before, after });
}
