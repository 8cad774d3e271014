import type { DocumentKind, PaidTransaction } from "@portico/api";

export type TransactionNet = Pick<PaidTransaction, "transaction_id" | "net">;

/** What takes back what a contractor invoiced is a credit note, as its paper says. */
export const called = (kind: DocumentKind, of: TransactionNet | undefined): DocumentKind =>
  kind === "contractor_invoice" && of !== undefined && of.net.amount_minor < 0
    ? "credit_note"
    : kind;
