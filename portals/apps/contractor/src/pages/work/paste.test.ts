import { describe, expect, it } from "vitest";
import type { Cell, Lock } from "./model";
import { planOf } from "./paste";
import type { Content, PendingCell, Slot } from "./pending";
import { parseQuantity } from "./quantity";

const NOTHING: ReadonlyMap<string, PendingCell> = new Map();

function cell(day: number, lock: Lock | null = null, quantity?: string): Cell {
  const line = {
    key: "a:regular",
    orderId: "a",
    article: "regular" as const,
    code: "WO-1",
    title: "Fitter",
    project: "Harbour",
    currency: "CAD",
    order: undefined,
  };
  const base = quantity
    ? { entryId: `e${day}`, version: 1, status: "draft", quantity, note: "Pumps" }
    : null;
  return {
    key: `a:regular:${day}`,
    line,
    day: `2026-11-0${day}`,
    entries: base ? [{ entry_id: base.entryId } as Cell["entries"][number]] : [],
    base,
    lock,
  };
}

const read = (slot: Slot, currency: string, text: string, note: string): Content | undefined => {
  const parsed = parseQuantity(text, { article: slot.article, currency, locale: "en-CA" });
  if (parsed.kind === "blank") return undefined;
  if (parsed.kind === "problem") {
    return { quantity: null, note, invalid: { text, problem: parsed.problem } };
  }
  return { quantity: parsed.kind === "value" ? parsed.value : null, note };
};

const plan = (cells: Cell[], texts: string[], pending = NOTHING) =>
  planOf(
    texts.map((text, col) => ({ place: { row: 0, col }, text })),
    ({ col }) => cells[col],
    pending,
    read,
  );

describe("a paste", () => {
  it("changes what fits, names what does not, and counts what lies outside", () => {
    const cells = [cell(1), cell(2, "future"), cell(3), cell(4, "handed_in", "8"), cell(5)];
    const { changes, left, outside } = plan(cells, ["7,5", "8", "eight", "4", "0:20", "9", ""]);
    expect(changes.map(({ after }) => after.quantity)).toEqual(["7.5", "0.333333"]);
    expect(left.map(({ cell: { day }, why }) => [day, why])).toEqual([
      ["2026-11-02", { kind: "lock", lock: "future" }],
      ["2026-11-03", { kind: "rule", rule: "not_a_number" }],
      ["2026-11-04", { kind: "lock", lock: "handed_in" }],
    ]);
    expect(outside).toBe(1);
  });

  it("keeps the note of a cell, and leaves what says the same already", () => {
    const { changes, left } = plan([cell(1, null, "8"), cell(2, "handed_in", "8")], ["6", "8"]);
    expect(changes.map(({ after }) => after)).toEqual([{ quantity: "6", note: "Pumps" }]);
    expect(left).toEqual([]);
  });

  it("empties by nothing, and by blank space does not", () => {
    const { changes, left } = plan(
      [cell(1, null, "8"), cell(2, null, "8"), cell(3, "future")],
      ["", " ", ""],
    );
    expect(changes.map(({ base, after }) => [base?.entryId, after.quantity])).toEqual([
      ["e1", null],
    ]);
    expect(left).toEqual([]);
  });

  it("leaves what waits for a choice", () => {
    const here = cell(1, null, "8");
    const slot = { key: "entry:e1", orderId: "a", article: "regular", day: here.day };
    const conflict: PendingCell = {
      slot,
      base: here.base,
      phase: "conflict",
      wanted: { quantity: "7", note: "" },
    };
    const { changes, left } = plan([here], ["6"], new Map([[slot.key, conflict]]));
    expect(changes).toEqual([]);
    expect(left.map(({ why }) => why)).toEqual([{ kind: "conflict" }]);
  });
});
