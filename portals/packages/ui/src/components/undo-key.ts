import type { PageKey } from "./page-keys";

/** What was done last and can be undone, as long as its message is shown. */
let last: (() => void) | null = null;

export function offerUndo(undo: () => void): void {
  last = undo;
}

/** It can no longer be undone from here: its message has gone. */
export function withdrawUndo(undo: () => void): void {
  if (last === undo) last = null;
}

/** `z` undoes what was done last, on every page; the list of keys names it in words. */
export const UNDO_KEYS: readonly PageKey[] = [{ key: "z", what: "undo", run: () => last?.() }];
