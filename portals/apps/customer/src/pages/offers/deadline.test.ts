import { formatsFor } from "@portico/ui";
import { expect, test } from "vitest";
import { deadline } from "./deadline";

const formats = formatsFor("en", "CA", "America/Toronto");
/** Midnight in Toronto, which is in the morning of the same day in UTC. */
const MIDNIGHT = "2026-12-19T05:00:00Z";

test("a deadline is of the agency's day, wherever it is read", () => {
  for (const zone of ["UTC", "Asia/Tokyo", "America/Toronto"]) {
    const said = deadline(MIDNIGHT, formats, zone);
    expect(said).toContain("Dec 18, 2026");
    expect(said).toContain("11:59");
  }
});

test("the zone is named for whoever has another time, and only then", () => {
  expect(deadline(MIDNIGHT, formats, "UTC")).toContain("(Eastern Time)");
  expect(deadline(MIDNIGHT, formats, "America/Toronto")).not.toContain("(");
  expect(deadline(MIDNIGHT, formats, "America/New_York")).not.toContain("(");
});
