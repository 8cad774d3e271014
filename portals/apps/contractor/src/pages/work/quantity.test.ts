import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  canonical,
  hoursOf,
  isZero,
  parseQuantity,
  sentQuantity,
  sum,
  sumOfHours,
  typedAs,
} from "./quantity";

const HOURS = { article: "regular", currency: "CAD", locale: "en-CA" };
const EXPENSE = { article: "expense", currency: "CAD", locale: "en-CA" };

const value = (text: string, rules = HOURS) => {
  const parsed = parseQuantity(text, rules);
  if (parsed.kind === "value") return parsed.value;
  return parsed.kind === "problem" ? parsed.problem : parsed.kind;
};

describe("hours as people type them, the same in the grid and in a file", () => {
  const table = readFileSync(
    new URL("../../../../../../contracts/cases/quantities.tsv", import.meta.url),
    "utf-8",
  );
  const unescaped = (text: string) =>
    text.replace(/\\(t|n|u[0-9a-f]{4})/g, (all) => JSON.parse(`"${all}"`));
  const [, ...rows] = table.replace(/\n$/, "").split("\n");
  const cases = rows.map((row) => row.split("\t"));

  it.each(cases)("%j is %s", (typed = "", means = "") => {
    const text = unescaped(typed);
    const expected = /^\d+$/.test(means) ? hoursOf(Number(means)) : means;
    for (const locale of ["en-CA", "fr-CA", "nb-NO"]) {
      const found = value(text, { ...HOURS, locale });
      expect(found === "blank" ? "empty" : found).toBe(expected);
    }
  });

  it("nothing is empty, blank space says nothing", () => {
    expect(value("")).toBe("empty");
    expect(value("  \u00a0 ")).toBe("blank");
  });

  it("zero is recognised", () => {
    expect(["0", "0,00", "0:00", "00.0", "0 h", "٠"].every(isZero)).toBe(true);
    expect(["", " ", "0:01", "10", "0.5", "-0"].some(isZero)).toBe(false);
  });
});

describe("expenses as people type them", () => {
  it.each([
    ["en-CA", "1,234.50", "1234.5"],
    ["en-CA", "1,234", "1234"],
    ["en-CA", "1.234", "too_many_decimals"],
    ["en-CA", "12,50", "12.5"],
    ["fr-CA", "1\u00a0234,50", "1234.5"],
    ["fr-CA", "1.234,50", "1234.5"],
    ["fr-CA", "1,234", "too_many_decimals"],
    ["nb-NO", "1 234,5", "1234.5"],
    ["nb-NO", "1.234", "too_many_decimals"],
    ["nb-NO", "12,3.4", "not_a_number"],
    ["en-CA", "1000000000", "too_large"],
    ["en-CA", "12h", "not_a_number"],
    ["en-CA", "7:30", "not_a_number"],
  ])("in %s %j is %j", (locale, typed, expected) => {
    expect(value(typed, { ...EXPENSE, locale })).toBe(expected);
  });

  it("have the decimals of their currency", () => {
    expect(value("1200.5", { ...EXPENSE, currency: "JPY" })).toBe("too_many_decimals");
    expect(value("3.125", { ...EXPENSE, currency: "KWD" })).toBe("3.125");
  });
});

it("what stands in an input is read back as the same quantity", () => {
  for (const locale of ["en-CA", "fr-CA", "nb-NO"]) {
    for (const quantity of ["7.5", "0.25", "1234.56", "24"]) {
      const rules = { ...EXPENSE, locale };
      expect(value(typedAs(quantity, locale, "expense"), rules)).toBe(quantity);
    }
  }
});

it("every minute of a day is read back from what stands in its input, and from what is sent", () => {
  for (let minutes = 1; minutes <= 1440; minutes += 1) {
    for (const locale of ["en-CA", "nb-NO"]) {
      const text = typedAs(hoursOf(minutes), locale, "regular");
      expect(value(text, { ...HOURS, locale })).toBe(hoursOf(minutes));
    }
    expect(sentQuantity("regular", hoursOf(minutes))).toEqual({ minutes });
  }
});

it("hours add up by their minutes", () => {
  expect(sumOfHours([hoursOf(20), hoursOf(20), hoursOf(20)])).toBe("1");
  expect(sumOfHours(["0.33", "0.33", "0.33"])).toBe("1");
  expect(sumOfHours(Array.from({ length: 1440 }, () => hoursOf(1)))).toBe("24");
});

it("sums are exact", () => {
  expect(sum(["0.1", "0.2"])).toBe("0.3");
  expect(sum(Array.from({ length: 1000 }, () => "0.01"))).toBe("10");
  expect(sum([])).toBe("0");
  expect(sum(["999999999.99", "0.01"])).toBe("1000000000");
});

it("zeros that say nothing are left out", () => {
  expect(canonical("007.500")).toBe("7.5");
  expect(canonical("100")).toBe("100");
  expect(canonical(".5")).toBe("0.5");
});
