import type { WorkRow } from "@portico/api";
import { NOTHING } from "@portico/ui";
import { expect, test } from "vitest";
import { keptOf, only, selectionOf, stillThere } from "./selected";

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

test("a selection is kept with its rows as they were seen, also those of another page", () => {
  const rows = new Map([["one", { entry_id: "one", version: 3 } as WorkRow]]);
  const kept = JSON.parse(JSON.stringify(keptOf(only("one"), "{}", (id) => rows.get(id))));
  expect(selectionOf(kept, "{}")).toEqual(only("one"));
  expect(kept.rows).toEqual([rows.get("one")]);
});

test("all that match are kept as the filter, its exceptions and how many it was", () => {
  const filter = { project_id: "p1" };
  const all = { kind: "matching", filter, except: new Set(["two"]), total: 52 } as const;
  const kept = JSON.parse(JSON.stringify(keptOf(all, "{}", () => undefined)));
  expect(selectionOf(kept, "{}")).toEqual(all);
});

test("with another filter nothing is selected", () => {
  const kept = keptOf(only("one"), "{}", () => undefined);
  expect(selectionOf(kept, '{"project_id":"p1"}')).toEqual(NOTHING);
  expect(selectionOf(null, "{}")).toEqual(NOTHING);
});
