import type { OwnWorkOrder, WorkRow } from "@portico/api";
import { daysBetween } from "@portico/ui";
import { describe, expect, it } from "vitest";
import {
  addable,
  cellsOf,
  inOrder,
  linesOf,
  patched,
  quantityOf,
  savedOf,
  slotOf,
  statusOf,
  totalsOf,
  unsavedIn,
} from "./model";
import type { PendingCell } from "./pending";
import { hoursOf } from "./quantity";

const FIRST = "2026-11-02";
const LAST = "2026-11-08";
const WEEK = daysBetween(FIRST, LAST);
const LATER = new Date("2026-12-01T12:00:00Z");
const NOTHING: ReadonlyMap<string, PendingCell> = new Map();

const order = (id: string, more: Partial<OwnWorkOrder> = {}): OwnWorkOrder => ({
  work_order_id: id,
  code: `WO-${id}`,
  title: "Fitter",
  project_id: "p",
  project_name: "Harbour",
  company_id: "c",
  company_name: "Client",
  starts_on: "2026-01-01",
  ends_on: null,
  currency: "CAD",
  pay_terms: "scheduled",
  pay_period: "weekly",
  closed: false,
  time_zone: "America/Toronto",
  articles: (["expense", "regular", "overtime"] as const).map((article) => ({
    article,
    unit: article === "expense" ? "currency" : "hour",
    pay_rate: "1",
  })),
  ...more,
});

let count = 0;
const row = (day: string, quantity: string, more: Partial<WorkRow> = {}): WorkRow => {
  const slot = { key: "", orderId: "a", article: more.article ?? "regular", day };
  const saved = { entryId: `e${++count}`, version: 1, status: "draft", quantity, note: "" };
  const [made] = patched([], slot, saved, null, [order("a")]);
  if (!made) throw new Error("no row was made");
  return { ...made, ...more };
};
const at = <Kind>(found: ReadonlyMap<string, Kind>, key: string): Kind => {
  const cell = found.get(key);
  if (!cell) throw new Error(`no cell ${key}`);
  return cell;
};

const lines = (rows: WorkRow[] = [], orders = [order("a")], added: string[] = []) =>
  linesOf({ orders, rows, added, first: FIRST, last: LAST });

describe("lines", () => {
  it("each open order has one to type into, its first article", () => {
    const orders = [order("b"), order("a"), order("x", { closed: true })];
    expect(lines([], orders).map((line) => line.key)).toEqual(["a:regular", "b:regular"]);
  });

  it("an order that is over, or not begun, has none", () => {
    expect(lines([], [order("a", { ends_on: "2026-11-01" })])).toEqual([]);
    expect(lines([], [order("a", { starts_on: "2026-11-09" })])).toEqual([]);
    expect(lines([], [order("a", { ends_on: FIRST })])).toHaveLength(1);
  });

  it("those of logged work, of the week before, and the added ones are there, by article", () => {
    const rows = [
      row(FIRST, "2", { article: "overtime" }),
      row("2026-10-30", "9", { article: "expense" }),
    ];
    expect(lines(rows).map((line) => line.article)).toEqual(["regular", "overtime", "expense"]);
    expect(lines([], [order("a")], ["a:expense"])).toHaveLength(2);
  });

  it("work on a closed order stays readable, and is not offered again", () => {
    const closed = [order("a", { closed: true })];
    expect(lines([row(FIRST, "2")], closed)).toHaveLength(1);
    expect(lines([row("2026-10-30", "2")], closed)).toEqual([]);
  });

  it("what is shown cannot be added", () => {
    expect(addable([order("a")], lines()).map((line) => line.article)).toEqual([
      "overtime",
      "expense",
    ]);
  });
});

describe("cells", () => {
  const cells = (rows: WorkRow[], orders = [order("a")], now = LATER) =>
    cellsOf(lines(rows, orders), WEEK, rows, now);
  const lock = (rows: WorkRow[], day: string, orders?: OwnWorkOrder[], now?: Date) =>
    cells(rows, orders, now).get(`a:regular:${day}`)?.lock;

  it("are open for nothing, a draft and returned work, and for nothing else", () => {
    expect(lock([], FIRST)).toBeNull();
    for (const [status, expected] of [
      ["draft", null],
      ["returned", null],
      ["to_approval", "handed_in"],
      ["approved", "handed_in"],
      ["invoiced", "handed_in"],
    ] as const) {
      expect(lock([row(FIRST, "8", { status })], FIRST)).toBe(expected);
    }
  });

  it("keep to the dates of their order, and to the project's today", () => {
    const orders = [order("a", { starts_on: "2026-11-03", ends_on: "2026-11-05" })];
    expect(lock([], "2026-11-02", orders)).toBe("before_start");
    expect(lock([], "2026-11-03", orders)).toBeNull();
    expect(lock([], "2026-11-06", orders)).toBe("after_end");
    // Three in the morning in London is still the evening before in Toronto.
    const night = new Date("2026-11-05T03:00:00Z");
    expect(lock([], "2026-11-04", undefined, night)).toBeNull();
    expect(lock([], "2026-11-05", undefined, night)).toBe("future");
    const there = [order("a", { time_zone: "Europe/London" })];
    expect(lock([], "2026-11-05", there, night)).toBeNull();
  });

  it("what was returned can be corrected though its order is closed", () => {
    const closed = [order("a", { closed: true })];
    expect(lock([row(FIRST, "8", { status: "returned" })], FIRST, closed)).toBeNull();
    expect(lock([row(FIRST, "8")], FIRST, closed)).toBe("closed");
  });

  it("with several entries show their sum, and are typed into one by one", () => {
    const rows = [row(FIRST, "3"), row(FIRST, "4.5", { status: "approved" })];
    const cell = at(cells(rows), `a:regular:${FIRST}`);
    expect(cell.lock).toBe("several");
    expect(cell.base).toBeNull();
    expect(quantityOf(cell, NOTHING)).toBe("7.5");
    expect(statusOf(cell)).toBe("draft");
  });

  it("show what is typed before it is saved, and count what is saved", () => {
    const rows = [row(FIRST, "3"), row("2026-11-03", "4")];
    const found = cells(rows);
    const cell = at(found, `a:regular:${FIRST}`);
    const typed = new Map<string, PendingCell>([
      [
        slotOf(cell, NOTHING).key,
        {
          slot: slotOf(cell, NOTHING),
          base: cell.base,
          phase: "waiting",
          wanted: { quantity: "5.25", note: "" },
        },
      ],
    ]);
    expect(quantityOf(cell, typed)).toBe("5.25");
    expect(totalsOf(found.values(), typed).hours).toBe("7");
    expect(unsavedIn(found.values(), typed, new Map())).toBe(1);
    const open = new Map([
      [slotOf(cell, NOTHING).key, { slot: slotOf(cell, NOTHING), base: cell.base, text: "7" }],
    ]);
    expect(unsavedIn(found.values(), NOTHING, open)).toBe(1);
  });

  it("count nothing that was removed elsewhere while it was changed here", () => {
    const found = cells([row(FIRST, "8"), row("2026-11-03", "2")]);
    const cell = at(found, `a:regular:${FIRST}`);
    const slot = slotOf(cell, NOTHING);
    const wanted = { quantity: "6", note: "" };
    const conflict: PendingCell = {
      slot,
      base: cell.base,
      wanted,
      phase: "conflict",
      theirs: null,
    };
    const typed = new Map([[slot.key, conflict]]);
    expect(totalsOf(found.values(), typed).hours).toBe("2");
  });

  it("add up by their minutes: 0:20 three times is an hour", () => {
    const rows = ["2026-11-02", "2026-11-03", "2026-11-04"].map((day) => row(day, hoursOf(20)));
    expect(totalsOf(cells(rows).values(), NOTHING).hours).toBe("1");
  });
});

it("what is typed goes to the entry, and to the cell while that has none", () => {
  const rows = [row(FIRST, "3")];
  const found = cellsOf(lines(rows), WEEK, rows, LATER);
  expect(slotOf(at(found, `a:regular:${FIRST}`), NOTHING).key).toBe(`entry:${rows[0]?.entry_id}`);
  const empty = at(found, "a:regular:2026-11-03");
  expect(slotOf(empty, NOTHING).key).toBe(empty.key);
});

it("hours and expenses are apart, and currencies too", () => {
  const orders = [order("a"), order("b", { currency: "NOK" })];
  const rows = [
    row(FIRST, "7.5"),
    row(FIRST, "1", { article: "overtime" }),
    row(FIRST, "12.5", { article: "expense" }),
    row(FIRST, "99", { article: "expense", work_order_id: "b", currency: "NOK" }),
  ];
  const found = cellsOf(lines(rows, orders), WEEK, rows, LATER);
  const totals = totalsOf(found.values(), NOTHING);
  expect(totals.hours).toBe("8.5");
  expect([...totals.expenses]).toEqual([
    ["CAD", "12.5"],
    ["NOK", "99"],
  ]);
});

describe("what was saved", () => {
  const slot = { key: "a:regular:x", orderId: "a", article: "regular", day: FIRST };
  const saved = { entryId: "n", version: 2, status: "draft", quantity: "5", note: "Pumps" };

  it("takes the place of what it was, and keeps what else is known of it", () => {
    const old = row(FIRST, "8", { comment_count: 2, return_reason: "Six" });
    const rows = patched([old], slot, { ...saved, entryId: old.entry_id }, savedOf(old), []);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ quantity: "5", version: 2, note: "Pumps", comment_count: 2 });
  });

  it("stands beside the others when it is new, and goes when it was removed", () => {
    const other = row("2026-11-03", "8");
    const rows = patched([other], slot, saved, null, [order("a")]);
    expect(rows.map((each) => each.work_on).sort()).toEqual([FIRST, "2026-11-03"]);
    expect(patched(rows, slot, null, saved, [])).toEqual([other]);
  });
});

it("entries stand by day, and of one day by work order, article and age, however they come", () => {
  const more = (entry_id: string, code: string, article: WorkRow["article"]) => ({
    ...row("2026-07-06", "1", { article }),
    entry_id,
    work_order_code: code,
  });
  const rows = [
    { ...row("2026-07-05", "1"), entry_id: "e9" },
    more("e4", "WO-1", "regular"),
    more("e6", "WO-1", "regular"),
    more("e2", "WO-1", "expense"),
    more("e1", "WO-2", "regular"),
  ];
  const said = ["e9", "e4", "e6", "e2", "e1"];
  const other = [3, 1, 4, 0, 2].flatMap((at) => rows[at] ?? []);
  for (const given of [rows, [...rows].reverse(), other]) {
    expect(inOrder(given).map((one) => one.entry_id)).toEqual(said);
  }
});
