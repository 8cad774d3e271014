import { expect, test } from "vitest";
import * as z from "zod/mini";
import { day, month } from "./search";

const search = z.object({ day, month });

test.each([
  [
    { day: "2026-11-28", month: "2026-11" },
    { day: "2026-11-28", month: "2026-11" },
  ],
  // No day at all, and days that the edge refuses: as if nothing had been said.
  [{ day: "2026-02-30", month: "2026-13" }, {}],
  [{ day: "9999-12-31", month: "9999-12" }, {}],
  [{ day: "0001-01-01", month: "1999-12" }, {}],
])("an address says a day of this century, or none: %o", (given, read) => {
  expect(search.parse(given)).toEqual(read);
});
