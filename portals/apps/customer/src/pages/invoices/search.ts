import { daysOf } from "@portico/ui";
import { choice, cursor, day, id, month } from "@portico/ui/portal";
import * as z from "zod/mini";

/** The filters of K13. They overlap: what is overdue is not paid either. */
export const INVOICE_STATES = [
  "not_paid",
  "not_due",
  "overdue",
  "disputed",
  "paid",
  "credited",
  "written_off",
] as const;

/** All invoices, or those issued in a month, or in a week by its first day. */
export const invoicesSearch = z.object({
  state: choice(INVOICE_STATES),
  project: id,
  month,
  week: day,
  cursor,
});

/** An invoice, and one of its disputes beside it. */
export const invoiceSearch = z.object({ dispute: id });

export type InvoicesSearch = z.infer<typeof invoicesSearch>;

/** What the edge is asked for, and a file of the list has; pages left out. */
export function filterOf({ state, project, ...search }: InvoicesSearch) {
  return { state, project_id: project, ...daysOf(search) };
}
