/** What is typed and not saved, as it is kept in the browser's tab beyond the end of a session. */

import type { Autosave } from "./autosave";
import {
  type EntryInput,
  type Open,
  type Pending,
  type Saved,
  type Slot,
  UNFINISHED,
} from "./pending";

/** A slot; with a text, it is no quantity, or was not finished. */
export interface Kept {
  slot: Slot;
  base: Saved | null;
  wanted: EntryInput;
  invalid?: { text: string; problem: string };
}

/** Undefined: there is nothing to keep. */
export function toKeep(
  pending: ReadonlyMap<string, Pending>,
  open: ReadonlyMap<string, Open>,
): Kept[] | undefined {
  const kept = new Map<string, Kept>();
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
export function restore(autosave: Autosave, kept: readonly Kept[]): void {
  for (const { slot, base, wanted, invalid } of kept) {
    if (invalid) autosave.setInvalid(slot, base, invalid.text, invalid.problem);
    else autosave.set(slot, base, wanted);
  }
}
