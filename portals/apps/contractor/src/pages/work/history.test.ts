import { describe, expect, it } from "vitest";
import { type EntryLookup, History } from "./history";
import type { Content, PendingCell, SavedEntry, Slot } from "./pending";

const CELL: Slot = {
  key: "a:regular:2026-11-02",
  orderId: "a",
  article: "regular",
  day: "2026-11-02",
};
const NOTHING: Content = { quantity: null, note: "" };
const says = (quantity: string | null, note = ""): Content => ({ quantity, note });
const saved = (entryId: string, version: number, quantity: string, note = ""): SavedEntry => ({
  entryId,
  version,
  status: "draft",
  quantity,
  note,
});
const entry = (id: string): Slot => ({ ...CELL, key: `entry:${id}` });
const NONE: ReadonlyMap<string, PendingCell> = new Map();
const same: EntryLookup = () => "same";
const changed: EntryLookup = () => "changed";

/** One typed over nothing and saved as the entry e1. */
function typed(quantity: string): History {
  const history = new History();
  history.record("typed", [{ slot: CELL, base: null, before: NOTHING, after: says(quantity) }]);
  history.saved(CELL, saved("e1", 1, quantity), null);
  return history;
}

describe("undo", () => {
  it("of what was typed over nothing removes it, and redo logs it anew", () => {
    const history = typed("8");
    const turn = history.undo(NONE, same);
    expect(turn?.edits).toEqual([
      { slot: entry("e1"), base: saved("e1", 1, "8"), wanted: NOTHING, invalid: undefined },
    ]);
    history.saved(entry("e1"), null, saved("e1", 1, "8"));
    expect(history.canUndo).toBe(false);
    const again = history.redo(NONE, same);
    expect(again?.edits).toMatchObject([{ slot: CELL, base: null, wanted: says("8") }]);
    history.saved(CELL, saved("e2", 1, "8"), null);
    expect(history.undo(NONE, same)?.edits).toMatchObject([{ slot: entry("e2") }]);
  });

  it("goes back step by step, each on the version that the one before has made", () => {
    const history = typed("5");
    const v1 = saved("e1", 1, "5");
    history.record("typed", [
      { slot: entry("e1"), base: v1, before: says("5"), after: says("6", "") },
    ]);
    history.saved(entry("e1"), saved("e1", 2, "6"), v1);
    expect(history.undo(NONE, same)?.edits).toMatchObject([{ wanted: says("5") }]);
    history.saved(entry("e1"), saved("e1", 3, "5"), saved("e1", 2, "6"));
    const [edit] = history.undo(NONE, same)?.edits ?? [];
    expect(edit).toMatchObject({ base: saved("e1", 3, "5"), wanted: NOTHING });
  });

  it("of an emptied cell brings the note back, too", () => {
    const history = new History();
    const old = saved("e1", 4, "8", "Pumps");
    history.record("emptied", [
      { slot: entry("e1"), base: old, before: says("8", "Pumps"), after: says(null, "Pumps") },
    ]);
    history.saved(entry("e1"), null, old);
    expect(history.undo(NONE, same)?.edits).toMatchObject([
      { slot: CELL, base: null, wanted: says("8", "Pumps") },
    ]);
  });

  it("of an emptied cell can be redone, and the step before it undone", () => {
    const history = new History();
    const v1 = saved("e1", 1, "5");
    const v2 = saved("e1", 2, "8");
    history.record("typed", [{ slot: entry("e1"), base: v1, before: says("5"), after: says("8") }]);
    history.saved(entry("e1"), v2, v1);
    history.record("emptied", [
      { slot: entry("e1"), base: v2, before: says("8"), after: says(null) },
    ]);
    history.saved(entry("e1"), null, v2);
    history.undo(NONE, same);
    history.saved(CELL, saved("e2", 1, "8"), null);
    expect(history.redo(NONE, same)).toMatchObject({
      edits: [{ slot: entry("e2"), base: saved("e2", 1, "8"), wanted: says(null) }],
      left: [],
    });
    history.saved(entry("e2"), null, saved("e2", 1, "8"));
    history.undo(NONE, same);
    history.saved(CELL, saved("e3", 1, "8"), null);
    expect(history.undo(NONE, same)).toMatchObject({
      edits: [{ slot: entry("e3"), base: saved("e3", 1, "8"), wanted: says("5") }],
      left: [],
    });
  });

  it("leaves what was changed elsewhere since, and does not offer that again", () => {
    const history = typed("8");
    const turn = history.undo(NONE, changed);
    expect(turn?.edits).toEqual([]);
    expect(turn?.left.map((each) => each.slot)).toEqual([CELL]);
    expect(history.canRedo).toBe(false);
  });

  it("leaves what was handed in since", () => {
    const history = typed("8");
    history.saved(
      entry("e1"),
      { ...saved("e1", 2, "8"), status: "to_approval" },
      saved("e1", 1, "8"),
    );
    expect(history.undo(NONE, same)?.left).toHaveLength(1);
  });

  it("takes back what is on its way, and what was refused", () => {
    const history = new History();
    history.record("typed", [{ slot: CELL, base: null, before: NOTHING, after: says("20") }]);
    const refused: PendingCell = { slot: CELL, base: null, phase: "refused", wanted: says("20") };
    const turn = history.undo(new Map([[CELL.key, refused]]), same);
    expect(turn?.edits).toMatchObject([{ slot: CELL, base: null, wanted: NOTHING }]);
  });

  it("and redo know a text that is no number", () => {
    const history = new History();
    const seven = { ...NOTHING, invalid: { text: "seven", problem: "not_a_number" } };
    history.record("typed", [{ slot: CELL, base: null, before: NOTHING, after: seven }]);
    const invalid: PendingCell = {
      slot: CELL,
      base: null,
      phase: "invalid",
      wanted: NOTHING,
      invalid: seven.invalid,
    };
    expect(history.undo(new Map([[CELL.key, invalid]]), same)?.edits).toHaveLength(1);
    expect(history.redo(NONE, same)?.edits).toMatchObject([{ invalid: { text: "seven" } }]);
  });

  it("of a paste is one step, less the cells that cannot go back", () => {
    const history = new History();
    const other: Slot = { ...CELL, key: "a:regular:2026-11-03", day: "2026-11-03" };
    const both = [CELL, other].map((slot) => ({
      slot,
      base: null,
      before: NOTHING,
      after: says("8"),
    }));
    history.record("pasted", both);
    history.saved(CELL, saved("e1", 1, "8"), null);
    history.saved(other, saved("e2", 1, "8"), null);
    const turn = history.undo(NONE, (slot) => (slot.day === other.day ? "changed" : "same"));
    expect(turn?.edits).toMatchObject([{ slot: entry("e1") }]);
    expect(turn?.left).toMatchObject([{ slot: other }]);
  });
});

it("a step is done until it is undone", () => {
  const history = new History();
  const step = history.record("pasted", [
    { slot: CELL, base: null, before: NOTHING, after: says("8") },
  ]);
  expect(history.isDone(step)).toBe(true);
  history.saved(CELL, saved("e1", 1, "8"), null);
  history.undo(NONE, same);
  expect(history.isDone(step)).toBe(false);
});

it("something new ends what could be redone", () => {
  const history = typed("8");
  history.undo(NONE, same);
  expect(history.canRedo).toBe(true);
  history.record("typed", [{ slot: CELL, base: null, before: NOTHING, after: says("4") }]);
  expect(history.canRedo).toBe(false);
});

it("what was given up is no step any more", () => {
  const history = typed("8");
  history.forget(CELL.key);
  expect(history.canUndo).toBe(false);
});
