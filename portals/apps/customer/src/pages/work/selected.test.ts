import { expect, test } from "vitest";
import { only, stillThere } from "./selected";

const page = (...ids: string[]) => ({
  items: ids.map((entry_id) => ({ entry_id })),
  next_cursor: null,
});

test("what has left the list is no longer selected", () => {
  expect(stillThere(only("one", "two", "three"), page("two", "four"), true)).toEqual(only("two"));
  expect(stillThere(only("one"), page(), true)).toEqual(only());
});

test("of a list of several pages a row may stand on another one, and stays selected", () => {
  const selection = only("one", "two");
  expect(stillThere(selection, { ...page("two"), next_cursor: "next" }, true)).toBe(selection);
  expect(stillThere(selection, page("two"), false)).toBe(selection);
});

test("the same selection stays the same, and all that match a filter is not one of rows", () => {
  const selection = only("one");
  expect(stillThere(selection, page("one", "two"), true)).toBe(selection);
  const all = { kind: "matching", filter: {}, except: new Set<string>(), total: 3 } as const;
  expect(stillThere(all, page(), true)).toBe(all);
});
