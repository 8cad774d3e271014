import { describe, expect, it } from "vitest";
import { canonical, parseQuantity, sum, typedAs } from "./quantity";

const HOURS = { article: "regular", currency: "CAD", locale: "en-CA" };
const EXPENSE = { article: "expense", currency: "CAD", locale: "en-CA" };

const value = (text: string, rules = HOURS) => {
  const parsed = parseQuantity(text, rules);
  return parsed.kind === "value" ? parsed.value : parsed.kind === "empty" ? "" : parsed.problem;
};

describe("hours as people type them", () => {
  it.each([
    ["7.5", "7.5"],
    ["7,5", "7.5"],
    ["07,50", "7.5"],
    [" 8 ", "8"],
    ["8 h", "8"],
    ["7:30", "7.5"],
    ["0:20", "0.33"],
    [".5", "0.5"],
    [",25", "0.25"],
    ["24", "24"],
    ["", ""],
    ["0", ""],
    ["0,00", ""],
    ["eight", "not_a_number"],
    ["7..5", "not_a_number"],
    ["7,5,5", "not_a_number"],
    ["7:75", "not_a_number"],
    ["1e1", "not_a_number"],
    ["-2", "not_positive"],
    ["24.01", "too_many_hours"],
    ["7.125", "too_many_decimals"],
  ])("%j is %j", (typed, expected) => {
    for (const locale of ["en-CA", "fr-CA", "nb-NO"]) {
      expect(value(typed, { ...HOURS, locale })).toBe(expected);
    }
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
      expect(value(typedAs(quantity, locale), rules)).toBe(quantity);
    }
  }
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
