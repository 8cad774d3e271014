/** What is typed and not saved, as it is kept in the browser's tab beyond the end of a session. */

import type { Autosave } from "./autosave";
import {
  type EntryInput,
  type OpenCell,
  type PendingCell,
  type SavedEntry,
  type Slot,
  UNFINISHED,
} from "./pending";

/** A slot; with a text, it is no quantity, or was not finished. */
export interface StoredEdit {
  slot: Slot;
  base: SavedEntry | null;
  wanted: EntryInput;
  invalid?: { text: string; problem: string };
}

/** Undefined: there is nothing to keep. */
export function toKeep(
  pending: ReadonlyMap<string, PendingCell>,
  open: ReadonlyMap<string, OpenCell>,
): StoredEdit[] | undefined {
  const kept = new Map<string, StoredEdit>();
  for (const [key, { slot, base, wanted, invalid }] of pending) {
    kept.set(key, { slot, base, wanted, invalid });
  }
  for (const [key, { slot, base, text }] of open) {
    if (text === null) continue;
    const wanted = { quantity: base?.quantity ?? null, note: base?.note ?? "" };
    const invalid = { text, problem: UNFINISHED };
    kept.set(key, { slot, base, wanted, ...kept.get(key), invalid });
  }
  return kept.size > 0 ? [...kept.values()] : undefined;
}

/** Puts it back: what was complete is sent, over the version that it was typed over. */
export function restore(autosave: Autosave, kept: readonly StoredEdit[]): void {
  for (const { slot, base, wanted, invalid } of kept) {
    if (invalid) autosave.setInvalid(slot, base, invalid.text, invalid.problem);
    else autosave.set(slot, base, wanted);
  }
}
