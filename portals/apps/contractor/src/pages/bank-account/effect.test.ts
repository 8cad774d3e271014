import { expect, test } from "vitest";
import { effectOn } from "./effect";

const next = { amounts: [], transactions: 1, ordered: false, moved: null, on: "2026-03-10" };

test.each([
  ["2026-03-09", "new_on"],
  ["2026-03-10", "old_on"],
  ["2026-03-11", "old_on"],
] as const)("usable on %s: a payment of March 10 is %s", (usableOn, effect) => {
  expect(effectOn(next, usableOn)).toBe(effect);
});

test("what is ordered, and what has no day yet, goes where pay goes now", () => {
  expect(effectOn({ ...next, ordered: true }, "2026-03-01")).toBe("ordered");
  expect(effectOn({ ...next, on: null }, "2026-03-01")).toBe("old");
});
