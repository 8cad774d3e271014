import * as z from "zod/mini";
import { choice, cursor, day, month, text } from "../../search";

export const pendingSearch = z.object({
  tab: choice(["processing", "pending_release", "all"]),
  q: text(100),
  sort: text(40),
  cursor,
});

export const paidSearch = z.object({ q: text(100), from: day, to: day, sort: text(40), cursor });

export const reportSearch = z.object({ from: month, to: month });
