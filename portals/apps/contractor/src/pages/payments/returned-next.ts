import type { BankAccount, ReturnedPayment } from "@portico/api";

/** What becomes of a payment that the bank returned, as a key of the catalogue (`returned.*`). */
type NextStep = "again" | "changed" | "account" | "other";

/**
 * It is ordered again, or will be: once the contractor has looked at the account, to the one that was
 * named since, or without anything to do.
 */
export function nextOfReturned(
  {
    ordered_again_for,
    is_about_account,
    bank_account_id,
  }: Pick<ReturnedPayment, "ordered_again_for" | "is_about_account" | "bank_account_id">,
  named: Pick<BankAccount, "bank_account_id"> | null,
): NextStep {
  if (ordered_again_for) return "again";
  if (!is_about_account) return "other";
  return named && named.bank_account_id !== bank_account_id ? "changed" : "account";
}
