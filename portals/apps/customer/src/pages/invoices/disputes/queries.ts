import {
  customerListDisputesOfInvoiceOptions,
  customerShowDisputeOptions,
  type DisputeSummary,
  type InvoiceView,
} from "@portico/api";

export const disputesOptions = (invoiceId: string) =>
  customerListDisputesOfInvoiceOptions({ path: { invoice_id: invoiceId } });

export const disputeOptions = (invoiceId: string, disputeId: string) =>
  customerShowDisputeOptions({ path: { invoice_id: invoiceId, dispute_id: disputeId } });

/** What holds of each line now, by its number: the newest, unless it was withdrawn. */
export function disputesByLine(
  disputes: readonly DisputeSummary[],
): ReadonlyMap<number, DisputeSummary> {
  const standing = disputes.filter(({ state }) => state !== "withdrawn");
  return new Map(standing.map((one) => [one.line_number, one]));
}

/** The lines that can be disputed, by their numbers: those that charge something, each once. */
export function disputableLines(
  lines: InvoiceView["invoice"]["lines"],
  disputes: readonly DisputeSummary[],
): number[] {
  const taken = disputesByLine(disputes);
  return lines
    .map((line, index) => ({ number: index + 1, charged: line.amount.amount_minor }))
    .filter(({ number, charged }) => charged > 0 && !taken.has(number))
    .map(({ number }) => number);
}
