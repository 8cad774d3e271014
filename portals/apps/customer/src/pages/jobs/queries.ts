import {
  customerListJobsOptions,
  customerListProjectsOptions,
  customerShowJobCalendarOptions,
  customerShowJobFeedOptions,
  customerShowJobOptions,
} from "@portico/api";
import { filterOf, type JobsSearch, periodOf, weeksOf } from "./search";

/** What the addresses of this page ask the edge for. */

const MOST_PROJECTS = 200;
/** Shifts that have a place in a day of a month, and of a week. */
const PER_DAY = { month: 4, week: 50 };

export const calendarOptions = (search: JobsSearch, today: string, weekStartsOn: number) =>
  customerShowJobCalendarOptions({
    query: {
      ...filterOf(search),
      ...weeksOf(search, today, weekStartsOn),
      per_day: search.week ? PER_DAY.week : PER_DAY.month,
    },
  });

export const listOptions = (search: JobsSearch, today: string) =>
  customerListJobsOptions({
    query: { ...filterOf(search), ...periodOf(search, today), cursor: search.cursor },
  });

export const jobOptions = (jobId: string) => customerShowJobOptions({ path: { job_id: jobId } });

export const feedOptions = () => customerShowJobFeedOptions();

/** The projects within reach, to narrow by. */
export const projectOptions = () =>
  customerListProjectsOptions({ query: { limit: MOST_PROJECTS } });
