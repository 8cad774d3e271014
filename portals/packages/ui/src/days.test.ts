import { expect, test } from "vitest";
import {
  addDays,
  addMonths,
  daysBetween,
  daysSince,
  isDay,
  isMonth,
  monthEnd,
  todayIn,
  weekdayOf,
  weekStart,
} from "./days";

test("days are counted across the end of a month, a year and a leap day", () => {
  expect(addDays("2026-01-31", 1)).toBe("2026-02-01");
  expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
  expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
  // The night in which Europe's clocks go forward has 23 hours, and is a day all the same.
  expect(addDays("2026-03-28", 2)).toBe("2026-03-30");
});

test("a week starts where the person's does", () => {
  expect(weekdayOf("2026-11-22")).toBe(7);
  expect(weekStart("2026-11-22", 1)).toBe("2026-11-16");
  expect(weekStart("2026-11-22", 7)).toBe("2026-11-22");
  expect(weekStart("2026-11-21", 7)).toBe("2026-11-15");
});

test("months are counted across a year", () => {
  expect(addMonths("2026-11", 3)).toBe("2027-02");
  expect(monthEnd("2028-02")).toBe("2028-02-29");
  expect(daysBetween("2026-12-31", "2027-01-01")).toEqual(["2026-12-31", "2027-01-01"]);
});

test("today is the agency's, on either side of midnight", () => {
  const moment = new Date("2026-11-22T03:30:00Z");
  expect(todayIn("America/Toronto", moment)).toBe("2026-11-21");
  expect(todayIn("Europe/Oslo", moment)).toBe("2026-11-22");
});

test("what is no day and no month is not taken for one", () => {
  expect(isDay("2026-02-29")).toBe(false);
  expect(isDay("2026-2-9")).toBe(false);
  expect(isDay("2028-02-29")).toBe(true);
  expect(isMonth("2026-13")).toBe(false);
  expect(isMonth("2026-12")).toBe(true);
});

test("days are counted over a change of clocks and of the year, and none before one has passed", () => {
  expect(daysSince("2026-03-07", "2026-03-09")).toBe(2);
  expect(daysSince("2026-12-31", "2027-01-01")).toBe(1);
  expect(daysSince("2026-05-01", "2026-05-01")).toBe(0);
  expect(daysSince("2026-05-02", "2026-05-01")).toBe(0);
});
