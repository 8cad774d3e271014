import { expect, test } from "vitest";
import { refusalOf } from "./file-upload";

test.each([
  ["hours.csv", 10, null],
  ["HOURS.CSV", 1_000, null],
  ["hours.csv", 1_001, "too_large"],
  ["hours.exe", 10, "wrong_kind"],
  ["csv", 10, "wrong_kind"],
])("%s of %i bytes: %s", (name, size, refusal) => {
  expect(refusalOf({ name, size }, [".csv", ".xlsx"], 1_000)).toBe(refusal);
});
