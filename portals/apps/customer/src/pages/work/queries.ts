import {
  customerGroupWorkOptions,
  customerListProjectsOptions,
  customerListWorkOptions,
  customerPreviewApprovalOptions,
  customerShowWorkOptions,
  customerSummariseWorkOptions,
} from "@portico/api";
import { filterOf, type Group, shownStatus, type WorkSearch } from "./search";

/** What the addresses of this page ask the edge for. */

const MOST_PROJECTS = 200;

export function workOptions(search: WorkSearch) {
  return customerListWorkOptions({
    query: {
      ...filterOf(search),
      sort: search.group ?? "-day",
      cursor: search.cursor,
    },
  });
}

/** How much there is at each status, with the other filters. */
export const summaryOptions = (search: WorkSearch) =>
  customerSummariseWorkOptions({ query: filterOf(search, "status") });

/** Subtotals by employee or project. */
export const groupsOptions = (search: WorkSearch, by: Group) =>
  customerGroupWorkOptions({ query: { ...filterOf(search), by } });

/** Who logged what the other filters show: the choices of the employee filter. */
export const employeesOptions = (search: WorkSearch) =>
  customerGroupWorkOptions({ query: { ...filterOf(search, "contractor"), by: "contractor" } });

/** What stands out in what waits, for those who may approve: nobody else is answered. */
export const remarksOptions = (search: WorkSearch, approves: boolean) => ({
  ...customerPreviewApprovalOptions({ query: filterOf(search) }),
  enabled: approves && shownStatus(search) === "to_approval",
});

export const entryOptions = (entryId: string) =>
  customerShowWorkOptions({ path: { entry_id: entryId } });

/** The projects within reach, to narrow the list by. */
export const projectOptions = () =>
  customerListProjectsOptions({ query: { limit: MOST_PROJECTS } });
