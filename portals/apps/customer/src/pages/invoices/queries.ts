import {
  customerListInvoicesOptions,
  customerListProjectsOptions,
  customerListWorkOptions,
  customerShowInvoiceOptions,
} from "@portico/api";
import { filterOf, type InvoicesSearch } from "./search";

/** What the addresses of these pages ask the edge for. */

const MOST_PROJECTS = 200;
const MOST_ENTRIES = 200;

export function invoicesOptions(search: InvoicesSearch) {
  const { state, ...filter } = filterOf(search);
  return customerListInvoicesOptions({
    query: { ...filter, ...(state ? { state: [state] } : {}), cursor: search.cursor },
  });
}

export const invoiceOptions = (invoiceId: string) =>
  customerShowInvoiceOptions({ path: { invoice_id: invoiceId } });

/** The projects within reach, to narrow the list by. */
export const projectOptions = () =>
  customerListProjectsOptions({ query: { limit: MOST_PROJECTS } });

/** The logged work of a work order that an invoice covers, from a day to a day. */
export const workBehindOptions = (
  invoiceId: string,
  workOrderId: string,
  from: string,
  to: string,
) =>
  customerListWorkOptions({
    query: {
      invoice_id: invoiceId,
      work_order_id: workOrderId,
      from,
      to,
      limit: MOST_ENTRIES,
    },
  });
