import type { NextPayment } from "@portico/api";

/**
 * What a change does to the payment that comes next: it goes to the account of before, on a day or
 * with the next run, or to the new one, which can be used from `usableOn` on. The edge sees it alike
 * once it is made.
 */
export function effectOn(
  next: NextPayment,
  usableOn: string,
): "ordered" | "old_on" | "old" | "new_on" {
  if (!next.on) return "old";
  if (next.ordered) return "ordered";
  return next.on <= usableOn ? "old_on" : "new_on";
}
