import type { InvoiceSummary, Money } from "@portico/api";

type Amounts = Pick<InvoiceSummary, "state" | "total" | "credited" | "received" | "open_amount">;

const less = (amount: Money, by: Money): Money => ({
  ...amount,
  amount_minor: amount.amount_minor - by.amount_minor,
});

/** The amount that its state is about: what is open, or what was paid or credited of it. */
export function amountOf({ state, total, credited, open_amount }: Amounts): Money {
  if (state === "credited") return credited;
  return state === "paid" ? less(total, credited) : open_amount;
}

/** From what was billed to what is open: what is none is left out, but for what came in. */
export function balanceOf({ total, credited, received, open_amount }: Amounts) {
  const none = less(total, total);
  const taken: ["credited", Money][] =
    credited.amount_minor === 0 ? [] : [["credited", less(none, credited)]];
  const lines: ["total" | "credited" | "received" | "open", Money][] = [
    ["total", total],
    ...taken,
    ["received", less(none, received)],
    ["open", open_amount],
  ];
  return lines;
}
