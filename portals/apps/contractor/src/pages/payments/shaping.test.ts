import type { CurrencyReport } from "@portico/api";
import { describe, expect, it } from "vitest";
import { barsOf, faultOf, MOST_SERIES, rowsOf } from "./shaping";

const money = (amount_minor: number) => ({ amount_minor, currency: "CAD" });
const sums = (net: number) => ({
  transactions: 1,
  gross: money(net),
  deductions: money(0),
  taxes: money(0),
  net: money(net),
});

/** Rows as `[month, client, net]`; all else is summed from them. */
function report(...rows: readonly (readonly [string, string, number])[]): CurrencyReport {
  const total = (of: typeof rows) => of.reduce((sum, [, , net]) => sum + net, 0);
  const each = (at: 0 | 1) => [...new Set(rows.map((row) => row[at]))];
  return {
    currency: "CAD",
    total: sums(total(rows)),
    carried: money(0),
    months: each(0).map((month) => ({
      month,
      ...sums(total(rows.filter((row) => row[0] === month))),
    })),
    clients: each(1).map((client) => ({
      company_id: client,
      company_name: client,
      ...sums(total(rows.filter((row) => row[1] === client))),
    })),
    rows: rows.map(([month, client, net]) => ({
      month,
      company_id: client,
      company_name: client,
      ...sums(net),
    })),
  };
}

describe("the chart of the report", () => {
  it("stacks clients, the greatest first, and shows nothing as nothing", () => {
    const { series, bars } = barsOf(
      report(["2026-01", "Small", 100], ["2026-01", "Great", 500], ["2026-02", "Great", 200]),
    );
    expect(series.map(({ name }) => name)).toEqual(["Great", "Small"]);
    expect(bars).toEqual([
      { month: "2026-01", client0: 500, client1: 100 },
      { month: "2026-02", client0: 200, client1: 0 },
    ]);
  });

  it("adds up the many after the greatest, and loses none of it", () => {
    const many = Array.from(
      { length: MOST_SERIES + 3 },
      (_, at) => ["2026-01", `Client ${at}`, (at + 1) * 100] as const,
    );
    const { series, bars } = barsOf(report(...many));
    expect(series).toHaveLength(MOST_SERIES + 1);
    expect(series.at(-1)).toEqual({ key: "others", name: null });
    const { month: _, ...nets } = bars[0] ?? { month: "" };
    const drawn = Object.values(nets).reduce<number>((sum, net) => sum + Number(net), 0);
    expect(drawn).toBe(many.reduce((sum, [, , net]) => sum + net, 0));
  });
});

describe("the table of the report", () => {
  it("has a row for each month and the total last, which is that of the columns", () => {
    const rows = rowsOf(report(["2026-01", "A", 100], ["2026-01", "B", 50], ["2026-02", "A", 25]));
    expect(rows.map(({ month, total }) => [month, total.amount_minor])).toEqual([
      ["2026-01", 150],
      ["2026-02", 25],
      [null, 175],
    ]);
    expect(rows[1]?.nets.has("B")).toBe(false);
    expect(rows[2]?.nets.get("A")).toEqual(money(125));
  });
});

describe("the months of the report", () => {
  it.each([
    ["2026-01", "2026-11", null],
    ["2026-05", "2026-05", null],
    ["2026-05", "2026-04", "before"],
    ["2017-01", "2026-12", null],
    ["2016-12", "2026-12", "too_many"],
  ])("%s to %s: %s", (from, to, fault) => {
    expect(faultOf(from, to)).toBe(fault);
  });
});
