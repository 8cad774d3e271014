import {
  customerListDisputesOfInvoiceOptions,
  customerShowDisputeOptions,
  type DisputeSummary,
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
