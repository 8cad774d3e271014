import type { LoggedStatus } from "@portico/api";
import { addDays, monthEnd, monthOf, weekStart } from "@portico/ui";
import { choice, cursor, day, id, month, text } from "@portico/ui/portal";
import * as z from "zod/mini";

/** Where the work on a shift's day stands, as one can look for it. */
export const LOGGED = [
  "none",
  "to_approval",
  "returned",
  "approved",
  "invoiced",
] as const satisfies readonly LoggedStatus[];
export const VIEWS = ["calendar", "list"] as const;

export const jobsSearch = z.object({
  /** Without one: the calendar, on a phone the list. */
  view: choice(VIEWS),
  month,
  week: day,
  /** A single day of the list, where the calendar has no more place. */
  day,
  q: text(100),
  project: id,
  logged: choice(LOGGED),
  /** The shift that is open beside the page. */
  job: id,
  cursor,
});

export type JobsSearch = z.infer<typeof jobsSearch>;
export type View = (typeof VIEWS)[number];

/** With the period that is shown: this month, where the address has none. */
export function withPeriod(search: JobsSearch, today: string): JobsSearch {
  return search.week || search.month ? search : { ...search, month: monthOf(today) };
}

/** The first and the last day of the period. */
export function periodOf(search: JobsSearch, today: string): { from: string; to: string } {
  const { day, week, month = monthOf(today) } = search;
  if (day) return { from: day, to: day };
  if (week) return { from: week, to: addDays(week, 6) };
  return { from: `${month}-01`, to: monthEnd(month) };
}

/** The whole weeks that a calendar of the period shows. */
export function weeksOf(
  search: JobsSearch,
  today: string,
  weekStartsOn: number,
): { from: string; to: string } {
  const { from, to } = periodOf({ ...search, day: undefined }, today);
  // A week is as the address has it: an old link may begin it on another day.
  if (search.week) return { from, to };
  return { from: weekStart(from, weekStartsOn), to: addDays(weekStart(to, weekStartsOn), 6) };
}

/** What else than the period narrows the shifts, as the edge is asked. */
export function filterOf({ q, project, logged }: JobsSearch) {
  return {
    ...(q ? { q } : {}),
    ...(project ? { project_id: project } : {}),
    ...(logged ? { logged: [logged] } : {}),
  };
}
