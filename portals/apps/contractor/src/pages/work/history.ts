/** Undo and redo of whatever changed work: typing, Delete, paste, a copied week. Pure. */

import {
  type Content,
  contentOf,
  type Edit,
  isSame,
  isSameContent,
  type PendingCell,
  type SavedEntry,
  type Slot,
} from "./pending";

/** One place that a step changed: what it said before, and what it says since. */
export interface Change {
  readonly slot: Slot;
  readonly before: Content;
  readonly after: Content;
}

export interface UndoStep {
  readonly kind: "typed" | "emptied" | "pasted" | "copied";
  readonly changes: readonly Change[];
}

/** What it takes to go one step back or forward. */
export interface Turn {
  readonly step: UndoStep;
  readonly edits: readonly (Edit & { readonly invalid: Content["invalid"] })[];
  /** Changed by somebody else since, or handed in: they stay as they are. */
  readonly left: readonly Change[];
}

/** A place as it stands by the answers to our own requests, across removal and logging anew. */
interface Place {
  readonly orderId: string;
  readonly article: string;
  readonly day: string;
  /** The slot keys that have led here. */
  readonly keys: Set<string>;
  saved: SavedEntry | null;
}

/** How an entry stands by what the page shows: unknown where its days are not loaded. */
export type EntryLookup = (slot: Slot, saved: SavedEntry | null) => "same" | "changed" | "unknown";

const LIMIT = 100;
const EDITABLE = new Set(["draft", "returned"]);

export class History {
  #done: readonly UndoStep[] = [];
  #undone: readonly UndoStep[] = [];
  readonly #places: Place[] = [];
  readonly #listeners = new Set<() => void>();
  #count = 0;

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** Whether a step is done, and not undone since. */
  isDone(step: UndoStep): boolean {
    return this.#done.includes(step);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Another number after each step. */
  snapshot = (): number => this.#count;

  /** Something was changed by the person; what was undone before cannot be redone any more. */
  record(
    kind: UndoStep["kind"],
    changes: readonly (Change & { base: SavedEntry | null })[],
  ): UndoStep {
    for (const { slot, base } of changes) this.#placeOf(slot, base).saved = base;
    const step = {
      kind,
      changes: changes.map(({ slot, before, after }) => ({ slot, before, after })),
    };
    this.#done = [...this.#done, step].slice(-LIMIT);
    this.#undone = [];
    this.#tell();
    return step;
  }

  /** What was typed last into a slot was given up: there is nothing of it to undo. */
  forget(slotKey: string): void {
    const place = this.#places.find((each) => each.keys.has(slotKey));
    const isThere = (change: Change) => place?.keys.has(change.slot.key) ?? false;
    const step = this.#done.findLast((each) => each.changes.some(isThere));
    const change = step?.changes.findLast(isThere);
    if (!step || !change) return;
    this.#done = this.#done
      .map((each) => (each === step ? withoutThose(step, [change]) : each))
      .filter((each) => each.changes.length > 0);
    this.#tell();
  }

  /** An answer to one of our requests: `saved` stands there now, instead of `before`. */
  saved(slot: Slot, saved: SavedEntry | null, before: SavedEntry | null): void {
    const place = this.#places.find(
      (each) =>
        (before !== null && each.saved?.entryId === before.entryId) ||
        (before === null && each.saved === null && each.keys.has(slot.key)),
    );
    if (place) place.saved = saved;
  }

  /** The last step, or a certain one, back: its edits are the caller's to carry out. */
  undo(
    pending: ReadonlyMap<string, PendingCell>,
    look: EntryLookup,
    step = this.#done.at(-1),
  ): Turn | null {
    if (!step || !this.#done.includes(step)) return null;
    this.#done = this.#done.filter((each) => each !== step);
    const turn = this.#turn(step, pending, look, "before");
    const gone = withoutThose(step, turn.left);
    if (gone.changes.length > 0) this.#undone = [...this.#undone, gone];
    this.#tell();
    return turn;
  }

  /** The step that was undone last, once more. */
  redo(pending: ReadonlyMap<string, PendingCell>, look: EntryLookup): Turn | null {
    const step = this.#undone.at(-1);
    if (!step) return null;
    this.#undone = this.#undone.slice(0, -1);
    const turn = this.#turn(step, pending, look, "after");
    const again = withoutThose(step, turn.left);
    if (again.changes.length > 0) this.#done = [...this.#done, again];
    this.#tell();
    return turn;
  }

  #turn(
    step: UndoStep,
    pending: ReadonlyMap<string, PendingCell>,
    look: EntryLookup,
    to: "before" | "after",
  ): Turn {
    const edits: Turn["edits"][number][] = [];
    const left: Change[] = [];
    for (const change of step.changes) {
      const expected = to === "before" ? change.after : change.before;
      const place = this.#placeOf(change.slot, null);
      const [slot, on] = whereNow(change.slot, place, pending);
      if (stands(expected, on, place, slot, look)) {
        const wanted = change[to];
        edits.push({ slot, base: on?.base ?? place.saved, wanted, invalid: wanted.invalid });
      } else left.push(change);
    }
    return { step, edits, left };
  }

  #placeOf(slot: Slot, base: SavedEntry | null): Place {
    const found = this.#places.find(
      (each) => each.keys.has(slot.key) || (base !== null && each.saved?.entryId === base.entryId),
    );
    if (found) {
      found.keys.add(slot.key);
      return found;
    }
    const { orderId, article, day } = slot;
    const made = { orderId, article, day, keys: new Set([slot.key]), saved: base };
    this.#places.push(made);
    return made;
  }

  #tell(): void {
    this.#count += 1;
    for (const listener of this.#listeners) listener();
  }
}

function withoutThose(step: UndoStep, left: readonly Change[]): UndoStep {
  return { ...step, changes: step.changes.filter((change) => !left.includes(change)) };
}

/** Where a place is typed into by now, and what is on its way there. */
function whereNow(
  slot: Slot,
  place: Place,
  pending: ReadonlyMap<string, PendingCell>,
): [Slot, PendingCell | undefined] {
  for (const key of place.keys) {
    const found = pending.get(key);
    if (found) return [found.slot, found];
  }
  if (!place.saved) {
    const cell = `${place.orderId}:${place.article}:${place.day}`;
    const key = slot.beside ? slot.key : cell;
    // The answer to what is logged anew names the cell, and nothing of the entry that was removed.
    place.keys.add(key);
    return [{ ...slot, key }, undefined];
  }
  const key = `entry:${place.saved.entryId}`;
  place.keys.add(key);
  return [{ ...slot, key }, pending.get(key)];
}

/** Whether a place still says what the step left there. */
function stands(
  expected: Content,
  on: PendingCell | undefined,
  place: Place,
  slot: Slot,
  look: EntryLookup,
): boolean {
  if (on) {
    if (on.phase === "conflict") return false;
    return isSameContent(contentOf(on, null), expected);
  }
  // What was never sent stands only while it is on its way.
  if (expected.invalid || !isSame(place.saved, expected)) return false;
  if (place.saved && !EDITABLE.has(place.saved.status)) return false;
  return look(slot, place.saved) !== "changed";
}
