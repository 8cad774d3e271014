import { expect, test } from "vitest";
import {
  allMatching,
  bodyOf,
  countOf,
  isSelected,
  NOTHING,
  pageToggled,
  type Selection,
  toggled,
} from "./selection";

interface Filter {
  q: string;
}
const nothing: Selection<Filter> = NOTHING;

test("rows are chosen one by one and given back", () => {
  const two = toggled(toggled(nothing, "a"), "b");
  expect([countOf(two), isSelected(two, "a"), isSelected(two, "c")]).toEqual([2, true, false]);
  expect(bodyOf(toggled(two, "a"))).toEqual({ ids: ["b"] });
});

test("a page is chosen as a whole, and given back when all of it is chosen", () => {
  const some = pageToggled(toggled(nothing, "a"), ["a", "b", "c"]);
  expect(countOf(some)).toBe(3);
  expect(countOf(pageToggled(some, ["a", "b", "c"]))).toBe(0);
});

test("all that match is a filter, its exceptions and how many it was", () => {
  const all = allMatching<Filter>({ q: "north" }, 214);
  expect([countOf(all), isSelected(all, "never seen")]).toEqual([214, true]);
  const without = toggled(all, "b");
  expect([countOf(without), isSelected(without, "b")]).toEqual([213, false]);
  expect(bodyOf(without)).toEqual({ filter: { q: "north" }, except: ["b"], expected_count: 213 });
  expect(bodyOf(toggled(without, "b"))).toMatchObject({ except: [], expected_count: 214 });
});

test("of all that match a page can be left out", () => {
  const without = pageToggled(allMatching<Filter>({ q: "" }, 30), ["a", "b"]);
  expect([countOf(without), isSelected(without, "a"), isSelected(without, "z")]).toEqual([
    28,
    false,
    true,
  ]);
});
