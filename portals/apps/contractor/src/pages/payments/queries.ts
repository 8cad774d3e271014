import {
  contractorListPaymentsOptions,
  contractorListTransactionsOptions,
  contractorListWorkOrdersOptions,
  contractorShowReportOptions,
} from "@portico/api";
import type { PaidSearch, PendingSearch, ReportSearch } from "./search";

/** What the addresses of these pages ask the edge for. */

export function pendingFilter({ tab, q, work_order, company, sort }: PendingSearch) {
  return { tab: tab ?? "processing", q, work_order_id: work_order, company_id: company, sort };
}

export const pendingOptions = (search: PendingSearch) =>
  contractorListTransactionsOptions({
    query: { ...pendingFilter(search), cursor: search.cursor },
  });

export const paidOptions = ({ q, from, to, cursor }: PaidSearch) =>
  contractorListPaymentsOptions({ query: { q, from, to, cursor } });

export const reportOptions = ({ from, to }: ReportSearch) =>
  contractorShowReportOptions({ query: { from, to } });

const MOST_WORK_ORDERS = 200;

/** The own work orders, to narrow lists by. */
export const workOrderOptions = () =>
  contractorListWorkOrdersOptions({ query: { limit: MOST_WORK_ORDERS } });
