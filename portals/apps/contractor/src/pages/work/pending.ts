/** What was typed and does not stand yet: its shapes, and what follows from them. */

import type { ProblemError } from "@portico/api";

/** An entry as the edge last told of it. */
export interface SavedEntry {
  entryId: string;
  version: number;
  status: string;
  quantity: string;
  note: string;
}

/** Where something is typed. `key` names the cell, or an entry where a cell has several. */
export interface Slot {
  key: string;
  orderId: string;
  article: string;
  day: string;
  /** There are other entries in the cell, and this one belongs beside them. */
  beside?: boolean;
}

/** What it is to say; no quantity: nothing is to be logged there. */
export interface EntryInput {
  quantity: string | null;
  note: string;
}

/** What a place says: a quantity, nothing, or a text that is no quantity. */
export interface Content extends EntryInput {
  invalid?: PendingCell["invalid"];
}

/** Why a text is not saved that was left in an open cell. */
export const UNFINISHED = "unfinished";

type Phase = "waiting" | "saving" | "unsaved" | "refused" | "conflict" | "invalid";

/** A cell that does not stand as it is shown yet. */
export interface PendingCell {
  readonly slot: Slot;
  readonly wanted: EntryInput;
  /** What the person saw when it was typed, then what came of each request. */
  readonly base: SavedEntry | null;
  readonly phase: Phase;
  readonly problem?: ProblemError;
  /** In a conflict: what stands there by now, null where it was removed. */
  readonly theirs?: SavedEntry | null;
  /** Typed and not a quantity: it stays as it is. */
  readonly invalid?: { text: string; problem: string };
}

/** A cell that is open: what it says is kept, and neither sent nor counted. */
export interface OpenCell {
  readonly slot: Slot;
  readonly base: SavedEntry | null;
  /** Null: nothing was typed yet. */
  readonly text: string | null;
}

/** What is to stand in a slot, over what the person saw there. */
export interface Edit {
  slot: Slot;
  base: SavedEntry | null;
  wanted: EntryInput;
}

/** The edge. Every method throws a ProblemError; `read` gives null for what is no more. */
export interface Transport {
  create: (slot: Slot, wanted: EntryInput, key: string) => Promise<SavedEntry>;
  change: (slot: Slot, base: SavedEntry, wanted: EntryInput) => Promise<SavedEntry>;
  remove: (base: SavedEntry) => Promise<void>;
  read: (entryId: string) => Promise<SavedEntry | null>;
}

/** `saved` stands in the slot now, instead of `before`. */
export type OnSaved = (slot: Slot, saved: SavedEntry | null, before: SavedEntry | null) => void;

const EDITABLE = new Set(["draft", "returned"]);

/** Whether mine can still be written over theirs. */
export function canKeepMine(pending: PendingCell): boolean {
  return !pending.theirs || EDITABLE.has(pending.theirs.status);
}

type Overall = "saved" | "typing" | "saving" | "unsaved" | "attention";

/** The whole grid in one word; what waits for the person comes before what goes on by itself. */
export function overall(
  pending: ReadonlyMap<string, PendingCell>,
  open: ReadonlyMap<string, OpenCell>,
): Overall {
  const phases = new Set([...pending.values()].map((each) => each.phase));
  if (phases.has("unsaved")) return "unsaved";
  if (phases.has("refused") || phases.has("conflict") || phases.has("invalid")) return "attention";
  if ([...open.values()].some((each) => each.text !== null)) return "typing";
  return phases.size > 0 ? "saving" : "saved";
}

export function isSame(saved: SavedEntry | null, wanted: EntryInput): boolean {
  if (saved === null || wanted.quantity === null) return saved === null && wanted.quantity === null;
  return saved.quantity === wanted.quantity && saved.note === wanted.note.trim();
}

/** What a slot says: what is typed there and not saved yet, or what is saved. */
export function contentOf(pending: PendingCell | undefined, saved: SavedEntry | null): Content {
  if (!pending) return { quantity: saved?.quantity ?? null, note: saved?.note ?? "" };
  const { wanted, invalid } = pending;
  return invalid ? { ...wanted, invalid } : wanted;
}

export function isSameContent(one: Content, other: Content): boolean {
  if (one.invalid || other.invalid) return one.invalid?.text === other.invalid?.text;
  return one.quantity === other.quantity && one.note === other.note;
}
