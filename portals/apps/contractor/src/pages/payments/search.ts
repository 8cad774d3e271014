import { choice, cursor, day, id, month, text } from "@portico/ui/portal";
import * as z from "zod/mini";

export const PENDING_TABS = ["processing", "pending_release", "all"] as const;
export const PENDING_SORTS = [
  "-created",
  "created",
  "-amount",
  "amount",
  "estimated_payment_on",
  "-estimated_payment_on",
] as const;

export const pendingSearch = z.object({
  tab: choice(PENDING_TABS),
  q: text(100),
  work_order: id,
  company: id,
  sort: choice(PENDING_SORTS),
  cursor,
});

export const paidSearch = z.object({ q: text(100), from: day, to: day, cursor });

export const reportSearch = z.object({ from: month, to: month });

export type PendingSearch = z.infer<typeof pendingSearch>;
export type PaidSearch = z.infer<typeof paidSearch>;
export type ReportSearch = z.infer<typeof reportSearch>;
