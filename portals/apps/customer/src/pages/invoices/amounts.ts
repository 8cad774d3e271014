import type { InvoiceSummary, Money } from "@portico/api";

type Amounts = Pick<
  InvoiceSummary,
  "state" | "total" | "credited" | "charged" | "received" | "written_off" | "open_amount"
>;

const less = (amount: Money, by: Money): Money => ({
  ...amount,
  amount_minor: amount.amount_minor - by.amount_minor,
});

/** The amount that its state is about: what is open, or what was paid, credited or written off. */
export function amountOf(of: Amounts): Money {
  if (of.state === "credited") return of.credited;
  if (of.state === "written_off") return of.written_off;
  return of.state === "paid" ? of.received : of.open_amount;
}

/** From what was billed to what is open: what is none is left out, but for what came in. */
export function balanceOf(of: Amounts) {
  type Line = ["total" | "credited" | "charged" | "received" | "written_off" | "open", Money];
  const { total, credited, charged, received, written_off, open_amount } = of;
  const none = less(total, total);
  const taken = (name: Line[0], amount: Money): Line[] =>
    amount.amount_minor === 0 ? [] : [[name, less(none, amount)]];
  const lines: Line[] = [
    ["total", total],
    ...taken("credited", credited),
    ...taken("charged", less(none, charged)),
    ["received", less(none, received)],
    ...taken("written_off", written_off),
    ["open", open_amount],
  ];
  return lines;
}
