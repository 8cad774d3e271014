import type { InvoiceSummary, Money } from "@portico/api";

type Amounts = Pick<
  InvoiceSummary,
  "state" | "total" | "credited" | "received" | "written_off" | "open_amount"
>;

const less = (amount: Money, by: Money): Money => ({
  ...amount,
  amount_minor: amount.amount_minor - by.amount_minor,
});

/** The amount that its state is about: what is open, or what was paid, credited or written off. */
export function amountOf({ state, total, credited, written_off, open_amount }: Amounts): Money {
  if (state === "credited") return credited;
  if (state === "written_off") return written_off;
  return state === "paid" ? less(total, credited) : open_amount;
}

/** From what was billed to what is open: what is none is left out, but for what came in. */
export function balanceOf({ total, credited, received, written_off, open_amount }: Amounts) {
  type Line = ["total" | "credited" | "received" | "written_off" | "open", Money];
  const none = less(total, total);
  const taken = (name: Line[0], amount: Money): Line[] =>
    amount.amount_minor === 0 ? [] : [[name, less(none, amount)]];
  const lines: Line[] = [
    ["total", total],
    ...taken("credited", credited),
    ["received", less(none, received)],
    ...taken("written_off", written_off),
    ["open", open_amount],
  ];
  return lines;
}
